"""Operations of others into log and projection: fields never heard of before by the short way, the rest by the fold."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.fold import Live, fold_field
from app.domain.operations import FieldKey, Operation, root_of
from app.sealing.canonical import value_text
from app.sealing.sheets import Sheet
from app.storage.database.engine import fetched, insert_columns, insert_rows
from app.storage.database.schema import live
from app.storage.log.projection import APPEND, LOGGED, apply, competing, mark_conflicts, reaches_further
from app.storage.log.standing import insertion

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
# the same of a sheet, which calls the value's text so
_STANDING = tuple("text" if column.name == "value" else column.name for column in live.columns)

_FEW = 4  # so many beginnings are looked for quicker than one is cut out

Place = tuple[str, str, str]  # entity id, entity, field: as the indexes have them


def append_sheet(connection: Connection, sheet: Sheet) -> None:
    """Append operations of others to the log.

    Raises:
        sqlcipher3.dbapi2.IntegrityError: a place or an identity stands there already; of up to ``ROWS_TOGETHER``
            operations nothing was written then.
    """
    insert_columns(connection, APPEND, [getattr(sheet, name) for name in LOGGED])


def bring_in(connection: Connection, sheet: Sheet, met: set[Place] | None) -> None:
    """Bring operations of others that were just appended into the projection, within the caller's transaction.

    Most fields were never heard of before, as on a new laptop: what stands in them follows from these alone. ``met`` is
    what ``met_before`` said before they were appended.
    """
    if met is None:
        apply(connection, sheet.operations())
        return
    alone = sheet.alone
    if met:
        standing = range(len(sheet.op_id)) if alone is None else alone
        alone = [one for one in standing if _place(sheet, one) not in met]
    insert_columns(connection, _STAND, [_some(getattr(sheet, name), alone) for name in _STANDING])
    if alone is not None:
        _bring_the_others(connection, sheet, alone, met)


def _some(column: Sequence[Any], places: Sequence[int] | None) -> Sequence[Any]:
    return column if places is None else [column[one] for one in places]


def _place(sheet: Sheet, one: int) -> Place:
    return sheet.entity_id[one], sheet.entity[one], sheet.field[one]


def _bring_the_others(connection: Connection, sheet: Sheet, brought: Iterable[int], met: set[Place]) -> None:
    """Fold what is not brought yet: fields with several operations by these alone, those met before from the log."""
    groups: dict[Place, list[Operation]] = {}
    for one in sorted(set(range(len(sheet.op_id))).difference(brought)):
        groups.setdefault(_place(sheet, one), []).append(sheet.operation(one))
    new = {place: _fold_alone(place, ops) for place, ops in groups.items() if place not in met}
    insert_rows(connection, _STAND, [row for rows in new.values() for row in rows])
    several = [place for place, rows in new.items() if len(rows) > 1]
    mark_conflicts(connection, set(), {_key(place) for place in several if _conflict_in(new[place])})
    others = [one for place, ops in groups.items() if place in met for one in ops]
    if others:
        apply(connection, others)


def _fold_alone(place: Place, operations: list[Operation]) -> list[tuple[str, ...]]:
    """Return the rows that stand in a field of which these are all operations, unsealed and not refused."""
    return [_row(place, one) for one in fold_field(_key(place), operations, (), ()).live]


def _row(place: Place, one: Live) -> tuple[str, ...]:
    return (*place, one.op_id, one.kind, value_text(one.value), one.hlc, one.device, one.officer)


def _conflict_in(rows: Iterable[tuple[str, ...]]) -> bool:
    return competing((row[4], row[5]) for row in rows)


def met_before(connection: Connection, sheet: Sheet) -> set[Place] | None:
    """Return the fields of which something is known already: an operation, a seal over them, a refusal to come.

    None where the operations may reach into others. A new laptop has heard of few of all those roots, and of none of
    their fields.
    """
    if any(reaches_further(kind, entity) for kind, entity in set(zip(sheet.kind, sheet.entity, strict=True))):
        return None
    heard_of = {root for (root,) in fetched(connection, _KNOWN_ROOTS, (json.dumps(sheet.roots),))}
    places: list[Place] = []
    if heard_of:
        places = _places_within(sheet, heard_of)
    known = fetched(connection, _MET, (json.dumps(places),)) if places else []
    met = {places[number] for (number,) in known}
    if fetched(connection, _ANY_REFUSED, ())[0][0]:
        ids = {op_id: _place(sheet, one) for one, op_id in enumerate(sheet.op_id)}
        met.update(ids[op_id] for (op_id,) in fetched(connection, _REFUSED, (json.dumps(list(ids)),)))
    return met


def _places_within(sheet: Sheet, roots: Collection[str]) -> list[Place]:
    """Return the fields that belong to some of the roots; mostly these are the first and the last of a page."""
    fields = zip(sheet.entity_id, sheet.entity, sheet.field, strict=True)
    if len(roots) > _FEW:
        return [one for one in fields if root_of(one[0]) in roots]
    parts = tuple(f"{one}/" for one in roots)
    return [one for one in fields if one[0].startswith(parts) or one[0] in roots]


def _key(place: Place) -> FieldKey:
    return FieldKey(place[1], place[0], place[2])
