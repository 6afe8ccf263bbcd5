"""Centres on the one PostgreSQL server of the tests: each test has bureaus of its own, some a database of their own."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from app.centre import schema
from app.centre.trial.embedded import EmbeddedServer
from app.services.centre.office import CentreOffice
from tests.centre.field import OPEN_LINES, Centre, establish, new_centre, settle
from tests.centre.servers import drop, hasty_server
from tests.centre.typist import Typist

_SHARED = "centre_shared"
_numbers = itertools.count()
_RIGHTS = """
    select format('grant %%s on database %%I to %%I', privilege_type, %(copy)s::text, pg_get_userbyid(grantee))
    from pg_database, aclexplode(datacl) where datname = %(template)s and grantee not in (0, datdba)
"""


@pytest.fixture(scope="session")
def oldest_server() -> Iterator[EmbeddedServer]:
    """The system's PostgreSQL 15: the oldest version that carries a centre, and built with TLS."""
    binaries = Path("/usr/lib/postgresql/15/bin")
    if not (binaries / "initdb").is_file():
        pytest.skip("the wheel's server has no TLS, and the system has no PostgreSQL 15")
    with hasty_server(binaries) as running:
        yield running


@pytest.fixture(scope="session")
def shared(server: EmbeddedServer) -> Iterator[Centre]:
    server.create_database(_SHARED)
    made = establish(server, _SHARED)
    yield made
    made.connection.close()


@pytest.fixture
def centre(shared: Centre) -> Iterator[Centre]:
    """A centre that others use as well, in other bureaus."""
    yield settle(shared.server, shared.database, shared.connection)
    close_lines()


@pytest.fixture
def own_centre(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """A centre that a test may spoil."""
    yield from copied(server, template)


def copied(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """Yield a centre in a copy of the template, which goes with the test."""
    with opened_copy(server, template) as (database, connection):
        yield settle(server, database, connection)


@contextmanager
def copy(centre: Centre) -> Iterator[Centre]:
    """Give a copy of a centre to which nobody is connected, which goes with the block."""
    with opened_copy(centre.server, centre.database) as (database, connection):
        yield replace(centre, database=database, connection=connection)


@contextmanager
def opened_copy(server: EmbeddedServer, template: str) -> Iterator[tuple[str, Connection[Any]]]:
    """Give the copy of a database with an administrator's line to it.

    Whoever has a right on the template has it on the copy: PostgreSQL does not copy these.
    """
    database = f"centre_{next(_numbers)}"
    server.create_database(database, template)
    connection = schema.open_administration(server.dsn(database), server.password)
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
    for (granted,) in connection.execute(_RIGHTS, {"copy": database, "template": template}).fetchall():
        connection.execute(granted)
    yield database, connection
    close_lines()
    connection.close()
    drop(server, database)


def close_lines() -> None:
    """End the connections that a test opened."""
    while OPEN_LINES:
        OPEN_LINES.pop().close()


@pytest.fixture(scope="module", params=["wheel", "system"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[EmbeddedServer, EmbeddedServer]]:
    """Two servers of one version that know nothing of each other."""
    binaries = None if request.param == "wheel" else Path("/usr/lib/postgresql/15/bin")
    if binaries is not None and not (binaries / "pg_dump").is_file():
        pytest.skip("the system has no PostgreSQL 15")
    with hasty_server(binaries) as one, hasty_server(binaries) as other:
        yield one, other


@pytest.fixture(scope="module")
def first_template(pair: tuple[EmbeddedServer, EmbeddedServer]) -> str:
    """The database of a new training centre on the first server, to be copied."""
    return new_centre(pair[0], "first_template")


@pytest.fixture
def first(pair: tuple[EmbeddedServer, EmbeddedServer], first_template: str) -> Iterator[Centre]:
    """A centre of its own on the first server."""
    yield from copied(pair[0], first_template)


@pytest.fixture
def empty(first: Centre, pair: tuple[EmbeddedServer, EmbeddedServer]) -> Iterator[CentreOffice]:
    """An empty database of the same name on the second server."""
    pair[1].create_database(first.database)
    connection = schema.open_administration(pair[1].dsn(first.database), pair[1].password)
    yield CentreOffice(connection)
    close_lines()
    connection.close()


@pytest.fixture
def typist(server: EmbeddedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Typist]:
    """Someone who types commands for an empty database."""
    yield Typist(server, server.create_database(f"typed_{next(_numbers)}"), capsys, tmp_path)
