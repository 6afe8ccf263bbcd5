"""How fast operations reach a centre, against PostgreSQL's own COPY of the same rows into a table of the same shape."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import uuid_utils

from app.centre import schema
from app.centre.device.enrolment import enrol
from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import CentreTransport, SignedOperation
from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.centre.secrecy import new_secret
from app.centre.trial.embedded import EmbeddedServer
from app.domain.clock import CHINA, HybridClock
from app.domain.operations import SET, Json, Operation
from app.domain.procedure.records import Officer
from app.sealing.canonical import finish
from app.sealing.signing import KeyPair, new_key_pair, sign_transaction

BUREAU, OFFICER = "演练单位", "演练甲"
_FIELDS_PER_TRANSACTION = 5
_NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class PushFigures:
    """Seconds for the same ``operations`` rows: pushed in calls of ``batch``, and by one COPY."""

    operations: int
    batch: int
    push: float
    copy: float


def push_against_copy(
    server: EmbeddedServer, operations: int = 10_000, batch: int = 500, timer: Callable[[], float] = time.perf_counter
) -> PushFigures:
    """Return what a push of made-up operations takes, and COPY of the same rows, on a running server.

    A training centre is made for it in a database of its own, with an officer and an enrolled device; it stays.
    """
    batch -= batch % _FIELDS_PER_TRANSACTION  # only whole transactions are pushed
    database = f"measuring_{uuid_utils.uuid4().hex[:12]}"
    with schema.open_administration(server.create_database(database), server.password) as connection:
        transport, made = _device(connection, server, database, operations)
        try:
            transport.hello()
            begun = timer()
            for first in range(0, len(made), batch):
                transport.push(made[first : first + batch])
            pushed = timer() - begun
        finally:
            transport.close()
        return PushFigures(len(made), batch, pushed, _copied(connection, timer))


def filled_centre(server: EmbeddedServer, operations: int = 10_000, batch: int = 500) -> str:
    """Return the name of a database with a training centre that holds made-up operations; it stays."""
    batch -= batch % _FIELDS_PER_TRANSACTION
    database = f"measuring_{uuid_utils.uuid4().hex[:12]}"
    with schema.open_administration(server.create_database(database), server.password) as connection:
        transport, made = _device(connection, server, database, operations)
        try:
            for first in range(0, len(made), batch):
                transport.push(made[first : first + batch])
        finally:
            transport.close()
    return database


def _device(
    connection: psycopg.Connection[Any], server: EmbeddedServer, database: str, operations: int
) -> tuple[CentreTransport, Sequence[SignedOperation]]:
    schema.install(connection, training=True)
    administration.add_bureau(connection, BUREAU, BUREAU)
    add_officer(connection, Officer(OFFICER, OFFICER, BUREAU), _NOW)
    address = administration.PublicAddress(server.host, server.port, database)
    enrolment = administration.create_device(connection, BUREAU, "测速", address, _NOW)
    key, secret = new_key_pair(), new_secret()
    enrol(enrolment, key.public.hex(), secret)
    made = made_up_operations(enrolment.device, key, operations)
    line = PostgresTransport(
        enrolment.address(None), enrolment.role, [secret], centre_id=enrolment.centre_id, training=True
    )
    return line, made


def made_up_operations(device: str, key: KeyPair, count: int, officer: str = OFFICER) -> list[SignedOperation]:
    """Return signed training operations of a device: transactions of five answers, sixty to an inspection."""
    made: list[SignedOperation] = []
    chain, clock, root, txn = "", HybridClock().tick(_NOW), "", ""
    for number in range(count):
        if number % 60 == 0:
            root = str(uuid_utils.uuid7())
        if number % _FIELDS_PER_TRANSACTION == 0:
            txn = str(uuid_utils.uuid7())
        clock = clock.tick(_NOW)
        value: Json = {"verdict": "不符合", "reason": "档案库房未配备温湿度监测设备", "severity": "一般"}
        done = finish(
            Operation(
                device, number + 1, txn, str(uuid_utils.uuid7()), SET, 1, "answer", f"{root}/q{number % 60}", "verdict",
                value, (), officer, clock.stamp(device), True,
            ),
            chain,
        )  # fmt: skip
        chain = done.chain
        last = number % _FIELDS_PER_TRANSACTION == _FIELDS_PER_TRANSACTION - 1 or number == count - 1
        made.append(SignedOperation(done.raw, chain, sign_transaction(key, device, txn, chain) if last else None))
    return made


def _copied(connection: psycopg.Connection[Any], timer: Callable[[], float]) -> float:
    columns = "bureau, srv_seq, device, lseq, op_id, root, raw, chain, signature"
    kept = f"select {columns} from centre.operation where device <> 'centre'"  # noqa: S608  # our own names
    rows = connection.execute(kept).fetchall()
    connection.execute("create table public.copied (like centre.operation including defaults including indexes)")
    begun = timer()
    with connection.cursor() as cursor, cursor.copy(f"copy public.copied ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    return timer() - begun
