"""What an administrator asks of a centre, one question at a time: as rows, for a page or a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.centre.office.certifying import OUTDATED
from app.errors import CentreRefused

INVITED, ENROLLED, REVOKED = "invited", "enrolled", "revoked"


@dataclass(frozen=True, slots=True)
class BureauRow:
    """One bureau; ``officers`` are those in office, ``devices`` those enrolled and not revoked."""

    bureau: str
    name: str
    parent: str | None
    officers: int
    devices: int
    operations: int


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device. ``silent_days`` are whole days since its last synchronisation, or else its enrolment.

    ``certified_from`` is the day of its certificate, which has no end, "" where it has none; ``outdated``: a key signed
    it that is no longer its bureau's. ``expires_at`` is until when its enrolment file may be used.
    """

    bureau: str
    device: str
    name: str
    state: str
    certified: bool
    program: str
    enrolled_at: datetime | None
    synced_at: datetime | None
    last_seen: datetime | None
    silent_days: int | None
    operations: int
    certified_from: str
    expires_at: datetime
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """One block of numbers with what became of them; ``leased`` of them are unused."""

    bureau: str
    kind: str
    year: int
    low: int
    high: int
    device: str
    device_name: str
    leased_at: datetime
    leased: int
    reserved: int
    consumed: int
    void: int


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field in which different values stand; ``unit`` is "" where it belongs to no inspection."""

    bureau: str
    root: str
    unit: str
    entity: str
    entity_id: str
    field: str


@dataclass(frozen=True, slots=True)
class StorageRow:
    """What a bureau takes up; sizes in bytes."""

    bureau: str
    operations: int
    operation_bytes: int
    attachments: int
    attachment_bytes: int
    unfinished: int
    unfinished_bytes: int


@dataclass(frozen=True, slots=True)
class Storage:
    """What the database takes up on the disk, indexes and all, and what each bureau put into it."""

    database_bytes: int
    bureaus: tuple[StorageRow, ...]


_BUREAUS = """
    select b.bureau, b.name, b.parent,
        (select count(*) from centre.officer o where o.bureau = b.bureau and o.disabled_at is null),
        (select count(*) from centre.device d
            where d.bureau = b.bureau and d.enrolled_at is not null and d.revoked_at is null),
        b.feed_seq
    from centre.bureau b order by b.bureau"""
_DEVICES = """
    select d.bureau, d.device, d.name,
        case when d.revoked_at is not null then 'revoked' when d.enrolled_at is null then 'invited' else 'enrolled' end,
        d.certificate is not null, coalesce(d.program, ''), d.enrolled_at, d.synced_at, d.last_seen,
        floor(extract(epoch from clock_timestamp() - coalesce(d.synced_at, d.last_seen, d.enrolled_at)) / 86400)::int,
        d.next_lseq - 1, coalesce(left(d.certificate ->> 'valid_from', 10), ''), e.expires_at,
        {outdated}
    from centre.device d join centre.enrolment e using (bureau, device)
    where %(bureau)s::text is null or d.bureau = %(bureau)s order by d.bureau, d.created_at"""
_LEASES = """
    select l.bureau, l.kind, l.year, l.low, l.high, l.device, d.name, l.leased_at,
        count(*) filter (where n.state = 'leased'), count(*) filter (where n.state = 'reserved'),
        count(*) filter (where n.state = 'consumed'), count(*) filter (where n.state = 'void')
    from centre.number_lease l join centre.device d using (bureau, device)
    left join centre.number n on (n.bureau, n.kind, n.year) = (l.bureau, l.kind, l.year)
        and n.number between l.low and l.high
    where l.bureau = %(bureau)s and (%(year)s::int is null or l.year = %(year)s)
    group by l.bureau, l.request, d.name order by l.kind, l.year, l.low"""
_CONFLICTS = """
    select c.bureau, split_part(c.entity_id, '/', 1), coalesce(i.unit_name, ''), c.entity, c.entity_id, c.field
    from report.conflicts() c
    left join report.inspections i on (i.bureau, i.inspection) = (c.bureau, split_part(c.entity_id, '/', 1))
    where %(bureau)s::text is null or c.bureau = %(bureau)s order by 1, 2, 4, 5, 6"""
_STORAGE = """
    select b.bureau, b.feed_seq,
        (select coalesce(sum(octet_length(o.raw)), 0)::bigint from centre.operation o where o.bureau = b.bureau),
        count(x.sha256) filter (where x.finished_at is not null),
        coalesce(sum(x.size) filter (where x.finished_at is not null), 0)::bigint,
        count(x.sha256) filter (where x.finished_at is null),
        coalesce(sum(x.size) filter (where x.finished_at is null), 0)::bigint
    from centre.bureau b left join centre.blob x using (bureau) group by b.bureau order by b.bureau"""


def bureaus(connection: Connection) -> tuple[BureauRow, ...]:
    """Return all bureaus by code."""
    with administering(connection):
        as_owner(connection)
        return tuple(BureauRow(*row) for row in connection.execute(_BUREAUS).fetchall())


def devices(connection: Connection, bureau: str | None = None) -> tuple[DeviceRow, ...]:
    """Return the devices of all bureaus, or of one.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return tuple(DeviceRow(*row) for row in _rows(connection, _DEVICES.format(outdated=OUTDATED), bureau))


def leases(connection: Connection, bureau: str, year: int | None = None) -> tuple[LeaseRow, ...]:
    """Return the blocks of numbers that a bureau's devices were given, of all years or of one."""
    return tuple(LeaseRow(*row) for row in _rows(connection, _LEASES, bureau, year))


def conflicts(connection: Connection, bureau: str | None = None) -> tuple[ConflictRow, ...]:
    """Return the fields in which different values stand, until a person chooses on a laptop."""
    return tuple(ConflictRow(*row) for row in _rows(connection, _CONFLICTS, bureau, owner=False))


def storage(connection: Connection) -> Storage:
    """Return what the centre takes up."""
    with administering(connection):
        # asked as the administrator: the owner of the tables may not connect, and so not measure the database
        row = connection.execute("select pg_database_size(current_database())").fetchone()
        assert row is not None
        as_owner(connection)
        return Storage(row[0], tuple(StorageRow(*one) for one in connection.execute(_STORAGE).fetchall()))


def _rows(
    connection: Connection, query: str, bureau: str | None, year: int | None = None, *, owner: bool = True
) -> Sequence[tuple[Any, ...]]:
    with administering(connection):
        recent = "select 1 from pg_attribute where attrelid = 'centre.device'::regclass and attname = 'synced_at'"
        if connection.execute(recent).fetchone() is None:
            raise CentreRefused("centre-older", "中心库的版本太旧，还没有这项功能。", "请先运行 centre upgrade。")
        as_owner(connection)
        if bureau is not None:
            require_bureau(connection, bureau)
        if not owner:
            connection.execute("reset role")
        return connection.execute(query, {"bureau": bureau, "year": year}).fetchall()
