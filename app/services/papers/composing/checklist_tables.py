"""The checklist as the record shows it: every question with its verdict, item results, sampling tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.domain.checklist.arrangement import Arrangement, Node, arrange
from app.domain.checklist.items import answered_questions, item_results
from app.domain.checklist.model import Checklist
from app.domain.checklist.verdicts import WORDS, verdict_word
from app.domain.procedure.case import Case
from app.services.checking.sheet import form_of
from app.services.desk import Desk


def checklist_of(desk: Desk, case: Case) -> Checklist:
    """Return the checklist that the inspection is pinned to."""
    return form_of(desk, case).checklist


def content_words(desk: Desk, case: Case) -> str:
    """Return part one in a sentence: what was checked, and how many questions came out how."""
    checklist = checklist_of(desk, case)
    counts = Counter(one.answer.verdict for one in answered_questions(checklist, case.answers))
    told = "，".join(f"{word}{counts[key]}项" for key, word in WORDS.items() if counts[key])
    items = "；".join(one.title for one in checklist.items)
    total = sum(counts.values())
    return f"依据《{checklist.title}》对被检查单位的下列事项进行检查：{items}。共检查{total}项，{told}。"


def checklist_rows(desk: Desk, case: Case) -> list[dict[str, str]]:
    """Return every question in order with its verdict and what was noted."""
    checklist = checklist_of(desk, case)
    titles = {item.key: item.title for item in checklist.items}
    return [
        {
            "group": titles.get(one.question.inspection.item, ""),
            "code": one.question.inspection.code,
            "question": one.question.label,
            "answer": verdict_word(one.question, one.answer.verdict),
            "note": "；".join(part for part in (one.answer.reason, one.answer.note) if part),
        }
        for one in answered_questions(checklist, case.answers)
    ]


def result_rows(desk: Desk, case: Case) -> list[dict[str, str]]:
    """Return each check item's result, with the reason where an officer overruled it."""
    overrules: dict[str, Any] = {key: value for key, value in case.overrules.items() if isinstance(value, Mapping)}
    return [
        {"title": one.title, "result": one.word, "reason": one.reason}
        for one in item_results(checklist_of(desk, case), case.answers, overrules)
    ]


def sampling_tables(desk: Desk, case: Case) -> list[dict[str, Any]]:
    """Return one table for each sampling repeat that has rows."""
    checklist = checklist_of(desk, case)
    arrangement, _ = arrange(checklist)
    codes = {row.inspection.sample: row.inspection.code for row in checklist.questions() if row.inspection.sample}
    tables = []
    for node in arrangement.nodes:
        path = _path(arrangement, node)
        if node.is_repeat and case.rows.get(path):
            code = codes.get(path, codes.get(node.row.name, ""))
            tables.append(_table(arrangement, node, checklist, case, path, code))
    return tables


def _path(arrangement: Arrangement, node: Node) -> str:
    return "/".join(arrangement.nodes[at].row.name for at in arrangement.segments(node.index))


def _table(
    arrangement: Arrangement, repeat: Node, checklist: Checklist, case: Case, path: str, code: str
) -> dict[str, Any]:
    columns = [node.row for node in arrangement.children(repeat.index) if node.row.label]
    labels = {(one.list_name, one.name): one.label for one in checklist.choices}

    def shown(row_id: str, name: str, list_name: str) -> str:
        value = case.answers.get(f"{path}[{row_id}]/{name}")
        return "" if value is None else labels.get((list_name, str(value)), str(value))

    return {
        "code": code,
        "title": repeat.row.label.removeprefix(code).strip(),
        "columns": [
            {"title": "序号", "width": 13, "align": "centre"},
            *({"title": one.label, "width": 30, "align": "left"} for one in columns),
        ],
        "rows": [
            [str(i), *(shown(row_id, one.name, one.list_name) for one in columns)]
            for i, row_id in enumerate(case.rows[path], 1)
        ],
    }
