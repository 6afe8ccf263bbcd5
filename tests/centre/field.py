"""What the centre's tests work with: a centre of two bureaus, and devices that write made-up operations."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.centre import schema
from app.centre.device.enrolment import Enrolment, enrol
from app.centre.device.postgres import PostgresTransport
from app.centre.device.transport import SignedOperation
from app.centre.office import administration
from app.centre.office.officers import add_officer
from app.centre.trial.embedded import EmbeddedServer
from app.domain.clock import CHINA, HybridClock
from app.domain.operations import SET, Json, Operation
from app.domain.procedure.records import Officer
from app.sealing.canonical import finish
from app.sealing.signing import KeyPair, new_key_pair, sign_transaction

NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)
# closed by the fixture when a test ends
OPEN_LINES: list[PostgresTransport] = []
FIRST, SECOND = "officer-jia", "officer-yi"


def an_officer(officer: str, name: str, bureau: str) -> Officer:
    return Officer(officer, name, bureau, roles=("officer",), credential="演练-0001")


@dataclass
class Centre:
    """A centre with an administrator's connection, and three bureaus of it: a city, its county, and another city."""

    server: EmbeddedServer
    database: str
    connection: Any
    city: str
    county: str
    other: str
    staffed: bool = False  # the bureau of the built-in forms and its officers are entered

    @property
    def address(self) -> administration.PublicAddress:
        return administration.PublicAddress(self.server.host, self.server.port, self.database)

    def invite(self, bureau: str = "", name: str = "演练一号机") -> Enrolment:
        return administration.create_device(self.connection, bureau or self.county, name, self.address, NOW)

    def device(self, bureau: str = "", name: str = "演练一号机") -> FieldDevice:
        """Return an enrolled device."""
        made = FieldDevice(self.invite(bureau, name))
        enrol(made.enrolment, made.key.public.hex(), made.secret)
        return made

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, values).fetchall()


def settle(server: EmbeddedServer, database: str, connection: Any) -> Centre:
    """Return a centre of a database that is one already, with three fresh bureaus."""
    tag = uuid.uuid4().hex[:8]
    centre = Centre(server, database, connection, f"shi-{tag}", f"xian-{tag}", f"biechu-{tag}")
    administration.add_bureau(connection, centre.city, "演练市")
    administration.add_bureau(connection, centre.county, "演练县", centre.city)
    administration.add_bureau(connection, centre.other, "别处市")
    for officer, person in ((FIRST, "演练甲"), (SECOND, "演练乙")):
        add_officer(connection, an_officer(officer, person, centre.county), NOW)
    return centre


def establish(server: EmbeddedServer, database: str, training: bool = True) -> Centre:
    """Return a new centre in an empty database."""
    connection = schema.open_administration(server.dsn(database), server.password)
    schema.install(connection, training)
    return settle(server, database, connection)


def new_centre(server: EmbeddedServer, database: str, training: bool = True) -> str:
    """Return the new database of a new centre to which nobody is connected: it may be copied."""
    server.create_database(database)
    establish(server, database, training).connection.close()
    return database


@dataclass
class FieldDevice:
    """A laptop without a store: its log is a list, its transport the real one."""

    enrolment: Enrolment
    key: KeyPair = field(default_factory=new_key_pair)
    secret: str = field(default_factory=lambda: uuid.uuid4().hex)
    log: list[SignedOperation] = field(default_factory=list)
    training: bool = True
    clock: HybridClock = field(default_factory=HybridClock)

    @property
    def device(self) -> str:
        return self.enrolment.device

    def line(self, via: str | None = None, patience: float = 20.0, **changed: Any) -> PostgresTransport:
        known = {"centre_id": self.enrolment.centre_id, "training": self.training, **changed}
        made = PostgresTransport(
            self.enrolment.address(None), self.enrolment.role, [self.secret], via=via, patience=patience, **known
        )
        OPEN_LINES.append(made)
        return made

    def write(self, *values: Json, officer: str = FIRST, inspection: str = "", **changed: Any) -> list[SignedOperation]:
        """Append one transaction with an operation for each value, and return it."""
        root, txn = inspection or str(uuid.uuid4()), str(uuid.uuid4())
        made: list[SignedOperation] = []
        for value in values:
            self.clock = self.clock.tick(changed.get("now", NOW))
            chain = self.log[-1].chain if self.log else ""
            done = finish(
                Operation(
                    self.device, len(self.log) + 1, txn, str(uuid.uuid4()), SET, 1, changed.get("entity", "answer"),
                    changed.get("entity_id", f"{root}/q1_1"), changed.get("field", "verdict"), value, (), officer,
                    self.clock.stamp(self.device), self.training,
                ),
                chain,
            )  # fmt: skip
            made.append(SignedOperation(done.raw, done.chain))
            self.log.append(made[-1])
        signature = sign_transaction(self.key, self.device, txn, made[-1].chain)
        made[-1] = self.log[-1] = made[-1]._replace(signature=signature)
        return made


class Writer:
    """Writes operations of any kind as a device, each a transaction of its own, and keeps them."""

    def __init__(self, device: FieldDevice) -> None:
        self.device = device

    def put(
        self, entity: str, entity_id: str, field: str, value: Json, *base: str, kind: str = SET, officer: str = FIRST
    ) -> str:
        device = self.device
        device.clock = device.clock.tick(NOW)
        lseq = len(device.log) + 1
        made = finish(
            Operation(
                device.device, lseq, f"txn-{device.device}-{lseq}", f"op-{device.device}-{lseq:05}", kind, 1, entity,
                entity_id, field, value, base, officer, device.clock.stamp(device.device), True,
            ),
            device.log[-1].chain if device.log else "",
        )  # fmt: skip
        signature = sign_transaction(device.key, device.device, made.txn, made.chain)
        device.log.append(SignedOperation(made.raw, made.chain, signature))
        return made.op_id

    def deliver(self) -> None:
        line = self.device.line()
        line.push(self.device.log[line.hello().next_lseq - 1 :])


def everything(line: PostgresTransport, limit: int = 500, bureau: str | None = None) -> list[Any]:
    """Return the whole feed, having asserted that its numbers have no holes."""
    rows: list[Any] = []
    while page := line.pull(len(rows), limit, bureau).rows:
        rows += page
    assert [one.srv_seq for one in rows] == list(range(1, len(rows) + 1))
    return rows


def leaves(content: bytes, size: int = 256 * 1024) -> list[str]:
    return [hashlib.sha256(content[i : i + size]).hexdigest() for i in range(0, len(content), size)]


def delivered(rows: Sequence[Any], device: str) -> list[SignedOperation]:
    return [one.operation for one in rows if one.device == device]
