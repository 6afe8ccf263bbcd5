"""Every change that does not count, in words, with what became of it: open, taken into a correction, or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.clock import iso
from app.domain.operations import Operation, root_of
from app.domain.procedure.case import Case
from app.domain.procedure.hands import SETTLING
from app.domain.procedure.mapping import changes_of, record_from
from app.domain.procedure.outcomes import Document
from app.domain.procedure.settlements import Settlement, settlement_id
from app.errors import Blocker
from app.services.correcting.slips import Reading, Slip
from app.services.desk import Desk, insist
from app.services.exchange.queue import SEALED, Refusal, refusals

RECORD = "D4"
OPEN, UNDER_WAY, SETTLED, ASIDE = "open", "under_way", "settled", "aside"


@dataclass(frozen=True)
class RefusedChange:
    """One change that does not count, and what became of it.

    ``inspection`` is "" where it belongs to none; ``slips`` say what it would have changed in the sealed record;
    ``sealed_in`` is the kind of paper whose seal turned it away ("" where the centre refused it); ``paper`` the
    correction that takes it up; ``aside`` = {reason, by, at}.
    """

    operation: Operation
    inspection: str
    unit: str
    reason: str
    slips: tuple[Slip, ...] = ()
    sealed_in: str = ""
    state: str = OPEN
    paper: str = ""
    aside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def correctable(self) -> bool:
        """Return whether a correction of the sealed record may take it up now."""
        return self.sealed_in == RECORD and self.state in (OPEN, ASIDE)


def refused_changes(desk: Desk, inspection: str = "") -> tuple[RefusedChange, ...]:
    """Return what does not count, in one inspection or everywhere, the newest first."""
    readings: dict[str, Reading | None] = {}
    found = []
    for one in refusals(desk, inspection or None):
        root = root_of(one.operation.entity_id)
        if root not in readings:
            readings[root] = _reading(desk, root) if one.unit else None
        found.append(_change(desk, one, readings[root]))
    return tuple(found)


def waiting_changes(desk: Desk) -> int:
    """Return how many changes that do not count still wait for somebody: neither corrected nor set aside."""
    return sum(one.state in (OPEN, UNDER_WAY) for one in refused_changes(desk))


def reading_of(desk: Desk, case: Case) -> Reading:
    """Return the case with the words of its sealed record."""
    record = sealed_record(case)
    content = case.contents.get(record.id) if record is not None else None
    return Reading(desk, case, content.data if content is not None else {})


def sealed_record(case: Case) -> Document | None:
    """Return the record that a correction follows: the last one that is final."""
    return next((one for one in reversed(case.documents) if one.kind == RECORD and one.frozen_at is not None), None)


def set_aside(desk: Desk, op_id: str, reason: str) -> None:
    """Keep that a refused change is not followed up, with the reason.

    Raises:
        Refused: no such change stands refused, a correction takes it up already, or no reason was given.
    """
    found = next((one for one in desk.store.refused() if one.op_id == op_id), None)
    if found is None:
        insist("没有记录。", [Blocker("refusal-missing", "这一项已经不在未采纳之列，请刷新后再看。", place="sync")])
    assert found is not None
    inspection = root_of(found.entity_id)
    change = next(one for one in refused_changes(desk, inspection) if one.operation.op_id == op_id)
    blockers = [] if reason.strip() else [Blocker("reason-missing", "请写明不再处理的理由。", place="sync")]
    if change.state in (UNDER_WAY, SETTLED):
        blockers.append(Blocker("refusal-settled", "这一项已经列入补正，不能再搁置。", place=f"papers/{change.paper}"))
    insist("没有搁置。", blockers)
    told = {"reason": reason.strip(), "by": desk.officer, "at": iso(desk.now())}
    desk.commit(changes_of(Settlement(settlement_id(found), set_aside=told), "set_aside"), also=SETTLING)


def _reading(desk: Desk, root: str) -> Reading:
    return reading_of(desk, desk.case(root))


def _change(desk: Desk, one: Refusal, reading: Reading | None) -> RefusedChange:
    operation = one.operation
    state = desk.store.read(Settlement.ENTITY, settlement_id(operation))
    told = record_from(Settlement, state) if state is not None else Settlement(settlement_id(operation))
    if reading is None:
        aside = ASIDE if told.set_aside else OPEN
        return RefusedChange(operation, "", "", one.reason, state=aside, aside=told.set_aside)
    case = reading.case
    sealed_in = _sealed_in(case, operation) if one.reason == SEALED else ""
    standing, paper = _standing(case, told)
    slips = reading.slips(operation) if sealed_in == RECORD else ()
    return RefusedChange(
        operation, case.inspection.id, one.unit, one.reason, slips, sealed_in, standing, paper, told.set_aside
    )


def _standing(case: Case, told: Settlement) -> tuple[str, str]:
    """Return what became of a change, and the correction that takes it up."""
    papers = [one for one in case.documents if one.id in told.papers]
    final = [one.id for one in papers if one.frozen_at is not None]
    if papers:
        return (SETTLED, final[0]) if final else (UNDER_WAY, papers[-1].id)
    return (ASIDE if told.set_aside else OPEN), ""


def _sealed_in(case: Case, operation: Operation) -> str:
    """Return the kind of paper whose seal covers what a change is about, the record first."""
    place = [operation.entity, operation.entity_id]
    sealing = {str(value.get("document")) for value in case.seals.values() if _covers(value, place)
               and isinstance(value, dict)}  # fmt: skip
    kinds = [one.kind for one in case.documents if one.id in sealing]
    return RECORD if RECORD in kinds else next(iter(kinds), "")


def _covers(value: object, place: list[str]) -> bool:
    covers = value.get("covers") if isinstance(value, dict) else None
    return isinstance(covers, list) and place in covers
