"""Logins with which a bureau reads its reports (schema ``report``) with any SQL tool."""

from __future__ import annotations

from app.centre.office import readers
from app.services.centre.office import CentreOffice


def add_reader(office: CentreOffice, bureau: str, login: str) -> str:
    """Return the password of a new login that reads the reports of a bureau and of those below it.

    Raises:
        InspectorError: the login's name cannot be used.
        CentreRefused: the bureau is unknown, the login is taken, or the centre must be upgraded first.
    """
    return readers.add_reader(office.connection, bureau, login)


def remove_reader(office: CentreOffice, login: str) -> None:
    """Take a reader's login away.

    Raises:
        CentreRefused: there is none of this name.
    """
    readers.remove_reader(office.connection, login)
