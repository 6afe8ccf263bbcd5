"""How officers stand: whose credential asks for care, in words, and who left or came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.clock import CHINA, iso
from app.domain.procedure.circumstances import EXPIRES_SOON
from app.domain.procedure.records import CONFIRMED, REVOKED, SUSPENDED, Officer
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.registers.officers import changed, desk_enrolled, known_officer, not_administrator

USUAL_ROLE, USABLE = "officer", "有效"


@dataclass(frozen=True, slots=True)
class CredentialWarning:
    """Whose credential asks for care: ``text`` in words, ``red`` where it cannot be used."""

    officer: str
    name: str
    text: str
    red: bool


def credential_warnings(desk: Desk) -> tuple[CredentialWarning, ...]:
    """Return who carries out inspections with a credential that cannot be used or ends within sixty days, red first."""
    today = desk.now().astimezone(CHINA).date()
    found = []
    for one in desk.officers().values():
        words, red = credential_state_words(one, today)
        if USUAL_ROLE in one.roles and words != USABLE and not one.retired:
            found.append(CredentialWarning(one.id, one.name, words, red))
    return tuple(sorted(found, key=lambda one: (not one.red, one.name)))


def credential_state_words(officer: Officer, today: date) -> tuple[str, bool]:
    """Return a credential's state in words ("有效" where nothing is to be done), and whether it cannot be used."""
    if officer.retired:
        return "已离岗", True
    if not officer.credential:
        return "无执法证", USUAL_ROLE in officer.roles
    if officer.credential_state != CONFIRMED:
        return {SUSPENDED: "已暂扣", REVOKED: "已吊销"}.get(officer.credential_state, "待确认"), True
    if officer.valid_from is not None and officer.valid_from > today:
        return f"{officer.valid_from}起生效", True
    if officer.valid_until is None:
        return "没有有效期", True
    left = (officer.valid_until - today).days
    if left < 0:
        return f"已过期 {-left} 天", True
    if left == 0:
        return "今天到期", False
    return (f"还有 {left} 天到期", False) if left <= EXPIRES_SOON.days else (USABLE, False)


def retire_officer(desk: Desk, officer_id: str, reason: str) -> Officer:
    """Return the officer who left: kept in what was done, planned for nothing any more, with the reason.

    Raises:
        Refused: a centre keeps the register, who acts is no administrator or the one who leaves, or no reason is given.
    """
    officer = known_officer(desk, officer_id)
    found = not_administrator(desk)
    if desk_enrolled(desk):
        text = "人员由中心库管理，请由管理员在中心库停用后同步。"
        found.append(Blocker("centre-keeps", text, (), "officers"))
    if officer_id == desk.officer:
        found.append(Blocker("own-retirement", "不能登记自己离岗，请由另一名管理员办理。", (), "officers"))
    if not reason.strip():
        found.append(Blocker("reason-missing", "请写明离岗的原因。", (), "officers"))
    insist("不能登记离岗。", found)
    told = {"reason": reason.strip(), "by": desk.officer, "at": iso(desk.now())}
    return changed(desk, officer, retired=told)


def reinstate_officer(desk: Desk, officer_id: str) -> Officer:
    """Return an officer who came back; the passphrase on this device is set anew.

    Raises:
        Refused: a centre keeps the register, or who acts is no administrator.
    """
    found = not_administrator(desk)
    if desk_enrolled(desk):
        found.append(Blocker("centre-keeps", "人员由中心库管理，请由管理员在中心库办理后同步。", (), "officers"))
    insist("不能恢复在岗。", found)
    return changed(desk, known_officer(desk, officer_id), retired={})
