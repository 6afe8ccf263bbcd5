"""Who may decide on a paper, and whether it is of an inspection that they carry out themselves."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.namesakes import told_apart
from app.domain.procedure.case import REVIEWER
from app.domain.procedure.trap_rules import BEFORE_THE_VISIT
from app.services.desk import Desk
from app.services.registers.officers import ROLES
from ui.models.pinyin import by_name

DECIDING = ("leader", "chief", REVIEWER)


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may decide, in one role; ``own``: on a paper of an inspection that they carry out themselves."""

    id: str
    name: str
    role: str
    role_words: str
    own: bool = False


def _team(desk: Desk, inspection: str) -> tuple[str, ...]:
    case = desk.case(inspection)
    return (*case.inspection.officers, *case.handlers)


def deciders(desk: Desk, inspection: str, kind: str) -> tuple[Approver, ...]:
    """Return who may decide on a paper, the leader first."""
    team = () if kind in BEFORE_THE_VISIT else _team(desk, inspection)
    known = by_name(desk.officers().values())
    names = told_apart(known)
    return tuple(
        Approver(one.id, names[one.id], role, ROLES[role], one.id in team)
        for role in DECIDING for one in known if role in one.roles
    )
