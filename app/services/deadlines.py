"""Deadlines for the window and the command line: texts in, a day with its reasons out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

from app.catalogue.calendars import load_calendar
from app.catalogue.legal import load_legal
from app.catalogue.registers import load_registers
from app.catalogue.terms import load_unstated
from app.domain.days import Deadline, Side, Term, event_problems, parse_term
from app.domain.service_days import Circumstances, Extension, circumstance_problems, deadline_after_service
from app.domain.terms import extension_problems, extension_words
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
    """Way of service, days on the way and extensions as typed, in turn: ``extend`` terms, ``extended_on`` ISO days."""

    way: str | None = None
    travel_days: int = 0
    extend: tuple[str, ...] = ()
    extended_on: tuple[str, ...] = ()


PLAIN = AskedCircumstances()


def ask_deadline(event: str, term: str, side: str, forms: Path, asked: AskedCircumstances = PLAIN) -> DeadlineAnswer:
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
        allowed, extending = _extendable(parsed, side, given, forms)
        problems += (*allowed, *circumstance_problems(parsed, cast(Side, side), given))
        told = (*told, *extending)
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
    if len(asked.extend) != len(asked.extended_on):
        told = "延长期限须同时给出 --extend（延长多久）和 --extended-on（决定日期），每次延长各一个"
        return Circumstances(asked.way, asked.travel_days), (told,)
    found = [_extension(extend, on) for extend, on in zip(asked.extend, asked.extended_on, strict=True)]
    extensions = tuple(one for one, _ in found if one is not None)
    problems = tuple(problem for _, problems in found for problem in problems)
    return Circumstances(asked.way, asked.travel_days, extensions), problems


def _extendable(term: Term, side: str, given: Circumstances, forms: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why a term that binds the authority may not be made longer like this, and else what its rule says.

    The rule is the one declared in registers/measures.toml for a term of this length.
    """
    if side != "authority" or not given.extensions:
        return (), ()
    legal, faults = load_legal(forms / "legal")
    registers, more = load_registers(forms / "registers")
    if faults or more:
        return tuple(str(one) for one in (*faults, *more)), ()
    terms = [one for kind in registers.measures for one in kind.terms if one.side == side and one.term == str(term)]
    rules = [(one.label, one.extend) for one in terms if one.extend is not None]
    asked = [one.term for one in given.extensions]
    refused = [extension_problems(rule, label, asked, legal.cite_all) for label, rule in rules]
    if rules and all(refused):
        return tuple(dict.fromkeys(one for problems in refused for one in problems)), ()
    for (label, rule), problems in zip(rules, refused, strict=True):
        if not problems:
            return (), (f"按“{label}”的规定：{extension_words(rule, 0, legal.cite_all)}",)
    return (), (f"没有收录约束行政机关的“{term.words}”可否延长的规定，请核对依据后使用。",)


def _extension(extend: str, extended_on: str) -> tuple[Extension | None, tuple[str, ...]]:
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
