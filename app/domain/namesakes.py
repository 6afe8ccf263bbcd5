"""How people and units are called where a name is all that one sees: those of one name by what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.procedure.case import Case
    from app.domain.procedure.records import Officer, Person

SHOWN_DIGITS, UNIT_DIGITS = 4, 6


def told_apart(officers: Sequence[Officer]) -> dict[str, str]:
    """Return how each is called, by id: the name, of namesakes with the number of the credential, or the office."""
    count = Counter(one.name for one in officers)
    return {one.id: one.name if count[one.name] == 1 else f"{one.name}（{_mark(one)}）" for one in officers}


def people_told_apart(persons: Sequence[Person]) -> dict[str, str]:
    """Return how each is called, by id: of namesakes with the post, the employer, or the end of the ID number.

    Somebody met on two days is entered twice and no namesake: nothing tells them apart.
    """
    return {one.id: _called(one, [other for other in persons if other.name == one.name]) for one in persons}


UnitMarks = tuple[str, str, str]


def units_told_apart(known: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Return how units are called in a list, given (name, district in words, credit code, address) of each.

    Those of one name by the district; those in one district by the end of the code too, and where that does not differ
    by the address. The same unit twice is no namesake.
    """
    alike: dict[str, set[UnitMarks]] = {}
    for name, *marks in known:
        alike.setdefault(name, set()).add((marks[0], marks[1], marks[2]))
    return [_unit_called(name, (district, code, place), alike[name]) for name, district, code, place in known]


def called(case: Case) -> dict[str, str]:
    """Return how the officers and everybody met in an inspection are called on its pages, by id."""
    return people_told_apart(case.persons) | told_apart(list(case.officers.values()))


def name_of(case: Case, someone: str) -> str:
    """Return how somebody is called on the pages of an inspection, the id of who is not known."""
    return called(case).get(someone, someone)


def _unit_called(name: str, own: UnitMarks, alike: set[UnitMarks]) -> str:
    if len(alike) == 1:
        return name
    district, code, address = own
    beside = [one for one in alike if one[0] == district]
    closest = [one for one in beside if one[1] == code]
    marks = [district] if district else []
    if len(closest) < len(beside):
        marks.append(f"代码尾号{code[-UNIT_DIGITS:]}" if code else "没有代码")
    if len(closest) > 1 and address:
        marks.append(address)
    return f"{name}（{'，'.join(marks)}）" if marks else name


def _mark(officer: Officer) -> str:
    return officer.credential or officer.office or officer.id[-6:]


def _called(one: Person, namesakes: Iterable[Person]) -> str:
    group = [_marks(each) for each in namesakes]
    for place, mark in enumerate(_marks(one)):
        if mark and len({each[place] for each in group}) > 1:
            return f"{one.name}（{mark}）"
    return one.name


def _marks(one: Person) -> tuple[str, ...]:
    return (one.post, one.employer, f"证件尾号{one.id_number[-SHOWN_DIGITS:]}" if one.id_number else "")
