"""Reads forms/calendar: one file a year with the days off and the make-up working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from app.catalogue.toml_reader import Problem, TomlTable, read_toml
from app.domain.calendar_days import WEEKENDS_ONLY, Calendar


@dataclass(frozen=True)
class CalendarYear:
    """One year's file: days off and make-up working days with their names, and which notice it was taken from."""

    year: int
    source: str
    holidays: Mapping[date, str]
    make_up_days: Mapping[date, str]


def read_calendar_year(path: Path) -> tuple[CalendarYear, list[Problem]]:
    """Return what one file says, whatever it is called, and every problem found; year 0 where it cannot be read."""
    file = read_toml(path, path.parent)
    holidays: dict[date, str] = {}
    make_up_days: dict[date, str] = {}
    year, source = 0, ""
    if file.readable:
        year = _read_year(file.top, None, holidays, make_up_days)
        source = str(file.content.get("source", ""))
    return CalendarYear(year, source, MappingProxyType(holidays), MappingProxyType(make_up_days)), file.problems


def load_calendar(folder: Path) -> tuple[Calendar, list[Problem]]:
    """Return the calendar of all years in ``folder`` (forms/calendar) and every problem found.

    Only an unbroken row of years up to the last counts as known, so that no gap passes for a year of weekends.
    """
    problems: list[Problem] = []
    years: dict[int, Path] = {}
    holidays: dict[date, str] = {}
    make_up_days: dict[date, str] = {}
    for path in sorted(folder.glob("*.toml")):
        file = read_toml(path, folder.parent)
        if file.readable:
            year = _read_year(file.top, path.stem, holidays, make_up_days)
            years[year] = path
        problems += file.problems
    if not years:
        problems.append(Problem(folder.name, 0, "没有任何年度的放假安排", "请从安装包或中心库恢复 forms/calendar"))
        return WEEKENDS_ONLY, problems
    first, last = _unbroken(years, problems, folder)
    return Calendar(first, last, MappingProxyType(holidays), MappingProxyType(make_up_days)), problems


def _read_year(top: TomlTable, stem: str | None, holidays: dict[date, str], make_up_days: dict[date, str]) -> int:
    year = top.number("year")
    if stem is not None and str(year) != stem:
        top.report("year", f"年份{year}与文件名不一致", f"请把文件改名为 {year}.toml，或改正年份")
    top.text("source")
    _read_days(top, "holidays", year, holidays)
    _read_days(top, "make_up_days", year, make_up_days)
    top.refuse_unknown_keys()
    for day in sorted(day for day in make_up_days if day.year == year):
        if day.weekday() < 5:
            top.report("make_up_days", f"调休上班日{day}不在周末", "请核对国务院办公厅通知")
        if day in holidays:
            top.report("make_up_days", f"{day}既是放假日又是调休上班日", "请核对国务院办公厅通知")
    return year


def _read_days(top: TomlTable, key: str, year: int, found: dict[date, str]) -> None:
    for row in top.tables(key, required=True):
        day, name = row.day("date"), row.text("name")
        row.refuse_unknown_keys()
        if day is None:
            continue
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            row.report("date", f"{day}不属于{year}年", "请移到该年份的文件")
        elif found.get(day, name) != name:
            row.report("date", f"{day}重复且名称不同", "请删除其中一行")
        else:
            found[day] = name


def _unbroken(years: dict[int, Path], problems: list[Problem], folder: Path) -> tuple[int, int]:
    last = max(years)
    first = last
    while first - 1 in years:
        first -= 1
    if first != min(years):
        place = years[min(years)].relative_to(folder.parent).as_posix()
        problems.append(Problem(place, 0, f"缺少{first - 1}年的放假安排，更早的年份不会使用", "请补上缺少年份的文件"))
    return first, last
