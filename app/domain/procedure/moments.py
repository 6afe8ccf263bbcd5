"""Sense of the clock: a moment that is entered lies in the past and in the right order; days as moments and back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.domain.clock import CHINA
from app.domain.problems import Problem
from app.domain.procedure.circumstances import chinese_moment

TOLERANCE = timedelta(minutes=1)
"""A laptop's own rounding to minutes may lie this much ahead of its clock."""


def moment_problems(
    field: str, title: str, moment: datetime, now: datetime, after: datetime | None = None, after_title: str = ""
) -> list[Problem]:
    """Return what is wrong with a moment: ahead of now, or before ``after`` (which is called ``after_title``)."""
    if moment > now + TOLERANCE:
        text = f"{title}（{chinese_moment(moment)}）晚于本机时间{chinese_moment(now)}，请核对填写或本机时钟。"
        return [Problem(field, text)]
    if after is not None and moment < after:
        text = f"{title}（{chinese_moment(moment)}）早于{after_title}（{chinese_moment(after)}），请更正。"
        return [Problem(field, text)]
    return []


def as_day(value: date | datetime) -> date:
    """Return the day in China of a day or moment."""
    return as_moment(value).astimezone(CHINA).date() if isinstance(value, datetime) else value


def as_moment(value: date | datetime) -> datetime:
    """Return a moment with its zone, of a day its last minute in China."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    return datetime.combine(value, time(23, 59), CHINA)
