"""Reports that other bodies send to this bureau, and what it did: who receives one must take measures in time.

Basis: responsibility-list:3-2-5-p2 (row S150).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from app.domain.calendar_days import Calendar
from app.domain.days import Unstated, deadline_for
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure.clocks import Clock
from app.domain.procedure.tasks import end_of
from app.domain.registers import ReportKind
from app.domain.sending_ways import RECEIVING_WAYS
from app.domain.terms import declared

REPORT = "report"
"""The source of a clock that a received report starts; its ``inspection`` and ``subject`` are the report's id."""

MEASURE, REPLY = "measure", "reply"


@dataclass(frozen=True, slots=True)
class ReceivedReport:
    """One report. ``kind`` is a code of forms/registers; ``sender`` the body it came from, ``number`` its own number.

    ``copy`` is the SHA-256 of the attached copy, ``no_copy`` why there is none; ``finished_at`` when it was dealt with.
    ``source`` is the sending (报送) of the bureau below that it came by, "" where it was entered by hand.
    """

    ENTITY: ClassVar[str] = "received_report"
    id: str
    kind: str
    sender: str
    unit_name: str
    content: str
    received_at: datetime
    way: str
    registrar: str
    number: str = ""
    unit: str = ""
    copy: str = ""
    copy_name: str = ""
    no_copy: str = ""
    finished_at: datetime | None = None
    result: str = ""
    source: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class ReportAct:
    """What was done about a report, under ``<report>/<id>``: a measure taken, or a reply (``to``, ``number``)."""

    ENTITY: ClassVar[str] = "report_act"
    id: str
    sort: str
    at: datetime
    text: str
    officer: str
    to: str = ""
    number: str = ""
    voided: bool = False


@dataclass(frozen=True)
class ReportFile:
    """A report with what was done about it, in the order of time.

    ``disagreeing``: two laptops recorded different things of the report itself, so that it is dealt with again.
    """

    report: ReceivedReport
    acts: tuple[ReportAct, ...] = ()
    disagreeing: bool = False

    @property
    def open(self) -> bool:
        """Return whether something is still to be done about it."""
        return self.report.finished_at is None or self.disagreeing

    @property
    def measures(self) -> tuple[ReportAct, ...]:
        """Return the measures taken."""
        return tuple(one for one in self.acts if one.sort == MEASURE)


@dataclass(frozen=True)
class ReportEntry:
    """What is typed of a report; ``copied``: a copy comes with it."""

    kind: str
    sender: str
    unit_name: str
    content: str
    received_at: datetime | None
    way: str
    number: str = ""
    unit: str = ""
    no_copy: str = ""
    copied: bool = field(default=False)


def entry_problems(entry: ReportEntry, kinds: Iterable[str], now: datetime) -> list[Problem]:
    """Return what is missing or wrong in an entry (Chinese), by field."""
    lines = {"sender": entry.sender, "unit_name": entry.unit_name, "number": entry.number}
    found = typing_faults(lines, LONGEST_LINE) + typing_faults(
        {"content": entry.content, "no_copy": entry.no_copy}, LONGEST_PASSAGE
    )
    asked = {
        "sender": (entry.sender, "请填写报告来自哪个机关。"),
        "unit_name": (entry.unit_name, "请填写报告涉及的单位。"),
        "content": (entry.content, "请写明报告的内容。"),
    }
    found += [Problem(name, told) for name, (text, told) in asked.items() if not text.strip()]
    if entry.kind not in kinds:
        found.append(Problem("kind", "请选择报告的种类。"))
    if entry.way not in RECEIVING_WAYS:
        found.append(Problem("way", "请选择收到的方式。"))
    if entry.received_at is None:
        found.append(Problem("received_at", "请写明收到的日期和时间（几时几分），如 2026年3月10日 09:30。"))
    elif entry.received_at > now:
        found.append(Problem("received_at", "收到的时间晚于现在，请核对。"))
    if not entry.copied and not entry.no_copy.strip():
        found.append(Problem("copy", "请附上报告的副本；电话报告等没有副本的，请写明原因。"))
    return found


def same_entry(entry: ReportEntry, known: Iterable[ReceivedReport]) -> list[Problem]:
    """Return that the same report stands in the register already; without a number the time of receipt counts too."""

    def same(one: ReceivedReport) -> bool:
        told = (one.kind, one.sender, one.number, one.unit_name, one.content)
        said = (entry.kind, entry.sender, entry.number, entry.unit_name, entry.content)
        return told == tuple(text.strip() for text in said) and bool(one.number or one.received_at == entry.received_at)

    if not any(same(one) for one in known):
        return []
    return [Problem("number", "这份报告已经登记在册，不重复登记；确是另一份的，请核对文号和内容。")]


def clock_of(file: ReportFile, kind: ReportKind | None, calendar: Calendar, unstated: Unstated) -> Clock | None:
    """Return the clock of a report, None where its kind has no term; the first measure taken ends it."""
    report = file.report
    if kind is None or kind.term is None:
        return None
    term, told = declared(kind.term.term, unstated)
    assert term is not None, kind.term.term
    deadline = deadline_for(report.received_at, term, kind.term.side, calendar)
    due = deadline.last_moment or (end_of(deadline.last_day) if deadline.last_day is not None else report.received_at)
    ended = min((one.at for one in file.measures), default=report.finished_at)
    return Clock(
        report.id, f"{report.sender}的报告：{kind.term.label}", REPORT, report.id, due, report.received_at,
        (*told, *deadline.explanation), deadline.provisional, ended_at=ended, basis=kind.term.basis,
        extend=kind.term.extend,
    )  # fmt: skip
