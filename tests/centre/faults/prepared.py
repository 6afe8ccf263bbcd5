"""Crews that enrolled once and are copied for each run: laptops with their folders, and their centre's database."""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.centre import schema
from app.centre.trial.embedded import EmbeddedServer
from tests.centre.faults.crew import Crew, Hand, opened
from tests.centre.field import Centre, settle
from tests.services.exchange.device import NOW, with_bureau

# the name stands in the laptops' own files
_WORKING = "machine"


@dataclass(frozen=True)
class PreparedCrew:
    """A crew at rest. ``passwords`` are those of the devices' roles at that time, which every run changes."""

    centre: Centre
    database: str
    folder: Path
    passwords: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, server: EmbeddedServer, template: str, folder: Path, laptops: int) -> PreparedCrew:
        """Enrol so many laptops at a copy of the template, and put all away."""
        connection = _working(server, template)
        folder.mkdir()
        crew = Crew(with_bureau(settle(server, _WORKING, connection)), folder)
        for _ in range(laptops):
            crew.join()
        passwords = crew.centre.ask(
            "select rolname, rolpassword from pg_authid where rolname in (select role from centre.device)"
        )
        crew.close()
        connection.close()
        kept = f"crew_{uuid.uuid4().hex[:12]}"
        with server.connect() as administration:
            administration.execute(
                sql.SQL("alter database {} rename to {}").format(sql.Identifier(_WORKING), sql.Identifier(kept))
            )
        return cls(crew.centre, kept, folder, tuple((str(role), str(password)) for role, password in passwords))

    def copy(self, folder: Path) -> Crew:
        """Return a crew that goes on from there; one at a time."""
        connection = _working(self.centre.server, self.database)
        for role, password in self.passwords:
            connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
        shutil.copytree(self.folder, folder)
        hands = []
        for one in sorted(folder.iterdir()):
            moment = [NOW]
            hands.append(Hand(one, opened(one, moment), moment))
        return Crew(replace(self.centre, connection=connection), folder, hands)


def _working(server: EmbeddedServer, template: str) -> psycopg.Connection[Any]:
    with server.connect() as administration:  # a run that was red before it began leaves one behind
        administration.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(_WORKING)))
    server.create_database(_WORKING, template)
    return schema.open_administration(server.dsn(_WORKING), server.password)
