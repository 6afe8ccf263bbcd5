"""What an officer leaves behind who retires, or whose credential is withdrawn: open inspections short of officers."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.namesakes import told_apart
from app.domain.operations import SEAL_ENTITY
from app.domain.procedure.case import COURSE
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards_preparation import LEAST_OFFICERS, credential_blockers, credential_key
from app.domain.procedure.mapping import records_from
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.records import Inspection, Unit
from app.domain.procedure.reliefs import Relief, handlers_of
from app.domain.procedure.two_records import RECORD
from app.services.desk import NO_UNIT_YET, Desk
from app.services.listing.refreshing import refresh


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An open inspection that fewer than two people could carry out without the officer; ``others`` are these.

    ``sealed``: its record is, so that who joins takes over what follows, with a reason; the record names nobody else.
    """

    inspection: str
    unit: str
    others: tuple[str, ...]
    recheck: bool = False
    sealed: bool = False


def left_behind(desk: Desk, officer_id: str) -> tuple[LeftBehind, ...]:
    """Return the open inspections that stop without an officer or keep one, those that nobody is left for first."""
    refresh(desk)
    found = []
    for root in desk.store.listing.open_candidates(officer_id):
        left = _left(desk, root, officer_id)
        if left is not None:
            found.append(left)
    return tuple(sorted(found, key=lambda one: (len(one.others), one.unit, one.inspection)))


def _left(desk: Desk, root: str, officer_id: str) -> LeftBehind | None:
    course, planned = desk.store.read(COURSE, root), desk.store.read(Inspection.ENTITY, root)
    if planned is None or planned.voided or (course is not None and course.value("closed_at")):
        return None
    plan = next(records_from(Inspection, [planned]), None)
    team = handlers_of(plan.officers, _reliefs(desk, root)) if plan is not None else ()
    if plan is None or plan.called_off or officer_id not in team:
        return None
    known, today = desk.officers(), day_of(desk.now())
    others = [known[one] for one in team if one != officer_id and one in known]
    able = [one for one in others if not one.retired and not credential_blockers(one, today)]
    if len({credential_key(one.credential) or one.id for one in able}) >= LEAST_OFFICERS:
        return None
    unit = desk.store.read(Unit.ENTITY, plan.unit)
    called = told_apart(list(known.values()))
    name = str(unit.value("name")) if unit is not None else NO_UNIT_YET
    return LeftBehind(root, name, tuple(called[one.id] for one in able), is_recheck(plan), _is_sealed(desk, root))


def _reliefs(desk: Desk, root: str) -> tuple[Relief, ...]:
    states = (one for one in desk.store.read_root(root) if one.entity == Relief.ENTITY and not one.voided)
    return tuple(records_from(Relief, states))


def _is_sealed(desk: Desk, root: str) -> bool:
    seals = (one.value("seal") for one in desk.store.read_root(root) if one.entity == SEAL_ENTITY and not one.voided)
    return any(isinstance(one, dict) and one.get("purpose") == RECORD for one in seals)
