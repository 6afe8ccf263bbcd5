"""A draft takes another number: its own stands on another paper, too, or is of another year than the paper."""

from __future__ import annotations

from dataclasses import replace

from app.domain.operations import Change
from app.domain.problems import LONGEST_LINE, typing_faults
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_days import numbered_year, year_wanted
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers import ledger
from app.services.numbers.doubled import given_up, holders, renumbering
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, frozen_blockers, paper


def take_new_number(desk: Desk, inspection: str, document_id: str) -> Document:
    """Return the draft under a new number, drafted anew where it was drafted.

    Raises:
        Refused: it is final or signed, no other paper has its number, no number is left, or another laptop leads.
    """
    case = desk.case(inspection)
    insist("没有更换文号。", GUARDS["on_lead_device"](case, circumstances(desk, case)))
    after, changes = renumbering(desk, paper(case, document_id))
    if document_id in case.contents:
        draft(desk, inspection, after, compose, changes)
    else:
        desk.commit(changes)
    return paper(desk.case(inspection), document_id)


def take_number_of_year(desk: Desk, inspection: str, document_id: str, reason: str) -> Document:
    """Return the draft under a number of the year of its day, drafted anew; the old one is void with the reason.

    A decision on the words with the old number lapses with them: the paper is approved again.

    Raises:
        Refused: it is final or signed, its number is of the right year, no reason was given, no number is left, or
            another laptop leads.
    """
    case = desk.case(inspection)
    held = paper(case, document_id)
    year, place = year_wanted(case, held, day_of(desk.now())), f"papers/{document_id}"
    blockers = [*GUARDS["on_lead_device"](case, circumstances(desk, case)), *frozen_blockers(case, held)]
    if year is None and not blockers:
        blockers.append(Blocker("number-of-this-year", "文号的年度与文书的日期一致，不用更换。", (), place))
    faults = ["请写明更换文号的原因。"] if not reason.strip() else []
    faults += [one.text for one in typing_faults({"reason": reason}, LONGEST_LINE)]
    blockers += [Blocker("renumber-without-reason", text, (), place) for text in faults]
    insist("没有更换文号。", blockers)
    assert year is not None
    fresh, reserved = ledger.reserve(desk, held.kind, held.measure or held.id, year)
    after = replace(held, number=fresh.id)
    draft(desk, inspection, after, compose, [*reserved, *_left(desk, case, held, reason), *changes_of(after, "number")])
    return paper(desk.case(inspection), document_id)


def cited_in_sealed_record(desk: Desk, case: Case, document: Document) -> bool:
    """Return whether the sealed record names the number of an order, so that another one has to be explained there."""
    record = case.document("D4")
    content = case.contents.get(record.id) if record is not None and record.frozen_at is not None else None
    number = ledger.number_text(desk, document.number) if document.number else ""
    return content is not None and bool(number) and number in str(content.data)


def other_year(desk: Desk, case: Case, document: Document) -> tuple[int, int] | None:
    """Return the year of a draft's number and the year that it should be of, None where they are one."""
    wanted, told = year_wanted(case, document, day_of(desk.now())), numbered_year(case, document)
    return None if wanted is None or told is None else (told, wanted)


def _left(desk: Desk, case: Case, document: Document, reason: str) -> list[Change]:
    """Return the changes that void the number that a draft gives up, or leave it to the other paper that has it."""
    if any(one.id != document.id for _, one in holders(desk, document.number)):
        return given_up(desk, case, document, reason)
    return ledger.voiding(desk, document.number, reason)
