"""Reading what stands now: entities, fields, conflicts and the log, each from one consistent snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select, text
from sqlalchemy.engine import Connection

from app.domain.fold import EntityState, FieldState, Live
from app.domain.operations import FieldKey, Operation
from app.sealing.canonical import parse, read_own
from app.storage.database.schema import ANSWER, LISTED, open_conflict, operation_log

_LIVE = "entity_id, entity, field, op_id, kind, value, hlc, device, officer"
_AWAY = "entity_id, entity, field, op_id"

_Place = tuple[str, str, str]  # entity id, entity, field

# "/" is followed by "0": everything inside an inspection lies between the two.
_INSIDE, _AFTER = "/", "0"


def within(column: Any, root: str | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition for everything that belongs to a root: its own id and every id below it."""
    return or_(column == root, and_(column > root + _INSIDE, column < root + _AFTER))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the projection tables are read: a constant condition, and the values of its parameters.

    Plain SQL: putting the same two statements together anew would take most of the time of reading one entity.
    """

    condition: str
    values: Mapping[str, str]


def entities_where(connection: Connection, wanted: Wanted) -> tuple[EntityState, ...]:
    """Return the entities that match, ordered by (id, kind)."""
    standing, refused = _statements(wanted.condition)
    return assemble(_rows(connection, standing, wanted.values), _rows(connection, refused, wanted.values))


def _rows(connection: Connection, statement: str, values: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Return plain tuples: a row object for each of a thousand rows costs a third of reading an inspection."""
    with closing(connection.exec_driver_sql(statement, dict(values))) as result:
        return list(result.cursor.fetchall())


@cache
def _statements(condition: str) -> tuple[str, str]:
    return (
        f"SELECT {_LIVE} FROM live WHERE {condition} ORDER BY entity_id, entity, field, op_id",  # noqa: S608 - constant
        f"SELECT {_AWAY} FROM turned_away WHERE {condition} ORDER BY op_id",  # noqa: S608 - constant
    )


def assemble(live_rows: Iterable[Any], away_rows: Iterable[Any]) -> tuple[EntityState, ...]:
    """Return entities from rows of the two projection tables (in the column order of this module)."""
    refused: dict[_Place, list[str]] = {}
    for entity_id, entity, name, op_id in away_rows:
        refused.setdefault((entity_id, entity, name), []).append(op_id)
    standing: dict[_Place, list[Live]] = {place: [] for place in refused}
    for entity_id, entity, name, op_id, kind, value, hlc, device, officer in live_rows:
        one = Live(op_id, kind, read_own(value), hlc, device, officer)
        standing.setdefault((entity_id, entity, name), []).append(one)
    fields: dict[tuple[str, str], dict[str, FieldState]] = {}
    for place, lives in standing.items():
        entity_id, entity, name = place
        away = tuple(refused[place]) if place in refused else ()
        state = FieldState(FieldKey(entity, entity_id, name), tuple(lives), away)
        fields.setdefault((entity_id, entity), {})[name] = state
    found = (EntityState(pair[1], pair[0], named) for pair, named in sorted(fields.items()))
    return tuple(one for one in found if any(state.live for state in one.fields.values()))


def is_entity(entity: str, entity_id: str) -> Wanted:
    """Return what selects one entity."""
    return Wanted("entity_id = :id AND entity = :entity", {"id": entity_id, "entity": entity})


def is_one_of(entity: str, entity_ids: Iterable[str]) -> Wanted:
    """Return what selects the entities of one kind with these ids, however many."""
    ids = json.dumps(list(entity_ids))
    condition = "entity_id IN (SELECT value FROM json_each(:ids)) AND entity = :entity"
    return Wanted(condition, {"ids": ids, "entity": entity})


def is_one_of_pairs(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Return what selects the entities with these pairs of id and kind."""
    asked = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:pairs)"
    return Wanted(f"(entity_id, entity) IN ({asked})", {"pairs": json.dumps(list(pairs))})


def is_within(root: str) -> Wanted:
    """Return what selects everything of one root."""
    values = {"root": root, "low": root + _INSIDE, "high": root + _AFTER}
    return Wanted("(entity_id = :root OR entity_id > :low AND entity_id < :high)", values)


def is_kind(entity: str) -> Wanted:
    """Return what selects all entities of one kind."""
    return Wanted("entity = :entity" if entity == ANSWER else f"entity = :entity AND {LISTED}", {"entity": entity})


def field_state(connection: Connection, key: FieldKey) -> FieldState:
    """Return one field as it stands; empty where nothing was ever recorded."""
    one = is_entity(key.entity, key.entity_id)
    wanted = Wanted(f"{one.condition} AND field = :field", {**one.values, "field": key.field})
    found = entities_where(connection, wanted)
    return found[0].fields.get(key.field, FieldState(key)) if found else FieldState(key)


def conflicting_keys(connection: Connection, root: str | None) -> tuple[FieldKey, ...]:
    """Return the fields with an open conflict, of one root or of all."""
    query = select(open_conflict.c.entity, open_conflict.c.entity_id, open_conflict.c.field)
    if root is not None:
        query = query.where(within(open_conflict.c.entity_id, root))
    return tuple(sorted(FieldKey(*row) for row in connection.execute(query)))


def conflicts(connection: Connection, root: str | None) -> tuple[FieldState, ...]:
    """Return the fields with an open conflict, with their candidates."""
    return tuple(field_state(connection, key) for key in conflicting_keys(connection, root))


def operations_where(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None, by_lseq: bool = False
) -> tuple[Operation, ...]:
    """Return stored operations in order of arrival on this device, or in that of their own device."""
    order = operation_log.c.lseq if by_lseq else operation_log.c.seq
    query = select(operation_log.c.raw, operation_log.c.chain).where(*conditions).order_by(order)
    rows: Sequence[Any] = connection.execute(query if limit is None else query.limit(limit)).all()
    return tuple(parse(raw, chain) for raw, chain in rows)


def transaction_operations(connection: Connection, device: str, txn: str) -> tuple[Operation, ...]:
    """Return the operations of one transaction of a device in order.

    A transaction's id is made just before those of its operations, from one ascending source: that finds the first
    without an index of its own. Where the clock was set back in between, the log is searched.
    """
    log = operation_log.c
    mine = select(log.lseq, log.txn).where(log.device == device)
    first = connection.execute(mine.where(log.op_id > txn).order_by(log.op_id).limit(1)).first()
    if first is None or first.txn != txn:
        return operations_where(connection, log.device == device, log.txn == txn)
    rows = connection.execute(
        select(log.txn, log.raw, log.chain).where(log.device == device, log.lseq >= first.lseq).order_by(log.lseq)
    )
    return tuple(parse(row.raw, row.chain) for row in takewhile(lambda row: row.txn == txn, rows))


def operations_of_root(connection: Connection, root: str | None, after: str) -> tuple[Operation, ...]:
    """Return the operations of one root (or all) that arrived after the operation ``after`` ("" = from the start)."""
    conditions: list[ColumnElement[bool]] = []
    if root is not None:
        conditions.append(within(operation_log.c.entity_id, root))
    if after:
        seq = select(operation_log.c.seq).where(operation_log.c.op_id == after).scalar_subquery()
        conditions.append(operation_log.c.seq > seq)
    return operations_where(connection, *conditions)


def refused_operations(connection: Connection, root: str | None) -> tuple[Operation, ...]:
    """Return the operations that a seal turned away or the centre refused, in order of arrival."""
    place = "" if root is None else "AND (o.entity_id = :root OR o.entity_id > :low AND o.entity_id < :high)"
    query = text(
        "SELECT o.raw, o.chain FROM operation_log o WHERE o.op_id IN"  # noqa: S608 - constant parts only
        " (SELECT op_id FROM turned_away UNION SELECT target FROM centre_refusal) " + place + " ORDER BY o.seq"
    )
    parameters = {} if root is None else {"root": root, "low": root + _INSIDE, "high": root + _AFTER}
    return tuple(parse(raw, chain) for raw, chain in connection.execute(query, parameters))
