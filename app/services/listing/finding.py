"""Find inspections among a hundred thousand while somebody types: search words in memory, ids in the order shown.

An index never changes: a newer one is made off the window's thread and takes its place. Finding words in it is quick
enough for the window's thread itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.clock import iso
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.tasks import end_of
from app.services.desk import Desk
from app.services.listing.columns import COUNT, column_of
from app.services.listing.figures import roots_behind
from app.services.listing.index import Index
from app.services.listing.namesakes import unit_names
from app.services.listing.rows import folded

ANY = ""
OPEN, AWAITING, UNSENT = "open", "awaiting", "unsent"
OVERDUE, TODAY, WEEK, MONTH, NO_TERM = "overdue", "today", "week", "month", "none"
PRESSING = "pressing"  # overdue, or due within a week: what the home page counts
_REMEMBERED = 12
_DAYS = {TODAY: 0, WEEK: 7, MONTH: 30, PRESSING: 7}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``text`` holds words that must all be there; "" or 0 elsewhere asks for anything.

    ``figure`` is the key of a count of 进度统计 (listing.figures): the inspections that it counts.
    """

    text: str = ""
    state: str = ANY
    due: str = ANY
    year: int = 0
    district: str = ANY
    officer: str = ANY
    unit: str = ANY
    figure: str = ANY
    sort: str = ""
    descending: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words as they are compared."""
        return tuple(folded(self.text).split())


def arranged(desk: Desk, index: Index, wanted: Wanted) -> Sequence[int]:
    """Return the places of all that is asked for but the words, in the order asked for. Not for the window's thread."""
    kept: Sequence[int] = range(len(index))
    if wanted.unit:
        kept = sorted(place for place in map(index.place_of, _of_unit(desk, wanted.unit)) if place >= 0)
    if wanted.figure:
        counted = roots_behind(desk, wanted.figure)
        kept = [place for place in kept if index.roots[place] in counted]
    for test in _tests(index, wanted, desk.now()):
        kept = [place for place in kept if test(place)]
    return _sorted(desk, index, kept, wanted)


def _of_unit(desk: Desk, unit: str) -> Sequence[str]:
    roots: Sequence[str] = desk.store.lookup.inspections_of([unit])
    return roots


def found(index: Index, among: Sequence[int], words: Sequence[str]) -> Sequence[int]:
    """Return those places whose inspection has all the words, in the same order."""
    return index.words.found(among, words)


class Narrowing:
    """Finds words as they grow: what was found for fewer signs is searched instead of everything."""

    def __init__(self, index: Index, among: Sequence[int]) -> None:
        self._index = index
        self._found: dict[tuple[str, ...], Sequence[int]] = {(): among}

    def places(self, words: tuple[str, ...]) -> Sequence[int]:
        """Return the places with all the words, in order."""
        if words not in self._found:
            nearest = min((known for known in self._found if _narrower(words, known)), key=self._work_left)
            left = [word for word in words if word not in nearest]  # what was found has the others
            self._found[words] = found(self._index, self._found[nearest], left)
            while len(self._found) > _REMEMBERED:
                del self._found[next(known for known in self._found if known)]
        return self._found[words]

    def _work_left(self, known: tuple[str, ...]) -> tuple[int, int]:
        return len(self._found[known]), -sum(map(len, known))  # of the same many, those of the longest words


def _narrower(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return all(any(one in word for word in words) for one in known)


def cells(desk: Desk, roots: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what is shown of some inspections, by id; units of one name are called by what tells them apart."""
    shown: dict[str, dict[str, Any]] = desk.store.listing.cells(roots)
    units = unit_names(desk, shown)
    return {root: {**of, "unit": units[root]} for root, of in shown.items()}


def _tests(index: Index, wanted: Wanted, now: datetime) -> list[Callable[[int], bool]]:
    tests: list[Callable[[int], bool]] = []
    if wanted.state:
        tests.append(_state_test(index, wanted.state))
    if wanted.due:
        tests.append(_due_test(index, wanted.due, now))
    if wanted.year:
        tests.append(lambda place: index.years[place] == wanted.year)
    if wanted.district:
        tests.append(lambda place: index.districts[place] == wanted.district)
    if wanted.officer:
        named = json.dumps(wanted.officer)
        tests.append(lambda place: named in index.officers[place])
    return tests


def _state_test(index: Index, state: str) -> Callable[[int], bool]:
    if state == OPEN:
        return lambda place: index.opens[place]
    if state == AWAITING:
        return lambda place: index.awaiting[place] > 0
    if state == UNSENT:
        unsent = index.unsent or frozenset()
        return lambda place: index.roots[place] in unsent
    return lambda place: index.states[place] == state


def _due_test(index: Index, due: str, now: datetime) -> Callable[[int], bool]:
    dues, present = index.dues, iso(now)
    if due == NO_TERM:
        return lambda place: index.opens[place] and not dues[place]
    if due == OVERDUE:
        return lambda place: "" < dues[place] < present
    last = iso(end_of(day_of(now) + timedelta(days=_DAYS[due])))
    first = "0" if due == PRESSING else present
    return lambda place: first <= dues[place] <= last


def _sorted(desk: Desk, index: Index, kept: Sequence[int], wanted: Wanted) -> Sequence[int]:
    """Return places in order; what has nothing in the column comes last either way."""
    if not wanted.sort:
        return kept[::-1] if wanted.descending else kept
    if wanted.sort == "due":
        values: Mapping[str, Any] = dict(zip(index.roots, index.dues, strict=True))
    else:
        values = desk.store.listing.column(wanted.sort)
    number = column_of(wanted.sort).kind == COUNT
    keys: dict[int, Any] = {}
    for place in kept:
        value = values.get(index.roots[place])
        if value:
            # In the Chinese national encoding the common characters stand in the order of their sounds.
            keys[place] = int(value) if number else str(value).encode("gb18030", "replace")
    having = sorted((place for place in kept if place in keys), key=keys.__getitem__, reverse=wanted.descending)
    return having + [place for place in kept if place not in keys]
