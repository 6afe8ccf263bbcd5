"""Reading what stands now: entities, fields, conflicts and the log, each from one consistent snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, and_, func, or_, select, text
from sqlalchemy.engine import Connection

from app.domain.fold import EntityState, FieldState, Live
from app.domain.operations import FieldKey, Operation
from app.sealing.canonical import parse
from app.storage.schema import ANSWER, LISTED, live, open_conflict, operation_log, turned_away

_LIVE = (
    live.c.entity_id, live.c.entity, live.c.field, live.c.op_id, live.c.kind, live.c.value, live.c.hlc,
    live.c.device, live.c.officer,
)  # fmt: skip
_AWAY = (turned_away.c.entity_id, turned_away.c.entity, turned_away.c.field, turned_away.c.op_id)

# "/" is followed by "0": everything inside an inspection lies between the two.
_INSIDE, _AFTER = "/", "0"


def within(column: Any, root: str | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition for everything that belongs to a root: its own id and every id below it."""
    return or_(column == root, and_(column > root + _INSIDE, column < root + _AFTER))


def entities_where(connection: Connection, condition_on: Any) -> tuple[EntityState, ...]:
    """Return the entities that match, ordered by (id, kind); ``condition_on`` takes a table, gives its condition."""
    rows = connection.execute(
        select(*_LIVE).where(condition_on(live)).order_by(live.c.entity_id, live.c.entity, live.c.field, live.c.op_id)
    )
    away = connection.execute(select(*_AWAY).where(condition_on(turned_away)).order_by(turned_away.c.op_id))
    return assemble(rows, away)


def assemble(live_rows: Iterable[Any], away_rows: Iterable[Any]) -> tuple[EntityState, ...]:
    """Return entities from rows of the two projection tables (in the column order of this module)."""
    refused: dict[FieldKey, list[str]] = {}
    for entity_id, entity, name, op_id in away_rows:
        refused.setdefault(FieldKey(entity, entity_id, name), []).append(op_id)
    standing: dict[FieldKey, list[Live]] = {key: [] for key in refused}
    for entity_id, entity, name, op_id, kind, value, hlc, device, officer in live_rows:
        one = Live(op_id, kind, json.loads(value), hlc, device, officer)
        standing.setdefault(FieldKey(entity, entity_id, name), []).append(one)
    fields: dict[tuple[str, str], dict[str, FieldState]] = {}
    for key, lives in standing.items():
        state = FieldState(key, tuple(lives), tuple(refused.get(key, ())))
        fields.setdefault((key.entity_id, key.entity), {})[key.field] = state
    found = (EntityState(pair[1], pair[0], named) for pair, named in sorted(fields.items()))
    return tuple(one for one in found if any(state.live for state in one.fields.values()))


def is_entity(entity: str, entity_id: str) -> Any:
    """Return the condition maker for one entity."""
    return lambda table: and_(table.c.entity_id == entity_id, table.c.entity == entity)


def is_one_of(entity: str, entity_ids: Iterable[str]) -> Any:
    """Return the condition maker for the entities of one kind with these ids, however many."""
    wanted = func.json_each(json.dumps(list(entity_ids))).table_valued("value")
    return lambda table: and_(table.c.entity_id.in_(select(wanted.c.value)), table.c.entity == entity)


def is_within(root: str) -> Any:
    """Return the condition maker for everything of one root."""
    return lambda table: within(table.c.entity_id, root)


def is_kind(entity: str) -> Any:
    """Return the condition maker for all entities of one kind."""
    if entity == ANSWER:
        return lambda table: table.c.entity == entity
    return lambda table: and_(table.c.entity == entity, text(LISTED))


def field_state(connection: Connection, key: FieldKey) -> FieldState:
    """Return one field as it stands; empty where nothing was ever recorded."""

    def condition(table: Table) -> ColumnElement[bool]:
        return and_(table.c.entity_id == key.entity_id, table.c.entity == key.entity, table.c.field == key.field)

    found = entities_where(connection, condition)
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
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> tuple[Operation, ...]:
    """Return stored operations in order of arrival on this device."""
    query = select(operation_log.c.raw, operation_log.c.chain).where(*conditions).order_by(operation_log.c.seq)
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
