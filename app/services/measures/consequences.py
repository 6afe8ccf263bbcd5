"""What may follow the findings of an inspection, for a party of the unit's kind; and what may not, with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.domain.clock import CHINA
from app.domain.consequences import Line, Situation, Table, consequences_for
from app.domain.procedure.case import Case
from app.domain.procedure.needs import order_unobeyed
from app.domain.procedure.outcomes import Finding
from app.services.checking.sheet import Sheet, sheet, sheet_of
from app.services.desk import Desk


@dataclass(frozen=True)
class Outlook:
    """One act that findings (their codes) may amount to, with every consequence that is open or shut."""

    act: str
    findings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def open(self) -> tuple[Line, ...]:
        """Return what may follow as things stand."""
        return tuple(one for one in self.lines if one.open)

    @property
    def shut(self) -> tuple[Line, ...]:
        """Return what may not follow, each with why."""
        return tuple(one for one in self.lines if not one.open)


def outlook(
    desk: Desk, inspection: str, facts: frozenset[str] = frozenset(), on_act: date | None = None
) -> tuple[Outlook, ...]:
    """Return what the findings may lead to, act by act in the order of the law.

    ``facts`` are codes of consequences.toml that are established beyond what the case itself shows; ``on_act`` is the
    day of the act, None for one that goes on until today. The paper is made today.
    """
    return _outlook(desk, sheet(desk, inspection), facts, on_act)


def outlook_of(desk: Desk, case: Case) -> tuple[Outlook, ...]:
    """Return the same for a case already read, with nothing established beyond what it shows itself."""
    return _outlook(desk, sheet_of(desk, case), frozenset(), None)


def _outlook(desk: Desk, opened: Sheet, facts: frozenset[str], on_act: date | None) -> tuple[Outlook, ...]:
    case, table = opened.case, desk.shelf.consequences
    today = desk.now().astimezone(CHINA).date()
    kind = desk.shelf.registers.unit_kind(case.unit.kind)
    situation = Situation(kind.party if kind else case.unit.kind, on_act or today, today, facts | _shown(case))
    acts: dict[str, list[str]] = {}
    for finding in case.findings:
        for act in _acts(opened, finding, table):
            acts.setdefault(act, []).append(finding.code)
    return tuple(
        Outlook(act, tuple(acts[act]), consequences_for(table, [act], situation, desk.shelf.legal))
        for act in sorted(acts, key=_in_law_order)
    )


def _shown(case: Case) -> frozenset[str]:
    """Return the codes of the facts that the papers of the case establish."""
    return frozenset({"order_unobeyed"} if order_unobeyed(case) else ())


def _in_law_order(act: str) -> list[tuple[int, str]]:
    """Return a key that puts item 10 behind item 9."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", act)]


def _acts(opened: Sheet, finding: Finding, table: Table) -> tuple[str, ...]:
    """Return the acts of the matrix that a finding may amount to: its question's, and those it names as broken."""
    meant = opened.question(finding.question).inspection.consequence
    known = table.acts()
    return tuple(one for one in dict.fromkeys((*meant, *finding.basis, *finding.order_basis)) if one in known)
