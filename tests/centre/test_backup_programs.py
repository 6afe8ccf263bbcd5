"""PostgreSQL's own programs are found, run without a password in sight, and heard when they fail."""

import os
import stat
from pathlib import Path

import pytest

from app.centre.office.status import status
from app.centre.safekeeping import backup
from app.centre.safekeeping.pg_tools import Tool, running, target, tool
from app.errors import CentreRefused
from app.services.centre.vault import back_up
from tests.centre.field import NOW, Centre
from tests.centre.restored import office

POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in program is a shell script")


def test_that_a_missing_program_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(CentreRefused, match="apt install postgresql-client-15"):
        tool("pg_dump", 15, [tmp_path])


@POSIX
def test_that_the_nearest_program_is_taken_and_none_that_is_older(tmp_path: Path) -> None:
    for major in (14, 16, 17):
        _stand_in(tmp_path / str(major), "pg_restore", f"echo 'pg_restore (PostgreSQL) {major}.1'")
    folders = [tmp_path / "17", tmp_path / "14", tmp_path / "16"]
    assert tool("pg_restore", 16, folders).major == 16
    assert tool("pg_restore", 17, folders).major == 17
    with pytest.raises(CentreRefused, match="tool-missing"):
        tool("pg_restore", 15, [tmp_path / "14", tmp_path / "17"])


def _stand_in(folder: Path, name: str, script: str) -> Path:
    folder.mkdir()
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@POSIX
def test_that_the_password_is_in_the_environment_only(first: Centre, tmp_path: Path) -> None:
    script = 'echo "$*" > "$0.arguments"\necho "$PGPASSWORD" > "$0.environment"\n'
    script += 'echo "refused: $PGPASSWORD" >&2; exit 3'
    path = _stand_in(tmp_path / "bin", "pg_dump", script)
    password = first.connection.info.password
    with (
        pytest.raises(CentreRefused, match="tool-failed") as told,
        running(Tool(path, 15), [target(first.connection)], password) as at_work,
    ):
        list(at_work.pieces())
    arguments = path.with_name("pg_dump.arguments").read_text(encoding="utf-8")
    assert password not in arguments and f"port={first.server.port}" in arguments
    assert path.with_name("pg_dump.environment").read_text(encoding="utf-8").strip() == password
    assert "refused: ***" in told.value.advice
    assert password not in str(told.value)


@POSIX
def test_that_a_dump_that_ends_early_leaves_no_file(
    first: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _stand_in(tmp_path / "bin", "pg_dump", "echo half; echo 'disk on fire' >&2; exit 1")
    monkeypatch.setattr(backup, "tool", lambda name, server: Tool(path, server))
    with pytest.raises(CentreRefused, match="disk on fire"):
        back_up(office(first), tmp_path / "centre.bak", NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["bin"]
    assert status(first.connection)["safety"][0]["backup_at"] is None
