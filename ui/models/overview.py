"""The desk at a glance, for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.services.listing.due import Work, work_to_do
from app.services.listing.refreshing import refresh
from app.services.numbers.ledger import frozen
from app.services.registers.reports import waiting
from app.services.registers.standing import credential_warnings
from app.services.session.opening import OpenDesk
from app.services.wrong_clock import recorded_later
from ui.models.setting_up import SetUpStep, set_up_steps
from ui.models.settings import failed_backup

# Rows that are made anew before the page is shown; where more are stale, the rest follows behind it.
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to do; ``stale`` inspections are still to be looked at.

    ``reports`` counts received reports that are not dealt with, ``late_reports`` those whose term has run out.
    ``set_up`` is what the administrator prepares while there is no inspection yet.
    ``unsaved`` says that the last backup failed, "" where all is well; ``paused``: no number is given since a restore.
    ``credential`` says how the own credential stands where it asks for care.
    ``recorded`` is when this computer last recorded anything, where its clock stands before that.
    """

    work: Work
    stale: int
    reports: int = 0
    late_reports: int = 0
    set_up: tuple[SetUpStep, ...] = ()
    unsaved: str = ""
    paused: bool = False
    recorded: datetime | None = None
    credential: str = ""

    @property
    def pending(self) -> int | None:
        """Return how many operations wait for the centre, None where there is none."""
        return self.work.pending


def overview(desk: OpenDesk, most: int) -> Overview:
    """Return the desk at a glance with ``most`` rows of each kind."""
    stale = refresh(desk, most=AT_ONCE)
    work = work_to_do(desk, most)
    return Overview(
        work, stale, *waiting(desk), () if work.total or stale else set_up_steps(desk), failed_backup(desk),
        frozen(desk), recorded_later(desk), _own_credential(desk),
    )  # fmt: skip


def _own_credential(desk: OpenDesk) -> str:
    return next((one.text for one in credential_warnings(desk) if one.officer == desk.officer), "")
