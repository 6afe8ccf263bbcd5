"""Who is present, cards shown and rights told with the answers, and the leader's decision on recusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.domain.clock import iso
from app.domain.operations import REMOVE, Change
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_arrival import current_visit
from app.domain.procedure.guards_preparation import assigned
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.hands import SETTLING
from app.domain.procedure.mapping import changes_of, to_json
from app.domain.procedure.moments import moment_problems
from app.domain.procedure.records import (
    AFTERWARDS,
    DEPUTY,
    OTHER,
    RESPONSIBLE,
    WITNESS,
    Inspection,
    Person,
    Rights,
    Visit,
)
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.voiding import voiding

PERSON_ROLES = {RESPONSIBLE: "单位负责人", DEPUTY: "受委托人", WITNESS: "见证人", OTHER: "其他在场人员"}
GRANTED, DENIED = "granted", "refused"
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What is typed of a person present. A deputy's ``authorization`` is the evidence id of the 授权委托书."""

    name: str
    post: str
    role: str
    id_number: str = ""
    phone: str = ""
    employer: str = ""
    authorization: str = ""


@dataclass(frozen=True, slots=True)
class RightsEntry:
    """What is recorded of the telling. ``recusal`` = {requested, officer, reason}, ``statement`` = {wanted, text}."""

    person: str
    acknowledged: str
    shown_at: datetime | None = None
    told_at: datetime | None = None
    recusal: Mapping[str, Any] = field(default_factory=dict)
    statement: Mapping[str, Any] = field(default_factory=dict)


def record_person(desk: Desk, inspection: str, entry: PersonEntry) -> tuple[Person | None, list[Problem]]:
    """Return the person registered at the current visit, or None with what is wrong with the entry.

    Once the record is sealed it is somebody met afterwards, of no visit: who receives a paper, or sees it left behind.

    Raises:
        Refused: there is no visit, or the inspection has ended.
    """
    case = desk.case(inspection)
    visit = _met_at(desk, case)
    problems = person_problems(case, entry) or _registered_already(case, visit, entry)
    if problems:
        return None, problems
    texts = {name: getattr(entry, name).strip() for name in PersonEntry.__dataclass_fields__}
    person = Person(id=desk.part_id(inspection), visit=visit, **texts)
    desk.commit(changes_of(person))
    return person, []


def person_problems(case: Case, entry: PersonEntry) -> list[Problem]:
    """Return what is wrong with a person as entered; a deputy's letter may follow, but nothing begins without it."""
    typed = ("name", "post", "id_number", "phone", "employer")
    found = typing_faults({name: getattr(entry, name) for name in typed}, LONGEST_LINE)
    if not entry.name.strip():
        found.append(Problem("name", "请填写姓名。"))
    if entry.role not in PERSON_ROLES:
        found.append(Problem("role", f"请选择身份：{'、'.join(PERSON_ROLES.values())}。"))
    elif entry.role != WITNESS and not entry.post.strip():
        found.append(Problem("post", "请填写职务。"))
    if entry.authorization and not any(one.id == entry.authorization for one in case.evidence):
        found.append(Problem("authorization", "没有找到授权委托书的照片或文件，请先存入本次检查。"))
    officers = {one.name for one in assigned(case)}
    if entry.role == WITNESS and entry.name.strip() in officers and not entry.id_number.strip():
        text = "与承办的执法人员同名；承办的执法人员不能作见证人，确是另一个人的，请填写证件号码。"
        found.append(Problem("name", text))
    return found


def _met_at(desk: Desk, case: Case) -> str:
    """Return the visit at which somebody is met now, "" once the record is sealed."""
    if not record_is_sealed(case):
        return _visit(desk, case).id
    insist("不能登记。", GUARDS["not_ended"](case, circumstances(desk, case)))
    return AFTERWARDS


def _registered_already(case: Case, visit: str, entry: PersonEntry) -> list[Problem]:
    told = (entry.name.strip(), entry.post.strip(), entry.role, entry.id_number.strip())
    here = [one for one in case.persons if one.visit == visit]
    if not any((one.name, one.post, one.role, one.id_number) == told for one in here):
        return []
    return [Problem("name", "此人已经登记在场，不重复登记；确是另一个人的，请填写证件号码以便区分。")]


def void_person(desk: Desk, inspection: str, person_id: str, reason: str) -> None:
    """Take back a person registered by mistake, with the reason; who signed or heard the rights stays on record.

    Raises:
        Refused: there is no such person, no reason, the person already acted, or the record is sealed.
    """
    case = desk.case(inspection)
    known = next((one for one in case.persons if one.id == person_id), None)
    guard = "not_ended" if known is not None and known.visit == AFTERWARDS else "record_not_sealed"
    found = [*GUARDS[guard](case, circumstances(desk, case))]
    if known is None:
        raise missing("person", "没有找到这名在场人员。", "请刷新后重试。")
    acted = [one.signer for one in case.signatures] + [one.person for one in case.rights]
    acted += [one.person for one in case.statements] + [one.person for one in case.read_backs]
    acted += [who for one in case.services for who in (one.recipient, *one.witnesses)]
    if person_id in acted:
        text = "此人已听取告知、陈述、签名或接收文书，不能作废；更正请写入笔录。"
        found.append(Blocker("person-acted", text, grounds.UNCHANGED_RECORD, f"persons/{person_id}"))
    insist("不能作废这名在场人员。", found)
    desk.commit([voiding(desk, Person.ENTITY, person_id, reason)])


def bind_authorization(desk: Desk, inspection: str, person_id: str, evidence: str) -> Person:
    """Return the deputy with the photographed 授权委托书 bound to it.

    Raises:
        Refused: there is no such person or evidence in this inspection, or the record is sealed.
    """
    case = desk.case(inspection)
    person = next((one for one in case.persons if one.id == person_id), None)
    if person is None:
        raise missing("person", "没有找到这名在场人员。", "请先登记在场人员。")
    if not any(one.id == evidence for one in case.evidence):
        raise missing("evidence", "没有找到授权委托书的照片或文件。", "请先拍摄并存入本次检查，再关联。")
    bound = replace(person, authorization=evidence)
    desk.commit(changes_of(bound, "authorization"))
    return bound


def show_credentials_and_tell_rights(
    desk: Desk, inspection: str, entry: RightsEntry
) -> tuple[Rights | None, list[Problem]]:
    """Return what was shown and told at the current visit, with the answers; or None with what is wrong.

    The cards are those of the assigned officers as the register has them now.

    Raises:
        Refused: no visit of today is open, a credential does not carry today, or the record is sealed.
    """
    case = desk.case(inspection)
    about = circumstances(desk, case)
    insist("不能登记出示证件。", [*GUARDS["visit_is_open"](case, about), *GUARDS["credentials_valid"](case, about)])
    visit = _visit(desk, case)
    problems = _rights_problems(desk, case, visit, entry)
    if problems:
        return None, problems
    cards = tuple(
        {
            "officer": one.id,
            "name": one.name,
            "credential": one.credential,
            "valid_until": to_json(one.valid_until),
        }
        for one in assigned(case)
    )
    rights = Rights(
        id=desk.part_id(inspection),
        visit=visit.id,
        person=entry.person,
        shown_at=entry.shown_at or desk.now(),
        credentials=cards,
        told_at=entry.told_at or desk.now(),
        acknowledged=entry.acknowledged.strip(),
        recusal=dict(entry.recusal),
        statement=dict(entry.statement),
    )
    desk.commit(changes_of(rights))
    return rights, []


def _rights_problems(desk: Desk, case: Case, visit: Visit, entry: RightsEntry) -> list[Problem]:
    shown, told = entry.shown_at or desk.now(), entry.told_at or desk.now()
    found = moment_problems("shown_at", "出示证件时间", shown, desk.now(), visit.arrived_at, "到场时间")
    found += moment_problems("told_at", "告知权利时间", told, desk.now(), shown, "出示证件时间")
    if not any(one.id == entry.person and one.visit == visit.id for one in case.persons):
        found.append(Problem("person", "请选择在场的被告知人；没有的请先登记在场人员。"))
    if any(_same_telling(one, visit, entry) for one in case.rights):
        text = "已经登记过对此人出示证件、告知权利，答复也相同，不重复登记；对方改变答复的，请如实选择。"
        found.append(Problem("person", text))
    if not entry.acknowledged.strip():
        found.append(Problem("acknowledged", "请登记对方对出示证件和权利告知的确认情况。"))
    if not isinstance(entry.recusal.get("requested"), bool):
        found.append(Problem("recusal", "请当面询问是否申请回避，再选择对方的答复。"))
    elif entry.recusal["requested"]:
        if entry.recusal.get("officer") not in case.inspection.officers:
            found.append(Problem("recusal", "请选择被申请回避的执法人员。"))
        if not str(entry.recusal.get("reason") or "").strip():
            found.append(Problem("recusal", "请写明申请回避的理由。"))
    return found


def _same_telling(one: Rights, visit: Visit, entry: RightsEntry) -> bool:
    return (one.visit, one.person, one.acknowledged, one.statement) == (
        visit.id, entry.person, entry.acknowledged.strip(), entry.statement
    ) and {**one.recusal, **entry.recusal} == one.recusal  # fmt: skip


def decide_recusal(
    desk: Desk, inspection: str, rights_id: str, decision: str, decided_by: str, reason: str = ""
) -> Rights:
    """Return the request with the leader's decision (``granted`` or ``refused``); checking went on meanwhile.

    A granted request takes the officer out of the inspection in the same transaction.

    Raises:
        Refused: nothing was requested or it was decided already, or who decided is not the leader (PL 43).
    """
    case = desk.case(inspection)
    rights = next((one for one in case.rights if one.id == rights_id), None)
    if rights is None:
        raise missing("rights", "没有找到这次权利告知。", "请核对后重试。")
    insist("不能登记回避决定。", _recusal_blockers(case, rights, decision, decided_by))
    told = {"decision": decision, "decided_by": decided_by, "decided_at": iso(desk.now()), "grounds": reason.strip()}
    decided = replace(rights, recusal={**rights.recusal, **told})
    changes = changes_of(decided, "recusal")
    officer = str(rights.recusal.get("officer"))
    if decision == GRANTED and officer in case.inspection.officers:
        changes.append(Change(Inspection.ENTITY, inspection, "officers", officer, REMOVE))
    desk.commit(changes, also=SETTLING)
    return decided


def _recusal_blockers(case: Case, rights: Rights, decision: str, decided_by: str) -> list[Blocker]:
    place = f"arrival/recusal/{rights.id}"
    found = []
    if not rights.recusal.get("requested"):
        found.append(Blocker("recusal-not-requested", "对方没有申请回避。", grounds.RECUSAL, place))
    if rights.recusal.get("decision"):
        found.append(Blocker("recusal-decided", "这项回避申请已有决定。", grounds.RECUSAL, place))
    if decision not in (GRANTED, DENIED):
        found.append(Blocker("recusal-decision", "请选择决定：准予回避或驳回申请。", grounds.RECUSAL, place))
    leader = case.officers.get(decided_by)
    if leader is None or "leader" not in leader.roles:
        text = "回避由行政机关负责人决定，请选择作出决定的负责人。"
        found.append(Blocker("recusal-not-by-leader", text, grounds.RECUSAL, place))
    return found


def _visit(desk: Desk, case: Case) -> Visit:
    visit = current_visit(case)
    insist("不能登记。", GUARDS["record_not_sealed"](case, circumstances(desk, case)))
    if visit is None or visit.called_off:
        raise missing("visit", "现在没有进行中的到场。", "请先登记到场。")
    return visit
