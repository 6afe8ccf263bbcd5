"""归档与同步 as its page shows it: what is left to do, where two laptops disagree, what waits for the centre."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.procedure.case import Case
from app.services.casefile.freshness import kept_case_files, outdated
from app.services.desk import Desk
from app.services.listing.due import pending
from app.services.timeline.events import Event
from app.services.timeline.telling import timeline
from ui.models.conflicts import Conflict, conflicts
from ui.models.evidence_waiting import waiting_hindrances
from ui.models.hindrances import Hindrance
from ui.models.rechecking import RecheckView, recheck_view
from ui.models.tasks_left import TaskLine, task_lines
from ui.models.two_records import TwoRecords, two_records


@dataclass(frozen=True)
class ClosingView:
    """The step as its parts show it.

    ``pending`` counts what waits at this laptop, None without a centre; ``case_files`` the complete ones made;
    ``outdated``: papers came since;
    ``events`` is the whole course of the case; ``waiting`` what is not taken in as evidence yet.
    """

    case: Case
    tasks: tuple[TaskLine, ...]
    conflicts: tuple[Conflict, ...]
    pending: int | None
    case_files: int = 0
    outdated: bool = False
    events: tuple[Event, ...] = ()
    recheck: RecheckView = field(default_factory=RecheckView)
    records: TwoRecords = field(default_factory=TwoRecords)
    waiting: tuple[Hindrance, ...] = ()


def closing_view(desk: Desk, case: Case) -> ClosingView:
    """Return what is left of an inspection."""
    made = len(kept_case_files(desk, case.inspection.id))
    return ClosingView(
        case, task_lines(desk, case), conflicts(desk, case), pending(desk), made, outdated(desk, case),
        timeline(desk, case), recheck_view(desk, case), two_records(desk, case), waiting_hindrances(desk, case),
    )  # fmt: skip
