"""The credentials that officers held on each day at the unit: held against that day, whatever became of them since.

A card renewed between two days, or later, leaves the days before as lawful as they were (penalty-law-2021:55).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.guards_arrival import told_at
from app.domain.procedure.guards_preparation import credential_blockers, credential_key
from app.domain.procedure.records import REVOKED, SUSPENDED, Officer, SignIn
from app.errors import Blocker

WITHDRAWN = {SUSPENDED: "暂扣", REVOKED: "吊销"}


def card_of(officer: Officer) -> dict[str, str]:
    """Return an officer's card as the register has it now, to be kept with what is done with it."""
    until = officer.valid_until
    return {"credential": officer.credential, "until": until.isoformat() if until is not None else ""}


def card_held(case: Case, signed: SignIn) -> Mapping[str, Any]:
    """Return the card with which an officer signed in; of older visits the one shown then, {} where none was kept."""
    if signed.card:
        return signed.card
    visit = next((one for one in case.visits if one.id == signed.visit), None)
    told = told_at(case, visit) if visit is not None else None
    shown = told.credentials if told is not None else ()
    return next((one for one in shown if one.get("officer") == signed.officer and one.get("valid_until")), {})


def invalid_at_visits(case: Case) -> list[Blocker]:
    """Return whose card did not carry a day on which they signed in; one that was kept with its day did."""
    return [
        blocker
        for one in case.sign_ins
        if one.officer in case.officers and not _carried(card_held(case, one), day_of(one.at))
        for blocker in credential_blockers(case.officers[one.officer], day_of(one.at))
    ]


def withdrawn_since_visits(case: Case) -> list[Blocker]:
    """Return whose card was registered as withdrawn after it carried a day: since when is to be looked up."""
    found: dict[str, Blocker] = {}
    for one in case.sign_ins:
        officer, held = case.officers.get(one.officer), card_held(case, one)
        state = WITHDRAWN.get(officer.credential_state) if officer is not None else None
        if officer is None or state is None or not held or not _same(officer, held):
            continue
        text = (
            f"{officer.name}的执法证在到场（{chinese_day(day_of(one.at))}）以后登记为已{state}。请核对从哪一天起{state}："
            f"到场当天有效的，写明依据后继续；当天已经{state}的，当日检查程序违法。"
        )
        told = Blocker("card-withdrawn-since", text, grounds.CREDENTIALS, f"officers/{officer.id}")
        found.setdefault(officer.id, told)
    return list(found.values())


def visit_cards(case: Case) -> dict[str, str]:
    """Return the number of the card of each officer on the last day at the unit, as papers about the visit name it."""
    return {officer: list(numbers)[-1] for officer, numbers in _numbers(case).items()}


def cards_by_day(case: Case) -> dict[str, str]:
    """Return the numbers of the cards by officer; of several each with the days on which it was shown."""
    told = {}
    for officer, numbers in _numbers(case).items():
        each = [f"{number}（{'、'.join(map(chinese_day, days))}）" for number, days in numbers.items()]
        told[officer] = "；".join(each) if len(each) > 1 else next(iter(numbers))
    return told


def _numbers(case: Case) -> dict[str, dict[str, list[date]]]:
    off = {one.id for one in case.visits if one.called_off}
    found: dict[str, dict[str, list[date]]] = {}
    for one in sorted(case.sign_ins, key=lambda one: (one.at, one.id)):
        number = str(card_held(case, one).get("credential") or "")
        if one.visit in off or not number:
            continue
        days = found.setdefault(one.officer, {}).setdefault(number, [])
        if day_of(one.at) not in days:
            days.append(day_of(one.at))
    return found


def _carried(held: Mapping[str, Any], on: date) -> bool:
    until = str(held.get("until") or held.get("valid_until") or "")
    return bool(until) and date.fromisoformat(until) >= on


def _same(officer: Officer, held: Mapping[str, Any]) -> bool:
    return credential_key(officer.credential) == credential_key(str(held.get("credential", "")))
