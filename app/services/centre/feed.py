"""A feed that stops every laptop at one place: found, and led on over it."""

from __future__ import annotations

from datetime import datetime

from app.centre.office import feed_faults
from app.centre.office.feed_faults import FaultyOperation
from app.centre.office.overview import bureaus
from app.centre.office.spoiled_certificates import SpoiledCertificate, clear_certificates, spoiled_certificates
from app.domain.set_aside import UNLIKE, UNREADABLE, UNSIGNED
from app.services.centre.entries import insist_entered
from app.services.centre.office import CentreOffice

__all__ = [
    "UNLIKE", "UNREADABLE", "UNSIGNED", "FaultyOperation", "SpoiledCertificate", "clear_certificates",
    "set_aside_so_far", "set_faults_aside", "spoiled", "stopping",
]  # fmt: skip


def stopping(office: CentreOffice, bureau: str | None = None) -> tuple[FaultyOperation, ...]:
    """Return the operations of all feeds, or of one bureau's, that no laptop takes in, after reading all of them.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    return tuple(
        one for code in _codes(office, bureau) for one in feed_faults.faulty_operations(office.connection, code)
    )


def set_faults_aside(
    office: CentreOffice, reason: str, now: datetime, bureau: str | None = None
) -> tuple[FaultyOperation, ...]:
    """Let all laptops pass over what none takes in, and return it. The rows stay at the centre; each laptop is told.

    Raises:
        InspectorError: no reason was given.
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    insist_entered({"搁置原因": reason})
    return tuple(
        one
        for code in _codes(office, bureau)
        for one in feed_faults.set_aside(office.connection, code, reason.strip(), now)
    )


def spoiled(office: CentreOffice, bureau: str | None = None) -> tuple[SpoiledCertificate, ...]:
    """Return the devices whose certificate no laptop accepts, so that none takes in a page on which they stand."""
    return spoiled_certificates(office.connection, bureau)


def set_aside_so_far(office: CentreOffice) -> tuple[FaultyOperation, ...]:
    """Return all that was set aside, with the reasons."""
    return feed_faults.listed(office.connection)


def _codes(office: CentreOffice, bureau: str | None) -> tuple[str, ...]:
    return tuple(one.bureau for one in bureaus(office.connection)) if bureau is None else (bureau,)
