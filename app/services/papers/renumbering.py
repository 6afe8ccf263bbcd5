"""A draft whose number stands on another laptop's paper, too: it takes the next number of this laptop."""

from __future__ import annotations

from app.domain.procedure.guards import GUARDS
from app.domain.procedure.outcomes import Document
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers.doubled import renumbering
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper


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
