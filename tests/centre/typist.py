"""Whoever types the commands of a centre's administrator."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.centre.trial.embedded import EmbeddedServer
from app.cli.registry import build_parser


class Typist:
    """Types commands against one database and reads their JSON."""

    def __init__(self, server: EmbeddedServer, dsn: str, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.dsn, self.capsys = dsn, capsys
        self.secret = folder / "password"
        self.secret.write_text(server.password, encoding="utf-8")

    def code(self, *words: str) -> int:
        arguments = build_parser().parse_args(
            ["centre", *words, "--dsn", self.dsn, "--password-file", str(self.secret)]
        )
        return int(arguments.run(arguments))

    def text(self, *words: str) -> str:
        assert self.code(*words) == 0
        return self.capsys.readouterr().out

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text(*words, "--json"))
        return found
