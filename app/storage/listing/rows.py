"""Reading the rows of the list: all of them in short, some in full, those that have not ended by their term."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from app.domain.operations import Json
from app.storage.database.engine import reading
from app.storage.database.settings import read_setting

STATE = "_listing"
# the state of a row that could not be made: something of the inspection is not here yet
UNREADABLE = "unreadable"
# The root of an id: everything of an inspection stands under its own id.
ROOT = "CASE WHEN instr({id}, '/') > 0 THEN substr({id}, 1, instr({id}, '/') - 1) ELSE {id} END"
_UNSENT = text(
    f"SELECT DISTINCT {ROOT.format(id='entity_id')} FROM operation_log"  # noqa: S608 - constant parts only
    " WHERE device = :device AND lseq > :acked AND (entity = 'inspection' OR instr(entity_id, '/') > 0)"
)
_SHORT = (
    "SELECT root, gone, state, open, due, year, district, officers, awaiting, search FROM listed"
    " WHERE stamp > ? ORDER BY {order} DESC"
)
_OPEN_ROWS = (
    "SELECT l.root, l.state, l.due, l.awaiting, l.officers, c.cells"
    " FROM listed l JOIN listed_cells c ON c.root = l.root WHERE l.open AND {which} ORDER BY {order} LIMIT ?"
)
_TERMS = text("SELECT due, awaiting FROM listed INDEXED BY listed_open WHERE open")
_COUNT = text("SELECT count(*) FROM listed INDEXED BY listed_by_state WHERE NOT gone")
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class ListedRow:
    """What lists know of one inspection. ``cells`` are shown words, days and counts by column.

    ``state`` is the key of the step it stands at, or of how it ended; ``due`` an ISO moment or ""; ``links`` are the
    unit and officers it tells of; ``awaiting`` counts papers that wait for approval and approvals by phone
    that wait for their signed paper; ``gone`` = it was voided.
    """

    root: str
    state: str
    open: bool
    due: str = ""
    year: int = 0
    district: str = ""
    officers: tuple[str, ...] = ()
    awaiting: int = 0
    cells: Mapping[str, Any] = field(default_factory=dict)
    search: str = ""
    links: tuple[str, ...] = ()
    gone: bool = False


# Of one inspection, to search and to sort by: root, gone, state, open, due, year, district, officers (a JSON list),
# awaiting, search.
ShortRow = tuple[str, bool, str, bool, str, int, str, str, int, str]


class ListedRows:
    """The rows as they were made last."""

    def __init__(self, engine: Engine, device: str) -> None:
        self._engine = engine
        self._device = device

    def short_rows(self, after: int = 0) -> Iterator[ShortRow]:
        """Give what is kept in memory of the rows made after a stamp, the newest first."""
        # Of few rows the index by stamp finds them; of all, the table is in order already.
        statement = _SHORT.format(order="+root" if after else "root")
        with reading(self._engine) as connection:
            for rows in connection.exec_driver_sql(statement, (after,)).partitions(_CHUNK):
                for row in rows:
                    yield cast(ShortRow, row)

    def stamp(self) -> int:
        """Return a number that is higher whenever rows were made anew."""
        with reading(self._engine) as connection:
            return int(cast(int, listing_state(connection).get("stamp", 0)))

    def cells(self, roots: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the cells of some rows by inspection."""
        query = "SELECT l.root, l.cells FROM json_each(?) k CROSS JOIN listed_cells l ON l.root = k.value"
        with reading(self._engine) as connection:
            rows = connection.exec_driver_sql(query, (json.dumps(roots),)).all()
        return {root: json.loads(cells) for root, cells in rows}

    def column(self, name: str) -> dict[str, Any]:
        """Return one cell of every row by inspection."""
        query = "SELECT root, cells ->> ? FROM listed_cells"
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.exec_driver_sql(query, (f"$.{name}",))}

    def open_rows(
        self, most: int, *, due_until: str = "", awaiting: bool = False, first: str = ""
    ) -> list[ListedRow]:
        """Return inspections in which something is left to do, the newest first; those of the state ``first`` before.

        ``due_until`` (an ISO moment): those with a term until then, the nearest first; ``awaiting``: those with a paper
        that waits for approval, or an approval by phone that waits for its signed paper.
        """
        which = "l.due <> '' AND l.due <= ?" if due_until else "l.awaiting > 0" if awaiting else "true"
        order = "l.due, l.root" if due_until else "l.state <> ?, l.root DESC" if first else "l.root DESC"
        given = (*(one for one in (due_until, first) if one), most)
        with reading(self._engine) as connection:
            rows = connection.exec_driver_sql(_OPEN_ROWS.format(which=which, order=order), given).all()
        return [
            ListedRow(
                root, state, open=True, due=due, awaiting=awaiting, officers=tuple(json.loads(officers)),
                cells=json.loads(cells),
            )
            for root, state, due, awaiting, officers, cells in rows
        ]

    def open_terms(self) -> list[tuple[str, int]]:
        """Return the term of every inspection that has not ended and how much in it waits for approval or signing."""
        with reading(self._engine) as connection:
            return [(row[0], row[1]) for row in connection.execute(_TERMS)]

    def count(self) -> int:
        """Return how many inspections there are."""
        with reading(self._engine) as connection:
            return int(connection.execute(_COUNT).scalar() or 0)

    def unsent(self, acked: int) -> tuple[str, ...]:
        """Return the inspections with operations of this device after the one that the centre acknowledged last."""
        with reading(self._engine) as connection:
            return tuple(connection.execute(_UNSENT, {"device": self._device, "acked": acked}).scalars())


def listing_state(connection: Connection) -> dict[str, Json]:
    """Return how far the rows have come: ``seen`` of the log, ``day``, ``maker``, ``stamp``."""
    kept = read_setting(connection, STATE)
    return kept if isinstance(kept, dict) else {}
