"""What is set on this laptop, in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.desk import Desk
from app.services.frequency import enterprise_cap
from app.services.safekeeping.backups import last_backup, second_folder

DAYS_IN_A_YEAR = 365


@dataclass(frozen=True)
class Settings:
    """The backup folder ("" for none), how the last backup ended ("" before the first), the yearly cap."""

    folder: str = ""
    last_backup: str = ""
    cap: int | None = None


def settings(desk: Desk) -> Settings:
    """Return the settings of this laptop."""
    folder, last = second_folder(desk), last_backup(desk)
    at = "" if last is None else f"{last.at[:16].replace('T', ' ')}  {last.text}"
    return Settings("" if folder is None else str(folder), at, enterprise_cap(desk))


def cap_from(text: str) -> int | None:
    """Return the cap as typed, 1 to 365; None for anything else."""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if 1 <= int(text) <= DAYS_IN_A_YEAR else None
