"""Orders whose record is sealed and whose notice is not final: their term, and what can still be done about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.clock import CHINA
from app.domain.procedure.case import Case
from app.domain.procedure.tasks import ORDER
from app.services.desk import Desk
from app.services.measures.deciding import propose_due
from app.services.measures.renewing import renewal_blockers
from ui.models.moments import day_words

USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that may get another term. ``over``: it can no longer be obeyed; ``proposed`` is a day to begin with."""

    measure: str
    due: str
    over: bool
    proposed: date
    today: date


def open_orders(desk: Desk, case: Case) -> tuple[OpenOrder, ...]:
    """Return the orders of a case whose term may be set anew by this officer on this device."""
    today = desk.now().astimezone(CHINA).date()
    found = [one for one in case.measures if one.kind == ORDER and not renewal_blockers(desk, case, one)]
    if not found:
        return ()
    proposed = propose_due(desk, USUAL_DAYS).last_day or today
    return tuple(
        OpenOrder(one.id, day_words(one.due) if one.due else "", one.due is None or one.due <= today, proposed, today)
        for one in found
    )
