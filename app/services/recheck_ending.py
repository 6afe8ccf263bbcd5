"""What a re-inspection that ends does: its task in the case it belongs to is done, and it is closed itself."""

from __future__ import annotations

from datetime import datetime

from app.domain.operations import Change
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.guards_arrival import entry_was_refused
from app.domain.procedure.mapping import changes_of, to_json
from app.domain.procedure.outcomes import Task
from app.domain.procedure.rechecks import CALLED_OFF, RECHECK, REFUSED, SEALED, is_recheck, parent_of
from app.errors import Blocker
from app.services.desk import Desk, insist

BASIS = ("archives-law-2020:45",)


def task_of(parent: str, inspection: str, opened_at: datetime, due: datetime | None = None, title: str = "") -> Task:
    """Return the task that stands for a re-inspection in its case, under the id that both can tell."""
    return Task(f"{parent}/{inspection}", RECHECK, title, inspection, opened_at, due=due, basis=BASIS)


def insist_not_by_hand(task: Task) -> None:
    """Do nothing but for the task of a re-inspection.

    Raises:
        Refused: it is one; it ends with the re-inspection.
    """
    if task.kind == RECHECK:
        text = "复查笔录封存或者复查取消后，这项待办自动办结"
        insist("不能在这里办结。", [Blocker("task-recheck", text, task.basis, f"recheck/{task.subject}")])


def sealed(desk: Desk, case: Case) -> list[Change]:
    """Return the changes that come with the seal of a record: none but for a re-inspection, which ends with it."""
    if not is_recheck(case.inspection):
        return []
    result = REFUSED if entry_was_refused(case) else SEALED
    return [*_done(desk, case, result), Change(COURSE, case.inspection.id, "closed_at", to_json(desk.now()))]


def called_off(desk: Desk, case: Case) -> list[Change]:
    """Return the changes that come with calling off: none but for a re-inspection, for which another may be planned."""
    return _done(desk, case, CALLED_OFF) if is_recheck(case.inspection) else []


def _done(desk: Desk, case: Case, result: str) -> list[Change]:
    known = task_of(parent_of(case.inspection), case.inspection.id, desk.now())
    ended = Task(known.id, known.kind, "", known.subject, known.opened_at, done_at=desk.now(), result=result)
    return changes_of(ended, "done_at", "result")
