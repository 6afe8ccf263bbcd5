"""What the paper that closes a case proposes: what was issued and served, and what checking again found."""

from __future__ import annotations

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import moment_served
from app.domain.procedure.ended_measures import END_SORTS
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import CORRECTED, last_opinion, ordered_items, orders_to_check, tally
from app.domain.procedure.tasks import ON_THE_SPOT
from app.services.desk import Desk
from app.services.papers.composing.wording import day_words, number_words
from app.services.pinning import definition_of

NOTICE_OF_INSPECTION = "D2"


def result_words(desk: Desk, case: Case) -> str:
    """Return what was done about the case: defects put right on the spot, papers issued and served with their day."""
    spot = [one for one in case.measures if one.kind == ON_THE_SPOT]
    told = [f"现场指正{len(spot)}项"] if spot else []
    for one in case.documents:
        served = moment_served(case, one.id)
        if served is not None and one.kind != NOTICE_OF_INSPECTION:
            day = day_words(served.astimezone(CHINA).date())
            told.append(f"制作《{definition_of(desk, case, one.kind).title}》{_numbered(desk, one)}，{day}送达")
    for end in case.measure_ends:
        told.append(f"{END_SORTS.get(end.sort, end.sort)}：{end.reason.rstrip('。')}（{end.paper}）")
    return "；".join(told) + ("。" if told else "")


def execution_words(desk: Desk, case: Case) -> str:
    """Return how what was ordered came out: by the last opinion on each order, and on the spot."""
    told = []
    spot = [one for one in case.measures if one.kind == ON_THE_SPOT and one.corrected == CORRECTED]
    if spot:
        told.append(f"现场指正的问题已当场改正{len(spot)}项")
    for order in orders_to_check(case):
        opinion = last_opinion(case, order.id)
        results = [one.last for one in ordered_items(case, [order.id])]
        if opinion is not None and results and all(results):
            told.append(f"{tally(results)}{_numbered(desk, opinion)}")
    return "；".join(told) + ("。" if told else "")


def _numbered(desk: Desk, document: Document) -> str:
    number = number_words(desk, document.number)
    return f"（{number}）" if number else ""
