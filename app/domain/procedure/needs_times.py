"""Needs about the times that a paper tells: in their order, not ahead, and those of the act that it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from app.domain.entries import Need, moment_of
from app.domain.procedure.moments import as_day, as_moment
from app.domain.procedure.paper_act import PaperAct

TimeCheck = Callable[[Need, PaperAct], bool]


def in_order(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day or moment is not before that of another field."""
    first, last = _told(act, need, "than"), _told(act, need, "field")
    return first is None or last is None or _not_before(last, first)


def later_than_field(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies after that of another field."""
    first, last = _told(act, need, "than"), _told(act, need, "field")
    return first is None or last is None or as_day(last) > as_day(first)


def not_ahead(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day has come: nothing is recorded before it was done."""
    told = _told(act, need, "field")
    return told is None or as_day(told) <= as_day(act.now)


def began_with(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day is no later than the day on which the act began, as a final paper of a kind tells."""
    told = _told(act, need, "field")
    began = [
        found for one in act.case.documents
        if one.kind == need.details["kind"] and one.frozen_at is not None
        and (found := moment_of(act.case.entries.get(one.id, {}).get(str(need.details["of"])))) is not None
    ]  # fmt: skip
    return told is None or not began or as_day(told) <= max(as_day(one) for one in began)


def after_arrival(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's moment is not before the officers first arrived at the unit: nobody was asked before."""
    told, arrived = _told(act, need, "field"), min((one.arrived_at for one in act.case.visits), default=None)
    return told is None or arrived is None or as_moment(told) >= arrived.replace(second=0, microsecond=0)


def extension_from(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day is the one on which the term ends that the paper makes longer."""
    told, longer = _told(act, need, "field"), act.longer
    return told is None or longer is None or longer.ends is None or as_day(told) == longer.ends


def extension_later(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies after the one on which the term ends that the paper makes longer."""
    told, longer = _told(act, need, "field"), act.longer
    return told is None or longer is None or longer.ends is None or as_day(told) > longer.ends


def _told(act: PaperAct, need: Need, detail: str) -> date | datetime | None:
    return moment_of(act.values.get(str(need.details[detail])))


def _not_before(last: date | datetime, first: date | datetime) -> bool:
    if isinstance(last, datetime) and isinstance(first, datetime):
        return as_moment(last) >= as_moment(first)
    return as_day(last) >= as_day(first)


TIME_NEEDS: tuple[tuple[str, tuple[TimeCheck, frozenset[str]]], ...] = (
    ("in_order", (in_order, frozenset({"field", "than"}))),
    ("later_than_field", (later_than_field, frozenset({"field", "than"}))),
    ("not_ahead", (not_ahead, frozenset({"field"}))),
    ("after_arrival", (after_arrival, frozenset({"field"}))),
    ("extension_from", (extension_from, frozenset({"field"}))),
    ("extension_later", (extension_later, frozenset({"field"}))),
    ("began_with", (began_with, frozenset({"field", "kind", "of"}))),
)
"""Each check by the name that forms/ use, with the details its table must give."""
