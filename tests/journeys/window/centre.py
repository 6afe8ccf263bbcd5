"""A training centre on a real PostgreSQL server, made by the administrator's commands; a laptop enrolled there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.centre.trial.embedded import EmbeddedServer
from tests.journeys.window.person import ROOT

BUREAU = "130600"
OFFICERS = (
    ("演练甲", "演练-0001", ("officer", "administrator")),
    ("演练乙", "演练-0002", ("officer",)),
    ("演练丁", "演练-0004", ("leader",)),
    ("演练戊", "演练-0005", ("reviewer",)),
)


@dataclass(frozen=True)
class Office:
    """The administrator at the bureau's office, typing commands."""

    server: EmbeddedServer
    folder: Path
    database: str = "centre"

    def establish(self) -> dict[str, str]:
        """Make the centre with its bureau and officers; return the officers' ids by name."""
        self.server.create_database(self.database)
        (self.folder / "password").write_text(self.server.password, encoding="utf-8")
        self.types("init", "--training")
        self.types("bureau", "add", BUREAU, "--name", "保定市档案局（演练）")
        made = {}
        for name, credential, roles in OFFICERS:
            told = self.types(
                "officer", "add", "--bureau", BUREAU, "--name", name, "--credential", credential,
                *(word for role in roles for word in ("--role", role)),
                "--valid-from", "2024-01-01", "--valid-until", "2043-12-31",
            )  # fmt: skip
            made[name] = told["officer"]
        return made

    def invite(self) -> tuple[Path, str]:
        """Return the enrolment file of a laptop and the code that is told by phone."""
        file = self.folder / "laptop.enrol"
        told = self.types("device", "create", "--bureau", BUREAU, "--name", "演练一号机", "--out", str(file))
        return file, told["code"]

    def status(self) -> dict[str, Any]:
        """Return what the centre holds."""
        return self.types("status")

    def types(self, *words: str) -> dict[str, Any]:
        """Return the JSON answer of a command of ``main.py centre``."""
        said = run(
            "centre", *words, "--dsn", self.server.dsn(self.database), "--json",
            "--password-file", str(self.folder / "password"),
        )  # fmt: skip
        told: dict[str, Any] = json.loads(said)
        return told


def run(*words: str, secrets: str = "") -> str:
    """Return the standard output of a command of the program, which must end well."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words], cwd=ROOT, env=environment, input=secrets, text=True,
        encoding="utf-8", capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, (words, ran.stdout, ran.stderr)
    return ran.stdout
