"""The centre's schema: versioned SQL applied once each, to an empty PostgreSQL 15 or later.

Each folder of ``sql/`` is one version; its files run in order of their names in one transaction, which also records
the version and the digest of its files.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.centre.device.line import OWN_WORDS, is_loopback
from app.centre.failures import connection_failed, refused, translated
from app.centre.taking_turns import busy, one_at_a_time
from app.errors import CentreRefused, CentreUnreachable, InspectorError

_FOLDER = Path(__file__).with_name("sql")
_NO_SIDE_DOORS = (_FOLDER / "v003" / "10_no_side_doors.sql", _FOLDER / "v010" / "90_no_side_doors.sql")
_OLDEST_SERVER = 150000
_OF_THE_DATABASE = {
    "centre-busy": "请稍后重试；经常出现的，调高 max_connections。",
    "centre-slow": "没有改动任何内容。请稍后重试；占用中心库的终端见 centre status，设有 statement_timeout 的请放宽。",
    "centre-full": "没有改动任何内容。请清理数据库所在的磁盘后重试。",
}


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """One version of the schema with its statements in order."""

    number: int
    files: tuple[Path, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the version's files."""
        return hashlib.sha256(b"\n".join(one.read_bytes().replace(b"\r\n", b"\n") for one in self.files)).hexdigest()


@dataclass(frozen=True, slots=True)
class CentreIdentity:
    """Who a centre is, and at which version of the schema."""

    centre_id: str
    training: bool
    version: int
    created: bool = False


def versions() -> tuple[SchemaVersion, ...]:
    """Return the versions that this program carries, in order."""
    folders = sorted(one for one in _FOLDER.iterdir() if one.is_dir() and one.name.startswith("v"))
    return tuple(SchemaVersion(int(one.name[1:]), tuple(sorted(one.glob("*.sql")))) for one in folders)


def open_administration(dsn: str, password: str | None) -> psycopg.Connection[Any]:
    """Return an administrator's connection; each act commits on its own or as a whole.

    Raises:
        InspectorError: ``dsn-with-password`` or ``dsn-malformed`` (wrong usage).
        CentreUnreachable, CentreRefused: no connection, or one to a server that could be anybody.
    """
    parts = check_dsn(dsn)
    _insist_verified(parts)
    own: dict[str, Any] = {"connect_timeout": 15, "application_name": "centre-admin"}
    own |= {} if password is None else {"password": password}
    try:
        connection = psycopg.connect(autocommit=True, **{**parts, **own, **OWN_WORDS})
    except psycopg.Error as error:
        raise to_administrator(connection_failed(error)) from error
    try:
        # psycopg reads moments in this style alone, whatever the server or the address says
        connection.execute("set datestyle to 'ISO'; set intervalstyle to 'postgres'; set bytea_output to 'hex'")
    except psycopg.Error as error:
        connection.close()
        raise to_administrator(translated(error)) from error
    return connection


def to_administrator(failure: InspectorError) -> InspectorError:
    """Return the failure with what an administrator does next, who has no work on this machine to worry about."""
    if failure.code == "centre-closed":
        advice = "请在服务器上核对 pg_hba.conf 的网段、数据库名和 hostssl，重新加载配置后重试。"
        return CentreUnreachable(failure.code, "数据库没有放行这里的网络地址，或要求加密连接。", advice)
    if isinstance(failure, CentreUnreachable):
        advice = _OF_THE_DATABASE.get(failure.code, "请核对数据库地址、端口和网络，确认数据库已启动后重试。")
        return CentreUnreachable(failure.code, failure.title, advice)
    if failure.code == "centre-fault-XX000":  # "tuple concurrently updated": two act on the same rights
        return busy()
    if failure.code.startswith("centre-fault-"):
        return CentreRefused(failure.code, failure.title, "没有改动任何内容。请联系开发者，并说明上面的编号。")
    if failure.code == "certificate-untrusted":
        advice = "请核对主机名在服务器证书中、证书在有效期内、sslrootcert 是签发它的 CA；都对的，查是否有人冒充。"
        return CentreRefused(failure.code, failure.title, advice)
    if failure.code == "login-refused":
        return CentreRefused(failure.code, "数据库不接受这个登录。", "请核对管理员的用户名和口令后重试。")
    return failure


def check_dsn(dsn: str) -> dict[str, Any]:
    """Return the parts of an administrator's DSN.

    Raises:
        InspectorError: it holds a password or cannot be read.
    """
    try:
        parts = psycopg.conninfo.conninfo_to_dict(_with_paths(dsn))
    except psycopg.ProgrammingError:
        # libpq's message may quote the password
        advice = "例如：host=10.0.0.5 dbname=centre user=admin。"
        raise InspectorError("dsn-malformed", "数据库地址的写法不对。", advice) from None
    if parts.get("password") or parts.get("sslpassword"):
        raise InspectorError(
            "dsn-with-password",
            "数据库地址里不能写口令。",
            "请去掉口令，改用 --secret-fd、口令文件（PGPASSFILE）或在提示处输入。",
        )
    return dict(parts)


def _with_paths(dsn: str) -> str:
    r"""Return a DSN whose paths libpq reads as they were typed.

    To libpq a backslash escapes whatever follows: of ``E:\ca\ca.pem`` it makes ``E:caca.pem``. Quotes and backslashes
    stay escaped.
    """
    return re.sub(r"\\(?![\\'])|(\\.)", lambda found: found[1] or r"\\", dsn)


def _insist_verified(parts: Mapping[str, Any]) -> None:
    """Do nothing where the server is this machine or has to prove its name.

    Raises:
        CentreRefused: whoever stands in between could ask for the administrator's password and get it.
    """
    named = f"{parts.get('host') or os.environ.get('PGHOST', '')},{parts.get('hostaddr') or ''}"
    here = all(not one or one.startswith(("/", "@")) or is_loopback(one) for one in named.split(","))
    mode = parts.get("sslmode") or os.environ.get("PGSSLMODE", "")
    if here or mode == "verify-full" or parts.get("service"):
        return
    raise CentreRefused(
        "administration-unverified",
        "到中心库的管理连接没有核对服务器的身份，口令可能被人截取，所以没有连接。",
        "请在 --dsn 中加上 sslmode=verify-full sslrootcert=CA证书（如 E:\\ca\\ca.pem），主机名与证书一致；"
        "或者在中心库服务器上执行。",
    )


def install(connection: psycopg.Connection[Any], training: bool) -> CentreIdentity:
    """Return the centre in this database, made or brought up to date where needed.

    Raises:
        CentreRefused: the server is too old, the database holds something else, or a centre of the other type.
    """
    if connection.info.server_version < _OLDEST_SERVER:
        raise CentreRefused("server-too-old", "PostgreSQL 版本太旧。", "中心库需要 PostgreSQL 15 或更高版本。")
    with one_at_a_time(connection):
        return _installed(connection, training)


def _installed(connection: psycopg.Connection[Any], training: bool) -> CentreIdentity:
    found = identity(connection)
    if found is None:
        _apply(connection, versions(), _Birth(str(uuid.uuid4()), training))
        shut_side_doors(connection)
        found = identity(connection)
        assert found is not None
        return CentreIdentity(found.centre_id, found.training, found.version, created=True)
    if found.training != training:
        kind = "演练" if found.training else "正式"
        advice = "类型在建立时确定，不能更改；请另用一个数据库。"
        raise CentreRefused("training-mismatch", f"这里已经有一个{kind}中心库。", advice)
    return _upgraded(connection)


def upgrade(connection: psycopg.Connection[Any]) -> CentreIdentity:
    """Return the centre after applying the versions it does not have yet.

    Raises:
        CentreRefused: there is no centre, or it is newer than this program, or its schema was changed by hand.
    """
    with one_at_a_time(connection):
        return _upgraded(connection)


def _upgraded(connection: psycopg.Connection[Any]) -> CentreIdentity:
    found = identity(connection)
    if found is None:
        raise refused("not-a-centre")
    known = {one.number: one for one in versions()}
    with connection.transaction():
        applied = connection.execute("select version, digest from centre.version order by version").fetchall()
    insist_known(found)
    if any(known[number].digest != digest for number, digest in applied):
        advice = "请使用建立该中心库的程序版本，或联系开发者。"
        raise CentreRefused("schema-differs", "中心库的结构与本程序的版本不一致。", advice)
    _apply(connection, [one for one in versions() if one.number > found.version], None)
    shut_side_doors(connection)
    return identity(connection) or found


def is_older(found: CentreIdentity) -> bool:
    """Return whether a centre lacks versions that this program carries."""
    return found.version < max(one.number for one in versions())


def insist_known(found: CentreIdentity) -> None:
    """Do nothing where this program knows the version of a centre.

    Raises:
        CentreRefused: the centre is newer.
    """
    newest = max(one.number for one in versions())
    if found.version > newest:
        advice = "请先更新本程序，再执行这条命令；中心库没有改动。"
        title = f"中心库的版本（{found.version}）比本程序（{newest}）新。"
        raise CentreRefused("centre-newer", title, advice)


def shut_side_doors(connection: psycopg.Connection[Any]) -> None:
    """Take away from everybody what PostgreSQL itself allows them; only a superuser can, for anybody else it stays."""
    try:
        with connection.transaction():
            for one in _NO_SIDE_DOORS:
                connection.execute(sql.SQL(one.read_text(encoding="utf-8")))
    except psycopg.Error as error:
        raise to_administrator(translated(error)) from error


def identity(connection: psycopg.Connection[Any]) -> CentreIdentity | None:
    """Return the centre in this database, or None where there is none."""
    try:
        if connection.execute("select to_regclass('centre.about')").fetchone() == (None,):
            return None
        row = connection.execute(
            "select centre_id, training, (select max(version) from centre.version) from centre.about"
        ).fetchone()
    except psycopg.Error as error:
        raise to_administrator(translated(error)) from error
    return None if row is None else CentreIdentity(*row)


@dataclass(frozen=True, slots=True)
class _Birth:
    centre_id: str
    training: bool


def _is_done(connection: psycopg.Connection[Any], version: SchemaVersion) -> bool:
    """Return whether a version was applied meanwhile: who comes second waits here for the first one's commit."""
    connection.execute("set local role inspection_owner")
    connection.execute("lock table centre.version in share row exclusive mode")
    done = connection.execute("select 1 from centre.version where version = %s", (version.number,)).fetchone()
    connection.execute("reset role")
    return done is not None


def _apply(connection: psycopg.Connection[Any], wanted: Sequence[SchemaVersion], birth: _Birth | None) -> None:
    try:
        for version in wanted:
            with connection.transaction():
                if (birth is None or version is not wanted[0]) and _is_done(connection, version):
                    continue
                for file in version.files:
                    connection.execute(sql.SQL(file.read_text(encoding="utf-8")))
                    connection.execute("reset role")
                connection.execute("set local role inspection_owner")
                connection.execute(
                    "insert into centre.version (version, digest) values (%s, %s)", (version.number, version.digest)
                )
                if birth is not None and version is wanted[0]:
                    connection.execute(
                        "insert into centre.about (centre_id, feed_epoch, training) values (%s, %s, %s)",
                        (birth.centre_id, str(uuid.uuid4()), birth.training),
                    )
    except (psycopg.errors.DuplicateSchema, psycopg.errors.DuplicateTable) as error:
        advice = "请另建一个空数据库，再运行 centre init；原有内容没有改动。"
        raise CentreRefused("database-not-empty", "这个数据库里已有别的内容。", advice) from error
    except psycopg.Error as error:
        raise to_administrator(translated(error)) from error
