"""A row for each inspection with what lists show of it: behind the log, and brought up to it before it is shown.

The log only ever grows, so its last number tells which inspections were touched since the rows were made; commits and
pulls pay nothing for that. What a row says is made by the service that knows the forms; here rows are only kept.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import delete, select, text
from sqlalchemy.engine import Connection, Engine

from app.domain.fold import EntityState
from app.domain.operations import Json
from app.storage.engine import reading, writing
from app.storage.reading import entities_where, is_within
from app.storage.schema import LISTED, LISTING, listed, listed_cells, listed_link, listed_stale
from app.storage.settings import read_setting, write_setting
from app.storage.standing import insertion
from app.storage.writer import WriterLock

_STATE = "_listing"
# Changes of a unit or officer that rows of ended inspections tell of, too; others matter to open ones only.
NAMED_FIELDS = ("name", "credit_code", "district", "void")

_ROOT = "CASE WHEN instr({id}, '/') > 0 THEN substr({id}, 1, instr({id}, '/') - 1) ELSE {id} END"
_TOUCHED = text(
    f"SELECT DISTINCT {_ROOT.format(id='entity_id')} FROM operation_log"  # noqa: S608 - constant parts only
    " WHERE seq > :seen AND kind <> 'refuse' AND (entity = 'inspection' OR instr(entity_id, '/') > 0)"
    f" UNION SELECT {_ROOT.format(id='t.entity_id')} FROM operation_log o JOIN operation_log t ON t.op_id = o.entity_id"
    " WHERE o.seq > :seen AND o.kind = 'refuse'"
    " UNION SELECT l.root FROM operation_log o JOIN listed_link l ON l.other = o.entity_id"
    f" WHERE o.seq > :seen AND o.field IN {NAMED_FIELDS}"
    " UNION SELECT l.root FROM operation_log o JOIN listed_link l ON l.other = o.entity_id"
    " JOIN listed r ON r.root = l.root AND r.open WHERE o.seq > :seen"
)
_ALL = text(
    f"SELECT DISTINCT entity_id FROM live WHERE entity = 'inspection' AND {LISTED}"  # noqa: S608 - constant parts only
    " UNION SELECT root FROM listed"
)
_OPEN = text("SELECT root FROM listed WHERE open")
_UNSENT = text(
    f"SELECT DISTINCT {_ROOT.format(id='entity_id')} FROM operation_log"  # noqa: S608 - constant parts only
    " WHERE device = :device AND lseq > :acked AND (entity = 'inspection' OR instr(entity_id, '/') > 0)"
)
_LAST = "SELECT coalesce(max(seq), 0) FROM operation_log"
_SHORT = (
    "SELECT root, gone, state, open, due, year, district, officers, awaiting, search FROM listed"
    " WHERE stamp > ? ORDER BY {order} DESC"
)
_OPEN_ROWS = (
    "SELECT l.root, l.state, l.due, l.awaiting, c.cells FROM listed l JOIN listed_cells c ON c.root = l.root"
    " WHERE l.open AND {which} ORDER BY {order} LIMIT ?"
)
_TERMS = text("SELECT due, awaiting FROM listed INDEXED BY listed_open WHERE open")
_COUNT = text("SELECT count(*) FROM listed INDEXED BY listed_by_state WHERE NOT gone")
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class ListedRow:
    """What lists know of one inspection. ``cells`` are shown words, days and counts by column.

    ``state`` is the key of the step it stands at, or of how it ended; ``due`` an ISO moment or ""; ``links`` are the
    unit and officers it tells of; ``awaiting`` counts papers that wait for approval; ``gone`` = it was voided.
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


class Listing:
    """The rows. ``turn`` must be held from ``scan`` to ``write``, so that two threads never make the same rows."""

    def __init__(self, engine: Engine, lock: WriterLock, device: str) -> None:
        self._engine = engine
        self._lock = lock
        self._device = device
        self._turn = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn to make rows."""
        with self._turn:
            yield

    def scan(self, day: str, maker: str) -> int:
        """Mark what was touched since the last scan and return how many rows are to be made anew.

        A new ``day`` marks every open inspection (what a step lacks depends on the date), a new ``maker`` (of what
        rows are made: forms, program) marks all.
        """
        with reading(self._engine) as connection:
            state = _state(connection)
            last = int(connection.exec_driver_sql(_LAST).scalar() or 0)
            wanted = {**state, "seen": last, "day": day, "maker": maker}
            waiting = _count(connection)
            found = () if wanted == state else _touched(connection, state, day, maker)
        if wanted == state:
            return waiting
        with self._lock.background(), writing(self._engine) as connection:
            if found:
                statement = insertion(listed_stale, ("root",)).replace("INSERT", "INSERT OR IGNORE", 1)
                connection.exec_driver_sql(statement, [(root,) for root in found])
            write_setting(connection, _STATE, {**_state(connection), "seen": last, "day": day, "maker": maker})
            return _count(connection)

    def stale(self, most: int) -> tuple[str, ...]:
        """Return inspections whose rows are to be made anew, the newest first."""
        query = select(listed_stale.c.root).order_by(listed_stale.c.root.desc()).limit(most)
        with reading(self._engine) as connection:
            return tuple(connection.execute(query).scalars())

    def candidates(self, other: str) -> tuple[str, ...]:
        """Return the inspections that may be of a unit or officer: whose row says so, and whose row is stale."""
        query = "SELECT root FROM listed_link WHERE other = ? UNION SELECT root FROM listed_stale"
        with reading(self._engine) as connection:
            return tuple(connection.exec_driver_sql(query, (other,)).scalars())

    def entities(self, root: str) -> tuple[EntityState, ...]:
        """Return everything of an inspection, without displacing what is remembered of the one being worked on."""
        with reading(self._engine) as connection:
            return entities_where(connection, is_within(root))

    def write(self, made: Mapping[str, ListedRow | None]) -> None:
        """Keep the rows made of these inspections; None where there is none to show."""
        with self._lock.background(), writing(self._engine) as connection:
            state = _state(connection)
            stamp = int(cast(int, state.get("stamp", 0))) + 1
            roots = json.dumps(list(made))
            for table in LISTING:
                inside = f"DELETE FROM {table.name} WHERE root IN (SELECT value FROM json_each(?))"  # noqa: S608 - ours
                connection.exec_driver_sql(inside, (roots,))
            rows = [one for one in made.values() if one is not None]
            _insert(connection, listed, [_stored(one, stamp) for one in rows])
            _insert(connection, listed_cells, [{"root": one.root, "cells": _json(one.cells)} for one in rows])
            links = [{"other": other, "root": one.root} for one in rows for other in sorted({*one.links})]
            _insert(connection, listed_link, links)
            write_setting(connection, _STATE, {**state, "stamp": stamp})

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
            return int(cast(int, _state(connection).get("stamp", 0)))

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

    def open_rows(self, most: int, *, due_until: str = "", awaiting: bool = False) -> list[ListedRow]:
        """Return inspections that have not ended, the newest first.

        ``due_until`` (an ISO moment): those with a term until then, the nearest first; ``awaiting``: those with a paper
        that waits for approval.
        """
        which = "l.due <> '' AND l.due <= ?" if due_until else "l.awaiting > 0" if awaiting else "true"
        order = "l.due, l.root" if due_until else "l.root DESC"
        given = (due_until, most) if due_until else (most,)
        with reading(self._engine) as connection:
            rows = connection.exec_driver_sql(_OPEN_ROWS.format(which=which, order=order), given).all()
        return [
            ListedRow(root, state, open=True, due=due, awaiting=awaiting, cells=json.loads(cells))
            for root, state, due, awaiting, cells in rows
        ]

    def open_terms(self) -> list[tuple[str, int]]:
        """Return the term of every inspection that has not ended and how many of its papers wait for approval."""
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


def forget_rows(connection: Connection) -> None:
    """Drop every row within the caller's transaction: all are made anew."""
    for table in LISTING:
        connection.execute(delete(table))
    stamp = _state(connection).get("stamp", 0)
    write_setting(connection, _STATE, {"stamp": stamp})


def _state(connection: Connection) -> dict[str, Json]:
    kept = read_setting(connection, _STATE)
    return kept if isinstance(kept, dict) else {}


def _count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM listed_stale").scalar() or 0)


def _touched(connection: Connection, state: Mapping[str, Json], day: str, maker: str) -> Collection[str]:
    if state.get("maker") != maker:
        return list(connection.execute(_ALL).scalars())
    found = set(connection.execute(_TOUCHED, {"seen": state.get("seen", 0)}).scalars())
    if state.get("day") != day:
        found.update(connection.execute(_OPEN).scalars())
    return found


def _insert(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        statement = insertion(table, tuple(rows[0]))
        connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def _json(cells: Mapping[str, Any]) -> str:
    return json.dumps(dict(cells), ensure_ascii=False)


def _stored(one: ListedRow, stamp: int) -> dict[str, Any]:
    return {
        "root": one.root, "stamp": stamp, "state": one.state, "open": one.open, "gone": one.gone, "due": one.due,
        "year": one.year, "district": one.district, "officers": json.dumps(one.officers), "awaiting": one.awaiting,
        "search": one.search,
    }  # fmt: skip
