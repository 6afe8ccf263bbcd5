"""The case file of an inspection as its part shows it: whether it can be made, for how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from app.services.casefile.gathering import attachments
from app.services.casefile.keeping import Keeping, change_words, keeping_of, may_change, periods
from app.services.casefile.making import CaseFile, case_file_blockers, opened
from app.services.casefile.picturing import PHOTO
from app.services.desk import Desk
from ui.models.hindrances import Hindrance, hindrances
from ui.models.scans import ScanLine


@dataclass(frozen=True)
class CaseFileState:
    """Why no complete case file can be made yet, and the periods to choose from, the usual one first.

    ``keeping`` is what the closing paper says of it, ``changed`` in words every change since, a line each; ``leading``:
    a leader sits here, who may change it.
    """

    hindrances: tuple[Hindrance, ...]
    retentions: tuple[str, ...]
    keeping: Keeping
    changed: str
    leading: bool


def opened_case_file(desk: Desk, made: CaseFile, inspection: str) -> tuple[BinaryIO, tuple[ScanLine, ...]]:
    """Return a case file as a stream, which the caller closes, and the files that stand beside it.

    Raises:
        StorageFailed: it is not here.
    """
    listed = attachments(desk, inspection)
    lines = tuple(ScanLine(one.id, f"{number}　{one.name}", one.kind == PHOTO) for number, one in listed)
    return opened(desk, made), lines


def case_file_state(desk: Desk, inspection: str) -> CaseFileState:
    """Return how the case file stands; every small picture is looked at, so keep it off the UI thread."""
    case = desk.case(inspection)
    keeping = keeping_of(desk, case)
    return CaseFileState(
        hindrances(desk, case_file_blockers(desk, inspection)), periods(desk, keeping), keeping,
        change_words(desk, case), may_change(desk),
    )  # fmt: skip
