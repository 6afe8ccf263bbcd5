"""What was ordered, served and found again, in the words of a proposal for discipline (T18)."""

from __future__ import annotations

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import moment_served
from app.domain.procedure.outcomes import Document, Measure
from app.domain.procedure.rechecks import OPINION
from app.services.desk import Desk
from app.services.papers.composing.order import meant
from app.services.papers.composing.wording import day_words, number_words
from app.services.pinning import definition_of


def history(desk: Desk, case: Case) -> str:
    """Return which orders were made and served, until when they ran, and what the opinions found; "" without one."""
    told = []
    for measure in case.measures:
        notice = next((one for one in case.documents if measure.orders and one.measure == measure.id), None)
        if notice is not None and notice.frozen_at is not None:
            told.append(_ordered(desk, case, measure, notice))
    return "；".join(told)


def proposed_articles(desk: Desk, case: Case) -> str:
    """Return the items of article 48 that the ordered findings fall under, as ids parted by blanks."""
    ordered = {finding for one in case.measures if one.orders for finding in one.findings}
    return " ".join(meant(desk, case, [one for one in case.findings if one.id in ordered]))


def _ordered(desk: Desk, case: Case, measure: Measure, notice: Document) -> str:
    due = f"，责令于{day_words(measure.due)}前改正" if measure.due is not None else ""
    told = f"我局作出{_named(desk, case, notice)}{due}"
    served = moment_served(case, notice.id)
    if served is not None:
        told += f"，于{day_words(served.astimezone(CHINA).date())}送达"
    opinions = [
        one for one in case.documents
        if one.kind == OPINION and one.frozen_at is not None and one.subject in ("", notice.id)
    ]  # fmt: skip
    for one in opinions:
        found = str(case.contents[one.id].data.get("conclusion") or "") if one.id in case.contents else ""
        told += f"；经复查，{found}{_named(desk, case, one)}" if found else ""
    return told


def _named(desk: Desk, case: Case, paper: Document) -> str:
    number = number_words(desk, paper.number)
    title = f"《{definition_of(desk, case, paper.kind).title}》"
    named = f"{title}（{number}）" if number else title
    return f"（{named}）" if paper.kind == OPINION else named
