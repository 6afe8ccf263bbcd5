"""Choosing between two sealed records: one stands, the other is voided with what only it covers and its numbers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import iso
from app.domain.operations import SEAL_ENTITY, SEAL_FIELD, Change, Json
from app.domain.procedure.case import COURSE, ENTRY, Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_record import LEAD_PLACE
from app.domain.procedure.hands import SETTLING
from app.domain.procedure.outcomes import Content, Document, Measure, Signature, Task
from app.domain.procedure.records import REFUSAL
from app.domain.procedure.two_records import (
    CHOICE,
    CHOOSE_PLACE,
    RecordSeal,
    record_seals,
    seal_of_record,
)
from app.errors import Blocker, DocumentFailed, InspectorError, StorageFailed
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers import ledger
from app.services.papers.rendering import render_paper
from app.services.voiding import voiding

_OWN = frozenset({
    "visit", "sign_in", "person", "rights", "recording", "evidence", "finding", "measure", "statement", "read_back",
    "signature", "content",
})  # fmt: skip
"""What is voided with a record that alone covers it; answers are of both, and stand as the chosen seal saw them."""


@dataclass(frozen=True, slots=True)
class StandingRecord:
    """One of the sealed records: when and by whom it was sealed, who signed, the numbers that would be void without it.

    ``served`` are titles of papers that were served upon it.
    """

    seal: str
    document: str
    at: datetime | None
    officer: str
    digest: str
    signed: int
    refused: int
    numbers: tuple[str, ...]
    served: tuple[str, ...]


def may_choose(desk: Desk) -> bool:
    """Return whether the officer at the desk decides which of two records stands."""
    known = desk.officers().get(desk.officer)
    return known is not None and not known.retired and bool(SETTLING & set(known.roles))


def chosen_elsewhere(desk: Desk, case: Case) -> str:
    """Return why the choice is not made on this laptop, "" where it is.

    One laptop alone makes it, the lead device: two that are apart could each void what the other lets stand.
    """
    held = GUARDS["on_lead_device"](case, circumstances(desk, case))
    if not held:
        return ""
    if held[0].code != "not-lead-device":
        return held[0].text
    return "只能在主办终端上选定，以免两台电脑各选一份；本机不是主办终端。请到主办终端上办理，或者先把它移交到本机。"


def standing_records(desk: Desk, case: Case) -> tuple[StandingRecord, ...]:
    """Return the sealed records where there is more than one, the first sealed first."""
    seals = record_seals(case)
    return tuple(_told(desk, case, one, seals) for one in seals) if len(seals) > 1 else ()


def choose_record(desk: Desk, inspection: str, seal: str, reason: str) -> None:
    """Let one of the sealed records stand; the others, and what rests only on them, are voided with the reason.

    Their files are kept: what was signed can be looked at and printed for ever. Two transactions: what a seal covers
    can be voided only once the seal is; where the laptop stops in between, ``finish_choice`` goes on.

    Raises:
        Refused: not a chief's or leader's act, not the lead device, no reason, no second record any more, or a paper
            was served upon one that would be voided.
    """
    case = desk.case(inspection)
    seals = record_seals(case)
    gone = [one for one in seals if one.id != seal]
    insist("没有选定。", _blockers(desk, case, seals, seal, reason))
    for one in gone:
        with suppress(DocumentFailed, StorageFailed):  # an attachment that never arrived must not forbid the choice
            render_paper(desk, inspection, one.document)
    told: dict[str, Json] = {
        "seal": seal, "document": next(one.document for one in seals if one.id == seal),
        "voided": [one.id for one in gone], "not": [one.document for one in gone],
        "reason": reason.strip(), "by": desk.officer, "at": iso(desk.now()),
    }  # fmt: skip
    made = [*(voiding(desk, SEAL_ENTITY, one.id, reason) for one in gone), Change(COURSE, inspection, CHOICE, told)]
    desk.commit(made, also=SETTLING)
    finish_choice(desk, inspection)


def finish_choice(desk: Desk, inspection: str) -> None:
    """Void what rests only on a record that was not chosen, as far as that was not done."""
    case = desk.case(inspection)
    choice = case.inspection.record_choice
    kept = [one for one in record_seals(case) if one.id == choice.get("seal")]
    changes: list[Change] = []
    for seal in choice.get("voided", ()):
        state = desk.store.read(SEAL_ENTITY, str(seal))
        if state is not None and kept:
            one = seal_of_record(str(seal), state.value(SEAL_FIELD))
            changes += _voided(desk, case, one, kept, str(choice.get("reason")))
    if changes:
        desk.commit(changes, also=SETTLING)


def unchosen_file(desk: Desk, case: Case) -> bytes | None:
    """Return the file of the record that was not chosen, None where none was made or it has not arrived."""
    for document in case.inspection.record_choice.get("not", ()):
        state = desk.store.read(Document.ENTITY, str(document))
        digest = str(state.value("pdf") or "") if state is not None else ""
        if digest and desk.vault.has(digest):
            content: bytes = desk.vault.read(digest)
            return content
    return None


def _blockers(desk: Desk, case: Case, seals: tuple[RecordSeal, ...], seal: str, reason: str) -> list[Blocker]:
    if len(seals) < 2 or seal not in {one.id for one in seals}:
        return [Blocker("choice-made", "这里只有一份封存的笔录，或者已经选定；请刷新后核对。", (), CHOOSE_PLACE)]
    found = []
    if not may_choose(desk):
        text = "两份笔录由处室负责人或者机关负责人选定；请换本人在主办终端上操作。"
        found.append(Blocker("choice-not-yours", text, (), CHOOSE_PLACE))
    elsewhere = chosen_elsewhere(desk, case)
    if elsewhere:
        found.append(Blocker("choice-not-here", elsewhere, (), LEAD_PLACE))
    if not reason.strip():
        found.append(Blocker("choice-without-reason", "请写明选定这份、作废另一份的理由。", (), CHOOSE_PLACE))
    for one in seals:
        served = _told(desk, case, one, seals).served if one.id != seal else ()
        if served:
            text = f"{'、'.join(served)}已经依据另一份笔录送达，那份笔录不能作废；请选定那一份。"
            found.append(Blocker("choice-served", text, (), CHOOSE_PLACE))
    return found


def _only(one: RecordSeal, others: list[RecordSeal]) -> set[tuple[str, str]]:
    return {pair for pair in one.covers if pair[0] in _OWN and not any(pair in other.covers for other in others)}


def _rests(case: Case, only: set[tuple[str, str]]) -> tuple[list[Measure], list[Document]]:
    """Return the measures that only this record covers, and the papers made for them."""
    measures = [one for one in case.measures if (Measure.ENTITY, one.id) in only]
    ids = {one.id for one in measures}
    return measures, [one for one in case.documents if one.measure in ids]


def _told(desk: Desk, case: Case, one: RecordSeal, seals: tuple[RecordSeal, ...]) -> StandingRecord:
    measures, papers = _rests(case, _only(one, [other for other in seals if other != one]))
    numbers = _numbers(measures, papers)
    record = next((paper for paper in case.documents if paper.id == one.document), None)
    ways = [signed.way for signed in case.signatures if signed.document == one.document]
    name = case.officers[one.officer].name if one.officer in case.officers else one.officer
    return StandingRecord(
        one.id, one.document, record.frozen_at if record is not None else None, name, one.digest,
        len(ways) - ways.count(REFUSAL), ways.count(REFUSAL), tuple(_number(desk, held) for held in numbers),
        tuple(_number(desk, paper.number) for paper in papers if case.was_served(paper.id)),
    )  # fmt: skip


def _numbers(measures: list[Measure], papers: list[Document]) -> list[str]:
    held = {*(one.number for one in measures), *(one.number for one in papers)}
    return sorted(held - {""})


def _number(desk: Desk, number: str) -> str:
    try:
        return ledger.number_text(desk, number)
    except InspectorError:  # the ledger of the other laptop has not arrived yet
        return number


def _voided(desk: Desk, case: Case, one: RecordSeal, others: list[RecordSeal], reason: str) -> list[Change]:
    """Return the changes that void what of a record is still there."""
    only = _only(one, others)
    measures, papers = _rests(case, only)
    ids, gone = {measure.id for measure in measures}, {one.document, *(paper.id for paper in papers)}
    pairs = {*only, *((entity, document) for entity in (Document.ENTITY, Content.ENTITY, ENTRY) for document in gone)}
    pairs |= {(Signature.ENTITY, signed.id) for signed in case.signatures if signed.document in gone}
    pairs |= {(Task.ENTITY, task.id) for task in case.tasks if task.subject in ids and task.done_at is None}
    changes = [voiding(desk, *pair, reason) for pair in sorted(pairs) if _is_there(desk, *pair)]
    for number in _numbers(measures, papers):
        changes += ledger.voiding(desk, number, reason)
    return changes


def _is_there(desk: Desk, entity: str, entity_id: str) -> bool:
    state = desk.store.read(entity, entity_id)
    return state is not None and not state.voided
