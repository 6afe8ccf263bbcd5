"""A real centre of its own for each test that asks for one."""

from tests.services.exchange.conftest import centre, staffed  # noqa: F401  # fixtures
