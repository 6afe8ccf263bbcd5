"""The credentials of those who serve a paper: held against the day of the act, whatever became of them since.

What counts is that the card was valid when the paper was handed over, posted or sent (penalty-law-2021:55). Who served
signs the proof of it later, as the one who did it; no longer valid today, the card carries no further act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.guards_preparation import credential_blockers, credential_key
from app.domain.procedure.outcomes import Service
from app.domain.procedure.records import REVOKED, SUSPENDED, Officer
from app.errors import Blocker

CARDS = "cards"
"""Of a service the cards that were valid when it was done: {officer id: {credential, until}}."""
_WITHDRAWN = {SUSPENDED: "暂扣", REVOKED: "吊销"}


def cards_on(case: Case, servers: Iterable[str], day: date) -> dict[str, dict[str, str]]:
    """Return the cards of these officers that carry an act on a day, as they are registered now."""
    known = [case.officers[one] for one in servers if one in case.officers]
    return {
        one.id: {"credential": one.credential, "until": one.valid_until.isoformat() if one.valid_until else ""}
        for one in known if not credential_blockers(one, day)
    }  # fmt: skip


def cards_shown(service: Service) -> dict[str, str]:
    """Return the numbers of the cards with which a paper was served, by officer, as far as they were kept."""
    return {officer: str(card.get("credential", "")) for officer, card in _held(service).items()}


def invalid_then(case: Case, service: Service) -> list[Blocker]:
    """Return why the card of somebody who served carries no act of that day; one that did then still does."""
    held = _held(service)
    servers = [case.officers[one] for one in service.servers if one in case.officers and one not in held]
    return [blocker for one in servers for blocker in credential_blockers(one, day_of(service.at))]


def withdrawn_since(case: Case, service: Service) -> list[Blocker]:
    """Return that a card was registered as suspended or revoked after the service: since when is to be looked up."""
    found = []
    for one in _servers(case, service):
        state = _WITHDRAWN.get(one.credential_state)
        if state is None or not _same_card(one, service):
            continue
        why = f"（{one.credential_reason}）" if one.credential_reason else ""
        text = (
            f"{one.name}的执法证在送达登记以后登记为已{state}{why}。请核对从哪一天起{state}："
            f"送达当天（{chinese_day(day_of(service.at))}）有效的，写明依据后继续；当天已经{state}的，"
            "请作废这次送达，由持有效执法证的人员重新送达。"
        )
        found.append(Blocker("card-withdrawn-since", text, grounds.CREDENTIALS, f"papers/{service.receipt}"))
    return found


def ran_out_since(case: Case, service: Service, today: date) -> list[str]:
    """Return in words whose card was valid at the service and is not today, and what may still be done with it."""
    told = []
    for one in _servers(case, service):
        if one.valid_until is None or not _same_card(one, service) or one.valid_until >= today:
            continue
        told.append(
            f"{one.name}的执法证已于{chinese_day(one.valid_until)}到期。送达当天有效，本人可以在送达回证上签名，"
            "证明已经完成的送达；不得再办理新的送达和检查，换发新证后请管理员登记。"
        )
    return told


def _servers(case: Case, service: Service) -> list[Officer]:
    held = _held(service)
    return [case.officers[one] for one in service.servers if one in case.officers and one in held]


def _same_card(officer: Officer, service: Service) -> bool:
    return credential_key(officer.credential) == credential_key(str(_held(service)[officer.id].get("credential", "")))


def _held(service: Service) -> Mapping[str, Mapping[str, Any]]:
    cards = service.details.get(CARDS)
    return cards if isinstance(cards, Mapping) else {}
