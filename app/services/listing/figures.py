"""The figures of 进度统计 and the inspections behind each: one selection counts and lists, so both are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.desk import Desk
from app.services.listing.rows import CLOSED as ENDED_SO
from app.services.listing.rows import overdue_at

ALL, VISITED, CLOSED, OPEN, LATE, FOUND = "all", "visited", "closed", "open", "late", "found"
DISTRICT, KIND, QUESTION = "district", "kind", "codes"  # what inspections are grouped by
NOWHERE = "—"  # the group of those whose row says nothing there


@dataclass(frozen=True, slots=True)
class Figure:
    """One count: of a ``year`` (0 = all), of which inspections, and within which group ("" = all of them)."""

    year: int = 0
    measure: str = ALL
    group: str = ""
    label: str = ""

    @property
    def key(self) -> str:
        """Return the figure as filters keep it."""
        return f"{self.year}|{self.measure}|{self.group}|{self.label}"


def figure_of(key: str) -> Figure:
    """Return the figure of a key; one of another version counts nothing."""
    year, measure, group, label = (*key.split("|", 3), "", "", "", "")[:4]
    return Figure(int(year) if year.isdecimal() else 0, measure, group, label)


class Selection:
    """The inspections of a year as the rows of the list tell of them; re-inspections belong to the case above them."""

    def __init__(self, desk: Desk, year: int) -> None:
        listing, now = desk.store.listing, desk.now()
        self._listing, self._read = listing, dict[str, Mapping[str, Any]]()
        again = {root for root, parent in self._column("reinspects").items() if parent}
        rows = [one for one in listing.short_rows() if not one[1]]
        self.years = tuple(sorted({one[5] for one in rows if one[5]}, reverse=True))
        chosen = [one for one in rows if (not year or one[5] == year) and one[0] not in again]
        self._roots = tuple(one[0] for one in chosen)
        self._open = {one[0] for one in chosen if one[3] and one[2] != ENDED_SO}  # a correction keeps no case open
        self._late = {one[0] for one in chosen if one[3] and overdue_at(one[4], now)}

    def roots(self, measure: str = ALL, group: str = "", label: str = "") -> tuple[str, ...]:
        """Return the inspections behind a figure."""
        counts, mine = self._counting(measure), self._roots
        if group:
            labels = self._labelling(group)
            mine = tuple(root for root in mine if label in labels(root))
        return tuple(filter(counts, mine))

    def grouped(self, group: str) -> Mapping[str, tuple[str, ...]]:
        """Return the inspections of each group."""
        labels, found = self._labelling(group), dict[str, list[str]]()
        for root in self._roots:
            for label in labels(root):
                found.setdefault(label, []).append(root)
        return {label: tuple(roots) for label, roots in found.items()}

    def count(self, roots: Iterable[str], measure: str) -> int:
        """Return how many of these inspections a measure counts."""
        return sum(map(self._counting(measure), roots))

    def findings(self, roots: Iterable[str]) -> int:
        """Return how many findings these inspections have."""
        found = self._column("findings")
        return sum(int(found.get(root) or 0) for root in roots)

    def _column(self, name: str) -> Mapping[str, Any]:
        if name not in self._read:  # of a hundred thousand rows each column takes its time
            self._read[name] = self._listing.column(name)
        return self._read[name]

    def _counting(self, measure: str) -> Callable[[str], bool]:
        """Return the test of a measure; one of another version counts nothing."""
        if measure in (OPEN, LATE):
            return (self._open if measure == OPEN else self._late).__contains__
        column = {VISITED: "visited", CLOSED: "closed", FOUND: "findings"}.get(measure)
        if column is None:
            return lambda root: measure == ALL
        words = self._column(column)
        return lambda root: bool(words.get(root))

    def _labelling(self, group: str) -> Callable[[str], Sequence[str]]:
        """Return what tells in which groups an inspection is."""
        words = self._column(group)
        if group == QUESTION:
            return lambda root: str(words[root]).split("、") if words.get(root) else ()
        return lambda root: (str(words.get(root) or NOWHERE),)


def roots_behind(desk: Desk, key: str) -> frozenset[str]:
    """Return the inspections that a figure counts now."""
    one = figure_of(key)
    if one.group not in ("", DISTRICT, KIND, QUESTION):
        return frozenset()
    return frozenset(Selection(desk, one.year).roots(one.measure, one.group, one.label))
