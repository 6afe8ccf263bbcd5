"""A real centre of its own for each test that asks for one."""

from collections.abc import Iterator

import pytest

from app.centre.trial.embedded import EmbeddedServer
from tests import practising
from tests.centre.conftest import copied
from tests.centre.field import Centre

few = practising.numbers


@pytest.fixture
def centre(server: EmbeddedServer, template: str) -> Iterator[Centre]:
    """Yield a centre that a test may spoil."""
    yield from copied(server, template)
