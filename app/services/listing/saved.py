"""Filters kept under a name, and which columns are shown: of this laptop, in the encrypted store, never synced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

from app.domain.operations import Json
from app.domain.problems import Problem
from app.services.desk import Desk
from app.services.listing.columns import FIRST_SHOWN, column_of, known
from app.services.listing.finding import Wanted

FILTERS, VIEW = "saved_filters", "listing_view"
LONGEST_NAME, MOST = 30, 40


@dataclass(frozen=True)
class Kept:
    """What is kept: filters by name in order of keeping, the columns shown, and their widths in pixels."""

    filters: Mapping[str, Wanted] = field(default_factory=dict)
    columns: tuple[str, ...] = FIRST_SHOWN
    widths: Mapping[str, int] = field(default_factory=dict)


def kept(desk: Desk) -> Kept:
    """Return what this laptop keeps; what a newer or older version wrote and this one does not know is left out."""
    filters, view = desk.store.settings.get(FILTERS), desk.store.settings.get(VIEW)
    named = cast("dict[str, Any]", filters) if isinstance(filters, dict) else {}
    shown = cast("dict[str, Any]", view) if isinstance(view, dict) else {}
    widths = shown.get("widths") if isinstance(shown.get("widths"), dict) else {}
    return Kept(
        {name: _wanted(one) for name, one in named.items() if isinstance(one, dict)},
        known(shown.get("columns")),
        {str(key): width for key, width in (widths or {}).items() if isinstance(width, int)},
    )


def keep_filter(desk: Desk, name: str, wanted: Wanted) -> tuple[Kept, tuple[Problem, ...]]:
    """Return what is kept with a filter under a name (the one of the same name is replaced), or what is wrong."""
    name, now = name.strip(), kept(desk)
    problem = _name_problem(name, now)
    if problem:
        return now, (Problem("name", problem),)
    return _with_filters(desk, now, {**now.filters, name: wanted}), ()


def rename_filter(desk: Desk, before: str, name: str) -> tuple[Kept, tuple[Problem, ...]]:
    """Return what is kept with a filter under another name, in its place, or what is wrong with the name."""
    name, now = name.strip(), kept(desk)
    problem = _name_problem(name, now, before)
    if name != before and name in now.filters:
        problem = f"已经有“{name}”，请换一个名字，或先删除它。"
    if problem:
        return now, (Problem("name", problem),)
    return _with_filters(desk, now, {name if key == before else key: one for key, one in now.filters.items()}), ()


def move_filter(desk: Desk, name: str, steps: int) -> Kept:
    """Return what is kept with a filter some places further down the list, up where ``steps`` is below 0."""
    now = kept(desk)
    names = list(now.filters)
    if name not in names:
        return now
    at = names.index(name)
    names.insert(min(max(0, at + steps), len(names) - 1), names.pop(at))
    return _with_filters(desk, now, {one: now.filters[one] for one in names})


def drop_filter(desk: Desk, name: str) -> Kept:
    """Return what is kept without a filter."""
    now = kept(desk)
    return _with_filters(desk, now, {key: one for key, one in now.filters.items() if key != name})


def _with_filters(desk: Desk, now: Kept, filters: Mapping[str, Wanted]) -> Kept:
    desk.store.settings.set(FILTERS, cast(Json, {key: asdict(one) for key, one in filters.items()}))
    return replace(now, filters=filters)


def keep_view(desk: Desk, columns: Sequence[str], widths: Mapping[str, int]) -> None:
    """Keep which columns are shown and how wide they are."""
    desk.store.settings.set(VIEW, cast(Json, {"columns": list(columns), "widths": dict(widths)}))


def _name_problem(name: str, now: Kept, before: str = "") -> str:
    if not name:
        return "请给这个筛选起一个名字。"
    if len(name) > LONGEST_NAME:
        return f"名字最多 {LONGEST_NAME} 个字。"
    if len(now.filters) >= MOST and not before and name not in now.filters:
        return f"最多保存 {MOST} 个筛选，请先删除不用的。"
    return ""


def _wanted(given: Mapping[str, Any]) -> Wanted:
    usual = asdict(Wanted())
    taken = {name: given[name] for name, value in usual.items() if isinstance(given.get(name), type(value))}
    try:
        column_of(str(taken.get("sort") or "unit"))
    except KeyError:
        taken["sort"] = ""
    return Wanted(**taken)
