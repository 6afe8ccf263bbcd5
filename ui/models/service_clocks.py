"""What service of a paper set going, in words: the limit of an order, and the terms in which it may be contested."""

from __future__ import annotations

from datetime import date

from app.domain.days import deadline_for
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.terms import declared
from app.services.desk import Desk
from ui.models.moments import day_words


def clocks(desk: Desk, case: Case, document: Document, served_on: date) -> tuple[str, ...]:
    """Return what service on a day set going, in words."""
    lines = []
    measure = next((one for one in case.measures if one.id == document.measure), None)
    if measure is not None and measure.due is not None:
        lines.append(
            f"改正期限至{day_words(measure.due)}，整改情况{day_words(measure.report_by or measure.due)}前报告。"
        )
    remedy = desk.legal.remedy_for(document.kind)
    if remedy is not None and remedy.terms:
        found = [_until(desk, served_on, one.term) for one in remedy.terms]
        days = [f"{one.label}至{words}" for one, (words, _) in zip(remedy.terms, found, strict=True)]
        why = "暂定的，等放假安排公布后自动重算。" if any(provisional for _, provisional in found) else ""
        lines.append(f"救济期限自送达次日起算：{'，'.join(days)}。{why}")
    return tuple(lines)


def _until(desk: Desk, since: date, term: str) -> tuple[str, bool]:
    """Return the last day in words, and whether it may still move."""
    parsed, settled = declared(term, desk.unstated)
    assert parsed is not None, term
    found = deadline_for(since, parsed, "party", desk.shelf.calendar)
    told = "".join((*(["（暂定）"] if found.provisional else []), *(f"（{one.rstrip('。')}）" for one in settled)))
    return f"{day_words(found.last_day)}{told}", found.provisional
