"""A real centre of its own for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.centre.embedded import EmbeddedServer
from app.services.session.opening import close
from tests.centre.conftest import copied
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop, laptop, with_bureau


@pytest.fixture
def centre(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """Yield a centre that a test may spoil."""
    yield from copied(server, template)


@pytest.fixture
def formal_centre(server: EmbeddedServer, formal_template: str) -> Iterator[Centre]:
    """Yield a centre that is no training, which a test may spoil."""
    yield from copied(server, formal_template)


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
