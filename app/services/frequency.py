"""How often a unit is inspected in a year, and the published cap for enterprises (国办发〔2024〕54号)."""

from __future__ import annotations

from app.domain.procedure.mapping import records_from
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.records import Inspection
from app.services.desk import Desk

CAP = "enterprise_yearly_cap"


def inspections_in_year(desk: Desk, unit: str, year: int, leave_out: str = "") -> int:
    """Return how many inspections of a unit were planned for a year, without those voided or called off."""
    known = [one for one in desk.store.lookup.inspections_of([unit]) if one != leave_out]
    states = [desk.store.read(Inspection.ENTITY, one) for one in known]
    plans = records_from(Inspection, (one for one in states if one is not None))
    return sum(counts_in(one, year) for one in plans)


def counts_in(inspection: Inspection, year: int) -> bool:
    """Return whether an inspection counts as one of a year; a re-inspection belongs to the one that ordered it."""
    planned = inspection.planned_from
    if is_recheck(inspection):
        return False
    return not inspection.voided and not inspection.called_off and planned is not None and planned.year == year


def enterprise_cap(desk: Desk) -> int | None:
    """Return the published yearly cap of inspections of one enterprise, None while none was entered."""
    cap = desk.store.settings.get(CAP)
    return cap if isinstance(cap, int) else None


def set_enterprise_cap(desk: Desk, cap: int | None) -> None:
    """Keep the published yearly cap on this device; None takes it back."""
    desk.store.settings.set(CAP, cap)
