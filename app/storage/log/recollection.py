"""What was read last, inspections and entries of the registers: a laptop asks for the same ones all day.

The log only ever grows, so its last number tells whether anything happened since; what happened names the entities of
an inspection to read again. A seal or a refusal touches entities that it does not name here, so everything is read
again then. What is answered twice from the same state of the log is the same object.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy.engine import Connection

from app.domain.fold import EntityState
from app.domain.operations import REFUSE, SEAL, SEAL_ENTITY, VOID
from app.storage.database.engine import fetched
from app.storage.log.reading import Wanted, entities_where, is_one_of_pairs, is_within

REMEMBERED_ROOTS, REMEMBERED_READS = 4, 32
MOST_REMEMBERED = 200  # entities of one reading: the officers of a bureau, not its units
MOST_TOUCHED = 60
_LAST = "SELECT max(seq) FROM operation_log"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    seen: int
    entities: dict[Pair, EntityState]
    ordered: tuple[EntityState, ...]


class Recollection:
    """The entities read last. Safe to ask from several threads; it never answers anything stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roots: OrderedDict[str, _Known] = OrderedDict()
        self._reads: OrderedDict[tuple[str, ...], tuple[int, tuple[EntityState, ...]]] = OrderedDict()

    def matching(self, connection: Connection, wanted: Wanted) -> tuple[EntityState, ...]:
        """Return the entities that match as the connection's snapshot has them, ordered by (id, kind)."""
        last, asked = _end(connection), (wanted.condition, *wanted.values.values())
        with self._lock:
            seen, found = self._reads.get(asked, (last + 1, ()))
        if seen > last or (seen < last and _is_touched(connection, seen, wanted.values["entity"])):
            found = entities_where(connection, wanted)
        if len(found) <= MOST_REMEMBERED:
            with self._lock:
                self._reads[asked] = last, found
                self._reads.move_to_end(asked)
                while len(self._reads) > REMEMBERED_READS:
                    self._reads.popitem(last=False)
        return found

    def entities(self, connection: Connection, root: str) -> tuple[EntityState, ...]:
        """Return a root's entities as the connection's snapshot has them, ordered by (id, kind)."""
        last = _end(connection)
        with self._lock:
            known = self._roots.get(root)
        if known is None or known.seen > last:
            return self._keep(root, last, _all(connection, root))
        if known.seen == last:
            return known.ordered
        touched = _touched(connection, known.seen, root)
        if touched is None:
            return self._keep(root, last, _all(connection, root))
        if not touched:
            return self._remember(root, replace(known, seen=last))
        entities = dict(known.entities)
        for pair in touched:
            entities.pop(pair, None)
        entities |= _some(connection, touched)
        return self._keep(root, last, entities)

    def _keep(self, root: str, seen: int, entities: dict[Pair, EntityState]) -> tuple[EntityState, ...]:
        return self._remember(root, _Known(seen, entities, tuple(entities[pair] for pair in sorted(entities))))

    def _remember(self, root: str, found: _Known) -> tuple[EntityState, ...]:
        with self._lock:
            newer = self._roots.get(root)
            if newer is None or newer.seen <= found.seen:
                self._roots[root] = found
            self._roots.move_to_end(root)
            while len(self._roots) > REMEMBERED_ROOTS:
                self._roots.popitem(last=False)
        return found.ordered


def _end(connection: Connection) -> int:
    return int(fetched(connection, _LAST, ())[0][0] or 0)


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
    asked = f"{_since(within.condition)} LIMIT {MOST_TOUCHED + 1}"
    rows = fetched(connection, asked, {"seen": seen, **within.values})
    far = any(kind in (SEAL, REFUSE) or entity == SEAL_ENTITY for kind, entity, _ in rows)
    return None if far or len(rows) > MOST_TOUCHED else {(entity_id, entity) for _, entity, entity_id in rows}


def _is_touched(connection: Connection, seen: int, kind: str) -> bool:
    """Return whether the log may have touched entities of a kind since."""
    return bool(fetched(connection, f"{_since('entity = :kind')} LIMIT 1", {"seen": seen, "kind": kind}))


@cache
def _since(condition: str) -> str:
    far = f"OR kind IN ('{SEAL}', '{REFUSE}') OR kind = '{VOID}' AND entity = '{SEAL_ENTITY}'"
    asked = "SELECT kind, entity, entity_id FROM operation_log WHERE seq > :seen"
    return f"{asked} AND ({condition} {far})"
