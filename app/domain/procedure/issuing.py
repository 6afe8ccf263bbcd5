"""What becomes of a paper once it is made: sent, printed, numbered from the ledger, or voided before it is served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from app.domain.procedure.outcomes import Document, Service

TO_SIGN = "手签用纸"
"""The copy that is printed, or saved to be printed elsewhere, for somebody to sign by hand."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A paper sent to another body, which is not served: to whom, how and when, and what it answered (S149-S152).

    ``reply`` = {text, at, by}, empty while nothing came back.
    """

    ENTITY: ClassVar[str] = "sending"
    id: str
    document: str
    to: str
    way: str
    at: datetime
    officer: str
    reference: str = ""
    reply: Mapping[str, Any] = field(default_factory=dict)
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Printing:
    """One print of one copy of a document, with the printer, and the pre-stamped sheet where one was used."""

    ENTITY: ClassVar[str] = "printing"
    id: str
    document: str
    copy: str
    at: datetime
    officer: str
    sheet: str = ""
    reason: str = ""
    printer: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class VoidedPaper:
    """A paper that was final and was voided before anybody was served: why, by whom (officer id) and when."""

    document: Document
    reason: str
    officer: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class WithdrawnService:
    """A service that was given up before it was complete, a letter that came back: why, by whom (officer id), when."""

    service: Service
    reason: str
    officer: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Number:
    """One document number of the ledger. Id ``<bureau>:<kind>:<year>:<n>``.

    States: leased, reserved, consumed, void, withdrawn.
    ``prefix`` is the 机关代字; ``measure`` names what it was reserved for, ``document`` the paper that consumed it.
    """

    ENTITY: ClassVar[str] = "number"
    id: str
    device: str
    state: str
    prefix: str = ""
    measure: str = ""
    document: str = ""
    reason: str = ""
    voided: bool = False
