"""A real centre of its own for each test that asks for one."""

from collections.abc import Iterator

import pytest

from app.centre.embedded import EmbeddedServer
from tests.centre.conftest import copied, server, template  # noqa: F401  # fixtures
from tests.centre.field import Centre


@pytest.fixture
def centre(server: EmbeddedServer, template: str) -> Iterator[Centre]:  # noqa: F811  # they are fixtures
    """Yield a centre that a test may spoil."""
    yield from copied(server, template)
