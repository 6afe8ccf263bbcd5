"""The register of officers: entered, their credentials confirmed, renewed, suspended and revoked.

A bureau without a centre confirms on the device, by its administrator. Where a centre exists, what is entered here
stays 待中心确认 until the centre confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.domain.characters import in_one_line, number_in_one_line
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.circumstances import EXPIRES_SOON
from app.domain.procedure.guards_preparation import credential_key
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.plausible_days import credential_day_problems
from app.domain.procedure.records import CONFIRMED, PENDING, REVOKED, SUSPENDED, Officer
from app.errors import Blocker
from app.services.desk import Desk, insist, missing

ROLES = {
    "officer": "执法人员",
    "chief": "处室负责人",
    "leader": "机关负责人",
    "reviewer": "法制审核人员",
    "administrator": "管理员",
    "auditor": "审计人员",
}
STATES = {CONFIRMED: "已确认", PENDING: "待确认", SUSPENDED: "暂扣", REVOKED: "吊销"}
ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class OfficerEntry:
    """What is typed of an officer. ``roles`` are keys of ROLES; an officer needs credential and both dates.

    Whoever else has begun to enter a credential (``credential_begun``, be it with what is no day) needs all of it too.
    """

    name: str
    roles: tuple[str, ...]
    office: str = ""
    post: str = ""
    phone: str = ""
    credential: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    bureau: str = ""
    credential_begun: bool = False


def officer_problems(desk: Desk, entry: OfficerEntry, own: str = "") -> list[Problem]:
    """Return every fault of an entry; ``own`` is the id of the officer being changed."""
    return entry_problems(desk, entry) + _twin_problems(desk, entry.credential, own)


def entry_problems(desk: Desk, entry: OfficerEntry) -> list[Problem]:
    """Return the faults that an entry has by itself, whoever else is registered."""
    typed = ("name", "office", "post", "phone", "credential")
    found = typing_faults({name: getattr(entry, name) for name in typed}, LONGEST_LINE)
    if not entry.name.strip():
        found.append(Problem("name", "请填写姓名。"))
    if not entry.roles or any(one not in ROLES for one in entry.roles):
        found.append(Problem("roles", f"请选择角色：{'、'.join(ROLES.values())}。"))
    if (entry.bureau or desk.bureau) not in desk.shelf.bureaus:
        found.append(Problem("bureau", "请选择所属的档案局。"))
    if "officer" in entry.roles or entry.credential_begun:
        found += credential_problems(entry.credential, entry.valid_from, entry.valid_until)
    return found


def credential_problems(number: str, valid_from: date | None, valid_until: date | None) -> list[Problem]:
    """Return the faults of a credential as typed."""
    found = []
    if not number.strip():
        found.append(Problem("credential", "请填写执法证号。"))
    if valid_from is None:
        found.append(Problem("valid_from", "请填写执法证有效期的开始日期。"))
    if valid_until is None:
        found.append(Problem("valid_until", "请填写执法证有效期的截止日期。"))
    return found + credential_day_problems(valid_from, valid_until)


def _twin_problems(desk: Desk, number: str, own: str) -> list[Problem]:
    key = credential_key(number)
    twins = [one for one in desk.officers().values() if key and credential_key(one.credential) == key and one.id != own]
    return [Problem("credential", f"这个执法证号已登记在{one.name}名下，请核对。") for one in twins[:1]]


def add_officer(desk: Desk, entry: OfficerEntry) -> tuple[Officer | None, list[Problem]]:
    """Return the officer, whose credential waits for confirmation, or None with what is wrong.

    Raises:
        Refused: the register is not empty and who acts is no administrator (in a bureau without a centre).
    """
    insist_may_add(desk)
    problems = officer_problems(desk, entry)
    if problems:
        return None, problems
    officer = officer_from(desk, desk.identify(), entry)
    desk.commit(changes_of(officer))
    return officer, []


def officer_from(desk: Desk, officer_id: str, entry: OfficerEntry) -> Officer:
    """Return the officer of an entry without faults; the credential waits for confirmation."""
    return Officer(
        id=officer_id,
        name=in_one_line(entry.name),
        bureau=entry.bureau or desk.bureau,
        office=in_one_line(entry.office),
        post=in_one_line(entry.post),
        phone=number_in_one_line(entry.phone),
        roles=tuple(sorted(set(entry.roles))),
        credential=number_in_one_line(entry.credential),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        credential_state=PENDING,
    )


def insist_may_add(desk: Desk) -> None:
    """Do nothing where who acts may enter officers.

    Raises:
        Refused: the register is not empty and who acts is no administrator (in a bureau without a centre).
    """
    if not desk_enrolled(desk) and desk.officers():
        insist("不能登记执法人员。", not_administrator(desk))


def confirm_credential(desk: Desk, officer_id: str) -> Officer:
    """Return the officer with the credential confirmed by the administrator of a bureau without a centre.

    Raises:
        Refused: a centre confirms here, who acts is no administrator, or the credential was revoked.
    """
    officer = known_officer(desk, officer_id)
    found = not_administrator(desk)
    if desk_enrolled(desk):
        text = "本机已接入中心库，执法证由中心库确认；请联系管理员在中心库办理后同步。"
        found.append(Blocker("centre-confirms", text, grounds.CREDENTIALS, "officers"))
    if officer.credential_state == REVOKED:
        text = f"{officer.name}的执法证已被吊销，不能恢复；换发新证的请先登记新证。"
        found.append(Blocker("credential-revoked", text, grounds.CREDENTIALS, "officers"))
    if not officer.credential:
        found.append(Blocker("no-credential", f"{officer.name}没有登记执法证号。", grounds.NO_CREDENTIAL, "officers"))
    insist("不能确认执法证。", found)
    return changed(desk, officer, credential_state=CONFIRMED)


def suspend_credential(desk: Desk, officer_id: str, reason: str) -> Officer:
    """Return the officer whose credential is suspended from now on, with the reason (S117).

    Raises:
        Refused: who acts is no administrator, or no reason was given.
    """
    return _withdraw(desk, officer_id, SUSPENDED, reason)


def revoke_credential(desk: Desk, officer_id: str, reason: str) -> Officer:
    """Return the officer whose credential is revoked for good, with the reason (S117).

    Raises:
        Refused: who acts is no administrator, or no reason was given.
    """
    return _withdraw(desk, officer_id, REVOKED, reason)


def renew_credential(
    desk: Desk, officer_id: str, number: str, valid_from: date | None, valid_until: date | None
) -> tuple[Officer | None, list[Problem]]:
    """Return the officer with a new credential that waits for confirmation, or None with what is wrong.

    Raises:
        Refused: there is no such officer, or who acts is no administrator.
    """
    officer = known_officer(desk, officer_id)
    insist("不能更换执法证。", not_administrator(desk))
    problems = credential_problems(number, valid_from, valid_until) + _twin_problems(desk, number, officer_id)
    if problems:
        return None, problems
    card = number_in_one_line(number)
    renewed: dict[str, Any] = {"credential": card, "valid_from": valid_from, "valid_until": valid_until}
    return changed(desk, officer, **renewed, credential_state=PENDING, credential_reason=""), []


def expiring(officers: Iterable[Officer], on: date, within: timedelta = EXPIRES_SOON) -> tuple[Officer, ...]:
    """Return who holds a confirmed credential that has ended or ends within the time, the earliest first."""
    soon = [
        (one.valid_until, one.name, one)
        for one in officers
        if one.credential_state == CONFIRMED and not one.retired
        and one.valid_until is not None and one.valid_until <= on + within
    ]
    return tuple(one for _, _, one in sorted(soon, key=lambda row: row[:2]))


def known_officer(desk: Desk, officer_id: str) -> Officer:
    """Return one officer of the register.

    Raises:
        Refused: there is none of this id.
    """
    found = desk.officers().get(officer_id)
    if found is None:
        raise missing("officer", "登记簿中没有这名人员。", "请先登记该人员，或同步后重试。")
    return found


def desk_enrolled(desk: Desk) -> bool:
    """Return whether a centre keeps this store's register of officers."""
    return bool(desk.store.identity.kind == ENROLLED)


def not_administrator(desk: Desk) -> list[Blocker]:
    """Return why who acts may not keep the register of officers."""
    acting = desk.officers().get(desk.officer)
    if acting is not None and "administrator" in acting.roles:
        return []
    return [Blocker("not-administrator", "人员和执法证由管理员办理。", (), "officers")]


def _withdraw(desk: Desk, officer_id: str, state: str, reason: str) -> Officer:
    officer = known_officer(desk, officer_id)
    found = not_administrator(desk)
    if not reason.strip():
        text = f"请写明{STATES[state]}执法证的事由和文号。"
        found.append(Blocker("reason-missing", text, grounds.CREDENTIALS, "officers"))
    insist(f"不能登记{STATES[state]}执法证。", found)
    return changed(desk, officer, credential_state=state, credential_reason=reason.strip())


def changed(desk: Desk, officer: Officer, **fields: Any) -> Officer:
    """Return the officer with these fields recorded."""
    desk.commit(changes_of(replace(officer, **fields), *fields))
    return known_officer(desk, officer.id)
