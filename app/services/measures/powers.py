"""The powers that an order rests on: which fit the findings, and what is told where nothing but a source list would.

Basis: archives-law-2020:45, implementing-regulation-2024:48 to 51, else the bureau's own source list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.domain.clock import CHINA
from app.domain.law import BUREAU_SETTINGS, UNLISTED, UNLISTED_WORDS, LegalRegister, Power, order_basis_problems
from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Finding
from app.errors import Blocker
from app.services.checking.findings import HAZARD
from app.services.desk import Desk
from app.services.measures.stated import PLACE


def powers_for(desk: Desk, case: Case, findings: Iterable[Finding]) -> tuple[Power, ...]:
    """Return the powers over this unit that fit every one of the findings, best first."""
    return _fitting(desk, desk.legal, case, findings)


def chosen_powers(desk: Desk, case: Case, findings: Sequence[Finding], wanted: str = "") -> tuple[Power, ...]:
    """Return the powers an order over these findings rests on, none where a finding has none.

    One that fits all and is beyond argument comes before the best for each.
    """
    common = powers_for(desk, case, findings)
    if wanted:
        return tuple(one for one in common if one.id == wanted)
    firm = [one for one in common if not one.arguable]
    if firm:
        return (firm[0],)
    best = [powers_for(desk, case, [one])[:1] for one in findings]
    return tuple(dict.fromkeys(power for found in best for power in found)) if all(best) else ()


def basis_blockers(
    desk: Desk, case: Case, findings: Sequence[Finding], chosen: Sequence[Power]
) -> list[Blocker]:
    """Return what an order over these findings lacks: a provision of law that was broken, a power among the chosen."""
    found: list[Blocker] = []
    for one in findings:
        power = next((power for power in powers_for(desk, case, [one]) if power in chosen), None)
        problems = order_basis_problems(one.order_basis or one.basis, power, _today(desk), desk.legal)
        if power is None and lacks_own_list(desk, case, [one]):
            problems = [other for other in problems if other.code != "order-without-power"]
            found.append(Blocker(UNLISTED, f"{one.code}：{UNLISTED_WORDS}", (), BUREAU_SETTINGS))
        place = f"{PLACE}/{one.id}"
        found += [replace(blocker, place=place, text=f"{one.code}：{blocker.text}") for blocker in problems]
    return found


def lacks_own_list(desk: Desk, case: Case, findings: Sequence[Finding]) -> bool:
    """Return whether over one of these only a source list gives a power, and the bureau has not entered its own."""
    whole, own = desk.shelf.legal, desk.legal
    return any(not _fitting(desk, own, case, [one]) and _fitting(desk, whole, case, [one]) for one in findings)


def _fitting(desk: Desk, legal: LegalRegister, case: Case, findings: Iterable[Finding]) -> tuple[Power, ...]:
    kind = desk.shelf.registers.unit_kind(case.unit.kind)
    party = kind.party if kind else case.unit.kind
    fitting = [
        legal.powers_for(party, one.order_basis or one.basis, _today(desk), one.aim == HAZARD) for one in findings
    ]
    return tuple(power for power in (fitting[0] if fitting else ()) if all(power in one for one in fitting))


def _today(desk: Desk) -> date:
    return desk.now().astimezone(CHINA).date()
