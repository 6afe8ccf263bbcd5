"""Deadlines for the window and the command line: texts in, a day with its reasons out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

from app.catalogue.calendars import load_calendar
from app.catalogue.terms import load_unstated
from app.domain.days import Deadline, Side, Term, event_problems, parse_term
from app.domain.service_days import Circumstances, Extension, circumstance_problems, deadline_after_service
from app.errors import InspectorError

SIDES = ("party", "authority")


@dataclass(frozen=True)
class DeadlineAnswer:
    """The deadline, or None with the problems of what was asked (Chinese); ``warnings`` tell of damaged calendars."""

    deadline: Deadline | None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedCircumstances:
    """Way of service, days on the way and extension as typed: ``extend`` a term, ``extended_on`` an ISO day."""

    way: str | None = None
    travel_days: int = 0
    extend: str | None = None
    extended_on: str | None = None


PLAIN = AskedCircumstances()


def ask_deadline(
    event: str, term: str, side: str, forms: Path, asked: AskedCircumstances = PLAIN
) -> DeadlineAnswer:
    """Return the deadline of ``term`` ("7wd", "10u") counted from ``event`` (ISO day, or ISO moment for hours).

    With a way of service ``event`` is the day of its act (handed over, receipt signed, arrived, notice published).

    ``side`` is party or authority, ``forms`` the folder with ``calendar/``.
    """
    term, told, unreadable = _settled(term, forms)
    parsed, problems = parse_term(term)
    problems += unreadable
    start = parse_event(event)
    if start is None:
        problems = (f"日期“{event}”无法识别，应写作 2026-11-22，按小时计算的写作 2026-11-22T14:30", *problems)
    if side not in SIDES:
        problems = (*problems, f"--for 不能是“{side}”，可选：party（当事人）、authority（行政机关）")
    if start is not None and parsed is not None:
        problems = (*problems, *event_problems(start, parsed))
    given, faulty = _circumstances(asked)
    problems += faulty
    if parsed is not None:
        problems += circumstance_problems(parsed, cast(Side, side), given)
    if problems or start is None or parsed is None:
        return DeadlineAnswer(None, problems)
    calendar, faults = load_calendar(forms / "calendar")
    try:
        deadline = deadline_after_service(start, parsed, cast(Side, side), calendar, given)
    except InspectorError as error:
        return DeadlineAnswer(None, (error.advice,))
    deadline = replace(deadline, explanation=(*told, *deadline.explanation))
    return DeadlineAnswer(deadline, warnings=tuple(str(fault) for fault in faults))


def _settled(term: str, forms: Path) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a term with its kind of day settled by the setting, what tells it, and why the setting is unusable."""
    unstated, faults = load_unstated(forms / "legal")
    settled, told = unstated.settle(term)
    return (settled, (told,), tuple(str(fault) for fault in faults)) if told else (term, (), ())


def _circumstances(asked: AskedCircumstances) -> tuple[Circumstances, tuple[str, ...]]:
    extension, problems = _extension(asked.extend, asked.extended_on)
    return Circumstances(asked.way, asked.travel_days, extension), problems


def _extension(extend: str | None, extended_on: str | None) -> tuple[Extension | None, tuple[str, ...]]:
    if extend is None and extended_on is None:
        return None, ()
    if extend is None or extended_on is None:
        return None, ("延长期限须同时给出 --extend（延长多久）和 --extended-on（决定日期）",)
    term, problems = parse_term(extend)
    decided = parse_event(extended_on)
    if decided is None or isinstance(decided, datetime):
        return None, (*problems, f"延长决定的日期“{extended_on}”无法识别，应写作 2026-11-22")
    return (Extension(term, decided), ()) if isinstance(term, Term) else (None, problems)


def parse_event(text: str) -> date | datetime | None:
    """Return the day or the moment of an ISO text, None where it is neither."""
    cleaned = text.strip()
    try:
        if len(cleaned) <= 10:
            return date.fromisoformat(cleaned)
        return datetime.fromisoformat(cleaned)
    except ValueError:
        return None
