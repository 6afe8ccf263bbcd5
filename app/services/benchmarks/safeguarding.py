"""How long a backup of a centre takes, against a bare pg_dump of the same centre in the same run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.centre.safekeeping.backup import dump_arguments
from app.centre.safekeeping.pg_tools import running, tool
from app.centre.trial.embedded import embedded_server
from app.centre.trial.measuring import filled_centre
from app.domain.clock import CHINA
from app.services.benchmarks.figures import Figure, timed
from app.services.centre.office import CentreOffice, centre_office
from app.services.centre.vault import back_up

_NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)


def backup(folder: Path, operations: int = 30_000) -> list[Figure]:
    """Return what an encrypted backup with its roots takes: the median of three, turn about with pg_dump."""
    with embedded_server() as server:
        database = filled_centre(server, operations)
        with centre_office(server.dsn(database), server.password) as office:
            pairs = [_both(office, folder / f"round-{number}") for number in range(3)]
    bare, ours = (sorted(times)[1] for times in zip(*pairs, strict=True))
    return [Figure("centre-backup", f"{operations} operations", "s", ours, bare)]


def _both(office: CentreOffice, path: Path) -> tuple[float, float]:
    bare = timed(lambda: _bare(office, path.with_suffix(".dump")))
    return bare, timed(lambda: _ours(office, path.with_suffix(".bak")))


def _ours(office: CentreOffice, path: Path) -> None:
    back_up(office, path, _NOW)


def _bare(office: CentreOffice, path: Path) -> None:
    connection = office.connection
    program = tool("pg_dump", connection.info.server_version // 10000)
    with path.open("wb") as out, running(program, dump_arguments(connection), connection.info.password) as at_work:
        for piece in at_work.pieces():
            out.write(piece)
