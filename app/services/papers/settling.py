"""What becomes of the case once a paper is final, served or sent: duties end, the next begin, the case is closed."""

from __future__ import annotations

from dataclasses import replace

from app.domain.entries import FINAL, SERVED, holds
from app.domain.operations import Change, Json
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.clocks import TASK
from app.domain.procedure.mapping import changes_of, to_json
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.tasks import MEASURE_TASK, emergencies, following_duty
from app.services.case_clocks import clocks
from app.services.desk import Desk
from app.services.measures.deciding import task_for
from app.services.pinning import definition_of


def settling(desk: Desk, case: Case, document: Document, moment: str) -> list[Change]:
    """Return the changes for a paper that is now final, served or sent (``moment``), by its definition."""
    procedure = definition_of(desk, case, document.kind).procedure
    if procedure is None:
        return _emergency_made_good(desk, case, document) if moment == SERVED else []
    values = case.entries.get(document.id, {})
    duties = {one.duty for one in procedure.settles if one.at == moment and holds(one.when, values)}
    changes: list[Change] = []
    for task in _open(case, document, duties):
        result = f"{definition_of(desk, case, document.kind).title}：{_MOMENTS[moment]}"
        changes += changes_of(replace(task, done_at=desk.now(), result=result), "done_at", "result")
        changes += _following(desk, case, task)
    if moment == FINAL:
        changes += _counted_from_here(desk, case, document, {one.duty for one in procedure.clocks if one.duty})
    if procedure.closes and moment == FINAL:
        closed: Json = to_json(desk.now())
        changes.append(Change(COURSE, case.inspection.id, "closed_at", closed))
    return changes


def unsettling(desk: Desk, case: Case, document: Document, moment: str) -> list[Change]:
    """Return the changes for a moment that was recorded by mistake: the duties that it ended are open again."""
    procedure = definition_of(desk, case, document.kind).procedure
    values = case.entries.get(document.id, {})
    settled = procedure.settles if procedure is not None else ()
    duties = {one.duty for one in settled if one.at == moment and holds(one.when, values)}
    ended = [
        one for one in case.tasks
        if one.kind == MEASURE_TASK and one.duty in duties and one.result.endswith(_MOMENTS[moment])
        and (not document.measure or one.subject == document.measure)
    ]  # fmt: skip
    return [
        change for one in ended
        for change in changes_of(replace(one, done_at=None, result=""), "done_at", "result")
    ]  # fmt: skip


def _emergency_made_good(desk: Desk, case: Case, notice: Document) -> list[Change]:
    """End the duty to issue a written notice after an oral order, once that notice was served (S147)."""
    order = next((one for one in case.measures if one.id == notice.measure), None)
    oral = {one.id for one in emergencies(case, order)} if order is not None else set()
    done = [one for one in case.tasks if one.subject in oral and one.kind == MEASURE_TASK and one.done_at is None]
    return [
        change for one in done
        for change in changes_of(replace(one, done_at=desk.now(), result="执法通知书已送达"), "done_at", "result")
    ]  # fmt: skip


_MOMENTS = {"final": "已定稿", "served": "已送达", "sent": "已报送"}


def _open(case: Case, document: Document, duties: set[str]) -> list[Task]:
    return [
        one for one in case.tasks
        if one.kind == MEASURE_TASK and one.done_at is None and one.duty in duties
        and (not document.measure or one.subject == document.measure)
    ]  # fmt: skip


def _counted_from_here(desk: Desk, case: Case, document: Document, duties: set[str]) -> list[Change]:
    """Return the changes that give duties the term that a paper counts for them, as every page shows it then."""
    kept = {one.id: one for one in _open(case, document, duties)}
    terms = {one.subject: one.due for one in clocks(desk, case) if one.source == TASK} if kept else {}
    return [
        change for one in kept.values() if terms.get(one.id, one.due) != one.due
        for change in changes_of(replace(one, due=terms[one.id]), "due")
    ]  # fmt: skip


def _following(desk: Desk, case: Case, task: Task) -> list[Change]:
    measure = next((one for one in case.measures if one.id == task.subject), None)
    kind = desk.shelf.registers.measure(measure.kind) if measure is not None else None
    duty = following_duty(kind, task.duty) if kind is not None else None
    return [] if duty is None else changes_of(task_for(desk, task.subject, duty, desk.now()))
