"""Which rows the repeats of a form in play have, by id and in display order."""

from __future__ import annotations

from collections.abc import Iterator

Rows = tuple[str, ...]
Place = tuple[int, Rows]


class RowTable:
    """The row ids of every repeat that exists. A place is a node's index with the ids of the rows around it."""

    def __init__(self) -> None:
        self._ids: dict[Place, list[str]] = {}

    def open(self, index: int, rows: Rows) -> None:
        """Let a repeat exist, without rows."""
        self._ids.setdefault((index, rows), [])

    def ids(self, index: int, rows: Rows) -> tuple[str, ...]:
        """Return the ids of a repeat's rows in order."""
        return tuple(self._ids.get((index, rows), ()))

    def count(self, index: int, rows: Rows) -> int:
        """Return how many rows a repeat has."""
        return len(self._ids.get((index, rows), ()))

    def position(self, index: int, rows: Rows) -> int:
        """Return the place of a row (its id last in ``rows``), from 1."""
        return self._ids[index, rows[:-1]].index(rows[-1]) + 1

    def at(self, index: int, rows: Rows, position: int) -> str | None:
        """Return the id of the n-th row of a repeat, None where there is none."""
        ids = self._ids.get((index, rows), [])
        return ids[position - 1] if 0 < position <= len(ids) else None

    def append(self, index: int, rows: Rows, row_id: str) -> None:
        """Add a row at the end."""
        self._ids.setdefault((index, rows), []).append(row_id)

    def drop(self, index: int, rows: Rows, last: int) -> None:
        """Drop a row and every repeat inside it; ``last`` is the index of the repeat's last descendant."""
        self._ids[index, rows[:-1]].remove(rows[-1])
        depth = len(rows)
        for place in [place for place in self._ids if index < place[0] <= last and place[1][:depth] == rows]:
            del self._ids[place]

    def instances(self, chain: tuple[int, ...], rows: Rows = ()) -> Iterator[Rows]:
        """Yield the rows that exist for nested repeats, below ``rows``, in display order."""
        if len(rows) == len(chain):
            yield rows
            return
        for one in tuple(self._ids.get((chain[len(rows)], rows), ())):
            yield from self.instances(chain, (*rows, one))

    def exists(self, chain: tuple[int, ...], rows: Rows) -> bool:
        """Return whether every row of ``rows`` is there."""
        return all(one in self._ids.get((chain[at], rows[:at]), ()) for at, one in enumerate(rows))
