"""The clocks of one case: those of its orders, of the duties of its measures and of its papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain.days import deadline_for
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.clocks import PAPER, Clock, clocks_of, moment_served
from app.domain.procedure.outcomes import Document, Task
from app.domain.procedure.tasks import Duty, counted_duty, due_of, duties_of, end_of
from app.domain.terms import declared, extension_words
from app.services.desk import Desk
from app.services.pinning import definition_of


def clocks(desk: Desk, case: Case) -> tuple[Clock, ...]:
    """Return all clocks of a case, the nearest first; each tells in words whether its term may be made longer."""
    kinds = {one.kind for one in case.documents}
    definitions = {kind: definition_of(desk, case, kind) for kind in sorted(kinds)}
    duties = {one.id: duty for one in case.tasks if (duty := duty_of_task(desk, case, one)) is not None}
    counted = {one.id: _counted(desk, case, one, duties[one.id]) for one in case.tasks if one.id in duties}
    found = clocks_of(case, definitions, desk.shelf.calendar, desk.unstated, counted)
    told = [_told(desk, one, duties.get(one.subject)) for one in found]
    plain = [one for one in case.documents if definitions[one.kind].procedure is None]
    told += [clock for one in plain for clock in _remedies(desk, case, one)]
    return tuple(sorted(told, key=lambda one: (one.due, one.subject, one.title)))


def _remedies(desk: Desk, case: Case, paper: Document) -> Iterator[Clock]:
    """Yield the terms in which the party may contest a paper whose definition declares no clocks, once it is served."""
    remedy, served = desk.legal.remedy_for(paper.kind), moment_served(case, paper.id)
    if remedy is None or served is None:
        return
    for one in remedy.terms:
        term, settled = declared(one.term, desk.unstated)
        assert term is not None, one.term
        found = deadline_for(day_of(served), term, "party", desk.shelf.calendar)
        assert found.last_day is not None, one.term
        yield Clock(
            case.inspection.id, f"当事人{one.label}", PAPER, paper.id, end_of(found.last_day), served,
            (*settled, *found.explanation), provisional=found.provisional, rights=True,
            ended_at=case.inspection.closed_at, basis=remedy.basis,
        )  # fmt: skip


def _told(desk: Desk, one: Clock, duty: Duty | None) -> Clock:
    rule = one.extend if one.extend is not None or duty is None else duty.extend
    if rule is None:
        return one
    words = extension_words(rule, one.extended, desk.legal.cite_all)
    return replace(one, explanation=(*one.explanation, words), extend=rule)


def duty_of_task(desk: Desk, case: Case, task: Task) -> Duty | None:
    """Return the duty of a measure that opened a task, None for a task of another kind."""
    measure = next((one for one in case.measures if one.id == task.subject), None)
    kind = desk.shelf.registers.measure(measure.kind) if measure is not None else None
    return next((one for one in duties_of(kind) if one.key == task.duty), None) if kind is not None else None


def _counted(desk: Desk, case: Case, task: Task, duty: Duty) -> tuple[str, ...]:
    """Return how the term of a duty was counted, where counting it again gives the same moment; else nothing."""
    decided = next((one.decided_at for one in case.measures if one.id == task.subject), None)
    for start in (decided, task.opened_at):
        if start is None or task.due is None:
            continue
        if due_of(duty, start, desk.shelf.calendar, desk.unstated) == task.due:
            again = counted_duty(duty, start, desk.shelf.calendar, desk.unstated)
            return again.explanation if again is not None else ()
    return ()
