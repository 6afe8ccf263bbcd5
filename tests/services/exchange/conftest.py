"""A real centre of its own for each test that asks for one: a copy in which the bureau's officers are known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.services.session.opening import close
from tests.centre.conftest import copy
from tests.centre.field import Centre, settle
from tests.services.exchange.device import Laptop, laptop, with_bureau


@pytest.fixture(scope="session")
def staffed(server: EmbeddedServer, template: str) -> Centre:
    """Return a centre with the bureau of the built-in forms and its officers, to be copied."""
    return _staffed(server, template)


@pytest.fixture(scope="session")
def staffed_formal(server: EmbeddedServer, formal_template: str) -> Centre:
    """Return one that is no training, to be copied."""
    return _staffed(server, formal_template)


def _staffed(server: EmbeddedServer, template: str) -> Centre:
    database = f"staffed_{template}"
    server.create_database(database, template)
    with schema.open_administration(server.dsn(database), server.password) as connection:
        return with_bureau(settle(server, database, connection))


@pytest.fixture
def centre(staffed: Centre) -> Iterator[Centre]:
    """Yield a centre that a test may spoil."""
    with copy(staffed) as made:
        yield made


@pytest.fixture
def formal_centre(staffed_formal: Centre) -> Iterator[Centre]:
    """Yield a centre that is no training, which a test may spoil."""
    with copy(staffed_formal) as made:
        yield made


@pytest.fixture
def pair(centre: Centre, tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    """Give two laptops of one bureau, enrolled at the centre."""
    bureau = with_bureau(centre)
    both = laptop(bureau, tmp_path / "one"), laptop(bureau, tmp_path / "two", "演练二号机")
    yield both
    for one in both:
        close(one.desk)


@pytest.fixture
def bureau(centre: Centre) -> Centre:
    """Return the centre with the bureau of the built-in forms and its officers."""
    return with_bureau(centre)


@pytest.fixture
def one(bureau: Centre, tmp_path: Path) -> Iterator[Laptop]:
    """Give a laptop of the bureau, enrolled at the centre."""
    made = laptop(bureau, tmp_path / "one")
    yield made
    close(made.desk)
