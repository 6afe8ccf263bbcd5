"""What another calendar does to terms that run already: all are counted again, those kept with a duty too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.calendar_days import day_text
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import Clock
from app.domain.procedure.hands import EVERYBODY
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Task
from app.domain.procedure.tasks import COUNTERSIGN_TASK, Duty, due_of
from app.errors import InspectorError
from app.services.case_clocks import duty_of_task
from app.services.clocks import MOST, board
from app.services.desk import Desk
from app.services.listing.refreshing import refresh
from app.services.listing.rows import CLOSED
from app.services.preparation.approvals import COUNTERSIGN


@dataclass(frozen=True)
class Recounted:
    """How many terms run, and in words those whose last day moved."""

    running: int
    moved: tuple[str, ...]


def recount(before: Desk, after: Desk) -> Recounted:
    """Count every running term by the calendar of ``after`` and return what moved since that of ``before``.

    Terms are counted whenever they are shown, so only the due moment that is kept with a duty is written anew: where it
    is what the calendar before gave. One that was set otherwise stays.
    """
    old = {_key(one): one.due for _, one in _terms(before)}
    for root in [one.root for one in after.store.listing.open_rows(MOST) if one.state != CLOSED]:
        changes = _again(before, after, root)
        if changes:
            after.commit(changes, also=EVERYBODY)
    new = _terms(after)
    moved = [
        f"{unit}：{one.title}，由{_day(old[_key(one)])}改为{_day(one.due)}"
        for unit, one in new
        if old.get(_key(one), one.due) != one.due
    ]
    return Recounted(len(new), tuple(moved))


def _again(before: Desk, after: Desk, root: str) -> list[Change]:
    try:
        case = after.case(root)
        return [change for task in case.tasks for change in _changes(before, after, case, task)]
    except InspectorError:  # a paper of another device whose form has not arrived yet
        return []


def _changes(before: Desk, after: Desk, case: Case, task: Task) -> Iterator[Change]:
    duty = COUNTERSIGN if task.kind == COUNTERSIGN_TASK else duty_of_task(after, case, task)
    if duty is None or task.due is None or task.done_at is not None or task.voided:
        return
    starts = [one.decided_at for one in case.measures if one.id == task.subject]
    starts += [one.at for one in case.approvals if one.id == task.subject]
    for start in (*starts, task.opened_at):
        if start is not None and _due(before, duty, start) == task.due:
            due = _due(after, duty, start)
            if due != task.due:
                yield from changes_of(replace(task, due=due), "due")
            return


def _due(desk: Desk, duty: Duty, start: datetime) -> datetime | None:
    return due_of(duty, start, desk.shelf.calendar, desk.unstated)


def _terms(desk: Desk) -> list[tuple[str, Clock]]:
    refresh(desk)
    return [(one.unit, one.clock) for one in board(desk, rights=True).rows]


def _key(clock: Clock) -> tuple[str, str, str]:
    return clock.inspection, clock.subject, clock.title


def _day(moment: datetime) -> str:
    return day_text(moment.astimezone(CHINA).date())
