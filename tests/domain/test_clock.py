"""The hybrid clock: never backwards, and not led astray by stamps of others."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.clock import HybridClock, moment_of_stamp

NOW = datetime(2026, 6, 8, 9, 0, tzinfo=UTC)


def test_that_a_stamp_of_another_device_moves_the_clock_on() -> None:
    seen = HybridClock(int(NOW.timestamp() * 1000), 3)
    assert HybridClock().observe(seen.stamp("other"), NOW) == seen
    assert moment_of_stamp(seen.stamp("other")) == NOW


def test_that_a_stamp_far_ahead_is_ignored() -> None:
    ahead = HybridClock(int((NOW + timedelta(days=400)).timestamp() * 1000))
    assert HybridClock(5, 1).observe(ahead.stamp("other"), NOW) == HybridClock(5, 1)


UNREADABLE = ["", "yesterday", "-", "zz-1-a", "00000000000a", "00000000000a-xyz-a", "f" * 400 + "-1-a"]


@pytest.mark.parametrize("stamp", UNREADABLE)
def test_that_an_unreadable_stamp_stops_nobody(stamp: str) -> None:
    assert HybridClock(5, 1).observe(stamp, NOW) == HybridClock(5, 1)
    assert moment_of_stamp(stamp).year == 1970


def test_that_the_last_stamp_there_can_be_is_a_moment() -> None:
    assert moment_of_stamp("ffffffffffff-000000-a").year == 9999
