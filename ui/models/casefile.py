"""The case file of an inspection as its part shows it: whether it can be made, for how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.casefile.making import case_file_blockers
from app.services.desk import Desk
from ui.models.hindrances import Hindrance, hindrances


@dataclass(frozen=True)
class CaseFileState:
    """Why no complete case file can be made yet, and the periods to choose from, the usual one first."""

    hindrances: tuple[Hindrance, ...]
    retentions: tuple[str, ...]


def case_file_state(desk: Desk, inspection: str) -> CaseFileState:
    """Return how the case file stands; every small picture is looked at, so keep it off the UI thread."""
    return CaseFileState(hindrances(desk, case_file_blockers(desk, inspection)), desk.shelf.casefile.retentions)
