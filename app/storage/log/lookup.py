"""Finding entities by what a field of theirs says, and where the operations of a root came from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection, Engine

from app.domain.clock import CHINA, LATEST
from app.domain.operations import SET, root_of
from app.sealing.canonical import value_text
from app.storage.database.engine import fetched, reading
from app.storage.database.schema import LISTED, operation_log
from app.storage.log.commit import last_clock
from app.storage.log.reading import within

# In the words of the partial index ``inspection_by_unit``.
_BY_UNIT = text(
    "SELECT DISTINCT entity_id FROM live WHERE entity = 'inspection' AND field = 'unit'"  # noqa: S608 - constants only
    f" AND {LISTED} AND value IN (SELECT value FROM json_each(:units)) ORDER BY entity_id"
)


_INSPECTED = text(
    "SELECT u.entity_id, u.value FROM live u WHERE u.entity = 'unit' AND u.field = 'name' AND u.entity <> 'answer'"
    " AND EXISTS (SELECT 1 FROM live i WHERE i.entity = 'inspection' AND i.field = 'unit'"
    " AND i.value = json_quote(u.entity_id)) ORDER BY u.hlc"
)


# What only the device itself recorded behind a place is told by a few rows; the rest is someone else's.
_OTHERS = (
    "seq > ?1 AND (entity_id, entity) NOT IN (SELECT entity_id, entity FROM operation_log o WHERE device = ?2"
    " AND seq > ?1 AND NOT EXISTS (SELECT 1 FROM operation_log f WHERE f.entity_id = o.entity_id"
    " AND f.entity = o.entity AND f.seq > ?1 AND f.device <> ?2))"
)
_COUNTED = (
    "SELECT entity, count(*) FROM (SELECT DISTINCT entity_id, entity FROM operation_log {way} WHERE "  # noqa: S608 - constants only
    f"{_OTHERS} AND {LISTED}) GROUP BY entity"
)
_ROOTS = (
    "SELECT DISTINCT substr(entity_id, 1, instr(entity_id || '/', '/') - 1)"  # noqa: S608 - constants only
    " FROM operation_log {way} WHERE " + _OTHERS
)
_KNOWN = (
    "SELECT k.value FROM json_each(?1) k WHERE EXISTS (SELECT 1 FROM operation_log o WHERE o.entity_id = k.value"
    " AND o.entity = ?2 AND o.seq <= ?3)"
)
# A new laptop's first exchange brings nearly the whole log: the index tells of it without reading what was recorded.
_FEW, _MANY = "NOT INDEXED", "INDEXED BY operation_by_field"
_FEW_PART = 8


_UNITS = (
    "SELECT k.value, i.value FROM json_each(?1) k CROSS JOIN live i ON i.entity_id = k.value"
    " AND i.entity = 'inspection' AND i.field = 'unit'"
)


@dataclass(frozen=True, slots=True)
class Come:
    """What operations are of: the ``roots``, and how many entities of each kind but answers."""

    roots: frozenset[str]
    entities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Logged:
    """One operation of a root by its places: ``seq`` in this log (the order of arrival), ``lseq`` at its own device.

    ``hlc`` is when it was recorded; ``settled`` the entity whose conflict it ended, "" where it ended none.
    """

    seq: int
    device: str
    lseq: int
    hlc: str
    settled: str


class Lookup:
    """Answers from the projection and the log, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def inspections_of(self, units: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of the inspections of these units, the oldest first."""
        wanted = json.dumps([value_text(one) for one in units])
        with reading(self._engine) as connection:
            return tuple(connection.execute(_BY_UNIT, {"units": wanted}).scalars())

    def units_of(self, roots: Collection[str]) -> dict[str, str]:
        """Return the unit of each of these inspections; of two that stand beside each other the later read."""
        with reading(self._engine) as connection:
            rows = fetched(connection, _UNITS, (json.dumps(list(roots)),))
        return {root: str(json.loads(unit)) for root, unit in rows}

    def inspected_units(self) -> dict[str, str]:
        """Return the names of the units that have inspections, by id."""
        with reading(self._engine) as connection:
            return {unit: str(json.loads(name)) for unit, name in connection.execute(_INSPECTED)}

    def logged(self, root: str) -> tuple[Logged, ...]:
        """Return the operations of a root in the order in which they came into this log."""
        log = operation_log.c
        bases = func.json_array_length(log.raw, "$.base")
        query = select(log.seq, log.device, log.lseq, func.json_extract(log.raw, "$.hlc"), log.kind, log.entity, bases)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(within(log.entity_id, root)).order_by(log.seq)).all()
        return tuple(
            Logged(seq, device, lseq, hlc, entity if kind == SET and based > 1 else "")
            for seq, device, lseq, hlc, kind, entity, based in rows
        )

    def come(self, since: int, own: str) -> Come:
        """Return what operations of other devices than ``own`` behind a place in this log are of."""
        with reading(self._engine) as connection:
            came = _last_place(connection) - since
            way = _FEW if came * _FEW_PART < since else _MANY
            roots = fetched(connection, _ROOTS.format(way=way), (since, own)) if came else []
            counted = fetched(connection, _COUNTED.format(way=way), (since, own)) if came else []
        return Come(frozenset(root for (root,) in roots), dict(counted))

    def recorded(self, own: str, first: int, last: int) -> Come:
        """Return what operations of a device behind its ``first`` and up to its ``last`` are of."""
        log = operation_log.c
        mine = (log.device == own, log.lseq > first, log.lseq <= last)
        with reading(self._engine) as connection:
            rows = connection.execute(select(log.entity, log.entity_id).where(*mine).distinct()).all()
        return Come(frozenset(root_of(one.entity_id) for one in rows), Counter(one.entity for one in rows))

    def known_at(self, place: int, entity: str, ids: Collection[str]) -> frozenset[str]:
        """Return which of these entities had operations up to a place in this log."""
        with reading(self._engine) as connection:
            return frozenset(one for (one,) in fetched(connection, _KNOWN, (json.dumps(list(ids)), entity, place)))

    def log_end(self) -> int:
        """Return the place of the last operation in this log, 0 where there is none."""
        with reading(self._engine) as connection:
            return _last_place(connection)

    def last_officer(self, device: str) -> str:
        """Return who last worked on a device, as far as its operations came here; "" where none did."""
        log = operation_log.c
        officer = func.json_extract(log.raw, "$.officer")
        last = select(officer).where(log.device == device, officer != "").order_by(log.lseq.desc()).limit(1)
        with reading(self._engine) as connection:
            return str(connection.execute(last).scalar() or "")

    def last_recorded(self, device: str) -> datetime | None:
        """Return when a device last recorded anything, by its own clock; None where it never did."""
        with reading(self._engine) as connection:
            wall = last_clock(connection, device).wall
        return datetime.fromtimestamp(min(wall / 1000, LATEST), CHINA) if wall else None


def _last_place(connection: Connection) -> int:
    return int(connection.execute(select(func.max(operation_log.c.seq))).scalar() or 0)
