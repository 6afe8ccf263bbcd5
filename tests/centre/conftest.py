"""One PostgreSQL server for all tests of the centre, one database for each test, copied from a template."""

from collections.abc import Iterator

import pytest
from psycopg import sql

from app.centre.embedded import EmbeddedServer, embedded_server
from tests.centre.field import OPEN_LINES, Centre, establish

_TEMPLATE = "centre_template"


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    with embedded_server(durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    server.create_database(_TEMPLATE)
    establish(server, _TEMPLATE).connection.close()
    return _TEMPLATE


_names = iter(range(1_000_000))


def copied(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """Yield a centre of its own; a copy of a database does not take the rights on it along."""
    database = f"centre_{next(_names)}"
    server.create_database(database, template)
    connection = server.connect(database)
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
    yield Centre(server, database, connection)
    while OPEN_LINES:
        OPEN_LINES.pop().close()
    connection.close()
    with server.connect() as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))


@pytest.fixture
def centre(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    yield from copied(server, template)
