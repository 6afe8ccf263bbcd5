"""The departure check: each line in order, or with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.procedure.departure import DepartureFacts, departure_lines
from app.services.preparation.departure import departure_check
from tests.builders import DAY, at, officer
from tests.services.office import office, ready

FACTS = DepartureFacts(
    now=at("07:50"), form_problems=(), calendar_known=True, numbers_left={"D2": 5, "D11": 5},
    officers=(officer("甲"), officer("乙")), visit_day=DAY, disk_free=50 * 1024**3, training=False,
    known_time=at("07:50"), latest_recorded=at("07:40"),
)  # fmt: skip


def amiss(facts):
    """Return the keys of lines not in order; every one of them says what to do."""
    lines = [one for one in departure_lines(facts) if not one.ok]
    assert all(one.advice for one in lines)
    return [one.key for one in lines]


def test_that_a_laptop_in_order_shows_every_line_green():
    lines = departure_lines(FACTS)
    assert [one.key for one in lines] == ["forms", "calendar", "numbers", "cards", "disk", "clock", "training"]
    assert amiss(FACTS) == [] and not any(one.advice for one in lines)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"form_problems": ("legal/register.toml：坏行",)}, "forms"),
        ({"calendar_known": False}, "calendar"),
        ({"numbers_left": {"D2": 5, "D11": 0}}, "numbers"),
        ({"officers": (officer("甲"),)}, "cards"),
        ({"officers": (officer("甲"), officer("乙", valid_until=DAY - timedelta(days=1)))}, "cards"),
        ({"disk_free": 1024**3}, "disk"),
        ({"known_time": at("08:00")}, "clock"),
        ({"latest_recorded": at("09:00")}, "clock"),
        ({"training": True}, "training"),
    ],
)
def test_that_each_fault_shows_in_its_line(fields, key):
    assert amiss(replace(FACTS, **fields)) == [key]


def test_that_the_check_reads_the_facts_of_this_desk(tmp_path):
    with office(tmp_path / "data") as desk:
        inspection = ready(desk)
        found = {one.key: one for one in departure_check(desk, inspection)}
        assert found["cards"].ok and found["forms"].ok and found["calendar"].ok and found["clock"].ok
        assert not found["numbers"].ok and not found["training"].ok
        later = {one.key: one for one in departure_check(desk, inspection, date(2040, 1, 2))}
        assert not later["calendar"].ok and not later["cards"].ok
