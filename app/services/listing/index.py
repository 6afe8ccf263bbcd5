"""All inspections in memory, to be searched: read once, then patched with what changed since."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.services.desk import Desk
from app.services.listing.words import Words, WordsMaker
from app.storage.listing.rows import ShortRow

FEW = 300  # changed rows; beyond, reading all anew is no slower


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

    def place_for(self, root: str) -> int:
        """Return the place at which an inspection stands or would stand."""
        return bisect_left(self.roots, True, key=lambda one: one <= root)

    def place_of(self, root: str) -> int:
        """Return the place of an inspection, -1 where there is none: the newest, with the highest id, come first."""
        place = self.place_for(root)
        return place if place < len(self.roots) and self.roots[place] == root else -1


def brought_up(desk: Desk, index: Index, unsent: frozenset[str] | None) -> Index:
    """Return the index with the rows that were made since; the same one where nothing changed."""
    listing = desk.store.listing
    stamp = listing.stamp()  # before the rows: what is made meanwhile is read again next time
    if stamp == index.stamp:
        return index if unsent == index.unsent else replace(index, unsent=unsent)
    if index.stamp:
        rows = list(listing.short_rows(index.stamp))
        if len(rows) <= FEW:
            return _patched(index, rows, stamp, unsent)
    return _built(stamp, listing.short_rows(), unsent)


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


def _patched(index: Index, rows: Sequence[ShortRow], stamp: int, unsent: frozenset[str] | None) -> Index:
    names = ("roots", "states", "opens", "dues", "years", "districts", "officers", "awaiting")
    copies: dict[str, Any] = {name: list(getattr(index, name)) for name in names}
    made = replace(index, stamp=stamp, unsent=unsent, **copies)
    edits: list[tuple[int, int, str | None]] = []
    for root, gone, state, opened, due, year, district, officers, awaiting, search in rows:
        place = made.place_of(root)
        taken = int(place >= 0)
        place = place if taken else made.place_for(root)
        values = (root, state, bool(opened), due, year, district, officers, awaiting)
        for name, value in zip(names, values, strict=True):
            getattr(made, name)[place : place + taken] = [] if gone else [value]
        edits.append((place, taken, None if gone else search))
    return replace(made, words=index.words.edited(edits))
