"""What a centre's administrator does: bureaus, devices and their enrolment, revocation, certificates."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
import uuid_utils
from psycopg import sql

from app.centre.device.enrolment import Enrolment
from app.centre.failures import refused, translated
from app.centre.schema import CentreIdentity, identity, insist_known, is_older, to_administrator
from app.centre.secrecy import new_secret, scram_verifier
from app.centre.taking_turns import one_at_a_time
from app.domain.clock import iso
from app.errors import CentreRefused, InspectorError

ENROLMENT_VALID = timedelta(hours=72)
_DEVICE_CONNECTIONS = 3
# a table, column, function or schema that an earlier version does not have
_NOT_THERE = ("42P01", "42703", "42883", "3F000")

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class NumberStart:
    """The next free document number of a kind in a year that has already begun on paper."""

    kind: str
    year: int
    next_number: int


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """How devices reach the centre. ``ca`` is the PEM text of the authority that signed the server's certificate."""

    host: str
    port: int
    database: str
    ca: str | None = None


@contextlib.contextmanager
def administering(connection: Connection, *, newer_too: bool = False) -> Iterator[CentreIdentity]:
    """Run one act of the administrator wholly or not at all; a ``newer_too`` one also at a centre of a later program.

    Raises:
        CentreRefused: there is no centre in this database, it is newer than this program, or it forbids the act.
    """
    found = identity(connection)
    if found is None:
        raise refused("not-a-centre")
    if not newer_too:
        insist_known(found)
    try:
        with connection.transaction():
            connection.execute("set local lock_timeout = '60s'")
            yield found
    except psycopg.Error as error:
        if error.sqlstate in _NOT_THERE and is_older(found):
            raise refused("centre-older") from error
        raise to_administrator(translated(error)) from error


def as_owner(connection: Connection) -> None:
    """Go on, to the end of this act, as the owner of the tables."""
    connection.execute("set local role inspection_owner")


@contextlib.contextmanager
def looking_at(connection: Connection, bureau: str) -> Iterator[str]:
    """Run one act on a bureau's rows as the owner of the tables, wholly or not at all; give the bureau's name.

    Raises:
        CentreRefused: as for ``administering``, or the bureau is unknown.
    """
    with administering(connection):
        as_owner(connection)
        yield require_bureau(connection, bureau)


def add_bureau(
    connection: Connection, bureau: str, name: str, parent: str | None = None, starts: Sequence[NumberStart] = ()
) -> bool:
    """Enter a bureau, or its name, the bureau above it and its start values for numbers anew; return whether it is new.

    Without ``parent`` the one above stays as it was.

    Raises:
        CentreRefused: the bureau above it is unknown or stands below it, or numbers were already given out from a
            start value.
    """
    with administering(connection):
        as_owner(connection)
        if parent is not None:
            require_bureau(connection, parent)
            _insist_not_below(connection, parent, bureau)
        entered = connection.execute(
            "insert into centre.bureau as b (bureau, name, parent) values (%s, %s, %s) on conflict (bureau) do update"
            " set name = excluded.name, parent = coalesce(excluded.parent, b.parent) returning xmax = 0",
            (bureau, name, parent),
        ).fetchone()
        for start in starts:
            _set_start(connection, bureau, start)
    return entered == (True,)


def _insist_not_below(connection: Connection, parent: str, bureau: str) -> None:
    above = connection.execute(
        "with recursive above(bureau, parent) as (select bureau, parent from centre.bureau where bureau = %s union"
        " select b.bureau, b.parent from centre.bureau b join above on b.bureau = above.parent)"
        " select 1 from above where bureau = %s",
        (parent, bureau),
    ).fetchone()
    if above is not None:
        title = f"单位 {parent} 是 {bureau} 自己或它的下级，不能作它的上级。"
        raise CentreRefused("bureau-circle", title, "请用 centre bureau list 核对上下级。")


def _set_start(connection: Connection, bureau: str, start: NumberStart) -> None:
    place = (bureau, start.kind, start.year)
    taken = connection.execute(
        "select max(high) from centre.number_lease where (bureau, kind, year) = (%s, %s, %s)", place
    ).fetchone()
    if taken is not None and taken[0] is not None and taken[0] >= start.next_number:
        raise CentreRefused(
            "numbers-taken",
            f"{start.kind} {start.year} 年的文号已发放到 {taken[0]}。",
            "起始号必须大于已发放的最大文号。",
        )
    connection.execute(
        "insert into centre.number_start (bureau, kind, year, next_number) values (%s, %s, %s, %s)"
        " on conflict (bureau, kind, year) do update set next_number = excluded.next_number",
        (*place, start.next_number),
    )


def require_bureau(connection: Connection, bureau: str) -> str:
    """Return the name of a bureau of this centre.

    Raises:
        CentreRefused: there is none.
    """
    row = connection.execute("select name from centre.bureau where bureau = %s", (bureau,)).fetchone()
    if row is None:
        raise CentreRefused("bureau-unknown", f"中心库中没有单位 {bureau}。", "请先用 centre bureau add 添加该单位。")
    return str(row[0])


def create_device(
    connection: Connection,
    bureau: str,
    name: str,
    address: PublicAddress,
    now: datetime,
    officers: Sequence[Mapping[str, Any]] = (),
) -> Enrolment:
    """Make a device's logins and return what its enrolment file says; the secret is kept nowhere else."""
    # The centre counts the 72 hours by its own clock; ``now`` only dates the file for the device that opens it.
    device = str(uuid_utils.uuid4())
    (role, enrolment_role), secret = login_names(device), new_secret()
    with one_at_a_time(connection), administering(connection) as centre:
        bureau_name = require_bureau(connection, bureau)
        grant_login(connection, role, enrolment_role, secret)
        as_owner(connection)
        connection.execute(
            "insert into centre.device (bureau, device, name, role, enrolment_role) values (%s, %s, %s, %s, %s)",
            (bureau, device, name, role, enrolment_role),
        )
        connection.execute(
            "insert into centre.enrolment (bureau, device, expires_at) values (%s, %s, clock_timestamp() + %s)",
            (bureau, device, ENROLMENT_VALID),
        )
    return Enrolment(
        address.host, address.port, address.database, address.ca, centre.centre_id, centre.training,
        bureau, bureau_name, device, name, role, enrolment_role, secret, iso(now + ENROLMENT_VALID), tuple(officers),
    )  # fmt: skip


def login_names(device: str) -> tuple[str, str]:
    """Return the names of a device's own login and of its one-time login."""
    tag = device.replace("-", "")[:20]
    return f"d_{tag}", f"e_{tag}"


def grant_login(connection: Connection, role: str, enrolment_role: str, secret: str) -> None:
    """Make a device's two logins, or let those that this server still has open this database, with a new secret."""
    _login(connection, role, "inspection_device", secret, _DEVICE_CONNECTIONS)
    _login(connection, enrolment_role, "inspection_enrolment", secret, 1)


def _login(connection: Connection, role: str, group: str, secret: str, connections: int) -> None:
    standing = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone() is not None
    connection.execute(
        sql.SQL(
            "{} role {} login nosuperuser nocreatedb nocreaterole nobypassrls connection limit {} password {}"
        ).format(
            sql.SQL("alter" if standing else "create"), sql.Identifier(role), sql.Literal(connections),
            sql.Literal(scram_verifier(secret)),
        )
    )  # fmt: skip
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(role)))
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role)))
    connection.execute(sql.SQL("alter role {} set statement_timeout = '120s'").format(sql.Identifier(role)))
    limit_temporary_files(connection, role, "256MB")


def limit_temporary_files(connection: Connection, role: str, size: str) -> None:
    """Let a login fill so much of the server's disk with sorting; a superuser alone can, for anybody else it stays."""
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
        words = "alter role {} set temp_file_limit = {}"
        connection.execute(sql.SQL(words).format(sql.Identifier(role), sql.Literal(size)))


def revoke_device(connection: Connection, device: str, reason: str) -> None:
    """Turn a device away from now on; what it delivered stays, and its numbers stay accounted for.

    Its login stays, so that hello can tell it why. Its sessions end first, and none begins meanwhile: an open
    transaction of its own would keep the revocation waiting for as long as it liked.

    Raises:
        CentreRefused: there is no such device, or it is revoked already.
    """
    with one_at_a_time(connection):
        _revoke(connection, device, reason)


def _revoke(connection: Connection, device: str, reason: str) -> None:
    with administering(connection):
        as_owner(connection)
        found = connection.execute(
            "select role::text, enrolment_role::text from centre.device where device = %s and revoked_at is null",
            (device,),
        ).fetchone()
        if found is None:
            raise _not_to_revoke(connection, device)
        connection.execute("reset role")
        for login in found:
            connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(login)))
    try:
        _end_sessions(connection, found)
        with administering(connection):
            as_owner(connection)
            connection.execute(
                "update centre.device set revoked_at = clock_timestamp(), revoked_reason = %s"
                " where device = %s and revoked_at is null",
                (reason, device),
            )
    finally:
        with administering(connection):
            connection.execute(sql.SQL("alter role {} login").format(sql.Identifier(found[0])))


def _not_to_revoke(connection: Connection, device: str) -> CentreRefused:
    row = connection.execute("select name from centre.device where device = %s", (device,)).fetchone()
    if row is None:
        return CentreRefused("device-unknown", f"没有终端 {device}。", "请用 centre device list 核对终端编号。")
    return CentreRefused("device-unknown", f"终端 {row[0]}（{device}）已经停用过了。", "不需要再执行。")


def could_revoke(connection: Connection, device: str, reason: str) -> bool:
    """Revoke a device and return whether that went well: the line may be what failed before."""
    try:
        revoke_device(connection, device, reason)
    except (InspectorError, psycopg.Error):
        return False
    return True


def _end_sessions(connection: Connection, logins: Sequence[str]) -> None:
    with contextlib.suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
        # an administrator without that right leaves the line open: every function refuses it anyway
        connection.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = any(%s)", (list(logins),)
        )


def set_day_limit(connection: Connection, device: str, gigabytes: int) -> None:
    """Let a device send so much each day.

    Raises:
        CentreRefused: there is no such device, or the centre must be upgraded first.
    """
    with administering(connection):
        as_owner(connection)
        done = connection.execute(
            "update centre.device set day_gigabytes = %s where device = %s returning 1", (gigabytes, device)
        ).fetchone()
        if done is None:
            raise CentreRefused("device-unknown", f"没有终端 {device}。", "请用 centre status 核对终端编号。")
