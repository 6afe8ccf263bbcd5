"""What the guards must know beyond the case: the moment, the bureau's authority, the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.services.desk import Desk


def circumstances(desk: Desk, case: Case, **more: Any) -> Circumstances:
    """Return the circumstances of an act now at this desk; ``more`` adds what the act knows (open_questions ...)."""
    bureau = desk.issuing(case.inspection.bureau)
    calendar = desk.shelf.calendar

    def is_working_day(day: date) -> bool | None:
        return calendar.is_working_day(day) if calendar.knows(day) else None

    return Circumstances(
        now=desk.now(),
        districts=frozenset(bureau.districts),
        level=bureau.level,
        modes=desk.shelf.registers.modes,
        device=desk.store.device,
        is_working_day=is_working_day,
        **more,
    )


