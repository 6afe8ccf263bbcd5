"""Whether the clock of this computer can be right: it tells the dates of all papers and terms."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.services.desk import Desk

DRIFT = timedelta(minutes=10)


def recorded_later(desk: Desk) -> datetime | None:
    """Return when this device last recorded anything where its clock stands before that: it was set back since."""
    last: datetime | None = desk.store.lookup.last_recorded(desk.store.device)
    return last if last is not None and last > desk.now() + DRIFT else None
