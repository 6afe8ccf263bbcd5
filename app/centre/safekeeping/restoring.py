"""A centre brought back from a backup into an empty database, and judged before any device may see it."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from app.centre.failures import translated
from app.centre.office.administration import Connection, administering, as_owner
from app.centre.office.attachment_check import reopen_damaged
from app.centre.safekeeping.backup import SCHEMAS, LoginRole, Manifest, insist_superuser, tallies
from app.centre.safekeeping.pg_tools import Tool, running, target, tool
from app.centre.schema import upgrade, versions
from app.errors import CentreRefused, IntegrityBroken

# Operations that the device `centre` wrote after the backup may stand on laptops; new ones must not take their places.
LEAP = 1_000_000

_CREATE = sql.SQL(
    "create role {} {} nosuperuser nocreatedb nocreaterole nobypassrls connection limit {} password {}"
)
_SQL = Path(__file__).parents[1] / "sql" / "restore.sql"
_NOT_EMPTY = """
    select (select count(*) from pg_namespace
            where nspname !~ '^pg_' and nspname not in ('public', 'information_schema'))
        + (select count(*) from pg_class where relnamespace = 'public'::regnamespace)
        + (select count(*) from pg_proc where pronamespace = 'public'::regnamespace)"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``logins_kept`` stood on this server before and were left as they are.

    ``damaged`` attachments were so before the backup was made; the laptops that have them send them again.
    """

    centre_id: str
    feed_epoch: str
    version: int
    operations: int
    attachments: int
    logins_made: int
    logins_kept: int
    damaged: int = 0


def prepared(connection: Connection, manifest: Manifest) -> Tool:
    """Return the program that restores, after it was made sure that this database can take the backup.

    Raises:
        CentreRefused: the database is not empty or too old, the administrator is no superuser, pg_restore is missing,
            or a newer program made the backup.
    """
    insist_superuser(connection)
    newest = max(one.number for one in versions())
    if manifest.version > newest:  # told before hours of restoring
        advice = "请用做这份备份的程序版本（或更新的）恢复；这里没有改动任何内容。"
        raise CentreRefused("backup-newer", f"备份的架构版本（{manifest.version}）比本程序（{newest}）新。", advice)
    server = connection.info.server_version // 10000
    if server < manifest.server:
        advice = f"请在 PostgreSQL {manifest.server} 或更高版本上建一个空数据库，再恢复。"
        title = f"备份来自 PostgreSQL {manifest.server}，这里是 {server}。"
        raise CentreRefused("server-older-than-backup", title, advice)
    if connection.execute(_NOT_EMPTY).fetchone() != (0,):
        advice = "请另建一个空数据库（createdb），再运行 centre restore；原有内容没有改动。"
        raise CentreRefused("database-not-empty", "这个数据库里已有内容，不能恢复到这里。", advice)
    return tool("pg_restore", server)


def restore(connection: Connection, program: Tool, manifest: Manifest, pieces: Iterable[bytes]) -> Restored:
    """Return what came back; after any failure the database is empty again and no login of ours is left.

    Only when everything was compared with the manifest does the centre get a new feed epoch, and its devices the right
    to connect: each then pulls anew and delivers again what the backup did not have. A backup of an older version of
    the schema is brought up to date. What the first centre's own disk had spoiled of the attachments does not keep the
    rest from coming back: it is taken away, for the laptops to send it again.

    Raises:
        CentreRefused: pg_restore failed.
        IntegrityBroken: what came back is not what was written out.
    """
    made = _login_roles(connection, manifest.roles)
    try:
        arguments = ["--format=custom", "--exit-on-error", "--single-transaction", "--no-tablespaces"]
        with running(program, [*arguments, target(connection)], connection.info.password) as at_work:
            for piece in pieces:
                at_work.into.write(piece)
        _insist_whole(connection, manifest)
        version = upgrade(connection).version
        damaged = reopen_damaged(connection)
        epoch = _open_doors(connection, manifest)
    except BaseException:
        _cleared(connection, made)
        raise
    return Restored(
        manifest.centre_id, epoch, version, sum(one.operations for one in manifest.bureaus.values()),
        sum(one.attachments for one in manifest.bureaus.values()), len(made), len(manifest.roles) - len(made),
        len(damaged),
    )  # fmt: skip


def _login_roles(connection: Connection, roles: Sequence[LoginRole]) -> list[str]:
    """Return the logins that were made; one that stands already may have a newer secret and is left alone."""
    try:
        with connection.transaction():
            connection.execute(sql.SQL(_SQL.read_text(encoding="utf-8")))
            standing = {name for (name,) in connection.execute("select rolname::text from pg_roles").fetchall()}
            fresh = [one for one in roles if one.name not in standing]
            for one in fresh:
                _create(connection, one)
    except psycopg.Error as error:
        raise translated(error) from error
    return [one.name for one in fresh]


def _create(connection: Connection, role: LoginRole) -> None:
    name = sql.Identifier(role.name)
    may = sql.SQL("login" if role.login else "nologin")
    connection.execute(_CREATE.format(name, may, sql.Literal(role.connections), sql.Literal(role.verifier)))
    if role.valid_until is not None:
        connection.execute(sql.SQL("alter role {} valid until {}").format(name, sql.Literal(role.valid_until)))
    for setting in role.settings:
        key, _, value = setting.partition("=")
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(key), sql.Literal(value))
        )
    for group in role.groups:
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), name))


def _insist_whole(connection: Connection, manifest: Manifest) -> None:
    with administering(connection) as centre:
        as_owner(connection)
        epoch = connection.execute("select feed_epoch from centre.about").fetchone()
        same = (centre.centre_id, centre.training, centre.version, epoch) == (
            manifest.centre_id, manifest.training, manifest.version, (manifest.feed_epoch,)
        )  # fmt: skip
        found = tallies(connection)
    wrong = sorted(code for code in {*found, *manifest.bureaus} if found.get(code) != manifest.bureaus.get(code))
    if not same or wrong:
        where = f"（单位 {'、'.join(wrong)}）" if wrong else ""
        raise IntegrityBroken(
            "restored-differs",
            f"恢复出的内容与备份清单不一致{where}，已全部撤回。",
            "请换用另一份备份；如果仍然出现，请保留这份备份并联系开发者。",
        )


def _open_doors(connection: Connection, manifest: Manifest) -> str:
    epoch = str(uuid.uuid4())
    with administering(connection):
        database = sql.Identifier(connection.info.dbname)
        for one in manifest.roles:
            connection.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(one.name)))
        as_owner(connection)
        connection.execute("update centre.about set feed_epoch = %s", (epoch,))
        connection.execute("update centre.bureau set centre_lseq = centre_lseq + %s", (LEAP,))
        connection.execute("update centre.about set restored_at = clock_timestamp()")
        connection.execute(
            "insert into centre.restoration (bureau, feed_epoch, earlier_epoch, srv_seq, backup_at)"
            " select bureau, %s, %s, feed_seq, %s from centre.bureau",
            (epoch, manifest.feed_epoch, manifest.made_at),
        )
        connection.execute("analyze")  # a dump carries no statistics, without which the first calls would be slow
    return epoch


def _cleared(connection: Connection, made: Sequence[str]) -> None:
    with contextlib.suppress(psycopg.Error), connection.transaction():
        for one in SCHEMAS:
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(one)))
    for one in made:
        with contextlib.suppress(psycopg.Error), connection.transaction():
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(one)))
