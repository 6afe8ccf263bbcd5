"""The departure check: each line in order, or with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.procedure.departure import DepartureFacts, departure_lines
from app.services.papers.sheets import Batch, issue
from app.services.preparation.departure import departure_check
from tests.builders import DAY, at, officer
from tests.services.office import office, ready

FACTS = DepartureFacts(
    now=at("07:50"), form_problems=(), calendar_known=True, numbers_left={"D2": 5, "D11": 5},
    officers=(officer("甲"), officer("乙")), visit_day=DAY, disk_free=50 * 1024**3, training=False,
    known_time=at("07:50"), latest_recorded=at("07:40"), stamped=1, sheets=("A001", "A002"), printers=("演练打印机",),
)  # fmt: skip


def amiss(facts):
    """Return the keys of lines not in order; every one of them says what to do."""
    lines = [one for one in departure_lines(facts) if not one.ok]
    assert all(one.advice for one in lines)
    return [one.key for one in lines]


def test_that_a_laptop_in_order_shows_every_line_green():
    lines = departure_lines(FACTS)
    keys = ["forms", "calendar", "numbers", "cards", "sheets", "printer", "disk", "clock", "training"]
    assert [one.key for one in lines] == keys
    assert amiss(FACTS) == [] and not any(one.advice for one in lines)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"form_problems": ("legal/register.toml：坏行",)}, "forms"),
        ({"calendar_known": False}, "calendar"),
        ({"numbers_left": {"D2": 5, "D11": 0}}, "numbers"),
        ({"officers": (officer("甲"),)}, "cards"),
        ({"officers": (officer("甲"), officer("乙", valid_until=DAY - timedelta(days=1)))}, "cards"),
        ({"printers": ()}, "printer"),
        ({"disk_free": 1024**3}, "disk"),
        ({"known_time": at("08:00")}, "clock"),
        ({"latest_recorded": at("09:00")}, "clock"),
        ({"training": True}, "training"),
    ],
)
def test_that_each_fault_shows_in_its_line(fields, key):
    assert amiss(replace(FACTS, **fields)) == [key]


def test_that_stamped_papers_and_sheets_are_named_to_be_counted():
    def told(**fields):
        return next(one.title for one in departure_lines(replace(FACTS, **fields)) if one.key == "sheets")

    assert told() == "请清点：已盖章文书 1 份，预盖章纸 2 张（A001 至 A002）"
    assert told(sheets=("A7",), stamped=0) == "请清点：已盖章文书 0 份，预盖章纸 1 张（A7）"
    assert told(sheets=()) == "请清点：已盖章文书 1 份，没有预盖章纸"
    assert "printer" not in [one.key for one in departure_lines(replace(FACTS, printers=None))]


def test_that_the_check_reads_the_facts_of_this_desk(tmp_path):
    with office(tmp_path / "data") as desk:
        inspection = ready(desk)
        found = {one.key: one for one in departure_check(desk, inspection)}
        assert found["cards"].ok and found["forms"].ok and found["calendar"].ok and found["clock"].ok
        assert not found["numbers"].ok and not found["training"].ok
        assert "执法通知书余0个" in found["numbers"].advice
        assert found["sheets"].title.startswith("请清点：已盖章文书 1 份") and "printer" not in found
        issue(desk, Batch("A1", "A3", "ding", DAY, "演练批〔2026〕3号"))
        found = {one.key: one for one in departure_check(desk, inspection, printers=("演练打印机",))}
        assert "预盖章纸 3 张（A1 至 A3）" in found["sheets"].title and found["printer"].ok
        later = {one.key: one for one in departure_check(desk, inspection, date(2040, 1, 2))}
        assert not later["calendar"].ok and not later["cards"].ok


def test_that_a_year_without_a_calendar_tells_a_bureau_without_a_centre_what_to_do():
    line = next(one for one in departure_lines(replace(FACTS, calendar_known=False)) if one.key == "calendar")
    assert not line.ok
    assert "没有中心库的由管理员在“设置·工作日历”中导入" in line.advice
