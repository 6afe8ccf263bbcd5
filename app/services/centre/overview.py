"""What a centre holds, for a page of its administrator or a command: one public function for each question.

Bureaus, devices and who has been silent, blocks of numbers, open conflicts, storage; officers and their roles are
``CentreOffice.officers``, what became of each number is ``app.services.centre.numbers``.
"""

from __future__ import annotations

from app.centre.office import attachment_check, left_open, overview
from app.centre.office.attachment_check import DamagedAttachment
from app.centre.office.left_open import OpenInspection
from app.centre.office.overview import (
    ENROLLED,
    INVITED,
    REVOKED,
    BureauRow,
    ConflictRow,
    DeviceRow,
    LeaseRow,
    Storage,
    StorageRow,
)
from app.services.centre.office import CentreOffice

__all__ = [
    "ENROLLED", "INVITED", "REVOKED", "SILENT_DAYS", "BureauRow", "ConflictRow", "DamagedAttachment", "DeviceRow",
    "LeaseRow", "OpenInspection", "Storage", "StorageRow", "bureaus", "conflicts", "damaged_attachments", "devices",
    "leases", "open_inspections", "silent_devices", "storage",
]  # fmt: skip

# a laptop in use synchronises each day; after a week somebody should ask
SILENT_DAYS = 7


def bureaus(office: CentreOffice) -> tuple[BureauRow, ...]:
    """Return all bureaus by code, with how many officers and devices each has.

    Raises:
        CentreRefused: there is no centre in this database (so for all of these).
    """
    return overview.bureaus(office.connection)


def devices(office: CentreOffice, bureau: str | None = None) -> tuple[DeviceRow, ...]:
    """Return the devices of all bureaus, or of one, in order of their making.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return overview.devices(office.connection, bureau)


def silent_devices(office: CentreOffice, days: int, bureau: str | None = None) -> tuple[DeviceRow, ...]:
    """Return the devices in use that have not synchronised for so many whole days, the longest silent first.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    found = [one for one in devices(office, bureau) if one.state == ENROLLED and (one.silent_days or 0) >= days]
    return tuple(sorted(found, key=lambda one: -(one.silent_days or 0)))


def leases(office: CentreOffice, bureau: str, year: int | None = None) -> tuple[LeaseRow, ...]:
    """Return the blocks of numbers that a bureau's devices hold or held, by kind, year and number.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return overview.leases(office.connection, bureau, year)


def conflicts(office: CentreOffice, bureau: str | None = None) -> tuple[ConflictRow, ...]:
    """Return the fields in which laptops disagree and nobody has chosen yet, by bureau and inspection.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return overview.conflicts(office.connection, bureau)


def open_inspections(office: CentreOffice, bureau: str, officer: str) -> tuple[OpenInspection, ...]:
    """Return the inspections of an officer that are neither closed nor called off, the earliest first.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return left_open.open_inspections(office.connection, bureau, officer)


def damaged_attachments(office: CentreOffice, *, reopen: bool = False) -> tuple[DamagedAttachment, ...]:
    """Return the attachments that the centre's disk spoiled; ``reopen`` lets whoever has one send it again.

    Raises:
        CentreRefused: there is no centre here, or the administrator who reopens is no superuser.
    """
    look = attachment_check.reopen_damaged if reopen else attachment_check.damaged_attachments
    return look(office.connection)


def storage(office: CentreOffice) -> Storage:
    """Return what the centre takes up on its disk, and what each bureau put into it."""
    return overview.storage(office.connection)
