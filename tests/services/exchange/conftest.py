"""A real centre of its own for each test that asks for one: a copy in which the bureau's officers are known."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.centre.trial.embedded import EmbeddedServer
from app.services.session.opening import close
from tests.centre.conftest import copy, opened_copy
from tests.centre.field import Centre, settle
from tests.services.exchange.device import Laptop, with_bureau
from tests.services.exchange.enrolled import AtRest, EnrolledOnce


@pytest.fixture(scope="session")
def staffed(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """Yield a centre with the bureau of the built-in forms and its officers, to be copied."""
    with _staffed(server, template) as made:
        yield made


@pytest.fixture(scope="session")
def staffed_formal(server: EmbeddedServer, formal_template: str) -> Iterator[Centre]:
    """Yield one that is no training, to be copied."""
    with _staffed(server, formal_template) as made:
        yield made


@contextmanager
def _staffed(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    with opened_copy(server, template) as (database, connection):
        made = with_bureau(settle(server, database, connection))
        connection.close()  # a database is copied while nobody is connected to it
        yield made


@pytest.fixture(scope="session")
def enrolled_once(staffed: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnrolledOnce]:
    """Yield laptops that enrolled once, to be copied with their centre."""
    with ExitStack() as stack:
        yield EnrolledOnce(staffed, tmp_path_factory.mktemp("enrolled"), stack)


@pytest.fixture
def enrolled(request: pytest.FixtureRequest, enrolled_once: EnrolledOnce) -> Iterator[tuple[Centre, AtRest]]:
    """Yield a centre at which the laptops that the test asks for are enrolled, and these at rest."""
    with enrolled_once.copied(*(("one", "two") if "pair" in request.fixturenames else ("one",))) as made:
        yield made


@pytest.fixture
def centre(request: pytest.FixtureRequest, staffed: Centre) -> Iterator[Centre]:
    """Yield a centre that a test may spoil; the laptops that the test asks for are enrolled at it."""
    if "enrolled" in request.fixturenames:
        yield request.getfixturevalue("enrolled")[0]
        return
    with copy(staffed) as made:
        yield made


@pytest.fixture
def formal_centre(staffed_formal: Centre) -> Iterator[Centre]:
    """Yield a centre that is no training, which a test may spoil."""
    with copy(staffed_formal) as made:
        yield made


@pytest.fixture
def bureau(centre: Centre) -> Centre:
    """Return the centre with the bureau of the built-in forms and its officers."""
    return with_bureau(centre)


@pytest.fixture
def pair(enrolled: tuple[Centre, AtRest], tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    """Give two laptops of one bureau, enrolled at the centre."""
    centre, rest = enrolled
    both = rest.laptop(centre, "one", tmp_path / "one"), rest.laptop(centre, "two", tmp_path / "two")
    yield both
    for one in both:
        close(one.desk)


@pytest.fixture
def one(enrolled: tuple[Centre, AtRest], tmp_path: Path) -> Iterator[Laptop]:
    """Give a laptop of the bureau, enrolled at the centre."""
    centre, rest = enrolled
    made = rest.laptop(centre, "one", tmp_path / "one")
    yield made
    close(made.desk)
