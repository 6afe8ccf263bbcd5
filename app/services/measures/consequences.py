"""What may follow the findings of an inspection, for a party of the unit's kind; and what may not, with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from app.domain.clock import CHINA
from app.domain.consequences import Line, Situation, Table, consequences_for
from app.domain.procedure.act_period import ActPeriod
from app.domain.procedure.case import Case
from app.domain.procedure.needs_orders import order_unobeyed
from app.domain.procedure.outcomes import Finding
from app.services.checking.sheet import Sheet, sheet, sheet_of
from app.services.desk import Desk


@dataclass(frozen=True)
class Outlook:
    """One act that findings (their codes) may amount to, with every consequence that is open or shut.

    ``on_act`` is the last day of the act, whose law decides, ``began`` its first; ``goes_on``: it has not ended;
    ``told``: an officer said so, else it is taken as going on until today.
    """

    act: str
    findings: tuple[str, ...]
    lines: tuple[Line, ...]
    on_act: date
    began: date | None = None
    goes_on: bool = True
    told: bool = False

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

    Findings of one act that were done at different times stand apart, since each time has its law. ``facts`` are codes
    of consequences.toml that are established beyond what the case itself shows; ``on_act`` overrules the last day that
    was recorded, None leaves it (today where nothing was). The paper is made today.
    """
    return _outlook(desk, sheet(desk, inspection), facts, on_act)


def outlook_of(desk: Desk, case: Case) -> tuple[Outlook, ...]:
    """Return the same for a case already read, with nothing established beyond what it shows itself."""
    return _outlook(desk, sheet_of(desk, case), frozenset(), None)


def _outlook(desk: Desk, opened: Sheet, facts: frozenset[str], on_act: date | None) -> tuple[Outlook, ...]:
    case, table = opened.case, desk.shelf.consequences
    today = desk.now().astimezone(CHINA).date()
    kind = desk.shelf.registers.unit_kind(case.unit.kind)
    party, established = kind.party if kind else case.unit.kind, facts | _shown(case)
    found: dict[tuple[str, ActPeriod], list[str]] = {}
    for finding in case.findings:
        period = replace(case.act_periods.get(finding.id, ActPeriod("")), id="")
        for act in _acts(opened, finding, table):
            found.setdefault((act, period), []).append(finding.code)

    def one(act: str, period: ActPeriod, codes: list[str]) -> Outlook:
        last = on_act or period.last_day(today)
        situation = Situation(party, last, today, established, period.began)
        lines = consequences_for(table, [act], situation, desk.legal)
        return Outlook(act, tuple(codes), lines, last, period.began, period.ended is None, period.known)

    return tuple(one(*key, found[key]) for key in sorted(found, key=lambda key: _order(*key)))


def _order(act: str, period: ActPeriod) -> tuple[list[tuple[int, str]], date, date]:
    return _in_law_order(act), period.ended or date.max, period.began or date.max


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
