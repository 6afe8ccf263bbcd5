"""What holds for every test: no screen, one time zone of the system, no timed assertions, long tests on request."""

import os

# Before Qt is imported anywhere; a tester with a screen may set another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

_LONG = os.environ.get("SOAK") == "1"

# Derandomised: a red run must be red again on the next machine; `make soak` looks at random and for longer.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", derandomize=True, max_examples=60, database=None, **_UNTIMED)
settings.register_profile("soak", max_examples=2_000, print_blob=True, database=None, **_UNTIMED)
settings.load_profile("soak" if _LONG else "quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what takes minutes unless SOAK=1 is set."""
    if _LONG:
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="runs in make soak (SOAK=1)"))
