"""Backups as an administrator types them, and the passwords that they ask for."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser
from tests import stretching
from tests.centre.conftest import _numbers
from tests.centre.typist import Typist

cheap = stretching.codes


@contextmanager
def _fed(*lines: str) -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{one}\n" for one in lines).encode())
    os.close(writing)
    yield reading
    os.close(reading)


def test_that_a_backup_is_made_and_restored_by_commands(
    server: EmbeddedServer, typist: Typist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typist.json("init", "--training")
    typist.json("bureau", "add", "yanlian", "--name", "演练市档案局")
    assert "还没有做过备份" in typist.text("status")
    made = typist.json("backup", "--out", str(tmp_path / "one.bak"))
    assert made["manifest"]["bureaus"]["yanlian"]["operations"] == 0
    told = typist.text("backup", "--out", str(tmp_path / "two.bak"))
    code = next(line for line in told.splitlines() if line.startswith("备份口令：")).removeprefix("备份口令：")
    assert code not in (tmp_path / "two.bak").read_bytes().decode("latin-1")
    assert "最近备份" in typist.text("status")
    for name, secret in (("one", made["code"]), ("two", code)):
        again = Typist(server, server.create_database(f"typed_{next(_numbers)}"), capsys, tmp_path)
        with _fed(secret) as descriptor:
            back = again.json("restore", str(tmp_path / f"{name}.bak"), "--secret-fd", str(descriptor))
        assert back["centre_id"] == made["manifest"]["centre_id"]
        assert "从备份恢复" in again.text("status")


def test_that_passwords_are_read_in_turn_from_one_descriptor(
    server: EmbeddedServer, typist: Typist, tmp_path: Path
) -> None:
    typist.json("init", "--training")
    passphrase = "够长的备份口令在这里"
    words = ["centre", "backup", "--out", str(tmp_path / "own.bak"), "--passphrase", "--dsn", typist.dsn, "--json"]
    with _fed(server.password, passphrase) as descriptor:
        arguments = build_parser().parse_args([*words, "--secret-fd", str(descriptor)])
        assert arguments.run(arguments) == 0
    assert json.loads(typist.capsys.readouterr().out)["code"] is None
    into = server.create_database(f"typed_{next(_numbers)}")
    words = ["centre", "restore", str(tmp_path / "own.bak"), "--dsn", into]
    with _fed(server.password, passphrase) as descriptor:
        arguments = build_parser().parse_args([*words, "--secret-fd", str(descriptor)])
        assert arguments.run(arguments) == 0
    assert "与备份清单一致" in typist.capsys.readouterr().out
