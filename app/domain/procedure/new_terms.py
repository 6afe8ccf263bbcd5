"""A new term for an order whose record is sealed while its notice is not final: the old one can no longer be obeyed.

The order is the notice: it has effect from its service, and one whose limit is over orders what nobody can do
(litigation-interpretation-2018:99, archives-law-2020:45). The record tells what was ordered at the visit, and rightly:
there is nothing to correct in it (litigation-evidence-rules-2002:57). So the new term stands beside the record, outside
its seal; the notice names both and the reason, and is signed off anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from app.domain.procedure.outcomes import Content, Document, Measure

NOTICE = "D11"
FOLLOWED = "renewed"
"""Beside the words of a limit, the id of the new term that they state."""


@dataclass(frozen=True, slots=True)
class NewTerm:
    """Another last day for all that a measure orders, with the reason. ``former`` is the day that it replaces.

    ``lapses`` are the approvals that were given on the order before: they are not on the new term.
    """

    ENTITY: ClassVar[str] = "new_term"
    id: str
    measure: str
    due: date
    reason: str
    officer: str
    at: datetime
    former: date | None = None
    report_by: date | None = None
    lapses: tuple[str, ...] = ()
    voided: bool = False

    @property
    def since(self) -> datetime:
        """Return from when on approvals are on this term; they are told by the minute."""
        return self.at.replace(second=0, microsecond=0)


def counting(
    terms: Iterable[NewTerm], documents: Iterable[Document], contents: Mapping[str, Content]
) -> tuple[NewTerm, ...]:
    """Return the new terms that count, the last one last: all, until a notice is final.

    From then on those up to the one that its words state: what another laptop set meanwhile changes nothing.
    """
    in_order = sorted(terms, key=lambda one: (one.at, one.id))
    for notice in documents:
        if notice.kind == NOTICE and notice.frozen_at is not None:
            in_order = _up_to(in_order, notice.measure, _followed(contents.get(notice.id)))
    return tuple(in_order)


def _up_to(terms: Sequence[NewTerm], measure: str, last: str) -> list[NewTerm]:
    own = [one.id for one in terms if one.measure == measure]
    kept = set(own[: own.index(last) + 1]) if last in own else set()
    return [one for one in terms if one.measure != measure or one.id in kept]


def _followed(words: Content | None) -> str:
    limit = words.data.get("limit") if words is not None else None
    return str(limit.get(FOLLOWED, "")) if isinstance(limit, Mapping) else ""


def terms_of(terms: Iterable[NewTerm], measure: str) -> tuple[NewTerm, ...]:
    """Return the new terms of one measure, the last one last."""
    return tuple(one for one in terms if one.measure == measure)


def renewed(measure: Measure, terms: Iterable[NewTerm]) -> Measure:
    """Return a measure with the last of its new terms, as every page and paper sees it from then on."""
    own = terms_of(terms, measure.id)
    if not own:
        return measure
    orders = tuple({**one, "due": own[-1].due.isoformat()} for one in measure.orders)
    return replace(measure, orders=orders, term="", due=own[-1].due, report_by=own[-1].report_by)
