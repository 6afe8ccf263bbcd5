"""The opinion (D35) that each sealed re-inspection asks for: one for each paper whose orders it checked."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.rechecks import OPINION, SEALED, SOURCE, orders_of, rechecks
from app.errors import Refused
from app.services.desk import Desk, missing
from app.services.papers.making import begin


@dataclass(frozen=True, slots=True)
class OpinionDue:
    """An opinion to be made final: on which paper, from which re-inspection, and its document where it was begun."""

    order: str
    recheck: str
    begun: Document | None = None


def opinions_due(desk: Desk, case: Case) -> tuple[OpinionDue, ...]:
    """Return the opinions that are not final yet, in the order of the re-inspections."""
    found: list[OpinionDue] = []
    for task in rechecks(case):
        if task.result == SEALED:
            found += _due(desk, case, task.subject)
    return tuple(found)


def begin_opinion(desk: Desk, inspection: str) -> Document:
    """Return the next opinion that is due, begun from the answers that were signed; one begun already is given back.

    Raises:
        Refused: none is due, or no number is left.
    """
    due = opinions_due(desk, desk.case(inspection))
    if not due:
        raise missing("recheck", "没有等待制作意见书的复查。", "请先安排复查，完成复查笔录的签名和封存。")
    return due[0].begun or begin(desk, inspection, OPINION, subject=due[0].order)


def _due(desk: Desk, case: Case, inspection: str) -> list[OpinionDue]:
    try:
        orders = orders_of(desk.case(inspection).inspection)
    except Refused:  # it has not arrived from the other device yet
        return []
    made = {
        one.subject: one for one in case.documents
        if one.kind == OPINION and case.entries.get(one.id, {}).get(SOURCE) == inspection
    }  # fmt: skip
    waiting = [one for one in orders if one not in made or made[one].frozen_at is None]
    return [OpinionDue(one, inspection, made.get(one)) for one in waiting]
