"""The only writer of the projection: brings stored operations into the tables that say what stands now.

Whatever is touched is folded again from the log by ``fold_field``, so arrival order never matters. Used by the local
commit and the pull; the rebuild and the checker fold everything at once with the same functions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from app.domain.fold import FieldState, Live, SealCover, fold_field, seal_cover
from app.domain.operations import CENTRE_DEVICE, REFUSE, REMOVE, SEAL, SEAL_ENTITY, SET, VOID, FieldKey, Operation
from app.sealing.canonical import parse
from app.storage.database.engine import insert_rows
from app.storage.database.schema import centre_refusal, live, open_conflict, operation_log, sealed_entity, turned_away
from app.storage.log.standing import (
    Pair,
    Standing,
    change_rows,
    insertion,
    key_row,
    keys_json,
    live_row,
    standing_of,
)

# Lists travel as one JSON parameter: one statement text for any number of keys, so it is prepared once.
_OPERATIONS_OF_KEYS = text(
    "SELECT o.op_id, o.raw, o.chain, r.target FROM json_each(:keys) k CROSS JOIN operation_log o"
    " ON o.entity_id = k.value ->> 1 AND o.entity = k.value ->> 0 AND o.field = k.value ->> 2"
    " LEFT JOIN centre_refusal r ON r.target = o.op_id"
)
_KEYS_OF_PAIRS = text(
    "SELECT DISTINCT o.entity, o.entity_id, o.field FROM json_each(:pairs) k CROSS JOIN operation_log o"
    " ON o.entity_id = k.value ->> 1 AND o.entity = k.value ->> 0"
)
_SEALS_OF_PAIRS = text(
    "SELECT s.entity, s.entity_id, s.seal_op, o.raw, o.chain FROM json_each(:pairs) k CROSS JOIN sealed_entity s"
    " ON s.entity_id = k.value ->> 1 AND s.entity = k.value ->> 0 JOIN operation_log o ON o.op_id = s.seal_op"
)
_BY_OP_IDS = text("SELECT o.raw, o.chain FROM json_each(:ids) k CROSS JOIN operation_log o ON o.op_id = k.value")
_SEALS_AND_VOIDS = text(
    "SELECT o.raw, o.chain, r.target FROM json_each(:ids) k CROSS JOIN operation_log o ON o.entity_id = k.value"
    " LEFT JOIN centre_refusal r ON r.target = o.op_id WHERE o.kind IN ('seal', 'void')"
)

LOGGED = ("op_id", "device", "lseq", "txn", "kind", "entity", "entity_id", "field", "raw", "chain")
APPEND = insertion(operation_log, LOGGED)
_LOG_ROW = attrgetter(*LOGGED)


def append(connection: Connection, operations: Sequence[Operation]) -> None:
    """Append operations to the log."""
    insert_rows(connection, APPEND, [_LOG_ROW(one) for one in operations])


def reaches_further(kind: str, entity: str) -> bool:
    """Return whether an operation may change what stands in other fields than its own."""
    return kind in _REACH and (kind != VOID or entity == SEAL_ENTITY)


@dataclass
class _Touched:
    """What a batch of new operations may have changed."""

    keys: set[FieldKey] = field(default_factory=set)
    seal_ids: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)


def _touch_seal(one: Operation, touched: _Touched) -> None:
    touched.seal_ids.add(one.entity_id)


def _touch_void(one: Operation, touched: _Touched) -> None:
    if one.entity == SEAL_ENTITY:
        touched.seal_ids.add(one.entity_id)


def _touch_refusal(one: Operation, touched: _Touched) -> None:
    if one.device == CENTRE_DEVICE:
        touched.targets.add(one.entity_id)


# What a kind touches beyond its own field.
_REACH: Mapping[str, Callable[[Operation, _Touched], None]] = {
    SEAL: _touch_seal,
    VOID: _touch_void,
    REFUSE: _touch_refusal,
}


def _reach(operations: Iterable[Operation], touched: _Touched) -> None:
    for one in operations:
        touched.keys.add(one.key)
        reach = _REACH.get(one.kind)
        if reach is not None:
            reach(one, touched)


def apply_own(connection: Connection, operations: Sequence[Operation], before: Standing) -> None:
    """Bring this device's newest operations into the projection; ``before`` is what stood in their fields.

    Nothing can name them as base yet and nothing of theirs is sealed, so a field is what stood without their bases,
    and they. Whatever reaches further takes the general way.
    """
    if before.sealed or any(one.kind in _REACH for one in operations):
        apply(connection, operations)
        return
    gone: list[Mapping[str, str]] = []
    new: dict[str, Mapping[str, str]] = {}
    for one in operations:
        standing = before.live.setdefault(one.key, {})
        for op_id in one.base:
            if standing.pop(op_id, None) is not None and new.pop(op_id, None) is None:
                gone.append(key_row(one.key, op_id=op_id))
        if one.kind != REMOVE:
            row = live_row(one.key, Live(one.op_id, one.kind, one.value, one.hlc, one.device, one.officer))
            new[one.op_id], standing[one.op_id] = row, (one.kind, row["value"])
    change_rows(connection, live, gone, list(new.values()))
    open_now = {one.key for one in operations if competing(before.live[one.key].values())}
    mark_conflicts(connection, before.conflicts, open_now)


def competing(standing: Iterable[tuple[str, str]]) -> bool:
    """Return whether standing operations, as (kind, canonical value), say different things."""
    texts = {value for kind, value in standing if kind == SET}
    if len(texts) < 2:
        return False
    values = [json.loads(text) for text in texts]
    return any(value != values[0] for value in values[1:])  # as the fold compares: 1 and true are one value


def apply(connection: Connection, operations: Sequence[Operation]) -> None:
    """Bring operations that were just appended into the projection, within the caller's transaction."""
    touched = _Touched()
    _reach(operations, touched)
    if touched.targets:
        rows = [{"target": target} for target in sorted(touched.targets)]
        connection.execute(insert(centre_refusal).prefix_with("OR IGNORE"), rows)
        _reach(operations_by_id(connection, touched.targets), touched)
    active, ended = _weigh_seals(connection, touched.seal_ids)
    pairs = {pair for cover in (*active, *ended) for pair in cover.covers}
    if pairs:
        found = connection.execute(_KEYS_OF_PAIRS, {"pairs": json.dumps(sorted(pairs))})
        touched.keys.update(FieldKey(*row) for row in found)
    keys = sorted(touched.keys)
    before = standing_of(connection, keys)
    covering = seals_over(connection, before.sealed | pairs)
    standing = _with_changes(covering, active, ended)
    known = {one.op_id: one for one in operations}
    _write(connection, fold_keys(connection, keys, standing, known), before, covering, standing)


def operations_by_id(connection: Connection, op_ids: Iterable[str]) -> list[Operation]:
    """Return the stored operations among ``op_ids``."""
    rows = connection.execute(_BY_OP_IDS, {"ids": json.dumps(sorted(op_ids))})
    return [parse(raw, chain) for raw, chain in rows]


def _weigh_seals(connection: Connection, seal_ids: set[str]) -> tuple[list[SealCover], list[SealCover]]:
    """Return the active and the ended covers of the seals with these entity ids."""
    if not seal_ids:
        return [], []
    rows = connection.execute(_SEALS_AND_VOIDS, {"ids": json.dumps(sorted(seal_ids))}).all()
    parsed = [(parse(raw, chain), target is not None) for raw, chain, target in rows]
    voided = {
        one.entity_id for one, refused in parsed if one.kind == VOID and one.entity == SEAL_ENTITY and not refused
    }
    active: list[SealCover] = []
    ended: list[SealCover] = []
    for one, refused in parsed:
        if one.kind == SEAL:
            (ended if refused or one.entity_id in voided else active).append(seal_cover(one))
    return active, ended


def seals_over(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, dict[str, SealCover]]:
    """Return the active seals over each sealed entity among ``pairs``, by seal op_id."""
    if not pairs:
        return {}
    rows = connection.execute(_SEALS_OF_PAIRS, {"pairs": json.dumps(sorted(pairs))})
    found: dict[Pair, dict[str, SealCover]] = {}
    for entity, entity_id, seal_op, raw, chain in rows:
        found.setdefault((entity, entity_id), {})[seal_op] = seal_cover(parse(raw, chain))
    return found


def _with_changes(
    covering: Mapping[Pair, Mapping[str, SealCover]], active: Sequence[SealCover], ended: Sequence[SealCover]
) -> dict[Pair, dict[str, SealCover]]:
    gone = {cover.op_id for cover in ended}
    standing = {
        pair: {op_id: cover for op_id, cover in seals.items() if op_id not in gone} for pair, seals in covering.items()
    }
    for cover in active:
        for pair in cover.covers:
            standing.setdefault(pair, {})[cover.op_id] = cover
    return standing


def fold_keys(
    connection: Connection,
    keys: Sequence[FieldKey],
    standing: Mapping[Pair, Mapping[str, SealCover]],
    known: Mapping[str, Operation],
) -> list[FieldState]:
    """Return the fields' states folded from the log under the given active seals; ``known`` spares parsing again."""
    groups: dict[FieldKey, list[Operation]] = {key: [] for key in keys}
    refused: set[str] = set()
    for op_id, raw, chain, target in connection.execute(_OPERATIONS_OF_KEYS, {"keys": keys_json(keys)}):
        one = known.get(op_id) or parse(raw, chain)
        groups[one.key].append(one)
        if target is not None:
            refused.add(target)
    return [
        fold_field(key, ops, tuple(standing.get((key.entity, key.entity_id), {}).values()), refused)
        for key, ops in groups.items()
    ]


def _write(
    connection: Connection,
    states: Sequence[FieldState],
    stood: Standing,
    before: Mapping[Pair, Mapping[str, SealCover]],
    after: Mapping[Pair, Mapping[str, SealCover]],
) -> None:
    """Write the differences between the stored rows and the folded states, then the seals that stand."""
    stored = stood.live
    gone = [
        key_row(s.key, op_id=op_id) for s in states for op_id in sorted(set(stored.get(s.key, ())).difference(s.heads))
    ]
    new = [live_row(s.key, one) for s in states for one in s.live if one.op_id not in stored.get(s.key, ())]
    changed = {(row["entity"], row["entity_id"]) for row in (*gone, *new)}
    # A covered operation may arrive after its seal: the fold admits it, so its guard is lifted for these rows alone.
    lifted = {pair for pair in before if pair in changed or before[pair] != after.get(pair)}
    change_rows(connection, sealed_entity, _seal_rows({p: before[p] for p in lifted}), ())
    change_rows(connection, live, gone, new)
    wanted = {(s.key, op_id) for s in states for op_id in s.refused}
    change_rows(connection, turned_away, _away_rows(stood.away - wanted), _away_rows(wanted - stood.away))
    mark_conflicts(connection, stood.conflicts, {s.key for s in states if s.conflicting})
    raised = {pair: seals for pair, seals in after.items() if pair not in before or pair in lifted}
    change_rows(connection, sealed_entity, (), _seal_rows(raised))


def _seal_rows(seals: Mapping[Pair, Mapping[str, SealCover]]) -> list[dict[str, str]]:
    return [
        {"entity_id": pair[1], "entity": pair[0], "seal_op": op_id}
        for pair, covers in seals.items()
        for op_id in covers
    ]


def mark_conflicts(connection: Connection, before: set[FieldKey], now: set[FieldKey]) -> None:
    """Write which fields are in conflict, where that changed."""
    change_rows(
        connection, open_conflict, [key_row(key) for key in before - now], [key_row(key) for key in now - before]
    )


def _away_rows(rows: Iterable[tuple[FieldKey, str]]) -> list[dict[str, str]]:
    return [key_row(key, op_id=op_id) for key, op_id in sorted(rows)]
