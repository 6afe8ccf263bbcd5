"""Approvals given by phone whose signed paper is not bound yet (补签), each with the place where that is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.procedure.case import Case
from app.domain.procedure.records import Approval
from app.domain.procedure.tasks import COUNTERSIGN_TASK, open_tasks


@dataclass(frozen=True, slots=True)
class Unsigned:
    """One open task: what is signed afterwards, by whom (an officer id) and until when.

    ``place`` names the page with its signed sheet: ``preparation/approval``, ``papers/<document id>`` or
    ``closing/tasks``.
    """

    approval: str
    approver: str
    title: str
    due: datetime | None
    place: str


def unsigned_approvals(case: Case) -> tuple[Unsigned, ...]:
    """Return the approvals of a case that wait for their signed paper, the nearest term first."""
    given = {one.id: one for one in case.approvals}
    return tuple(
        Unsigned(task.subject, given[task.subject].approver, task.title, task.due, _place(case, given[task.subject]))
        for task in open_tasks(case)
        if task.kind == COUNTERSIGN_TASK and task.subject in given
    )


def _place(case: Case, one: Approval) -> str:
    about = next((paper for paper in case.documents if one.document in (paper.id, paper.measure)), None)
    if about is None:
        return "closing/tasks"
    return "preparation/approval" if about.kind == "D1" else f"papers/{about.id}"
