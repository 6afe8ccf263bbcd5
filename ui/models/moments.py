"""Days and moments as every page shows them, also those that are kept as text."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.domain.clock import CHINA
from app.domain.procedure.circumstances import chinese_day, chinese_moment, near_day

NO_DAY = ""
_DAY = re.compile(r"\D*(\d{4})\D*(\d{1,2})\D+(\d{1,2})\D*|\D*(\d{4})(\d{2})(\d{2})\D*")


def day_words(day: date | None, none: str = NO_DAY) -> str:
    """Return a day as pages show it: 2026年6月8日."""
    return none if day is None else chinese_day(day)


def moment_words(moment: datetime) -> str:
    """Return a moment as pages show it: 2026年6月8日 15:20."""
    return chinese_moment(moment)


def just_now(words: str, told: str, moment: datetime) -> str:
    """Return how something stands with the moment it was looked at, where ``told`` names it: ``…{time}…``."""
    return f"{words}  ·  {told.format(time=f'{moment:%H:%M:%S}')}" if told else words


def column_words(day: date, today: date) -> str:
    """Return a day for the cells of a table and for what is due: 6月8日（周一）; of another year 2025年6月8日."""
    return near_day(day, today)


def kept_day(text: str) -> date | None:
    """Return the day of an ISO day or moment that is kept as text, None where it is neither."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def kept_moment_words(text: str) -> str:
    """Return the words of a moment or day that is kept as ISO text, the text itself where it is neither."""
    if len(text) <= len("2026-06-08"):
        return day_words(kept_day(text), text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment_words(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))


def day_from(text: str) -> date | None:
    """Return the day typed as 2027-12-31, 2027.12.31, 2027年12月31日 or 20271231; None where it is none."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*(int(one) for one in found.groups() if one))
    except ValueError:
        return None
