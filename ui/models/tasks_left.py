"""What must still be done for an inspection, with its terms in words, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Task
from app.domain.procedure.rechecks import RECHECK
from app.domain.procedure.tasks import COUNTERSIGN_TASK, END_OF_DAY, following_duty, open_tasks, red
from app.services.case_clocks import duty_of_task
from app.services.desk import Desk
from ui.models.moments import column_words, moment_words


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task: ``due`` and ``law`` in words, whether it is shown red; ``follows`` is what starts when it is done.

    ``approval`` is the id of the approval that a 补签 belongs to; ``result`` is "" while the task is open;
    ``by_itself``: it ends with a re-inspection, ``by_paper``: with its paper served or sent; nobody closes it by hand.
    """

    id: str
    title: str
    due: str
    law: str
    red: bool
    approval: str = ""
    follows: str = ""
    result: str = ""
    by_itself: bool = False
    by_paper: bool = False


def task_lines(desk: Desk, case: Case) -> tuple[TaskLine, ...]:
    """Return the open tasks, the nearest term first, then those that were done."""
    done = sorted((one for one in case.tasks if one.done_at is not None), key=lambda one: (one.done_at, one.id))
    return tuple(_line(desk, case, one) for one in (*open_tasks(case), *done))


def due_words(due: datetime | None, now: datetime) -> str:
    """Return a term in words: how long is left, or for how long it has run out."""
    if due is None:
        return "没有固定期限"
    day = due.astimezone(CHINA).date()
    days = (day - now.astimezone(CHINA).date()).days
    if due < now:
        whole_day = due.astimezone(CHINA).timetz() == END_OF_DAY
        ended = column_words(day, now.astimezone(CHINA).date()) if whole_day else moment_words(due)
        return f"期限 {ended}，已逾期{f' {-days} 天' if days < 0 else ''}"
    if due - now < timedelta(hours=24):
        return f"期限 {moment_words(due)}，还有 {max(1, round((due - now).total_seconds() / 3600))} 小时"
    return f"期限 {column_words(day, now.astimezone(CHINA).date())}，还有 {days} 天"


def _line(desk: Desk, case: Case, one: Task) -> TaskLine:
    now = desk.now()
    legal = desk.legal
    law = legal.cite_all([basis for basis in one.basis if legal.find(basis) is not None])
    due = due_words(one.due, now) if one.done_at is None else f"{moment_words(one.done_at)} 办结"
    approval = one.subject if one.kind == COUNTERSIGN_TASK else ""
    follows = "" if one.done_at is not None else _follows(desk, case, one)
    duty = duty_of_task(desk, case, one)
    by_paper = duty is not None and duty.by_paper
    return TaskLine(
        one.id, one.title, due, law, red(one, now), approval, follows, one.result, one.kind == RECHECK, by_paper
    )


def _follows(desk: Desk, case: Case, one: Task) -> str:
    measure = next((known for known in case.measures if known.id == one.subject), None)
    kind = desk.shelf.registers.measure(measure.kind) if measure is not None else None
    duty = following_duty(kind, one.duty) if kind is not None else None
    return duty.title if duty is not None else ""
