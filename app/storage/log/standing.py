"""Rows of the projection: what stands in some fields, read and changed without judging it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from app.domain.fold import Live
from app.domain.operations import FieldKey
from app.sealing.canonical import value_text

Pair = tuple[str, str]

_FIELD = "o.entity_id = k.value ->> 1 AND o.entity = k.value ->> 0 AND o.field = k.value ->> 2"
# Statements of every commit go to the driver as they stand: compiling them anew would cost more than running them.
_STANDING = (
    "SELECT 'live', o.entity, o.entity_id, o.field, o.op_id, o.kind, o.value"  # noqa: S608 - constant parts only
    f" FROM json_each(?1) k CROSS JOIN live o ON {_FIELD} UNION ALL"
    " SELECT 'away', o.entity, o.entity_id, o.field, o.op_id, '', ''"
    f" FROM json_each(?1) k CROSS JOIN turned_away o ON {_FIELD} UNION ALL"
    " SELECT 'conflict', o.entity, o.entity_id, o.field, '', '', ''"
    f" FROM json_each(?1) k CROSS JOIN open_conflict o ON {_FIELD} UNION ALL"
    " SELECT 'seal', o.entity, o.entity_id, '', o.seal_op, '', '' FROM json_each(?1) k CROSS JOIN sealed_entity o"
    " ON o.entity_id = k.value ->> 1 AND o.entity = k.value ->> 0"
)


@dataclass
class Standing:
    """What the projection holds for some fields: standing operations (op_id -> kind, canonical value) and marks."""

    live: dict[FieldKey, dict[str, tuple[str, str]]] = field(default_factory=dict)
    away: set[tuple[FieldKey, str]] = field(default_factory=set)
    conflicts: set[FieldKey] = field(default_factory=set)
    sealed: set[Pair] = field(default_factory=set)


def standing_of(connection: Connection, keys: Iterable[FieldKey]) -> Standing:
    """Return what the projection holds for these fields, in one statement."""
    found = Standing()
    rows = connection.exec_driver_sql(_STANDING, (keys_json(keys),)).fetchall()
    for table, entity, entity_id, name, op_id, kind, value in rows:
        key = FieldKey(entity, entity_id, name)
        if table == "live":
            found.live.setdefault(key, {})[op_id] = (kind, value)
        elif table == "away":
            found.away.add((key, op_id))
        elif table == "conflict":
            found.conflicts.add(key)
        else:
            found.sealed.add((entity, entity_id))
    return found


def keys_json(keys: Iterable[FieldKey]) -> str:
    """Return field keys as the one JSON parameter that the statements of this module take."""
    return json.dumps([[key.entity, key.entity_id, key.field] for key in keys])


def live_row(key: FieldKey, one: Live) -> dict[str, str]:
    """Return the projection row of one standing operation."""
    return {
        "entity_id": key.entity_id,
        "entity": key.entity,
        "field": key.field,
        "op_id": one.op_id,
        "kind": one.kind,
        "value": value_text(one.value),
        "hlc": one.hlc,
        "device": one.device,
        "officer": one.officer,
    }


def key_row(key: FieldKey, **more: str) -> dict[str, str]:
    """Return the columns that address a field."""
    return {"entity_id": key.entity_id, "entity": key.entity, "field": key.field, **more}


def change_rows(
    connection: Connection, table: Table, gone: Sequence[Mapping[str, str]], new: Sequence[Mapping[str, str]]
) -> None:
    """Delete and insert rows of one table; ``gone`` needs the primary key only."""
    if gone:
        keys, statement = _deletion(table)
        connection.exec_driver_sql(statement, [tuple(row[name] for name in keys) for row in gone])
    if new:
        add_rows(connection, table, new)


def add_rows(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert rows, each with the same columns in the same order."""
    listed = list(rows)
    statement = insertion(table, tuple(listed[0]))
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in listed])


@lru_cache(maxsize=64)
def insertion(table: Table, names: tuple[str, ...]) -> str:
    """Return the statement that inserts these columns."""
    columns, places = ", ".join(names), ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({places})"  # noqa: S608  # our own names


@lru_cache(maxsize=64)
def _deletion(table: Table) -> tuple[tuple[str, ...], str]:
    keys = tuple(column.name for column in table.primary_key)
    clauses = " AND ".join(f"{name} = ?" for name in keys)
    return keys, f"DELETE FROM {table.name} WHERE {clauses}"  # noqa: S608  # our own names
