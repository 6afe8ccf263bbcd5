"""Needs about the rows of a table and what was concluded from them: an opinion says what its rows say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.domain.entries import Need, holds, moment_of
from app.domain.procedure.moments import as_day
from app.domain.procedure.paper_act import PaperAct
from app.domain.procedure.rechecks import CORRECTED, conclusion_of, ordered_items

RowCheck = Callable[[Need, PaperAct], bool]


def later_than_rows(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies after the days in a column of rows, those rows left out that ``but`` describes.

    A term that was made longer ends after the one it takes the place of.
    """
    end = moment_of(act.values.get(str(need.details["field"])))
    left_out, column = str(need.details.get("but", "")), str(need.details["column"])
    rows = _rows(act, str(need.details["rows"]))
    ends = [moment_of(one.get(column)) for one in rows if not (left_out and holds(left_out, one))]
    return end is None or all(as_day(end) > as_day(one) for one in ends if one is not None)


def concluded_from_rows(need: Need, act: PaperAct) -> bool:
    """Tell whether a field concludes what the results in a column of rows come to; blank results are told elsewhere."""
    results, given = _results(need, act), act.values.get(str(need.details["field"]))
    return not given or not all(results) or given == conclusion_of(results)


def each_row(need: Need, act: PaperAct) -> bool:
    """Tell whether every row has the value in its column, as what the field says asks for."""
    return all(one == need.details["value"] for one in _results(need, act) if one)


def some_other_row(need: Need, act: PaperAct) -> bool:
    """Tell whether some row has another value than the one given, as what the field says asks for."""
    results = _results(need, act)
    return not all(results) or any(one != need.details["value"] for one in results)


def all_ordered(need: Need, act: PaperAct) -> bool:
    """Tell whether the rows of a field hold everything that the paper it follows ordered, in its words."""
    told = {str(one.get(str(need.details["column"]), "")).strip() for one in _rows(act, str(need.details["field"]))}
    return all(one.text.strip() in told for one in ordered_items(act.case, [act.document.subject]))


def rows_left(need: Need, act: PaperAct) -> bool:
    """Tell whether each row of a field is something that the paper it follows ordered and nobody found right yet.

    Its words and its term are those of the order, or of the paper that last gave more time.
    """
    items = ordered_items(act.case, [act.document.subject])
    left = {(one.text.strip(), one.due) for one in items if one.last != CORRECTED}
    told = _rows(act, str(need.details["field"]))
    return all((str(one.get("text") or "").strip(), str(one.get("due") or "")[:10]) in left for one in told)


def day_within_rows(need: Need, act: PaperAct) -> bool:
    """Tell whether a field's day lies no later than each day in a column of rows: asked before the term ran out."""
    given = moment_of(act.values.get(str(need.details["field"])))
    return given is None or all(as_day(given) <= one for one in _days(need, act))


def said_where_past(need: Need, act: PaperAct) -> bool:
    """Tell whether a field says something where a day in a column of rows has passed: no term is extended silently."""
    past = any(one < as_day(act.now) for one in _days(need, act))
    return not past or bool(str(act.values.get(str(need.details["field"])) or "").strip())


def _days(need: Need, act: PaperAct) -> list[date]:
    ends = [moment_of(one.get(str(need.details["column"]))) for one in _rows(act, str(need.details["rows"]))]
    return [as_day(one) for one in ends if one is not None]


def _results(need: Need, act: PaperAct) -> list[str]:
    return [str(one.get(str(need.details["column"])) or "") for one in _rows(act, str(need.details["rows"]))]


def _rows(act: PaperAct, field: str) -> list[Mapping[str, Any]]:
    rows = act.values.get(field)
    return [one for one in rows if isinstance(one, Mapping)] if isinstance(rows, list | tuple) else []


_FROM_ROWS = frozenset({"field", "rows", "column"})
ROW_NEEDS: tuple[tuple[str, tuple[RowCheck, frozenset[str], frozenset[str]]], ...] = (
    ("later_than_rows", (later_than_rows, _FROM_ROWS, frozenset({"but"}))),
    ("concluded_from_rows", (concluded_from_rows, _FROM_ROWS, frozenset())),
    ("each_row", (each_row, _FROM_ROWS | {"value"}, frozenset())),
    ("some_other_row", (some_other_row, _FROM_ROWS | {"value"}, frozenset())),
    ("rows_left", (rows_left, frozenset({"field"}), frozenset())),
    ("day_within_rows", (day_within_rows, _FROM_ROWS, frozenset())),
    ("said_where_past", (said_where_past, _FROM_ROWS, frozenset())),
    ("all_ordered", (all_ordered, frozenset({"field", "column"}), frozenset())),
)
"""Each check by the name that forms/ use, with the details its table must give and those it may."""
