"""The calls of a device made by the centre's administrator, who holds what the device sent by file.

The database checks them as if the device itself had logged in: same role, same policies, same refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import psycopg
from psycopg import sql

from app.centre.device.line import Line
from app.centre.device.postgres import PostgresTransport
from app.centre.failures import refused, translated


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device as the centre knows it. ``public_key`` is hex, None before its enrolment; ``last`` its last lseq."""

    device: str
    bureau: str
    role: str
    public_key: str | None
    revoked: bool
    name: str
    last: int


def known_devices(connection: psycopg.Connection[Any]) -> Mapping[str, KnownDevice]:
    """Return the centre's devices by id."""
    query = (
        "select device, bureau, role::text, public_key, revoked_at is not null, name, next_lseq - 1 from centre.device"
    )
    return {row[0]: KnownDevice(*row) for row in connection.execute(query).fetchall()}


def chain_at(connection: psycopg.Connection[Any], device: str, lseq: int) -> str | None:
    """Return the chain of one operation of a device, None where the centre does not have it."""
    query = "select chain from centre.operation where (device, lseq) = (%s, %s)"
    row = connection.execute(query, (device, lseq)).fetchone()
    return None if row is None else str(row[0])


def now_of(connection: psycopg.Connection[Any]) -> datetime:
    """Return the moment by the centre's clock."""
    row = connection.execute("select clock_timestamp()").fetchone()
    assert row is not None
    return cast(datetime, row[0])


@contextmanager
def let_in_for_now(connection: psycopg.Connection[Any], device: KnownDevice) -> Iterator[None]:
    """Let a revoked device's calls on its behalf through within the block; nobody else ever sees it let in.

    Raises:
        CentreRefused: the administrator is no superuser.
    """
    if not device.revoked:
        yield
        return
    try:
        with connection.transaction():
            row = connection.execute(
                "select revoked_at from centre.device where device = %s for update", (device.device,)
            ).fetchone()
            _set_revoked(connection, device, None)
            yield
            _set_revoked(connection, device, None if row is None else row[0])
    except psycopg.errors.InsufficientPrivilege as error:
        raise refused("superuser-needed") from error


def _set_revoked(connection: psycopg.Connection[Any], device: KnownDevice, moment: datetime | None) -> None:
    """Pass over the trigger by which a revocation is for ever, as a superuser may within a transaction."""
    connection.execute("set local session_replication_role = replica")
    connection.execute("update centre.device set revoked_at = %s where device = %s", (moment, device.device))
    connection.execute("set local session_replication_role = origin")


class OnBehalfTransport(PostgresTransport):
    """One device's calls over the administrator's connection; only a superuser may speak for a device."""

    def __init__(self, connection: psycopg.Connection[Any], device: KnownDevice, *, training: bool) -> None:
        self._line = _OnBehalfLine(connection, device.role)
        self._centre_id = None
        self._training = training
        self._program = "parcel"


class _OnBehalfLine(Line):
    def __init__(self, connection: psycopg.Connection[Any], role: str) -> None:
        self._administration = connection
        self._role = role
        self.accepted = ""

    def rows(self, statement: str, values: Any, binary: bool = False) -> list[tuple[Any, ...]]:
        try:
            self._administration.execute(sql.SQL("set session authorization {}").format(sql.Identifier(self._role)))
            try:
                return self._administration.execute(statement, values, binary=binary).fetchall()
            finally:
                if self._administration.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
                    self._administration.execute("reset session authorization")  # else the rollback does it
        except psycopg.errors.InsufficientPrivilege as error:
            raise refused("superuser-needed") from error
        except psycopg.Error as error:
            raise translated(error) from error

    def close(self) -> None:
        """Leave the administrator's connection open: it is not this line's."""
