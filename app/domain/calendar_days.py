"""Which days are working days, and how days are named in Chinese.

The State Council's yearly list moves working days to weekends (调休), so weekends alone decide nothing in a known year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

_WEEKDAYS = "一二三四五六日"
ONE_DAY = timedelta(days=1)


def day_text(day: date) -> str:
    """Return a day with its weekday: 2026年11月22日（星期日）."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def span_text(first: date, last: date, year: int) -> str:
    """Return a span of days, shortened: 10月1日至7日; the year is named where it is not ``year``."""
    start = f"{first.month}月{first.day}日" if first.year == year else f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}至{last.year}年{last.month}月{last.day}日"
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


@dataclass(frozen=True)
class HolidayRun:
    """Neighbouring days off with the names of their holidays in order (国庆节、中秋节)."""

    first: date
    last: date
    names: tuple[str, ...]

    def words(self, year: int) -> str:
        """Return 国庆节放假10月1日至7日."""
        return f"{'、'.join(self.names)}放假{span_text(self.first, self.last, year)}"


@dataclass(frozen=True)
class Calendar:
    """The known years with their holidays (weekend days of a break included) and make-up working days.

    Both mappings go from the day to the holiday's name. Outside ``first_year`` to ``last_year`` only weekends are
    known. A break may begin in the December before its year.
    """

    first_year: int
    last_year: int
    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    make_up_days: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def knows(self, day: date) -> bool:
        """Return whether the holidays of that day's year are known."""
        return self.first_year <= day.year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        """Return whether that day is a working day, by weekends alone in an unknown year."""
        if day in self.make_up_days:
            return True
        return day not in self.holidays and day.weekday() < 5

    def next_working_day(self, day: date) -> date:
        """Return the day itself where it is a working day, else the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def run_at(self, day: date) -> HolidayRun | None:
        """Return the holiday break that the day lies in, None where it lies in none."""
        if day not in self.holidays:
            return None
        first = last = day
        while first - ONE_DAY in self.holidays:
            first -= ONE_DAY
        while last + ONE_DAY in self.holidays:
            last += ONE_DAY
        days = (first + ONE_DAY * n for n in range((last - first).days + 1))
        return HolidayRun(first, last, tuple(dict.fromkeys(self.holidays[one] for one in days)))

    def runs_between(self, first: date, last: date) -> tuple[HolidayRun, ...]:
        """Return the breaks that have a day from ``first`` to ``last``, in order."""
        found = (self.run_at(day) for day in sorted(self.holidays) if first <= day <= last)
        return tuple(dict.fromkeys(run for run in found if run is not None))


WEEKENDS_ONLY = Calendar(first_year=1, last_year=0)
