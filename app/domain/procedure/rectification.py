"""What a unit sends about an order after it was served: its report on putting things right, or that it wants more time.

Basis: archives-law-2020:45; the order itself says until when and how the unit reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.domain.calendar_days import day_text
from app.domain.problems import LONGEST_PASSAGE, Problem, typing_faults
from app.domain.sending_ways import UNIT_WAYS

REPORT, MORE_TIME = "report", "more_time"
SORTS = {REPORT: "整改报告", MORE_TIME: "延期申请"}


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One report or application of the unit on the order of a paper (``order``, a document id).

    ``evidence`` are the ids of its scans or photos; ``until`` is the day asked for, of an application for more time.
    """

    ENTITY: ClassVar[str] = "unit_report"
    id: str
    order: str
    sort: str
    received_at: datetime
    way: str
    text: str
    officer: str
    evidence: tuple[str, ...] = ()
    until: date | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class UnitReportEntry:
    """What is typed of it; ``received_at`` None = it could not be read."""

    order: str
    sort: str
    received_at: datetime | None
    way: str
    text: str
    until: date | None = None


def entry_problems(
    entry: UnitReportEntry, served: datetime | None, now: datetime, ends: date | None = None
) -> list[Problem]:
    """Return what is missing or wrong in an entry (Chinese), by field.

    ``served`` is when the order was, ``ends`` the last day of the term that runs for what is not put right yet.
    """
    found = typing_faults({"text": entry.text}, LONGEST_PASSAGE)
    if entry.sort not in SORTS:
        found.append(Problem("sort", "请选择整改报告或者延期申请。"))
    if entry.way not in UNIT_WAYS:
        found.append(Problem("way", "请选择收到的方式。"))
    if not entry.text.strip():
        found.append(Problem("text", "请写明报告或者申请的主要内容。"))
    if entry.received_at is None:
        found.append(Problem("received_at", "请写明收到的日期和时间（几时几分），如 2026年3月10日 09:30。"))
    elif entry.received_at > now:
        found.append(Problem("received_at", "收到的时间晚于现在，请核对。"))
    elif served is not None and entry.received_at < served:
        found.append(Problem("received_at", "收到的时间早于通知书的送达，请核对。"))
    return found + (_until_problems(entry.until, ends) if entry.sort == MORE_TIME else [])


def _until_problems(until: date | None, ends: date | None) -> list[Problem]:
    if until is None:
        return [Problem("until", "请填写申请延长到哪一天。")]
    if ends is not None and until <= ends:
        return [Problem("until", f"申请延长到的日期不晚于现在的整改期限{day_text(ends)}，请核对。")]
    return []


def reports_on(known: Iterable[UnitReport], order: str, sort: str = REPORT) -> list[UnitReport]:
    """Return the reports on putting right what a paper ordered, or the applications, in the order they came in."""
    mine = [one for one in known if one.order == order and one.sort == sort]
    return sorted(mine, key=lambda one: (one.received_at, one.id))
