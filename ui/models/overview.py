"""What the desk has to do: inspections with their step in words, open tasks, what waits for the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.rail import DONE, StepState, steps
from app.domain.procedure.records import Inspection
from app.domain.procedure.tasks import end_of, open_tasks, red
from app.services.checking.sheet import about, sheet_of
from app.services.desk import Desk
from app.services.exchange.link import LINK
from ui.models.approvals import returned

MOST = 200


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One inspection in the list. ``words`` is the state of the step it stands at; ``due`` the next term, if any."""

    id: str
    unit: str
    mode: str
    officers: str
    step: str
    words: str
    due: datetime | None
    overdue: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One open task of an inspection; ``red`` as the law of tasks says (app.domain.procedure.tasks)."""

    inspection: str
    unit: str
    title: str
    due: datetime | None
    red: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The desk at a glance. ``pending`` is None where there is no centre to sync with."""

    inspections: tuple[InspectionRow, ...]
    tasks: tuple[TaskRow, ...]
    pending: int | None
    left_out: int = 0


def overview(desk: Desk) -> Overview:
    """Return the newest inspections of this store, their open tasks (nearest first) and what waits for the centre."""
    known = [one.entity_id for one in desk.store.read_all(Inspection.ENTITY) if not one.voided]
    shown = sorted(known, reverse=True)[:MOST]
    cases = [desk.case(one) for one in shown]
    rows = tuple(_row(desk, case) for case in cases)
    tasks = [one for case in cases for one in _tasks(desk, case)]
    tasks.sort(key=lambda one: (one.due is None, one.due or desk.now()))
    return Overview(rows, tuple(tasks), pending(desk), len(known) - len(shown))


def pending(desk: Desk) -> int | None:
    """Return how many operations wait for the centre, None where there is no centre."""
    if desk.store.settings.get(LINK) is None:
        return None
    return int(desk.store.replication.pending())


def rail(desk: Desk, case: Case) -> tuple[StepState, ...]:
    """Return the six steps of an inspection as they stand now."""
    return steps(case, about(desk, sheet_of(desk, case)))


def _row(desk: Desk, case: Case) -> InspectionRow:
    plan = case.inspection
    states = rail(desk, case)
    ended = plan.closed_at is not None or bool(plan.called_off)
    at = next((one for one in states if one.state != DONE), states[-1])
    due = None if ended else next_due(case)
    mode = desk.shelf.registers.mode(plan.mode)
    return InspectionRow(
        id=plan.id,
        unit=case.unit.name,
        mode=mode.label if mode else plan.mode,
        officers="、".join(case.officers[one].name for one in plan.officers if one in case.officers),
        step=at.title,
        words=at.words,
        due=due,
        overdue=due is not None and due < desk.now(),
        ended=ended,
    )


def next_due(case: Case) -> datetime | None:
    """Return the nearest moment by which something must be done: a task, a limit of rectification, the planned day."""
    moments = [one.due for one in open_tasks(case) if one.due is not None]
    moments += [end_of(one.due) for one in case.measures if one.due is not None]
    if not case.visits and case.inspection.planned_to is not None:
        moments.append(end_of(case.inspection.planned_to))
    return min(moments, default=None)


def _tasks(desk: Desk, case: Case) -> list[TaskRow]:
    now = desk.now().astimezone(CHINA)
    root, unit = case.inspection.id, case.unit.name
    rows = [TaskRow(root, unit, one.title, one.due, red(one, now)) for one in open_tasks(case)]
    for one in returned(desk, case):
        words = f"{one.title}被退回，请修改后重新报批（{one.by}：{one.reason}）"
        rows.append(TaskRow(root, unit, words, None, True))
    return rows
