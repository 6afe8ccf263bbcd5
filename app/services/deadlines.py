"""Deadlines for the window and the command line: texts in, a day with its reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from app.catalogue.calendars import load_calendar
from app.domain.days import Deadline, Side, deadline_for, event_problems, parse_term

SIDES = ("party", "authority")


@dataclass(frozen=True)
class DeadlineAnswer:
    """The deadline, or None with the problems of what was asked (Chinese); ``warnings`` tell of damaged calendars."""

    deadline: Deadline | None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def ask_deadline(event: str, term: str, side: str, forms: Path) -> DeadlineAnswer:
    """Return the deadline of ``term`` ("7wd") counted from ``event`` (ISO day, or ISO moment for hours).

    ``side`` is party or authority, ``forms`` the folder with ``calendar/``.
    """
    parsed, problems = parse_term(term)
    start = parse_event(event)
    if start is None:
        problems = (f"日期“{event}”无法识别，应写作 2026-11-22，按小时计算的写作 2026-11-22T14:30", *problems)
    if side not in SIDES:
        problems = (*problems, f"--for 不能是“{side}”，可选：party（当事人）、authority（行政机关）")
    if start is not None and parsed is not None:
        problems = (*problems, *event_problems(start, parsed))
    if problems or start is None or parsed is None:
        return DeadlineAnswer(None, problems)
    calendar, faults = load_calendar(forms / "calendar")
    deadline = deadline_for(start, parsed, cast(Side, side), calendar)
    return DeadlineAnswer(deadline, warnings=tuple(str(fault) for fault in faults))


def parse_event(text: str) -> date | datetime | None:
    """Return the day or the moment of an ISO text, None where it is neither."""
    cleaned = text.strip()
    try:
        if len(cleaned) <= 10:
            return date.fromisoformat(cleaned)
        return datetime.fromisoformat(cleaned)
    except ValueError:
        return None
