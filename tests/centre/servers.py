"""PostgreSQL servers whose data nobody misses: in memory where the tests are, as hundreds of databases are copied."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from psycopg import sql

from app.centre.trial.embedded import EmbeddedServer, embedded_server

_MEMORY_DISK = Path("/dev/shm")


def hasty_server(binaries: Path | None = None) -> AbstractContextManager[EmbeddedServer]:
    """Give a fresh server that writes nothing durably, of the programs in a folder where one is named."""
    return embedded_server(durable=False, binaries=binaries, parent=_in_memory())


def drop(server: EmbeddedServer, database: str) -> None:
    """Drop a database, whoever is still connected to it."""
    with server.connect() as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))


def _in_memory() -> Path | None:
    # the server's programs may be copied beside its data
    there = os.environ.get("PYTEST_DEBUG_TEMPROOT") == str(_MEMORY_DISK)
    return _MEMORY_DISK if there and not os.statvfs(_MEMORY_DISK).f_flag & os.ST_NOEXEC else None
