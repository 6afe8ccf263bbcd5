"""A real centre of its own for each test that asks for one."""

from tests.services.exchange.conftest import centre  # noqa: F401  # a fixture
