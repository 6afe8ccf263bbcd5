"""The day that a paper bears, and the year of its number: the two must be of one year (GB/T 9704-2012: 发文字号的年份).

A paper is dated with the day on which it was signed off, and never before it was drafted.
"""

from __future__ import annotations

import re
from datetime import date

from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards_preparation import inspection_approval
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Approval

NOTICE_OF_INSPECTION, NOTICE = "D2", "D11"
YEAR_OF_NUMBER = re.compile(r"〔(\d{4})〕")


def decision_on(case: Case, document: Document) -> Approval | None:
    """Return the approval that a paper goes out on: its own, that of its measure, of the first notice the form's."""
    decision = case.approved(document.id) or case.approved(document.measure)
    return inspection_approval(case) if decision is None and document.kind == NOTICE_OF_INSPECTION else decision


def drafted_on(case: Case, document: Document) -> str:
    """Return the ISO day that the words of a paper say, "" where it has none."""
    content = case.contents.get(document.id)
    return str(content.data.get("made_on") or "")[:10] if content is not None else ""


def day_of_paper(case: Case, document: Document, today: date) -> date:
    """Return the day that a paper bears, made final today: not signed off yet, it cannot be before today."""
    drafted = drafted_on(case, document)
    made = date.fromisoformat(drafted) if drafted else today
    if not document.is_stamped:
        return made
    signed_off = signed_off_on(case, document)
    if signed_off is None:
        return today if document.needs_approval else made
    return max(made, signed_off)


def signed_off_on(case: Case, document: Document) -> date | None:
    """Return the day before which a paper is not dated: its approval's, of a notice also that of the sealed record.

    A notice rests on the record: one that bore an earlier day would rest on what was not yet signed.
    """
    decision = decision_on(case, document)
    if decision is None:
        return None
    record = case.document("D4") if document.kind == NOTICE else None
    sealed = record.frozen_at if record is not None else None
    return max(day_of(decision.at), day_of(sealed)) if sealed is not None else day_of(decision.at)


def numbered_year(case: Case, document: Document) -> int | None:
    """Return the year of the number that stands in a paper's words, None where there is none."""
    content = case.contents.get(document.id)
    told = YEAR_OF_NUMBER.search(str(content.data.get("number") or "")) if content is not None else None
    return int(told[1]) if told is not None else None


def year_wanted(case: Case, document: Document, today: date) -> int | None:
    """Return the year that a draft's number should be of, None where it is, or the paper is final already."""
    year = numbered_year(case, document)
    if document.frozen_at is not None or year is None:
        return None
    wanted = day_of_paper(case, document, today).year
    return wanted if wanted != year else None
