"""The inspections of one unit, found by the rows of the list instead of reading every inspection there is."""

from __future__ import annotations

import hashlib

from app.domain.fold import EntityState
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.records import Inspection
from app.services.desk import Desk

# Raise it when a row says something else than before: every row is made anew then.
EDITION = "6"


def maker_of(desk: Desk) -> str:
    """Return a mark of what rows are made of besides the store: the program, labels and calendar of the forms."""
    registers = desk.shelf.registers
    labels = (registers.modes, registers.districts, registers.unit_kinds)
    return hashlib.sha256(f"{EDITION}{labels!r}{desk.shelf.calendar_mark}".encode()).hexdigest()


def mark(desk: Desk) -> int:
    """Mark the rows that are no longer true and return how many there are; call it within the list's turn."""
    left: int = desk.store.listing.scan(day_of(desk.now()).isoformat(), maker_of(desk))
    return left


def inspections_of(desk: Desk, unit: str) -> tuple[EntityState, ...]:
    """Return every inspection of a unit, by id; exact also while rows are still to be made anew."""
    with desk.store.listing.turn():
        mark(desk)
        roots = desk.store.listing.candidates(unit)
    states = (desk.store.read(Inspection.ENTITY, root) for root in roots)
    found = [one for one in states if one is not None and one.value("unit") == unit]
    return tuple(sorted(found, key=lambda one: one.entity_id))
