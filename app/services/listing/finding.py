"""Find inspections among a hundred thousand while somebody types: search words in memory, ids in the order shown.

An index never changes: a newer one is made off the window's thread and takes its place. Finding words in it is quick
enough for the window's thread itself.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.clock import iso
from app.services.desk import Desk
from app.services.listing.columns import COUNT, column_of
from app.services.listing.rows import folded
from app.services.listing.words import Words, WordsMaker
from app.storage.listed_rows import ShortRow

ANY = ""
OPEN, AWAITING, UNSENT = "open", "awaiting", "unsent"
OVERDUE, TODAY, WEEK, MONTH, NO_TERM = "overdue", "today", "week", "month", "none"
_REMEMBERED = 12
_DAYS = {TODAY: 0, WEEK: 7, MONTH: 30}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``text`` holds words that must all be there; "" or 0 elsewhere asks for anything."""

    text: str = ""
    state: str = ANY
    due: str = ANY
    year: int = 0
    district: str = ANY
    officer: str = ANY
    sort: str = ""
    descending: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words as they are compared."""
        return tuple(folded(self.text).split())


@dataclass(frozen=True)
class Index:
    """All inspections, the newest first: one list for each thing that is asked for, at the same places.

    ``unsent`` are the inspections of which the centre lacks something; None where there is no centre.
    """

    stamp: int = 0
    roots: list[str] = field(default_factory=list, repr=False)
    words: Words = field(default_factory=Words, repr=False)
    states: list[str] = field(default_factory=list, repr=False)
    opens: list[bool] = field(default_factory=list, repr=False)
    dues: list[str] = field(default_factory=list, repr=False)
    years: list[int] = field(default_factory=list, repr=False)
    districts: list[str] = field(default_factory=list, repr=False)
    officers: list[str] = field(default_factory=list, repr=False)
    awaiting: list[int] = field(default_factory=list, repr=False)
    unsent: frozenset[str] | None = None

    def __len__(self) -> int:
        """Return how many inspections there are."""
        return len(self.roots)

    def place_of(self, root: str) -> int:
        """Return the place of an inspection, -1 where there is none: the newest, with the highest id, come first."""
        place = bisect_left(self.roots, True, key=lambda one: one <= root)
        return place if place < len(self.roots) and self.roots[place] == root else -1


def brought_up(desk: Desk, index: Index, unsent: frozenset[str] | None) -> Index:
    """Return the index with the rows that were made since; the same one where nothing changed."""
    listing = desk.store.listing
    stamp = listing.stamp()  # before the rows: what is made meanwhile is read again next time
    if stamp == index.stamp:
        return index if unsent == index.unsent else replace(index, unsent=unsent)
    rows = listing.short_rows(index.stamp)
    return _built(stamp, _merged(index, list(rows)) if index.stamp else rows, unsent)


def _merged(index: Index, changed: Sequence[ShortRow]) -> list[ShortRow]:
    newer = {one[0]: one for one in changed}
    kept = zip(
        index.roots, [False] * len(index), index.states, index.opens, index.dues, index.years, index.districts,
        index.officers, index.awaiting, map(index.words.of, range(len(index))), strict=True,
    )  # fmt: skip
    rows = [newer.pop(one[0], one) for one in kept]
    if newer:
        rows += newer.values()
        rows.sort(key=lambda one: one[0], reverse=True)
    return rows


def _built(stamp: int, rows: Iterable[ShortRow], unsent: frozenset[str] | None) -> Index:
    made, words = Index(stamp, unsent=unsent), WordsMaker()
    same: dict[str, str] = {}  # few states, days, districts and teams: each is kept once
    for root, gone, state, opened, due, year, district, officers, awaiting, search in rows:
        if gone:
            continue
        made.roots.append(root)
        words.add(search)
        made.states.append(same.setdefault(state, state))
        made.opens.append(bool(opened))
        made.dues.append(same.setdefault(due, due))
        made.years.append(year)
        made.districts.append(same.setdefault(district, district))
        made.officers.append(same.setdefault(officers, officers))
        made.awaiting.append(awaiting)
    return replace(made, words=words.made())


def arranged(desk: Desk, index: Index, wanted: Wanted) -> Sequence[int]:
    """Return the places of all that is asked for but the words, in the order asked for. Not for the window's thread."""
    kept: Sequence[int] = range(len(index))
    for test in _tests(index, wanted, desk.now()):
        kept = [place for place in kept if test(place)]
    return _sorted(desk, index, kept, wanted)


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
            nearest = min((known for known in self._found if _narrower(words, known)), key=self._size)
            self._found[words] = found(self._index, self._found[nearest], words)
            while len(self._found) > _REMEMBERED:
                del self._found[next(known for known in self._found if known)]
        return self._found[words]

    def _size(self, words: tuple[str, ...]) -> int:
        return len(self._found[words])


def _narrower(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return all(any(one in word for word in words) for one in known)


def cells(desk: Desk, roots: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what is shown of some inspections, by id: quick enough for the window's thread for one page of rows."""
    shown: dict[str, dict[str, Any]] = desk.store.listing.cells(roots)
    return shown


def overdue_at(due: str, now: datetime) -> bool:
    """Return whether a term (an ISO moment, or "") has run out."""
    return bool(due) and due < iso(now)


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
    last = iso((now + timedelta(days=_DAYS[due])).replace(hour=23, minute=59, second=59, microsecond=0))
    return lambda place: present <= dues[place] <= last


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
