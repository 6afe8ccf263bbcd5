"""From the case to the words of a paper. What each paper gets is told in the documents' README of its form folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.papers.composing.approval_form import approval_form
from app.services.papers.composing.checkup_sheet import SHEET, checkup_sheet
from app.services.papers.composing.filled import filled
from app.services.papers.composing.inspection_notice import inspection_notice
from app.services.papers.composing.order import order
from app.services.papers.composing.receipt import receipt
from app.services.papers.composing.record import record

COMPOSERS: Mapping[str, Callable[[Desk, Case, Document], Mapping[str, Any]]] = {
    "D1": approval_form,
    "D2": inspection_notice,
    "D4": record,
    "D11": order,
    "D33": receipt,
    SHEET: checkup_sheet,
}


def compose(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of a paper from the case as it stands; the same case gives the same words."""
    return COMPOSERS.get(document.kind, filled)(desk, case, document)
