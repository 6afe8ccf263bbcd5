"""More time for an order: what the unit asked for before it was checked again, and the answer it got (D49).

Basis: archives-law-2020:45 (责令限期整改); no article and no item of the source list says how such a term is made
longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rectification import MORE_TIME, UnitReport, reports_on

ANSWER, OPINION = "D49", "D35"
GRANTED = "grant"
APPLICATION = "application"
"""The field, beside those of its form, by which an answer names the application that it answers."""


def final_papers(case: Case, order: str, kinds: Iterable[str]) -> list[Document]:
    """Return the final papers of some kinds that follow a paper which ordered something, the last one last."""
    wanted = frozenset(kinds)
    final = [
        (one.frozen_at, one)
        for one in case.documents
        if one.kind in wanted and one.subject == order and one.frozen_at is not None
    ]
    return [one for _, one in sorted(final, key=lambda held: (held[0], held[1].id))]


def term_given(case: Case, answer: Document, text: str = "") -> str:
    """Return the ISO day until which an answer gives more time, "" where it gives none; or none for the item named."""
    values = case.entries.get(answer.id, {})
    if values.get("decision") != GRANTED or (text and text not in _named(values)):
        return ""
    return str(values.get("new_due") or "")


def grants(case: Case, order: str, since: datetime | None = None) -> list[Document]:
    """Return the final answers that gave more time for an order, those after a moment only where one is given."""
    return [
        one for one in final_papers(case, order, [ANSWER])
        if term_given(case, one) and (since is None or one.frozen_at is None or one.frozen_at >= since)
    ]  # fmt: skip


def unanswered(case: Case, order: str) -> list[UnitReport]:
    """Return the applications for more time that nobody answered, and after which nobody checked the order again."""
    named = {str(case.entries.get(one.id, {}).get(APPLICATION, "")) for one in final_papers(case, order, [ANSWER])}
    checked = [one.frozen_at for one in final_papers(case, order, [OPINION]) if one.frozen_at is not None]
    return [
        one for one in reports_on(case.unit_reports, order, MORE_TIME)
        if one.id not in named and not any(at >= one.received_at for at in checked)
    ]  # fmt: skip


def application_to_answer(case: Case, order: str) -> UnitReport | None:
    """Return the application that a new answer is about: the last that waits, else the last that came."""
    came = unanswered(case, order) or reports_on(case.unit_reports, order, MORE_TIME)
    return came[-1] if came else None


def application_of(case: Case, answer: Document) -> UnitReport | None:
    """Return the application that an answer names, None where it is not registered, or not about this order."""
    named = str(case.entries.get(answer.id, {}).get(APPLICATION, ""))
    return next((one for one in reports_on(case.unit_reports, answer.subject, MORE_TIME) if one.id == named), None)


def later_of(day: date, terms: Iterable[date]) -> date:
    """Return the day, or the nearest of the terms that run where that is later."""
    return max(day, min(terms, default=day))


def _named(values: Mapping[str, Any]) -> set[str]:
    rows = values.get("items")
    told = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
    return {str(row.get("text", "")) for row in told}
