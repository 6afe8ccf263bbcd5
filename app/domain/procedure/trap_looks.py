"""What rules about traps look at, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.calendar_days import Calendar
from app.domain.consequences import Line
from app.domain.entries import EntryField
from app.domain.law import LegalRegister
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.clocks import Clock
from app.domain.procedure.outcomes import Document, Service
from app.errors import Blocker

RECORD, RECEIPT = "D4", "D33"
CONTESTED = frozenset({"D8", "D9", "D11", "D12", "D17", "D20", "D22"})
CONTESTED_WHERE = {"D35": ("next", "order"), "D49": ("decision", "refuse")}
"""Kinds that may be contested only where they say this: an opinion that orders again, an answer that refuses."""


@dataclass(frozen=True)
class Look:
    """What the rules look at: the case, the paper under examination (None = all of the case), the law, the moment.

    ``fields`` are the form fields of each kind of paper; ``needs`` what each paper's own definition still asks for;
    ``wordings`` the checklist's wording of each finding; ``penalties`` by finding what of a fine is open or shut, where
    the case was filed. ``government`` is the one of the bureau's own level, which reviews its acts.
    """

    case: Case
    about: Circumstances
    legal: LegalRegister
    calendar: Calendar
    document: Document | None = None
    clocks: tuple[Clock, ...] = ()
    fields: Mapping[str, tuple[EntryField, ...]] = field(default_factory=dict)
    needs: Mapping[str, tuple[Blocker, ...]] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    penalties: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    issuer: str = ""
    government: str = ""
    changed: tuple[str, ...] = ()

    @property
    def papers(self) -> tuple[Document, ...]:
        """Return the papers looked at."""
        return self.case.documents if self.document is None else (self.document,)

    @property
    def contested(self) -> tuple[Document, ...]:
        """Return the papers looked at that may be contested, as they are worded."""
        return tuple(one for one in self.papers if one.id in self.case.contents and self._contested(one))

    def _contested(self, paper: Document) -> bool:
        field, value = CONTESTED_WHERE.get(paper.kind, ("", ""))
        said = str(self.case.entries.get(paper.id, {}).get(field) or "")
        return paper.kind in CONTESTED or (bool(field) and said == value)

    @property
    def is_receipt(self) -> bool:
        """Return whether a proof of service alone is looked at."""
        return self.document is not None and self.document.kind == RECEIPT

    @property
    def services(self) -> tuple[Service, ...]:
        """Return the services of the papers looked at; of a receipt the one that it proves."""
        ids = {one.id for one in self.papers}
        return tuple(one for one in self.case.services if one.document in ids or one.receipt in ids)


@dataclass(frozen=True)
class Verdict:
    """What a rule found: red and amber, both may be empty; ``absent`` says why the trap cannot occur here."""

    red: tuple[Blocker, ...] = ()
    amber: tuple[Blocker, ...] = ()
    absent: str = ""


Rule = Callable[[Look], Verdict]


def red(found: Iterable[Blocker]) -> Verdict:
    """Return a verdict of these faults, clear where there are none."""
    return Verdict(red=tuple(found))
