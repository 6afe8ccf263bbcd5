"""The deadline board as the page shows it: lines with what is left in words, days of the calendar, the next action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.clock import CHINA
from app.domain.procedure.clocks import ORDERED, OVERDUE, PAPER, TASK, UNIT_REPORTS
from app.domain.received_reports import REPORT
from app.services.clocks import GO, PLAN, TELL, BoardRow, board
from app.services.desk import Desk
from ui.models.moments import moment_words
from ui.models.tasks_left import due_words

ALL, LATE, SOON, RIGHTS = "all", "late", "soon", "rights"
NEAR = timedelta(days=7)
_RECHECK = {
    PLAN: ("安排复查", "closing/recheck"), GO: ("去复查", ""), TELL: ("制作整改复查意见书", "closing/recheck"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One clock: where it belongs, until when, how long is left in words, how it was counted, where to act."""

    inspection: str
    unit: str
    title: str
    due: datetime
    left: str
    late: bool
    near: bool
    rights: bool
    explanation: tuple[str, ...]
    law: str
    action: str
    step: str

    @property
    def day(self) -> date:
        """Return the day on which it runs out, in China."""
        return self.due.astimezone(CHINA).date()


@dataclass(frozen=True)
class BoardView:
    """All lines, the nearest first, and how many run out on each day."""

    lines: tuple[BoardLine, ...]
    days: Mapping[date, int]
    late_days: frozenset[date]
    unreadable: int

    def shown(self, kind: str, day: date | None) -> tuple[BoardLine, ...]:
        """Return the lines of a kind: all that bind the bureau, overdue, within a week, or the party's rights."""
        tests = {
            ALL: lambda one: not one.rights,
            LATE: lambda one: one.late,
            SOON: lambda one: one.near and not one.late and not one.rights,
            RIGHTS: lambda one: one.rights,
        }
        return tuple(one for one in self.lines if tests[kind](one) and (day is None or one.day == day))


def board_view(desk: Desk) -> BoardView:
    """Return the board of all open cases."""
    found = board(desk, rights=True)
    lines = tuple(_line(desk, one, found.at) for one in found.rows)
    days: dict[date, int] = {}
    for one in lines:
        if not one.rights:
            days[one.day] = days.get(one.day, 0) + 1
    late = frozenset(one.day for one in lines if one.late)
    return BoardView(lines, days, late, found.unreadable)


def _line(desk: Desk, row: BoardRow, now: datetime) -> BoardLine:
    clock = row.clock
    legal = desk.legal
    law = legal.cite_all([one for one in clock.basis if legal.find(one) is not None])
    started: tuple[str, ...] = ()
    if isinstance(clock.started, datetime):
        started = (f"起算：{moment_words(clock.started)}。",)
    action = f"办理{'、'.join(row.next_titles)}" if row.next_titles else "打开案件"
    step = {TASK: "closing", PAPER: "papers", ORDERED: "papers", REPORT: REPORT}[clock.source]
    if clock.source == REPORT:
        action = "打开登记的报告"
    if row.recheck in _RECHECK:
        action, step = _RECHECK[row.recheck]
    if clock.title == UNIT_REPORTS and row.recheck == PLAN:
        action = "登记整改报告"  # what the unit owes comes before somebody goes to look
    if clock.source == ORDERED and clock.started is None:  # nothing is ordered before the notice is served
        action, step = "办理并送达执法通知书", f"papers/{clock.subject}"
    return BoardLine(
        row.again or clock.inspection, row.unit, clock.title, clock.due, due_words(clock.due, now),
        row.state == OVERDUE, clock.due - now <= NEAR, clock.rights, (*started, *clock.explanation), law, action, step,
    )  # fmt: skip
