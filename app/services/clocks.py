"""The deadline board: the clocks of all open cases by urgency, with the paper that ends each one click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.procedure.case import Case
from app.domain.procedure.clocks import ENDED, OVERDUE, Clock
from app.domain.procedure.rechecks import OPINION, open_recheck, orders_to_check, without_opinion
from app.domain.procedure.records import Unit
from app.domain.received_reports import ReportFile
from app.errors import InspectorError
from app.services.case_clocks import clocks
from app.services.desk import Desk
from app.services.listing.refreshing import refresh
from app.services.listing.rows import CLOSED
from app.services.pinning import definition_of
from app.services.registers.arrived import arrived
from app.services.registers.reports import report_clock, reports
from app.services.registers.units import units_called
from app.storage.listing.rows import UNREADABLE

MOST = 5000
PLAN, GO, TELL = "plan", "go", "tell"


@dataclass(frozen=True)
class BoardRow:
    """One clock of the board: whose case it is, how it stands, the titles of the papers that end it.

    ``recheck`` is what a term of an order waits for (PLAN, GO, TELL, else ""), ``again`` the re-inspection under way.
    """

    unit: str
    clock: Clock
    state: str
    next_titles: tuple[str, ...] = ()
    recheck: str = ""
    again: str = ""


@dataclass(frozen=True)
class Board:
    """All running clocks of the open cases and of received reports, the nearest first.

    ``unreadable`` counts cases that could not be read.
    """

    rows: tuple[BoardRow, ...]
    at: datetime
    unreadable: int = 0

    @property
    def overdue(self) -> int:
        """Return how many clocks have run out."""
        return sum(one.state == OVERDUE for one in self.rows)


def board(desk: Desk, *, rights: bool = False) -> Board:
    """Return the deadline board; ``rights`` also shows the terms that are the party's alone."""
    refresh(desk)
    now = desk.now()
    mine: list[tuple[Unit, BoardRow]] = []
    unreadable = 0
    for listed in desk.store.listing.open_rows(MOST):
        if listed.state == CLOSED:
            continue  # its terms have ended; a correction is being made of it
        if not (listed.due or rights or listed.state == UNREADABLE):
            continue  # nothing runs in it, by its row: most need not be read
        try:
            case = desk.case(listed.root)
            terms = [one for one in clocks(desk, case) if rights or not one.rights]
            mine += [(case.unit, _row(desk, case, one, now)) for one in terms]
        except InspectorError:  # a paper of another device whose form has not arrived yet
            unreadable += 1
    rows = [*_told_apart(desk, mine), *_reports(desk, now)]
    running = [one for one in rows if one.state != ENDED]
    return Board(tuple(sorted(running, key=lambda one: (one.clock.due, one.unit))), now, unreadable)


def _told_apart(desk: Desk, rows: Sequence[tuple[Unit, BoardRow]]) -> list[BoardRow]:
    """Return the rows, units of one name by what tells them apart."""
    called = units_called(desk, [unit for unit, _ in rows])
    return [replace(row, unit=called[unit.id]) for unit, row in rows]


def _reports(desk: Desk, now: datetime) -> list[BoardRow]:
    files = [*reports(desk), *(ReportFile(one.report) for one in arrived(desk))]
    found = ((one.report.unit_name, report_clock(desk, one)) for one in files)
    return [BoardRow(unit, clock, clock.state(now)) for unit, clock in found if clock is not None]


def _row(desk: Desk, case: Case, one: Clock, now: datetime) -> BoardRow:
    titles: Sequence[str] = [definition_of(desk, case, kind).title for kind in one.next_kinds]
    recheck, again = _recheck(case, one)
    return BoardRow(case.unit.name, one, one.state(now), tuple(titles), recheck, again)


def _recheck(case: Case, one: Clock) -> tuple[str, str]:
    """Return what a term that a re-inspection ends waits for: to be planned, to be made, or its opinion."""
    waiting = open_recheck(case)
    if waiting is not None and (OPINION in one.next_kinds or one.subject == waiting.id):
        return GO, waiting.subject
    if OPINION not in one.next_kinds or not orders_to_check(case):
        return "", ""
    return (TELL, "") if without_opinion(case) else (PLAN, "")
