"""Act three, on site: evidence, every question answered, sampling tables filled, findings and measures decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.checklist.items import question_paths
from app.domain.checklist.model import SurveyRow
from app.domain.procedure.outcomes import Finding
from app.errors import InspectorError
from app.services.checking.answering import add_row, answer
from app.services.checking.findings import choose_facts, draft_findings, edit_finding
from app.services.checking.sheet import sheet
from app.services.desk import Desk
from app.services.evidence.intake import Particulars, add_file, add_photo
from app.services.measures.deciding import Order, decide_on_the_spot, decide_order, due_for
from app.services.rehearsal.preparing import made
from app.services.rehearsal.stage import Stage

CONFORMS = {"verdict": "conforms"}


def take_evidence(stage: Stage) -> None:
    """Take in every photo and file of the scenario but the sheets signed by hand: there are none before the record."""
    for row in stage.scenario.rows("evidence"):
        if row["key"] not in sheets_signed(stage):
            take_in(stage, row, str(row.get("set_aside", "")))


def sheets_signed(stage: Stage) -> set[str]:
    """Return the keys of the photos that show signatures under the record."""
    signatures = stage.scenario.section("record").get("signatures", [])
    return {str(one["paper"]) for one in signatures if "paper" in one}


def take_sheet(stage: Stage, key: str) -> str:
    """Return the id of the photo of a signed sheet, taken in when the first signature on it is recorded."""
    if key not in stage.ids:
        row = next(one for one in stage.scenario.rows("evidence") if one["key"] == key)
        take_in(stage, row, "")  # it is bound by the signature: the record cannot list what is taken after it
    return stage.ids[key]


def take_in(stage: Stage, row: Mapping[str, Any], set_aside: str) -> None:
    """Take in one photo or file."""
    desk = stage.desk(stage.lead)
    said = Particulars(
        medium=row["medium"],
        method=row["method"],
        proves=row["proves"],
        links=tuple(row.get("links", ())),
        original=bool(row.get("original", True)),
        copied=bool(row.get("copied", False)),
        ground=dict(row.get("ground", {})),
        provider=stage.ids[row["provider"]] if "provider" in row else "",
        set_aside=set_aside,
    )
    take = add_photo if row["kind"] == "photo" else add_file
    taken = take(desk, stage.inspection, stage.scenario.folder / row["file"], said)
    stage.ids[str(row["key"])] = made(taken.evidence, list(taken.problems)).id


def answer_all(stage: Stage, inspection: str, given: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer every question: as given by its code, else 符合 (未发现)."""
    desk = stage.desk(stage.lead)
    for path, row in questions(desk, inspection).items():
        said = given.get(row.inspection.code, CONFORMS)
        give(desk, inspection, path, said)


def questions(desk: Desk, inspection: str) -> Mapping[str, SurveyRow]:
    """Return the verdict questions by path, in order."""
    return question_paths(sheet(desk, inspection).checklist)


def give(desk: Desk, inspection: str, path: str, said: Mapping[str, Any]) -> str:
    """Return the transaction of one verdict."""
    value = {name: said[name] for name in ("verdict", "reason", "severity", "note") if said.get(name)}
    done = answer(desk, inspection, path, value)
    if done.problems or done.missing:
        text = f"第{path}项的回答不完整：{'；'.join((*done.problems, *done.missing))}"
        raise InspectorError("scenario-answer", text, "请改正情景中的回答（理由、程度）。")
    return done.txn


def given_answers(stage: Stage) -> dict[str, Mapping[str, Any]]:
    """Return the scenario's answers by question code."""
    return {str(row["code"]): row for row in stage.scenario.section("answers").get("given", [])}


def fill_samples(stage: Stage) -> None:
    """Fill each sampling table with the scenario's number of made-up rows."""
    desk = stage.desk(stage.lead)
    for code, count in stage.scenario.section("sampling").get("rows", {}).items():
        opened = sheet(desk, stage.inspection)
        row = opened.checklist.question_of_code(code)
        assert row is not None, code
        for number in range(1, count + 1):
            _fill_row(desk, stage.inspection, row.inspection.sample, code, number)


def _fill_row(desk: Desk, inspection: str, repeat: str, code: str, number: int) -> None:
    row_id = add_row(desk, inspection, repeat)
    opened = sheet(desk, inspection)
    arrangement = opened.form.arrangement
    node = arrangement.nodes[arrangement.by_name[repeat]]
    for child in arrangement.children(node.index):
        value = _made_up(opened.form.choices.get(child.row.list_name, ()), child.row, code, number)
        if value is not None:
            answer(desk, inspection, f"{repeat}[{row_id}]/{child.row.name}", value)


def _made_up(choices: tuple[str, ...], row: SurveyRow, code: str, number: int) -> Any:
    if choices:
        return choices[0]
    if row.type == "text" and row.name.endswith("piece"):
        return f"演练-{code}-{number:03}"
    if row.type == "text" and "title" in row.name:
        return f"演练文件第{number}件"
    return None


def decide(stage: Stage) -> None:
    """Draft the findings and decide the scenario's measures; nothing where it has none."""
    said = stage.scenario.section("measures")
    if said:
        stage.clock.jump(said["at"])
    desk = stage.desk(stage.lead)
    draft_findings(desk, stage.inspection)
    by_code: dict[str, Finding] = {one.code: one for one in desk.case(stage.inspection).findings}
    for fact in said.get("facts", []):
        choose_facts(desk, _finding(by_code, fact["code"]).id, [number - 1 for number in fact["found"]])
    for spot in said.get("on_the_spot", []):
        found = [_finding(by_code, code) for code in spot["codes"]]
        decide_on_the_spot(desk, stage.inspection, [one.id for one in found], spot["text"], "promised")
    if "order" in said:
        order = said["order"]
        for one in order["items"]:
            if "aim" in one:
                edit_finding(desk, _finding(by_code, one["code"]).id, aim=one["aim"])
        due = due_for(desk, order["term"]).last_day
        items = [Order(_finding(by_code, one["code"]).id, one["text"]) for one in order["items"]]
        measure = decide_order(desk, stage.inspection, items, due, order["report_way"], term=order["term"])
        stage.ids["order"] = measure.id


def _finding(by_code: Mapping[str, Finding], code: str) -> Finding:
    if code not in by_code:
        text = f"第{code}项没有回答“不符合”，没有可以处理的问题。"
        raise InspectorError("scenario-finding", text, "请改正情景中的 answers.given 或 measures。")
    return by_code[code]
