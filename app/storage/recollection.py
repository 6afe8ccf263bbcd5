"""What was read of an inspection last, brought up to date from the log: a laptop asks for the same one all day.

The log only ever grows, so its last number tells whether anything happened since; what happened names the entities to
read again. A seal or a refusal touches entities that it does not name here, so everything is read again then.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy.engine import Connection

from app.domain.fold import EntityState
from app.domain.operations import REFUSE, SEAL, SEAL_ENTITY, VOID
from app.storage.reading import entities_where, is_one_of_pairs, is_within

REMEMBERED_ROOTS = 4
MOST_TOUCHED = 60
_LAST = "SELECT max(seq) FROM operation_log"

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
        last = int(connection.exec_driver_sql(_LAST).scalar() or 0)
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
    return _by_pair(entities_where(connection, is_one_of_pairs(pairs))) if pairs else {}


def _by_pair(states: Iterable[EntityState]) -> dict[Pair, EntityState]:
    return {(one.entity_id, one.entity): one for one in states}


def _touched(connection: Connection, seen: int, root: str) -> set[Pair] | None:
    """Return the entities of a root that the log touched since, None where all must be read again."""
    within = is_within(root)
    rows = connection.exec_driver_sql(_since(within.condition), {"seen": seen, **within.values}).all()
    far = any(kind in (SEAL, REFUSE) or entity == SEAL_ENTITY for kind, entity, _ in rows)
    return None if far or len(rows) > MOST_TOUCHED else {(entity_id, entity) for _, entity, entity_id in rows}


@cache
def _since(condition: str) -> str:
    far = f"OR kind IN ('{SEAL}', '{REFUSE}') OR kind = '{VOID}' AND entity = '{SEAL_ENTITY}'"
    asked = "SELECT kind, entity, entity_id FROM operation_log WHERE seq > :seen"
    return f"{asked} AND ({condition} {far}) LIMIT {MOST_TOUCHED + 1}"
