"""How much one device may send to a centre that all share."""

from __future__ import annotations

from app.centre.office import administration
from app.services.centre.office import CentreOffice


def limit_device(office: CentreOffice, device: str, gigabytes: int) -> None:
    """Let a device send so much each day."""
    administration.set_day_limit(office.connection, device, gigabytes)
