"""Operations of others into log and projection: fields never heard of before by the short way, the rest by the fold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.engine import Connection

from app.domain.fold import Live, fold_field
from app.domain.operations import REMOVE, FieldKey, Operation, root_of
from app.sealing.canonical import value_text
from app.storage.engine import fetched, insert_rows
from app.storage.projection import append, apply, competing, mark_conflicts, reaches_further
from app.storage.schema import live
from app.storage.standing import insertion

# of a root anything at all is known: what begins with it and goes on with "/" or less
_KNOWN_ROOTS = (
    "SELECT k.value FROM json_each(?) k WHERE EXISTS (SELECT 1 FROM operation_log o WHERE o.entity_id >= k.value"
    " AND o.entity_id < k.value || '0') OR EXISTS (SELECT 1 FROM sealed_entity s WHERE s.entity_id >= k.value"
    " AND s.entity_id < k.value || '0')"
)
_MET = (
    "SELECT k.key FROM json_each(?) k WHERE EXISTS (SELECT 1 FROM operation_log o WHERE o.entity_id = k.value ->> 0"
    " AND o.entity = k.value ->> 1 AND o.field = k.value ->> 2) OR EXISTS (SELECT 1 FROM sealed_entity s"
    " WHERE s.entity_id = k.value ->> 0 AND s.entity = k.value ->> 1)"
)
_ANY_REFUSED = "SELECT EXISTS (SELECT 1 FROM centre_refusal)"
_REFUSED = "SELECT r.target FROM json_each(?) k CROSS JOIN centre_refusal r ON r.target = k.value"
_STAND = insertion(live, tuple(column.name for column in live.columns))

Place = tuple[str, str, str]  # entity id, entity, field: as the indexes have them


def bring_in(connection: Connection, operations: Sequence[Operation]) -> None:
    """Append operations of others and bring them into the projection, within the caller's transaction.

    Most fields were never heard of before, as on a new laptop: what stands in them follows from these alone.
    """
    groups: dict[Place, list[Operation]] = {}
    for one in operations:
        groups.setdefault((one.entity_id, one.entity, one.field), []).append(one)
    met = set(groups) if any(map(reaches_further, operations)) else _met_before(connection, groups)
    append(connection, operations)
    new = {place: _fold_alone(place, ops) for place, ops in groups.items() if place not in met}
    insert_rows(connection, _STAND, [row for rows in new.values() for row in rows])
    several = [place for place, rows in new.items() if len(rows) > 1]
    mark_conflicts(connection, set(), {_key(place) for place in several if _conflict_in(new[place])})
    others = [one for one in operations if (one.entity_id, one.entity, one.field) in met]
    if others:
        apply(connection, others)


def _fold_alone(place: Place, operations: list[Operation]) -> list[tuple[str, ...]]:
    """Return the rows that stand in a field of which these are all operations, unsealed and not refused."""
    only = operations[0]
    if len(operations) == 1 and only.kind != REMOVE and only.op_id not in only.base:
        return [_row(place, only)]  # the way of most fields, and the same as below
    return [_row(place, one) for one in fold_field(_key(place), operations, (), ()).live]


def _row(place: Place, one: Operation | Live) -> tuple[str, ...]:
    return (*place, one.op_id, one.kind, value_text(one.value), one.hlc, one.device, one.officer)


def _conflict_in(rows: Iterable[tuple[str, ...]]) -> bool:
    return competing((row[4], row[5]) for row in rows)


def _met_before(connection: Connection, groups: Mapping[Place, Sequence[Operation]]) -> set[Place]:
    """Return the fields of which something is known already: an operation, a seal over them, a refusal to come.

    A new laptop has heard of few of all those roots, and of none of their fields.
    """
    roots = json.dumps(list({root_of(entity_id) for entity_id, _, _ in groups}))
    heard_of = {root for (root,) in fetched(connection, _KNOWN_ROOTS, (roots,))}
    places = [one for one in groups if root_of(one[0]) in heard_of] if heard_of else []
    known = fetched(connection, _MET, (json.dumps(places),)) if places else []
    met = {places[number] for (number,) in known}
    if fetched(connection, _ANY_REFUSED, ())[0][0]:
        ids = {one.op_id: place for place, ops in groups.items() for one in ops}
        met.update(ids[op_id] for (op_id,) in fetched(connection, _REFUSED, (json.dumps(list(ids)),)))
    return met


def _key(place: Place) -> FieldKey:
    return FieldKey(place[1], place[0], place[2])
