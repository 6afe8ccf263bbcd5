"""A real centre for the exchange: the fixtures of the centre's own tests."""

from tests.centre.conftest import centre, server, template  # noqa: F401  # fixtures
