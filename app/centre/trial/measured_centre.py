"""A training centre in a database of its own, with as many devices as a measurement wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
import uuid_utils

from app.centre import schema
from app.centre.device.enrolment import Enrolment, enrol
from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import SignedOperation
from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.centre.secrecy import new_secret
from app.centre.trial.embedded import EmbeddedServer
from app.centre.trial.measuring import made_up_operations
from app.domain.clock import CHINA
from app.domain.procedure.records import Officer
from app.sealing.signing import KeyPair, new_key_pair

NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)


@dataclass(frozen=True)
class MeasuredDevice:
    """An enrolled device without a store."""

    enrolment: Enrolment
    key: KeyPair
    secret: str

    def line(self) -> PostgresTransport:
        """Return a line of its own to the centre."""
        return PostgresTransport(
            self.enrolment.address(None), self.enrolment.role, [self.secret], centre_id=self.enrolment.centre_id,
            training=True,
        )  # fmt: skip

    def operations(self, count: int, officer: str) -> list[SignedOperation]:
        """Return signed operations of this device, sixty to an inspection."""
        return made_up_operations(self.enrolment.device, self.key, count, officer)

    def push(self, operations: list[SignedOperation], batch: int = 500) -> None:
        """Hand operations to the centre, all of them."""
        line = self.line()
        try:
            for first in range(0, len(operations), batch):
                line.push(operations[first : first + batch])
        finally:
            line.close()


@dataclass(frozen=True)
class MeasuredCentre:
    """The centre with its administrator's connection."""

    server: EmbeddedServer
    database: str
    connection: psycopg.Connection[Any]

    def add_bureau(self, bureau: str, officers: list[Officer]) -> None:
        """Enter a bureau with its officers."""
        administration.add_bureau(self.connection, bureau, bureau)
        for one in officers:
            add_officer(self.connection, one, NOW)

    def query(self, statement: LiteralString) -> list[tuple[Any, ...]]:
        """Return the rows of a statement by the administrator: for baselines."""
        found = self.connection.execute(statement)
        return [] if found.description is None else found.fetchall()

    def insert_alone(self, contents: Sequence[bytes]) -> None:
        """Put contents into a table of nothing else, one durable statement each: for a baseline."""
        self.connection.execute("create table plain (content bytea)")
        self.connection.execute("alter table plain alter content set storage external")
        for content in contents:
            self.connection.execute("insert into plain values (%b)", (content,))

    def invite(self, bureau: str, name: str = "测速") -> Enrolment:
        """Return the enrolment of a new device."""
        address = administration.PublicAddress(self.server.host, self.server.port, self.database)
        return administration.create_device(self.connection, bureau, name, address, NOW)

    def device(self, bureau: str) -> MeasuredDevice:
        """Return a new device, enrolled."""
        made = MeasuredDevice(self.invite(bureau), new_key_pair(), new_secret())
        enrol(made.enrolment, made.key.public.hex(), made.secret)
        return made


@contextmanager
def measured_centre(server: EmbeddedServer) -> Iterator[MeasuredCentre]:
    """Yield a training centre without bureaus on a running server; its database stays."""
    database = f"measuring_{uuid_utils.uuid4().hex[:12]}"
    with schema.open_administration(server.create_database(database), server.password) as connection:
        schema.install(connection, training=True)
        yield MeasuredCentre(server, database, connection)
