"""A paper about to be made final, with what the needs that forms/ put before it look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.calendar_days import Calendar
from app.domain.days import Unstated
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document, Finding
from app.domain.terms import ExtensionRule


@dataclass(frozen=True)
class Longer:
    """The term that a paper makes longer: how far that may go, when it ends, and how often it was done before.

    ``title`` names the term in Chinese, ``paper`` is the id of the paper that started it.
    """

    rule: ExtensionRule
    title: str
    paper: str
    ends: date | None
    used: int = 0


@dataclass(frozen=True)
class PaperAct:
    """A paper about to be made final, with what its needs look at.

    ``values`` are the fields as filled in; ``findings`` those its finding fields name, else all of the case;
    ``unstated`` settles terms without a kind of day; ``longer`` is the term it extends, None where it extends none.
    """

    case: Case
    document: Document
    values: Mapping[str, Any]
    now: datetime
    calendar: Calendar
    unstated: Unstated
    findings: tuple[Finding, ...] = ()
    longer: Longer | None = None
