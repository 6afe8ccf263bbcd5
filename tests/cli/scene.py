"""Where a long command works: a folder and a server, with what was prepared there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from app.centre import schema
from app.centre.trial.embedded import EmbeddedServer
from tests.centre.conftest import close_lines
from tests.centre.field import Centre, settle
from tests.services.exchange.device import with_bureau

SECRET = "演练用的备份口令一号"
HALF_MADE = (".part", ".tmp", ".new", ".half")

Prepared = tuple[tuple[object, ...], tuple[str, ...]]


@dataclass
class Scene:
    """Where a command works: a folder, a server, and what was prepared there."""

    folder: Path
    server: EmbeddedServer
    template: str
    number: int = 0
    made: dict[str, Any] = field(default_factory=dict)

    def database(self, *, of_template: bool = False) -> str:
        self.number += 1
        name = f"stopped_{abs(hash((str(self.folder), self.number))) % 10**12}"
        self.server.create_database(name, *([self.template] if of_template else []))
        return name

    def administer(self, database: str) -> tuple[str, ...]:
        secret = self.folder / "password"
        secret.write_text(self.server.password, encoding="utf-8")
        return ("--dsn", self.server.dsn(database), "--password-file", str(secret))

    def centre(self) -> Centre:
        database = self.database(of_template=True)
        connection = schema.open_administration(self.server.dsn(database), self.server.password)
        made = with_bureau(settle(self.server, database, connection))
        self.made["database"], self.made["centre"] = database, made
        return made

    def close(self) -> None:
        close_lines()
        if "centre" in self.made:
            self.made["centre"].connection.close()

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.server.dsn(self.made["database"]), password=self.server.password) as connection:
            return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Case:
    """A command: ``prepare`` sets the scene and gives its words and secrets; ``done`` tells whether it did its work."""

    prepare: Callable[[Scene], Prepared]
    done: Callable[[Scene], bool]


def is_file(scene: Scene) -> bool:
    return bool(scene.made["file"].stat().st_size)
