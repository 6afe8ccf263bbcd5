"""The calendars that are shipped, and what the loader says about damaged ones."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.catalogue.calendars import load_calendar
from app.domain.calendar_days import Calendar

FORMS = Path(__file__).resolve().parents[2] / "forms"
GOOD = 'year = {0}\nsource = "s"\nholidays = [\n  {{ date = {0}-10-01, name = "国庆节" }},\n]\nmake_up_days = []\n'


@cache
def shipped() -> Calendar:
    calendar, problems = load_calendar(FORMS / "calendar")
    assert problems == []
    return calendar


def test_that_the_years_2004_to_2026_are_known() -> None:
    assert (shipped().first_year, shipped().last_year) == (2004, 2026)


@pytest.mark.parametrize(("day", "working"), [
    ("2025-10-08", False), ("2025-10-09", True), ("2025-10-11", True), ("2025-10-12", False),
    ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False), ("2026-02-28", True),
    ("2015-09-03", False), ("2018-12-29", True), ("2018-12-31", False), ("2026-11-22", False),
])
def test_that_days_are_as_the_state_council_announced_them(day: str, working: bool) -> None:
    assert shipped().is_working_day(date.fromisoformat(day)) is working


def test_that_a_break_is_one_run_with_both_names() -> None:
    run = shipped().run_at(date(2025, 10, 6))
    assert run is not None and run.words(2025) == "国庆节、中秋节放假10月1日至8日"


def written(folder: Path, **files: str) -> Path:
    folder = folder / "calendar"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name.removeprefix('y')}.toml").write_text(text, encoding="utf-8")
    return folder


def test_that_a_gap_ends_the_known_years(tmp_path: Path) -> None:
    folder = written(tmp_path, y2020=GOOD.format(2020), y2022=GOOD.format(2022), y2023=GOOD.format(2023))
    calendar, problems = load_calendar(folder)
    assert (calendar.first_year, calendar.last_year) == (2022, 2023)
    assert [one.fault for one in problems] == ["缺少2021年的放假安排，更早的年份不会使用"]


def test_that_a_later_year_arrives_as_one_more_file(tmp_path: Path) -> None:
    following = GOOD.format(2027).replace("2027-10-01", "2026-12-31")
    calendar, problems = load_calendar(written(tmp_path, y2026=GOOD.format(2026), y2027=following))
    assert (problems, calendar.last_year, calendar.is_working_day(date(2026, 12, 31))) == ([], 2027, False)


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("year = 2026", "year = 2025", "年份2025与文件名不一致"),
    ("2026-10-01", "2024-10-01", "2024-10-01不属于2026年"),
    ("2026-10-01", '"2026-10-01"', "“date”的类型不对"),
    ("name", "nmae", "缺少“name”"),
    ("make_up_days = []", 'make_up_days = [{ date = 2026-10-12, name = "国庆节" }]', "调休上班日2026-10-12不在周末"),
    ("make_up_days = []", "", "缺少“make_up_days”"),
])
def test_that_a_fault_is_told_with_its_file(tmp_path: Path, old: str, new: str, fault: str) -> None:
    problems = load_calendar(written(tmp_path, y2026=GOOD.format(2026).replace(old, new)))[1]
    assert fault in [one.fault for one in problems]
    assert {one.file for one in problems} == {"calendar/2026.toml"}


def test_that_a_damaged_year_is_not_known(tmp_path: Path) -> None:
    calendar, problems = load_calendar(written(tmp_path, y2025=GOOD.format(2025), y2026="year = \n"))
    assert calendar.last_year == 2025 and problems


def test_that_no_calendar_leaves_weekends_and_one_problem(tmp_path: Path) -> None:
    calendar, problems = load_calendar(tmp_path)
    assert len(problems) == 1 and not calendar.knows(date(2026, 1, 1))
    assert calendar.is_working_day(date(2026, 11, 20)) and not calendar.is_working_day(date(2026, 11, 22))
