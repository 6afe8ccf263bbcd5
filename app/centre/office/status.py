"""What a centre holds: bureaus, officers, devices, operations, numbers and attachments, for the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from psycopg.rows import dict_row

from app.centre.device.served_certificate import authority_until, good_until
from app.centre.office.administration import Connection, administering
from app.centre.office.certifying import OUTDATED
from app.centre.office.feed_faults import SINCE
from app.centre.office.resuming import WORD_ON_NUMBERS
from app.domain.clock import CHINA, iso

_DEVICES = """
        select d.bureau, d.device, d.name, d.created_at, e.expires_at, d.enrolled_at, d.secret_set_at, d.revoked_at,
            d.revoked_reason, d.last_seen, {synced_at} as synced_at,
            floor(extract(epoch from clock_timestamp() - coalesce({synced_at}, d.last_seen, d.enrolled_at))
                / 86400)::int as silent_days,
            d.program, {api} as api, {store_schema} as store_schema, d.next_lseq,
            d.certificate is not null as certified, {outdated} as outdated,
            (select count(*) from centre.enrolment_attempt a
                where a.bureau = d.bureau and a.device = d.device and a.outcome <> 'enrolled') as refused_enrolments
        from centre.device d join centre.enrolment e using (bureau, device) order by d.bureau, d.created_at"""
_QUERIES = {
    "bureaus": """
        select b.bureau, b.name, b.parent, b.feed_seq as operations, b.centre_lseq as centre_operations,
            (select count(*) from centre.officer o where o.bureau = b.bureau and o.disabled_at is null) as officers,
            (select count(*) from centre.blob x where x.bureau = b.bureau and x.finished_at is not null) as attachments,
            (select count(*) from centre.blob x where x.bureau = b.bureau and x.finished_at is null) as unfinished,
            (select coalesce(sum(x.size), 0)::bigint from centre.blob x where x.bureau = b.bureau) as attachment_bytes
        from centre.bureau b order by b.bureau""",
    "officers": "select bureau, officer, disabled_at from centre.officer order by bureau, officer",
    "devices": _DEVICES.format(
        synced_at="null::timestamptz", api="null::int", store_schema="null::int", outdated=OUTDATED
    ),
    "numbers": """
        select bureau, kind, year, device, state, count(*) as count, min(number) as low, max(number) as high
        from centre.number group by bureau, kind, year, device, state order by bureau, kind, year, low""",
    "refused_enrolments": """
        select a.bureau, a.device, d.name, a.at, a.outcome, host(a.address) as address
        from centre.enrolment_attempt a join centre.device d using (bureau, device)
        where a.outcome <> 'enrolled' order by a.at desc limit 100""",
}
# asked as the administrator: the owner of the tables may not connect, and so not measure the database
_STORAGE = """
    select pg_database_size(current_database()) as database_bytes,
        pg_total_relation_size('centre.operation') as operation_bytes,
        pg_total_relation_size('centre.leaf') as attachment_bytes"""
_SETTINGS = """
    select current_setting('autovacuum')::bool as autovacuum, current_setting('lc_messages') as lc_messages,
        current_setting('max_prepared_transactions')::int as prepared_transactions"""
# what a device's login may do to the disk past all policies: see sql/v003
_SIDE_DOORS = """
    select exists (select from pg_proc where pronamespace = 'pg_catalog'::regnamespace
        and (proname ~ '^(lo_|pg_(try_)?advisory_)' or proname in ('loread', 'lowrite', 'pg_logical_emit_message'))
        and has_function_privilege('inspection_device', oid, 'execute'))
        or has_language_privilege('inspection_device', 'plpgsql', 'usage') as open"""
# what a device holds open for longer than any call may take keeps others waiting; other users' sessions are shown to a
# superuser alone
_LINGERING = """
    select d.bureau, d.device, d.name,
        max(floor(extract(epoch from clock_timestamp() - a.xact_start) / 60))::int as minutes
    from pg_stat_activity a join centre.device d on a.usename in (d.role, d.enrolment_role)
    where a.xact_start < clock_timestamp() - interval '150 seconds' group by 1, 2, 3 order by 4 desc"""
# what a centre of the first version does not have
_SINCE_2 = {
    "conflicts": "select bureau, count(*) as open from report.conflicts() group by bureau order by bureau",
    "safety": """
        select backup_at, backup_bytes, backup_sha256, restored_at from centre.about""",
    "waited_for": """
        select d.bureau, d.device, d.name from centre.device d, centre.about a
        where d.enrolled_at < a.restored_at and d.revoked_at is null and d.epoch_seen is distinct from a.feed_epoch
        order by d.bureau, d.name""",
    "readers": "select bureau, role::text as role, created_at from centre.reader order by bureau, role",
}
_SINCE_5 = {
    "devices": _DEVICES.format(synced_at="d.synced_at", api="d.api", store_schema="d.store_schema", outdated=OUTDATED),
    "waited_for": """
        select d.bureau, d.device, d.name from centre.device d, centre.about a
        where (d.readmitted or d.enrolled_at < a.restored_at) and d.revoked_at is null
            and d.epoch_seen is distinct from a.feed_epoch order by d.bureau, d.name""",
}
_SINCE_6 = {
    "numbers_unconfirmed": """
        select b.bureau, b.name from centre.bureau b, centre.about a where a.restored_at is not null
            and exists (select from centre.device d where d.bureau = b.bureau)
            and not exists (select from centre.numbers_resumed r
                where (r.bureau, r.feed_epoch) = (b.bureau, a.feed_epoch))
        order by b.bureau""",
}


_SINCE_10 = {
    "set_aside": "select bureau, count(*) as count from centre.set_aside group by bureau order by bureau",
}
_SINCE_11 = {
    "distrusted": """
        select d.bureau, d.device, d.name, d.distrusted_at, d.revoked_at, (select count(*) from centre.set_aside s
            where (s.bureau, s.device) = (d.bureau, d.device)) as set_aside
        from centre.device d where d.distrusted_at is not null order by d.bureau, d.name""",
    "watched": """
        select d.bureau, d.device, d.name, count(distinct date_trunc('minute', w.at)) as minutes,
            count(*) filter (where w.ended) as ended
        from centre.watched w join centre.device d on w.role in (d.role, d.enrolment_role)
        where w.at > clock_timestamp() - interval '7 days' and d.revoked_at is null
        group by d.bureau, d.device, d.name order by d.bureau, d.name""",
}
JUDGES_SINCE = 11


def status(connection: Connection) -> dict[str, Any]:
    """Return the state of the centre as JSON values; moments as text with +08:00.

    ``silent_days`` of a device count from its last whole synchronisation (``synced_at``; before version 5 from its last
    contact), or else its enrolment. ``waited_for`` are devices not heard since the centre was restored: until then its
    bureau gets no document numbers. ``numbers_unconfirmed`` are bureaus that get none before the administrator vouches
    for the devices which the backup does not know. ``server_certificate`` is None where the server shows none; its
    ``days_left`` are negative once it has run out. ``authority`` is the same of the file that this line names
    (``sslrootcert``). ``side_doors`` tells that a superuser has to run ``centre upgrade``.
    ``lingering`` are devices that hold a transaction open, in minutes. ``distrusted`` are devices that sent what they
    did not sign; ``watched`` are those seen computing long, or ended as holding up others, within seven days.
    """
    with administering(connection, newer_too=True) as centre:
        found: dict[str, Any] = {"centre_id": centre.centre_id, "training": centre.training, "version": centre.version}
        found["storage"] = _asked(connection, _STORAGE)[0]
        found["server_certificate"] = _left(connection, good_until(connection))
        found["authority"] = _authority(connection)
        found |= _asked(connection, _SETTINGS)[0]
        found["side_doors"] = _asked(connection, _SIDE_DOORS)[0]["open"]
        found["lingering"] = _asked(connection, _LINGERING)
        connection.execute("set local role inspection_owner")
        queries = _QUERIES if centre.version < 2 else {**_QUERIES, **_SINCE_2}
        if _hears_of_programs(connection):
            queries = {**queries, **_SINCE_5}
        if centre.version >= WORD_ON_NUMBERS:
            queries = {**queries, **_SINCE_6}
        if centre.version >= SINCE:
            queries = {**queries, **_SINCE_10}
        if centre.version >= JUDGES_SINCE:
            queries = {**queries, **_SINCE_11}
        for name, query in queries.items():
            found[name] = _asked(connection, query)
    return found


def _authority(connection: Connection) -> dict[str, Any] | None:
    """Return until when the authority is good by which this line knows the server: laptops have the same."""
    file = Path(connection.info.get_parameters().get("sslrootcert") or "-")
    return _left(connection, authority_until(file.read_bytes(), _now(connection)) if file.is_file() else None)


def _left(connection: Connection, until: datetime | None) -> dict[str, Any] | None:
    if until is None:
        return None
    return {"good_until": iso(until.astimezone(CHINA)), "days_left": (until - _now(connection)).days}


def _now(connection: Connection) -> datetime:
    row = connection.execute("select clock_timestamp()").fetchone()
    assert row is not None
    return cast(datetime, row[0])


def _hears_of_programs(connection: Connection) -> bool:
    """Return whether the devices tell this centre the versions of their programs (from version 5 on)."""
    column = "select 1 from pg_attribute where attrelid = 'centre.device'::regclass and attname = 'synced_at'"
    return connection.execute(column).fetchone() is not None


def _asked(connection: Connection, query: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_plain(row) for row in cursor.execute(query)]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in row.items()}
