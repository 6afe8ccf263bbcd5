"""Numbers that stand on papers and cannot be right: told before the paper is signed or approved, never a hindrance.

Whoever is met may refuse the number or show another paper, and the work at the visit goes on (a record may say 未提供).
"""

from __future__ import annotations

from app.domain.identity_numbers import identity_doubt
from app.domain.phone_numbers import contact_doubt, phone_doubt
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.records import Person
from app.errors import Blocker


def person_doubts(person: Person) -> tuple[str, ...]:
    """Return in Chinese what cannot be right in the numbers of somebody met at the unit."""
    doubt = phone_doubt(person.phone)
    return tuple(one for one in (identity_doubt(person.id_number), f"电话：{doubt}" if doubt else "") if one)


def numbers_of(person: Person) -> list[Blocker]:
    """Return the doubts about one person's numbers, as they are told at a paper that prints them."""
    place = f"arrival/persons/{person.id}"
    return [Blocker("number-doubtful", f"{person.name}的{told}", (), place) for told in person_doubts(person)]


def numbers_of_persons(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn of numbers of the people met that cannot be right: the record prints them."""
    return [told for one in case.persons for told in numbers_of(one)]


def contact_number(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where the telephone of the bureau's contact, which notices print, cannot be right."""
    told = contact_doubt(case.inspection.contact)
    return [Blocker("contact-doubtful", f"本局联系人的电话：{told}", (), "preparation/plan")] if told else []
