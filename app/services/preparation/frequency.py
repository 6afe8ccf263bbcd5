"""How often a unit is inspected in a year, and the published cap for enterprises (国办发〔2024〕54号)."""

from __future__ import annotations

from app.domain.procedure.mapping import record_from
from app.domain.procedure.records import Inspection
from app.services.desk import Desk
from app.services.listed import inspections_of

CAP = "enterprise_yearly_cap"


def inspections_in_year(desk: Desk, unit: str, year: int, leave_out: str = "") -> int:
    """Return how many inspections of a unit were planned for a year, without those voided or called off."""
    states = (one for one in inspections_of(desk, unit) if one.entity_id != leave_out)
    return sum(_counts(record_from(Inspection, one), year) for one in states)


def _counts(inspection: Inspection, year: int) -> bool:
    planned = inspection.planned_from
    return not inspection.voided and not inspection.called_off and planned is not None and planned.year == year


def enterprise_cap(desk: Desk) -> int | None:
    """Return the published yearly cap of inspections of one enterprise, None while none was entered."""
    cap = desk.store.settings.get(CAP)
    return cap if isinstance(cap, int) else None


def set_enterprise_cap(desk: Desk, cap: int | None) -> None:
    """Keep the published yearly cap on this device; None takes it back."""
    desk.store.settings.set(CAP, cap)
