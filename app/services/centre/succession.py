"""Another laptop goes on with what a lost one led."""

from __future__ import annotations

from datetime import datetime

from app.centre.office.succession import succeed
from app.services.centre.office import CentreOffice


def succeed_device(office: CentreOffice, lost: str, successor: str, now: datetime) -> tuple[str, ...]:
    """Return the inspections of a revoked device that another one leads from now on."""
    return succeed(office.connection, lost, successor, now)
