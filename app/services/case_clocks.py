"""The clocks of one case: those of its orders, of the duties of its measures and of its papers."""

from __future__ import annotations

from app.domain.days import deadline_for, parse_term
from app.domain.procedure.case import Case
from app.domain.procedure.clocks import Clock, clocks_of
from app.domain.procedure.tasks import due_of, duties_of
from app.services.desk import Desk
from app.services.pinning import definition_of


def clocks(desk: Desk, case: Case) -> tuple[Clock, ...]:
    """Return all clocks of a case, the nearest first."""
    kinds = {one.kind for one in case.documents}
    definitions = {kind: definition_of(desk, case, kind) for kind in sorted(kinds)}
    return clocks_of(case, definitions, desk.shelf.calendar, _counted(desk, case))


def _counted(desk: Desk, case: Case) -> dict[str, tuple[str, ...]]:
    """Return by task how the term of its duty was counted, where counting it again gives the same moment."""
    found = {}
    for task in case.tasks:
        measure = next((one for one in case.measures if one.id == task.subject), None)
        kind = desk.shelf.registers.measure(measure.kind) if measure is not None else None
        duty = next((one for one in duties_of(kind) if one.key == task.duty), None) if kind is not None else None
        term = parse_term(duty.term)[0] if duty is not None and duty.term else None
        starts = [task.opened_at, *([measure.decided_at] if measure is not None and measure.decided_at else [])]
        for start in starts if term is not None and duty is not None and task.due is not None else ():
            assert term is not None and duty is not None
            if due_of(duty, start, desk.shelf.calendar) == task.due:
                found[task.id] = deadline_for(start, term, duty.side, desk.shelf.calendar).explanation
    return found
