"""A durable PostgreSQL server that can be crashed and comes back on the same port, as after a power cut."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.centre.trial.embedded import EmbeddedServer, embedded_server
from tests.centre.field import Centre


@dataclass
class CrashingServer:
    """The running server, started with ``options``; ``crashes`` counts the immediate stops."""

    server: EmbeddedServer
    options: str
    crashes: int = 0

    def crash(self) -> None:
        """Stop at once, without a word to anybody and without a checkpoint, and start again."""
        self._control("stop", "-m", "immediate")
        self.crashes += 1
        self._control("start", "-w", "-l", str(self.server.folder / "log-of-restarts"), "-o", self.options)

    def stop(self) -> None:
        """End the server for good."""
        with contextlib.suppress(AssertionError):
            self._control("stop", "-m", "immediate")

    def _control(self, *arguments: str) -> None:
        data = self.server.folder / "data"
        program = self.server.binaries / f"pg_ctl{'.exe' if sys.platform == 'win32' else ''}"
        done = subprocess.run(
            [str(program), "-D", str(data), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.server.folder, check=False, env={**os.environ, "LC_ALL": "C"}, **_as_owner(data),
        )  # fmt: skip
        assert done.returncode == 0, arguments


@contextlib.contextmanager
def crashing_server() -> Iterator[CrashingServer]:
    """Yield a server with fsync on."""
    with embedded_server(settings={"max_connections": "40"}) as running:
        # a line of quoted arguments: program, -D, folder, then the settings
        started = (running.folder / "data" / "postmaster.opts").read_text("utf-8").strip()
        made = CrashingServer(running, started[started.index('"-c"') :])
        try:
            yield made
        finally:
            made.stop()


def kill_backends(centre: Centre) -> int:
    """Terminate what serves devices of this database now, and return how many that were."""
    with contextlib.suppress(psycopg.OperationalError), centre.server.connect() as connection:
        killed = connection.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = %s and application_name = 'archives-inspection'",
            (centre.database,),
        ).fetchone()
        return int(killed[0]) if killed else 0
    return 0


def _as_owner(path: Path) -> dict[str, Any]:
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    owner = path.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
