"""Settling a conflict: two laptops filled in one field differently, and an officer chooses the value that stands."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fold import FieldState, Live
from app.domain.operations import SET, Change
from app.domain.procedure.act_period import ActPeriod
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.hands import SETTLING
from app.domain.procedure.records import Departure
from app.errors import Blocker
from app.services.checking.answering import ANSWER, Answering, answer
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing

OUTSIDE_RECORD = frozenset({ActPeriod.ENTITY, Departure.ENTITY})
"""What no record covers, so that it is settled also after the seal."""

SETTLED_HERE = OUTSIDE_RECORD | {ANSWER, "item_result", "finding", "inspection", "statement", "person", "evidence"}
"""What is settled by choosing a value. Papers, numbers, seals and signatures are decided by the lead device."""

NO_TEXT = OUTSIDE_RECORD
"""What holds days and times, so that it is chosen and never written anew as a text."""


def conflicts_of(desk: Desk, inspection: str) -> tuple[FieldState, ...]:
    """Return the fields of an inspection in which values compete, each with its candidates."""
    found: Sequence[FieldState] = desk.store.conflicts(inspection)
    return tuple(found)


def settle(desk: Desk, inspection: str, chosen: str, *, void_finding: str = "") -> Answering:
    """Return what became of choosing the candidate whose operation is ``chosen``; every candidate is superseded.

    Raises:
        Refused: there is no such conflict any more, the record is sealed, the field is not settled this way, or a
            finding rests on the answer given up (``void_finding`` is the reason to void it).
    """
    field, one = _candidate(desk, inspection, chosen)
    key = field.key
    _insist_settled_here(desk, inspection, field)
    if key.entity == ANSWER:
        path = key.entity_id.removeprefix(f"{inspection}/")
        done = answer(desk, inspection, path, one.value, void_finding=void_finding, also=SETTLING)
        if done.problems or done.txn:
            return done
    # The value shown was chosen: said again on top of both, so that the other no longer competes.
    kept = Change(key.entity, key.entity_id, key.field, one.value)
    return Answering(key.entity_id, desk.commit([kept], also=SETTLING).txn)


def settle_anew(desk: Desk, inspection: str, beside: str, text: str) -> Answering:
    """Return what became of writing a text anew where the candidate ``beside`` competes; all candidates are superseded.

    Raises:
        Refused: as for choosing one; or what competes is no text, or nothing was written.
    """
    field, one = _candidate(desk, inspection, beside)
    key = field.key
    _insist_settled_here(desk, inspection, field)
    if not isinstance(one.value, str) or key.entity in NO_TEXT:
        insist("不能改写。", [Blocker("conflict-no-text", "这一项不是文字，请从并列的内容中选定一个。")])
    if not text.strip():
        insist("不能改写。", [Blocker("conflict-empty", "请写出新的内容，或从并列的内容中选定一个。")])
    written = Change(key.entity, key.entity_id, key.field, text.strip())
    return Answering(key.entity_id, desk.commit([written], also=SETTLING).txn)


def _insist_settled_here(desk: Desk, inspection: str, field: FieldState) -> None:
    case = desk.case(inspection)
    within = field.key.entity not in OUTSIDE_RECORD
    blockers = GUARDS["record_not_sealed"](case, circumstances(desk, case)) if within else []
    if field.key.entity not in SETTLED_HERE:
        blockers.append(Blocker("conflict-lead-device", "这一项只能由主办终端处理。", place="papers"))
    insist("不能选定。", blockers)


def _candidate(desk: Desk, inspection: str, chosen: str) -> tuple[FieldState, Live]:
    for field in conflicts_of(desk, inspection):
        for one in field.live:
            if one.op_id == chosen and one.kind == SET:
                return field, one
    raise missing("conflict", "这处不一致已经处理，或者它来自更早的同步。", "请刷新后核对。")
