"""What is likely for a new inspection of a unit, from its entry in the register and from its last inspection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.procedure.mapping import records_from
from app.domain.procedure.records import Inspection
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words to begin with, "" where nothing is known; ``about`` is what the register says of the unit, to look at."""

    unit: str
    place: str
    contact: str
    about: tuple[str, ...]


def proposal(desk: Desk, unit_id: str) -> Proposal:
    """Return what is likely for an inspection of this unit.

    The address of the register comes before the place of the last inspection: the register is what is kept right.

    Raises:
        Refused: there is no such unit.
    """
    unit = desk.unit(unit_id)
    last = _last(desk, unit_id)
    head = f"负责人{unit.head}{f'（{unit.head_post}）' if unit.head_post else ''}" if unit.head else ""
    phone = f"电话{unit.phone}" if unit.phone else ""
    about = tuple(one for one in (unit.address, head, phone) if one)
    return Proposal(
        unit_id,
        unit.address or (last.place if last is not None else ""),
        last.contact if last is not None else "",
        about,
    )


def _last(desk: Desk, unit_id: str) -> Inspection | None:
    """Return the inspection of the unit that was planned for the latest day."""
    states = (desk.store.read(Inspection.ENTITY, one) for one in desk.store.lookup.inspections_of([unit_id]))
    found = records_from(Inspection, (one for one in states if one is not None and not one.voided))
    return max(found, key=lambda one: (one.planned_from or date.min, one.id), default=None)
