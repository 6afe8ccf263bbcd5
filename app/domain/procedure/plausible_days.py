"""Days that nobody can have meant: a slip in a year is told where it is typed, before a paper shows it.

Asked of entries only. What was recorded before is never held up by it: the guards of an act leave these limits alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from app.domain.days import FIRST_EVENT_YEAR
from app.domain.problems import Problem
from app.domain.procedure.circumstances import chinese_day
from app.domain.procedure.sources import DATES

YEAR = timedelta(days=366)
LONGEST_PLAN, PLAN_BEGINS_WITHIN, PLAN_BEGAN_WITHIN = 2 * YEAR, 2 * YEAR, YEAR
LONGEST_CREDENTIAL_YEARS = 20
FIRST_DAY = date(FIRST_EVENT_YEAR, 1, 1)


def plan_day_problems(first: date | None, last: date | None, today: date) -> list[Problem]:
    """Return what is wrong with the days for which an inspection is planned (``planned_from``, ``planned_to``)."""
    found = []
    if first is not None and first < today - PLAN_BEGAN_WITHIN:
        text = f"{chinese_day(first)}在一年以前，请核对年份和本机的日期。"
        found.append(Problem("planned_from", text))
    if first is not None and first > today + PLAN_BEGINS_WITHIN:
        text = f"{chinese_day(first)}在两年以后，请核对年份和本机的日期。"
        found.append(Problem("planned_from", text))
    if first is None or last is None:
        return found
    if last < first:
        found.append(Problem("planned_to", "结束日期早于开始日期，请更正。"))
    elif last - first > LONGEST_PLAN and (not found or last > today + PLAN_BEGINS_WITHIN + LONGEST_PLAN):
        found.append(Problem("planned_to", f"{chinese_day(last)}距开始日期超过两年，请核对年份。"))
    return found


def source_day_problems(source: Mapping[str, Any]) -> list[Problem]:
    """Return the days of a source (``source.<field>``, ISO text) that no office can have written on a paper."""
    return [
        Problem(f"source.{name}", f"{title}早于{FIRST_EVENT_YEAR}年，请核对年份。")
        for name, title in DATES.items()
        if (day := _day(source.get(name))) is not None and day < FIRST_DAY
    ]


def term_day_problems(values: Mapping[str, Any], names: Iterable[str], today: date) -> list[Problem]:
    """Return the days set for a unit (fields by name, ISO text) that lie further off than any office sets them."""
    return [
        Problem(name, f"{chinese_day(day)}在两年以后，请核对年份和本机的日期。")
        for name in names
        if (day := _day(values.get(name))) is not None and day > today + LONGEST_PLAN
    ]


def credential_day_problems(first: date | None, last: date | None) -> list[Problem]:
    """Return what is wrong with the validity of a credential (``valid_from``, ``valid_until``)."""
    if first is not None and first < FIRST_DAY:
        return [Problem("valid_from", f"执法证有效期的开始日期早于{FIRST_EVENT_YEAR}年，请核对年份。")]
    if first is None or last is None:
        return []
    if last < first:
        return [Problem("valid_until", "有效期的截止日期早于开始日期，请更正。")]
    if last - first > LONGEST_CREDENTIAL_YEARS * YEAR:
        text = f"执法证有效期超过{LONGEST_CREDENTIAL_YEARS}年，请对照证件核对年份。"
        return [Problem("valid_until", text)]
    return []


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None
