"""A real centre of its own for each test that asks for one."""

from tests.centre.conftest import server, template  # noqa: F401  # fixtures
from tests.services.exchange.conftest import centre  # noqa: F401  # a fixture
