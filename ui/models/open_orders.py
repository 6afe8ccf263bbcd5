"""Measures whose record is sealed: the term of an order that is not final, and what can be ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.ended_measures import END_SORTS, ENDABLE
from app.domain.procedure.new_terms import terms_of
from app.domain.procedure.outcomes import Measure
from app.domain.procedure.tasks import ORDER
from app.services.desk import Desk
from app.services.measures.deciding import propose_due
from app.services.measures.ending import ending_blockers, sorts_for
from app.services.measures.renewing import renewal_blockers
from ui.models.moments import day_words

USUAL_DAYS = 30


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("open_orders", text)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that may get another term. ``over``: it can no longer be obeyed; ``proposed`` is a day to begin with."""

    measure: str
    due: str
    over: bool
    proposed: date
    today: date


def open_orders(desk: Desk, case: Case) -> tuple[OpenOrder, ...]:
    """Return the orders of a case whose term may be set anew by this officer on this device."""
    today = desk.now().astimezone(CHINA).date()
    found = [one for one in case.measures if one.kind == ORDER and not renewal_blockers(desk, case, one)]
    if not found:
        return ()
    proposed = propose_due(desk, USUAL_DAYS).last_day or today
    return tuple(
        OpenOrder(one.id, day_words(one.due) if one.due else "", one.due is None or one.due <= today, proposed, today)
        for one in found
    )


@dataclass(frozen=True, slots=True)
class Endable:
    """A measure that can be ended: (key, words) of the grounds that fit it, (id, name) of the leaders."""

    id: str
    title: str
    sorts: tuple[tuple[str, str], ...]
    leaders: tuple[tuple[str, str], ...]
    today: date


def endable(desk: Desk, case: Case) -> tuple[Endable, ...]:
    """Return the measures of a sealed record that can be ended by this officer on this device."""
    found = [one for one in case.measures if one.kind in ENDABLE and not ending_blockers(desk, case, one)]
    if not found:
        return ()
    leaders = [one for one in case.officers.values() if "leader" in one.roles and not one.retired]
    names = tuple((one.id, one.name) for one in sorted(leaders, key=lambda one: one.name))
    today = desk.now().astimezone(CHINA).date()
    return tuple(
        Endable(one.id, _title(desk, one), tuple((key, END_SORTS[key]) for key in sorts_for(case, one)), names, today)
        for one in found
    )


def _title(desk: Desk, measure: Measure) -> str:
    kind = desk.shelf.registers.measure(measure.kind)
    return kind.label if kind is not None else measure.kind


def due_words(case: Case, order: Measure) -> str:
    """Return the term of an order in words, with that of the record where it is another."""
    renewals = terms_of(case.new_terms, order.id)
    now = day_words(order.due) if order.due else ""
    if not renewals or renewals[0].former is None:
        return now
    return tr("{day}（笔录所载{former}）").format(day=now, former=day_words(renewals[0].former))
