"""What was read of an inspection last, brought up to date from the log: a laptop asks for the same one all day.

The log only ever grows, so its last number tells whether anything happened since; what happened names the entities to
read again. A seal or a refusal touches entities that it does not name here, so everything is read again then.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from app.domain.fold import EntityState
from app.domain.operations import REFUSE, SEAL, SEAL_ENTITY, VOID
from app.storage.reading import entities_where, is_within, within
from app.storage.schema import operation_log

REMEMBERED_ROOTS = 4
MOST_TOUCHED = 60
_LAST = select(func.max(operation_log.c.seq))
_SINCE = select(operation_log.c.kind, operation_log.c.entity, operation_log.c.entity_id).where(
    operation_log.c.seq > bindparam("seen")
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    seen: int
    entities: dict[Pair, EntityState]
    ordered: tuple[EntityState, ...]


class Recollection:
    """The entities of the roots read last. Safe to ask from several threads; it never answers anything stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roots: OrderedDict[str, _Known] = OrderedDict()

    def entities(self, connection: Connection, root: str) -> tuple[EntityState, ...]:
        """Return a root's entities as the connection's snapshot has them, ordered by (id, kind)."""
        last = int(connection.execute(_LAST).scalar() or 0)
        with self._lock:
            known = self._roots.get(root)
        if known is None or known.seen > last:
            return self._keep(root, last, _all(connection, root))
        if known.seen == last:
            return known.ordered
        touched = _touched(connection, known.seen, root)
        if touched is None:
            return self._keep(root, last, _all(connection, root))
        entities = dict(known.entities)
        for pair in touched:
            entities.pop(pair, None)
        entities |= _some(connection, touched)
        return self._keep(root, last, entities)

    def _keep(self, root: str, seen: int, entities: dict[Pair, EntityState]) -> tuple[EntityState, ...]:
        ordered = tuple(entities[pair] for pair in sorted(entities))
        with self._lock:
            newer = self._roots.get(root)
            if newer is None or newer.seen <= seen:
                self._roots[root] = _Known(seen, entities, ordered)
            self._roots.move_to_end(root)
            while len(self._roots) > REMEMBERED_ROOTS:
                self._roots.popitem(last=False)
        return ordered


def _all(connection: Connection, root: str) -> dict[Pair, EntityState]:
    return _by_pair(entities_where(connection, is_within(root)))


def _some(connection: Connection, touched: Iterable[Pair]) -> dict[Pair, EntityState]:
    pairs = list(touched)
    if not pairs:
        return {}
    return _by_pair(
        entities_where(
            connection,
            lambda table: or_(*(and_(table.c.entity_id == i, table.c.entity == entity) for i, entity in pairs)),
        )
    )


def _by_pair(states: Iterable[EntityState]) -> dict[Pair, EntityState]:
    return {(one.entity_id, one.entity): one for one in states}


def _touched(connection: Connection, seen: int, root: str) -> set[Pair] | None:
    """Return the entities of a root that the log touched since, None where all must be read again."""
    query = _SINCE.where(
        or_(
            within(operation_log.c.entity_id, root),
            operation_log.c.kind.in_([SEAL, REFUSE]),
            and_(operation_log.c.kind == VOID, operation_log.c.entity == SEAL_ENTITY),
        )
    ).limit(MOST_TOUCHED + 1)
    rows = connection.execute(query, {"seen": seen}).all()
    far = any(kind in (SEAL, REFUSE) or entity == SEAL_ENTITY for kind, entity, _ in rows)
    return None if far or len(rows) > MOST_TOUCHED else {(entity_id, entity) for _, entity, entity_id in rows}
