"""A row for each inspection with what lists show of it: behind the log, and brought up to it before it is shown.

The log only ever grows, so its last number tells which inspections were touched since the rows were made; commits and
pulls pay nothing for that. What a row says is made by the service that knows the forms; here rows are only kept.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import delete, select, text
from sqlalchemy.engine import Connection, Engine

from app.domain.fold import EntityState
from app.domain.operations import Json
from app.storage.database.engine import reading, writing
from app.storage.database.schema import LISTED, LISTING, listed, listed_cells, listed_link, listed_stale
from app.storage.database.settings import write_setting
from app.storage.database.writer import WriterLock
from app.storage.listing.rows import ROOT, STATE, UNREADABLE, ListedRow, ListedRows, listing_state
from app.storage.log.reading import entities_where, is_within
from app.storage.log.standing import insertion

# Changes of a unit or officer that rows of ended inspections tell of, too; others matter to open ones only.
NAMED_FIELDS = ("name", "credit_code", "district", "void")

_TOUCHED = text(
    f"SELECT DISTINCT {ROOT.format(id='entity_id')} FROM operation_log"  # noqa: S608 - constant parts only
    " WHERE seq > :seen AND kind <> 'refuse' AND (entity IN ('inspection', 'course') OR instr(entity_id, '/') > 0)"
    f" UNION SELECT {ROOT.format(id='t.entity_id')} FROM operation_log o"
    " CROSS JOIN operation_log t ON t.op_id = o.entity_id WHERE o.seq > :seen AND o.kind = 'refuse'"
    " UNION SELECT l.root FROM operation_log o CROSS JOIN listed_link l ON l.other = o.entity_id"
    f" WHERE o.seq > :seen AND o.field IN {NAMED_FIELDS}"
    " UNION SELECT l.root FROM operation_log o CROSS JOIN listed_link l ON l.other = o.entity_id"
    " JOIN listed r ON r.root = l.root AND r.open WHERE o.seq > :seen"
)
_ALL = text(
    f"SELECT DISTINCT entity_id FROM live WHERE entity = 'inspection' AND {LISTED}"  # noqa: S608 - constant parts only
    " UNION SELECT root FROM listed"
)
_OPEN = text("SELECT root FROM listed WHERE open")
_AGAIN = "INSERT OR IGNORE INTO listed_stale (root) SELECT root FROM listed WHERE state = ?"
_LAST = "SELECT coalesce(max(seq), 0) FROM operation_log"


class Listing(ListedRows):
    """The rows. ``turn`` must be held from ``scan`` to ``write``, so that two threads never make the same rows."""

    def __init__(self, engine: Engine, lock: WriterLock, device: str) -> None:
        super().__init__(engine, device)
        self._lock = lock
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
            state = listing_state(connection)
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
            write_setting(connection, STATE, {**listing_state(connection), "seen": last, "day": day, "maker": maker})
            return _count(connection)

    def files_came(self) -> None:
        """Mark the rows that could not be made: what they lacked may have come as a file, of which no operation tells.
        """
        with self._turn, self._lock.background(), writing(self._engine) as connection:
            connection.exec_driver_sql(_AGAIN, (UNREADABLE,))

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

    def open_candidates(self, other: str) -> tuple[str, ...]:
        """Return the same of those that have not ended, and of those whose row is stale."""
        query = (
            "SELECT k.root FROM listed_link k JOIN listed l ON l.root = k.root WHERE k.other = ? AND l.open"
            " UNION SELECT root FROM listed_stale"
        )
        with reading(self._engine) as connection:
            return tuple(connection.exec_driver_sql(query, (other,)).scalars())

    def entities(self, root: str) -> tuple[EntityState, ...]:
        """Return everything of an inspection, without displacing what is remembered of the one being worked on."""
        with reading(self._engine) as connection:
            return entities_where(connection, is_within(root))

    def write(self, made: Mapping[str, ListedRow | None]) -> None:
        """Keep the rows made of these inspections; None where there is none to show."""
        with self._lock.background(), writing(self._engine) as connection:
            state = listing_state(connection)
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
            write_setting(connection, STATE, {**state, "stamp": stamp})


def forget_rows(connection: Connection) -> None:
    """Drop every row within the caller's transaction: all are made anew."""
    for table in LISTING:
        connection.execute(delete(table))
    stamp = listing_state(connection).get("stamp", 0)
    write_setting(connection, STATE, {"stamp": stamp})


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
