"""Acts of a scenario beyond the visit's own: measures, further papers, refused entry, a second day, what is refused.

An act with ``blocked`` is one that the law refuses: the rehearsal tells which blockers stood and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.domain.procedure.rechecks import orders_to_check
from app.domain.procedure.rectification import REPORT, UnitReportEntry
from app.errors import Refused
from app.services.arrival.meeting import PersonEntry, RightsEntry, record_person, show_credentials_and_tell_rights
from app.services.arrival.visits import begin_visit, leave, refuse_entry, sign_in
from app.services.measures.deciding import record_measure
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import give_reason
from app.services.papers.making import begin, discard, enter
from app.services.papers.sending import record_reply, send
from app.services.papers.signed_papers import seal_paper, sign_paper
from app.services.pinning import definition_of
from app.services.preparation.approvals import Decision, record_approval
from app.services.rechecking.reported import record_report
from app.services.rehearsal import recording
from app.services.rehearsal.ink import strokes_of
from app.services.rehearsal.preparing import made
from app.services.rehearsal.rechecking import recheck
from app.services.rehearsal.stage import Stage

Act = Mapping[str, Any]


def play_acts(stage: Stage, after: str) -> None:
    """Play the acts that a scenario puts after a step, in their order."""
    for act in stage.scenario.rows("acts"):
        if act["after"] == after:
            stage.clock.jump(act["at"])
            _play(stage, act)


def _play(stage: Stage, act: Act) -> None:
    known = {one.id for one in stage.desk(stage.lead).case(stage.inspection).documents}
    try:
        for name, play in _ACTS.items():
            if name in act:
                play(stage, act)
        told: list[str] = []
    except Refused as refused:
        if "blocked" not in act:
            raise
        told = sorted({one.code for one in refused.blockers})
        _clear_away(stage, known)
    if "key" in act:
        stage.facts[f"blocked.{act['key']}"] = told


def _clear_away(stage: Stage, known: set[str]) -> None:
    """Discard the draft that a refused act left behind."""
    desk = stage.desk(stage.lead)
    for one in desk.case(stage.inspection).documents:
        if one.id not in known and one.lifecycle and one.frozen_at is None:
            discard(desk, stage.inspection, one.id, "依法不能制作（演练）")


def _leave(stage: Stage, act: Act) -> None:
    made(*leave(stage.desk(stage.lead), stage.inspection))


def _arrive(stage: Stage, act: Act) -> None:
    said = act["arrive"]
    made(*begin_visit(stage.desk(stage.lead), stage.inspection, said["place"]))
    for officer in stage.team:
        sign_in(stage.desk(officer), stage.inspection, stage.ids[officer])
    desk = stage.desk(stage.lead)
    for row in said["persons"]:
        entry = PersonEntry(**{name: str(value) for name, value in row.items() if name != "key"})
        stage.ids[str(row["key"])] = made(*record_person(desk, stage.inspection, entry)).id
    rights = said["rights"]
    told = RightsEntry(
        stage.ids[rights["person"]], rights["acknowledged"], recusal={"requested": False}, statement={"wanted": False}
    )
    made(*show_credentials_and_tell_rights(desk, stage.inspection, told))


def _refuse_entry(stage: Stage, act: Act) -> None:
    said = act["refuse_entry"]
    media = tuple(stage.ids[one] for one in said.get("media", ()))
    witness = stage.ids[said["witness"]] if "witness" in said else ""
    made(*refuse_entry(stage.desk(stage.lead), stage.inspection, said["reason"], said["by"], witness, media))


def _measure(stage: Stage, act: Act) -> None:
    said = act["measure"]
    desk = stage.desk(stage.lead)
    wanted = [one.id for one in desk.case(stage.inspection).findings if one.code in said["codes"]]
    record_measure(desk, stage.inspection, said["kind"], wanted, said["text"])


def _recheck(stage: Stage, act: Act) -> None:
    recheck(stage, act["recheck"])


def _reported(stage: Stage, act: Act) -> None:
    said, desk = act["reported"], stage.desk(stage.lead)
    order = next(one.id for one in orders_to_check(desk.case(stage.inspection)))
    until = date.fromisoformat(said["until"]) if "until" in said else None
    entry = UnitReportEntry(order, said.get("sort", REPORT), desk.now(), said["way"], said["text"], until)
    made(*record_report(desk, stage.inspection, entry))


def _paper(stage: Stage, act: Act) -> None:
    kind, inspection = str(act["paper"]), stage.inspection
    _leased(stage, kind)
    desk = stage.desk(stage.lead)
    document = begin(desk, inspection, kind).id
    problems = enter(desk, inspection, document, _named(stage, act.get("values", {})))
    made(None if problems else document, list(problems))
    draft(desk, inspection, paper(desk.case(inspection), document), compose)
    for step in act.get("approve", ()):
        decision = Decision(
            kind, document, stage.ids[step["by"]], step["role"], step["channel"], opinion=step.get("opinion", "同意。")
        )
        made(*record_approval(desk, inspection, decision))
    for trap, reason in act.get("reasons", {}).items():
        give_reason(desk, inspection, document, trap, reason)
    _finish(stage, act, document)


def _finish(stage: Stage, act: Act, document: str) -> None:
    held = paper(stage.desk(stage.lead).case(stage.inspection), document)
    if held.lifecycle == "signed":
        _sign(stage, act, document)
        return
    desk = stage.desk(stage.lead)
    life.freeze(desk, stage.inspection, document)
    if held.lifecycle != "stamped":
        return
    life.stamp(desk, stage.inspection, document, way=life.CARRIED)
    if "serve" in act:
        recording.serve_document(stage, stage.inspection, document, act["serve"])
    if "send" in act:
        said = act["send"]
        sending = send(
            desk, stage.inspection, document, to=said["to"], way=said["way"], reference=said.get("reference", "")
        )
        if "reply" in said:
            record_reply(desk, sending.id, said["reply"])


def _sign(stage: Stage, act: Act, document: str) -> None:
    for row in act["sign"]:
        officer = row["who"] if row["role"] == "officer" else stage.lead
        details: dict[str, Any] = {"reason": row.get("reason", "")}
        if row["way"] == "ink":
            details["ink"] = strokes_of(row["who"])
        if "witness" in row:
            details["witness"] = stage.ids[row["witness"]]
        desk = stage.desk(officer)
        sign_paper(desk, stage.inspection, document, stage.ids[row["who"]], row["role"], row["way"], **details)
    seal_paper(stage.desk(stage.lead), stage.inspection, document)


def _leased(stage: Stage, kind: str) -> None:
    desk = stage.desk(stage.lead)
    case = desk.case(stage.inspection)
    numbered = bool(definition_of(desk, case, kind).number_kind)
    year = stage.clock().year
    if numbered and ledger.numbers_left(desk, kind, year) == 0:
        ledger.lease_locally(stage.desk(stage.administrator), [kind], year, 1, 20)
        stage.desk(stage.lead)


def _named(stage: Stage, value: Any) -> Any:
    """Return a value with ``@key`` in the place of what the scenario gave a name to."""
    if isinstance(value, str) and value.startswith("@"):
        return stage.ids[value[1:]]
    if isinstance(value, list):
        return [_named(stage, one) for one in value]
    if isinstance(value, Mapping):
        return {name: _named(stage, one) for name, one in value.items()}
    return value


_ACTS: Mapping[str, Callable[[Stage, Act], None]] = {
    "leave": _leave,
    "arrive": _arrive,
    "refuse_entry": _refuse_entry,
    "measure": _measure,
    "recheck": _recheck,
    "reported": _reported,
    "paper": _paper,
}
