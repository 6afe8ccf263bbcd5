"""What a re-inspection says: the words of its record, and what the opinion (D35) of its case takes over from it."""

from __future__ import annotations

from typing import Any

from app.domain.checklist.items import question_paths, verdict_of
from app.domain.checklist.model import CORRECTION, SurveyRow
from app.domain.checklist.verdicts import VerdictAnswer, verdict_word
from app.domain.clock import CHINA
from app.domain.procedure import rechecks
from app.domain.procedure.case import Case
from app.domain.procedure.guards_arrival import entry_was_refused
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.outcomes import Document
from app.domain.procedure.visit_cards import visit_cards
from app.errors import Refused
from app.services.checking.sheet import form_of
from app.services.desk import Desk
from app.services.papers.composing.listed import cited_as
from app.services.papers.composing.wording import day_words, minute, officer_rows
from app.services.pinning import definition_of

HANDLING = "复查结果由本机关另行制作《整改复查意见书》送达，并据此确定下一步处理。"
AS_ORDERED = "经核对，已按要求改正"


def record_words(desk: Desk, case: Case) -> dict[str, Any]:
    """Return what the record of a re-inspection says instead of that of an inspection; {} for any other record."""
    if not rechecks.is_recheck(case.inspection) or entry_was_refused(case):
        return {}
    rows = _rows(desk, case)
    results = [rechecks.RESULTS[one["verdict"]] for one in rows if one["verdict"] in rechecks.RESULTS]
    return {
        "content": f"对{case.inspection.purpose}逐项进行复查：{rechecks.tally(results)}。",
        "item_results": [],
        "checklist": [
            {
                "group": "",
                "code": one["code"],
                "question": one["text"],
                "answer": one["word"],
                "note": "；".join(part for part in (one["said"], one["proof"]) if part),
            }
            for one in rows
        ],
        "handling": [HANDLING],
    }


def for_opinion(desk: Desk, case: Case, document: Document) -> dict[str, Any]:
    """Return what an opinion takes over from the last sealed re-inspection of the paper it follows, {} for none.

    One that another opinion was built from already is not taken again, nor one at which entry was refused.
    """
    taken = {
        str(values.get(rechecks.SOURCE, "")) for paper, values in case.entries.items() if paper != document.id
        and any(one.id == paper and one.subject == document.subject for one in case.documents)
    }  # fmt: skip
    for task in reversed(rechecks.rechecks(case)):
        if task.done_at is not None and task.subject not in taken:
            found = _taken_over(desk, case, document, task.subject)
            if found:
                return found
    return {}


def _taken_over(desk: Desk, case: Case, document: Document, inspection: str) -> dict[str, Any]:
    try:
        child = desk.case(inspection)
    except Refused:  # it has not arrived from the other device yet
        return {}
    if not record_is_sealed(child) or document.subject not in rechecks.orders_of(child.inspection):
        return {}
    said = {one["name"]: one for one in _rows(desk, child)}
    items = [one for one in rechecks.ordered_items(case, [document.subject]) if one.key in said]
    results = [rechecks.RESULTS.get(said[one.key]["verdict"], "") for one in items]
    if not items or not all(results):
        return {}
    conclusion = rechecks.conclusion_of(results)
    return {
        "id": inspection,
        "items": [
            {
                "text": one.text, "due": one.due, "result": result,
                "seen": said[one.key]["said"] or AS_ORDERED, "proof": _proof(said[one.key]["proof"]),
            }
            for one, result in zip(items, results, strict=True)
        ],
        "conclusion": conclusion,
        "next": rechecks.NEXT[conclusion],
        "reason": rechecks.tally(results),
        **_visit(desk, child),
    }  # fmt: skip


def _visit(desk: Desk, child: Case) -> dict[str, str]:
    visits = [one for one in child.visits if not one.called_off]
    record = child.document("D4")
    title = definition_of(desk, child, "D4").title
    sealed_at = record.frozen_at if record is not None else None
    came = [one.officer for one in child.sign_ins] or child.inspection.officers
    team = officer_rows(child, came, visit_cards(child))
    seen = {one["credential"]: one for one in team}
    return {
        "visited_at": minute(visits[0].arrived_at) if visits else "",
        "place": visits[0].place if visits else child.inspection.place,
        "team": "、".join(f"{one['name']}（执法证号：{one['credential']}）" for one in seen.values()),
        "record": f"《{title}》（{day_words(sealed_at.astimezone(CHINA).date())}）" if sealed_at is not None else "",
    }


def _proof(cited: str) -> str:
    return f"复查笔录{cited}" if cited else ""


def _rows(desk: Desk, case: Case) -> list[dict[str, str]]:
    rows = {
        path: row for path, row in question_paths(form_of(desk, case).checklist).items()
        if row.inspection.scale == CORRECTION
    }  # fmt: skip
    return [_row(case, path, row, verdict_of(case.answers.get(path))) for path, row in rows.items()]


def _row(case: Case, path: str, row: SurveyRow, given: VerdictAnswer) -> dict[str, str]:
    linked = [one.id for one in case.evidence if path in one.links]
    return {
        "name": row.name,
        "code": row.inspection.code,
        "text": row.label,
        "verdict": given.verdict,
        "word": verdict_word(row, given.verdict),
        "said": "；".join(part.rstrip("。") for part in (given.reason, given.note) if part),
        "proof": "、".join(cited_as(case, linked)) if linked else "",
    }
