"""Correcting what the register says of an officer: name, roles, office, post, phone, not the credential."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.domain.characters import in_one_line
from app.domain.operations import ADD, REMOVE, Change
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Officer
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.registers.officers import ROLES, desk_enrolled, known_officer, not_administrator

ADMINISTRATOR, USUAL_ROLE = "administrator", "officer"
PARTS = ("name", "office", "post", "phone")


@dataclass(frozen=True)
class Amendment:
    """What an officer is called from now on and does. ``roles`` are keys of ROLES."""

    name: str
    roles: tuple[str, ...]
    office: str = ""
    post: str = ""
    phone: str = ""


def amend_officer(desk: Desk, officer_id: str, entry: Amendment) -> tuple[Officer | None, list[Problem]]:
    """Return the officer as corrected, or None with what is wrong. Papers already made stay as they are.

    Raises:
        Refused: a centre keeps the register, who acts is no administrator, or there is no such officer.
    """
    found = not_administrator(desk)
    if desk_enrolled(desk):
        found.append(Blocker("centre-keeps", "人员由中心库管理，请由管理员在中心库更正后同步。", (), "officers"))
    insist("不能更正人员资料。", found)
    officer = known_officer(desk, officer_id)
    problems = _problems(desk, officer, entry)
    if problems:
        return None, problems
    desk.commit(_changes(officer, entry))
    return known_officer(desk, officer_id), []


def _changes(officer: Officer, entry: Amendment) -> list[Change]:
    """Return what differs; roles are a set, in which another role never takes the place of one before."""
    typed: dict[str, Any] = {part: in_one_line(getattr(entry, part)) for part in PARTS}
    differing = [part for part, text in typed.items() if text != getattr(officer, part)]
    found = changes_of(replace(officer, **typed), *differing) if differing else []
    for kind, roles in ((ADD, set(entry.roles) - set(officer.roles)), (REMOVE, set(officer.roles) - set(entry.roles))):
        found += [Change(Officer.ENTITY, officer.id, "roles", one, kind) for one in sorted(roles)]
    return found


def _problems(desk: Desk, officer: Officer, entry: Amendment) -> list[Problem]:
    found = typing_faults({part: getattr(entry, part) for part in PARTS}, LONGEST_LINE)
    if not entry.name.strip():
        found.append(Problem("name", "请填写姓名。"))
    if not entry.roles or any(one not in ROLES for one in entry.roles):
        found.append(Problem("roles", f"请选择角色：{'、'.join(ROLES.values())}。"))
    elif USUAL_ROLE in entry.roles and not officer.credential:
        found.append(Problem("roles", "执法人员须有执法证：请先在“办理执法证”中登记，再选这个角色。"))
    elif ADMINISTRATOR not in entry.roles and not _others(desk, officer):
        found.append(Problem("roles", "须至少留一名管理员，请先让另一人担任。"))
    return found


def _others(desk: Desk, officer: Officer) -> bool:
    """Tell whether somebody else administers."""
    known = (one for one in desk.officers().values() if one.id != officer.id and not one.retired)
    return any(ADMINISTRATOR in one.roles for one in known)
