"""The past of one unit: every inspection of it, what was found more than once, whom one met there, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.mapping import records_from
from app.domain.procedure.records import Person, Unit
from app.errors import InspectorError
from app.services.desk import Desk
from app.services.frequency import counts_in, enterprise_cap


@dataclass(frozen=True)
class Repeated:
    """A question that was found violated in several inspections: its code, and each of them with its day."""

    code: str
    question: str
    form: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Contact:
    """Somebody met at the unit, with the day of the last meeting."""

    person: Person
    last_met: date


@dataclass(frozen=True)
class Frequency:
    """How often an enterprise is inspected this year, and the published cap (None where none was entered)."""

    year: int
    counted: int
    cap: int | None


@dataclass(frozen=True)
class UnitHistory:
    """The past of a unit. ``same_code`` are other entries of the register that bear its credit code.

    ``unreadable`` counts inspections that arrived in part only.
    """

    unit: Unit
    same_code: tuple[Unit, ...]
    cases: tuple[Case, ...]
    repeated: tuple[Repeated, ...]
    contacts: tuple[Contact, ...]
    frequency: Frequency
    unreadable: int = 0


def unit_history(desk: Desk, unit_id: str) -> UnitHistory:
    """Return the past of a unit, the newest inspection first; entries with one credit code are one unit.

    Raises:
        Refused: there is no such unit.
    """
    unit = desk.unit(unit_id)
    twins = _twins(desk, unit)
    ids = desk.store.lookup.inspections_of([unit.id, *(one.id for one in twins)])
    found = [_case(desk, one) for one in ids]
    cases = [one for one in found if one is not None and not one.inspection.voided]
    cases.sort(key=lambda one: (day_of_case(one), one.inspection.id), reverse=True)
    year = desk.now().astimezone(CHINA).year
    counted = sum(counts_in(one.inspection, year) for one in cases)
    return UnitHistory(
        unit, tuple(one for one in twins if not one.voided), tuple(cases), repeated_findings(cases), contacts(cases),
        Frequency(year, counted, enterprise_cap(desk)), found.count(None),
    )  # fmt: skip


def _case(desk: Desk, inspection: str) -> Case | None:
    try:
        return desk.case(inspection)
    except InspectorError:  # it arrived in part only
        return None


def _twins(desk: Desk, unit: Unit) -> list[Unit]:
    if not unit.credit_code:
        return []
    known = records_from(Unit, desk.store.read_all(Unit.ENTITY))
    return [one for one in known if one.credit_code == unit.credit_code and one.id != unit.id]


def day_of_case(case: Case) -> date:
    """Return the day of the first visit, else the day planned for it."""
    if case.visits:
        return min(one.arrived_at for one in case.visits).astimezone(CHINA).date()
    return case.inspection.planned_from or date.min


def repeated_findings(cases: Sequence[Case]) -> tuple[Repeated, ...]:
    """Return what was found in more than one inspection by the same form, the most frequent first."""
    days: dict[tuple[str, str, str], list[date]] = {}
    for case in sorted(cases, key=day_of_case):
        for form, code, question in {(case.inspection.form, one.code, one.question) for one in case.findings}:
            days.setdefault((form, code, question), []).append(day_of_case(case))
    found = [Repeated(code, question, form, tuple(on)) for (form, code, question), on in days.items() if len(on) > 1]
    return tuple(sorted(found, key=lambda one: (-len(one.days), one.form, one.question)))


def contacts(cases: Sequence[Case]) -> tuple[Contact, ...]:
    """Return whom one met there, each name and post once, the last met first."""
    met: dict[tuple[str, str], Contact] = {}
    for case in cases:
        days = {one.id: one.arrived_at.astimezone(CHINA).date() for one in case.visits}
        for person in case.persons:
            known = Contact(person, days.get(person.visit, day_of_case(case)))
            before = met.get((person.name, person.post))
            if before is None or before.last_met < known.last_met:
                met[person.name, person.post] = known
    return tuple(sorted(met.values(), key=lambda one: one.last_met, reverse=True))
