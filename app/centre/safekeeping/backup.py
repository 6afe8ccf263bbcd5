"""A centre written out by PostgreSQL's own pg_dump, with what proves that it came back whole.

A dump carries no roles. The logins of the devices (names of chance, and the SCRAM verifiers of their secrets, never the
secrets) stand in the manifest, so that enrolled devices can log in again at the restored centre.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.centre.office.administration import Connection, administering, as_owner
from app.centre.office.roots import bureaus_of, days_of
from app.centre.safekeeping.pg_tools import running, target, tool
from app.domain.clock import iso
from app.errors import CentreRefused, IntegrityBroken

SCHEMA = "archives-inspection centre backup 1"
SCHEMAS = ("centre", "api1", "report")

_TALLY = """
    select (select count(*) from centre.operation where bureau = %(b)s),
        (select coalesce(max(srv_seq), 0) from centre.operation where bureau = %(b)s),
        (select count(*) from centre.device where bureau = %(b)s),
        (select count(*) from centre.officer where bureau = %(b)s),
        (select count(*) from centre.number where bureau = %(b)s),
        (select count(*) from centre.blob where bureau = %(b)s),
        (select count(*) from centre.leaf where bureau = %(b)s)"""
_ROLES = """
    select r.rolname, r.rolcanlogin, r.rolconnlimit, r.rolpassword, r.rolvaliduntil::text,
        coalesce((select s.setconfig from pg_db_role_setting s
            where (s.setrole, s.setdatabase) = (r.oid, 0::oid)), '{}'),
        array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
            where m.member = r.oid and g.rolname = any(%s) order by 1)
    from pg_authid r where r.rolname = any(%s) order by 1"""
_GROUPS = ["inspection_device", "inspection_enrolment", "inspection_reader"]


@dataclass(frozen=True, slots=True)
class BureauTally:
    """What a backup holds of a bureau: rows by table, the last feed number, and the head over its feed in hex."""

    operations: int
    last: int
    devices: int
    officers: int
    numbers: int
    attachments: int
    leaves: int
    head: str


@dataclass(frozen=True, slots=True)
class LoginRole:
    """A login of a device or reader. ``verifier`` is what the server keeps instead of the secret."""

    name: str
    login: bool
    connections: int
    verifier: str | None
    valid_until: str | None
    settings: tuple[str, ...]
    groups: tuple[str, ...]

    def __repr__(self) -> str:
        return f"LoginRole({self.name!r})"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``server`` is the major version of PostgreSQL that it came from."""

    centre_id: str
    feed_epoch: str
    training: bool
    version: int
    server: int
    made_at: str
    bureaus: Mapping[str, BureauTally]
    roles: tuple[LoginRole, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the manifest as it stands in the encrypted file."""
        return {"schema": SCHEMA, **asdict(self)}

    def told(self) -> dict[str, Any]:
        """Return the manifest without the logins, as it may be shown and kept."""
        return {name: value for name, value in self.as_json().items() if name != "roles"}


def manifest_from(content: object) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        IntegrityBroken: it is none, or of a newer program.
    """
    try:
        if not isinstance(content, dict) or content["schema"] != SCHEMA:
            raise KeyError
        bureaus = {code: BureauTally(**one) for code, one in content["bureaus"].items()}
        roles = tuple(
            LoginRole(**{**one, "settings": tuple(one["settings"]), "groups": tuple(one["groups"])})
            for one in content["roles"]
        )
        rest = {name: value for name, value in content.items() if name not in ("schema", "bureaus", "roles")}
        return Manifest(**rest, bureaus=bureaus, roles=roles)
    except (KeyError, TypeError, AttributeError) as error:
        raise not_a_backup() from error


def not_a_backup() -> IntegrityBroken:
    """Return the error for a file that is no backup of a centre, or of a newer program."""
    advice = "请给出 centre backup 写出的文件；由新版本程序写出的，请用新版本恢复。"
    return IntegrityBroken("not-a-backup", "这不是中心库的备份文件。", advice)


@dataclass(frozen=True)
class Dump:
    """A dump on its way out: the manifest of the moment it shows, and its bytes."""

    manifest: Manifest
    pieces: Iterator[bytes]


@contextmanager
def dumped(connection: Connection, now: datetime) -> Iterator[Dump]:
    """Give the dump of one moment; devices go on synchronising meanwhile.

    Raises:
        CentreRefused: no centre here, the administrator is no superuser, pg_dump is missing or failed.
    """
    insist_superuser(connection)
    server = connection.info.server_version // 10000
    program = tool("pg_dump", server)
    with administering(connection, newer_too=True) as centre:
        connection.execute("set transaction isolation level repeatable read, read only")
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()
        assert snapshot is not None
        roles = _roles(connection, centre.version)
        as_owner(connection)
        epoch = connection.execute("select feed_epoch from centre.about").fetchone()
        assert epoch is not None
        manifest = Manifest(
            centre.centre_id, epoch[0], centre.training, centre.version, server, iso(now), tallies(connection), roles
        )
        arguments = [*dump_arguments(connection), f"--snapshot={snapshot[0]}"]
        with running(program, arguments, connection.info.password) as at_work:
            yield Dump(manifest, at_work.pieces())


def dump_arguments(connection: Connection) -> list[str]:
    """Return what pg_dump is told to write a centre out."""
    schemas = [f"--schema={one}" for one in SCHEMAS]
    return ["--format=custom", "--role=inspection_owner", "--no-tablespaces", *schemas, target(connection)]


def tallies(connection: Connection) -> dict[str, BureauTally]:
    """Return what the centre holds by bureau, counted within the caller's transaction."""
    found: dict[str, BureauTally] = {}
    for code in bureaus_of(connection):
        row = connection.execute(_TALLY, {"b": code}).fetchone()
        assert row is not None
        days = days_of(connection, code)
        head = days[-1].head if days else ""
        found[code] = BureauTally(row[0], row[1], row[2], row[3], row[4], row[5], row[6], head)
    return found


def note_backup(connection: Connection, sha256: str, size: int) -> None:
    """Keep in the centre that a backup was made, for ``centre status``; a centre of version 1 has no place for it."""
    with administering(connection, newer_too=True) as centre:
        as_owner(connection)
        if centre.version >= 2:
            connection.execute(
                "update centre.about set backup_at = clock_timestamp(), backup_bytes = %s, backup_sha256 = %s",
                (size, sha256),
            )


def insist_superuser(connection: Connection) -> None:
    """Raise where the administrator may not read or make the logins of devices."""
    if connection.execute("select current_setting('is_superuser')").fetchone() != ("on",):
        raise CentreRefused(
            "superuser-needed-for-logins",
            "只有数据库的超级用户才能备份和恢复终端的登录。",
            "请用超级用户（例如 postgres）的地址重新执行：--dsn \"host=… dbname=… user=postgres\"。",
        )


def _roles(connection: Connection, version: int) -> tuple[LoginRole, ...]:
    named = "select role::text from centre.device union select enrolment_role::text from centre.device"
    if version >= 2:
        named += " union select role::text from centre.reader"
    names = [one for (one,) in connection.execute(named).fetchall()]
    rows = connection.execute(_ROLES, (_GROUPS, names)).fetchall()
    return tuple(
        LoginRole(name, login, connections, verifier, until, tuple(settings), tuple(groups))
        for name, login, connections, verifier, until, settings, groups in rows
    )
