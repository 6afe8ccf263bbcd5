"""Guards before departure: the source, the authority, the officers with their credentials, D1 and D2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.identity_numbers import cleaned
from app.domain.procedure import grounds
from app.domain.procedure.case import REVIEWER, Case
from app.domain.procedure.circumstances import EXPIRES_SOON, Circumstances, chinese_day, chinese_moment
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.records import CONFIRMED, DELEGATED, PENDING, PHONE, REVOKED, SUSPENDED, Approval, Officer
from app.domain.procedure.sources import source_blockers
from app.domain.procedure.tasks import COUNTERSIGN_TASK
from app.errors import Blocker

LEAST_OFFICERS = 2
TEAM = "preparation/officers"
MADE_STATES = frozenset({"approved", "signed", "awaiting_stamp", "stamped", "served"})
_STATES: Mapping[str, str] = {PENDING: "尚待确认", SUSPENDED: "已被暂扣", REVOKED: "已被吊销"}
PAPER_NAMES = {"D1": "检查审批表", "D2": "检查通知书", "D11": "执法通知书"}


def not_ended(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse every further act once the inspection was called off, closed or voided."""
    if case.inspection.called_off:
        reason = str(case.inspection.called_off.get("reason", "")).rstrip("。")
        text = f"本次检查已取消（{reason}），不能继续办理；需要检查时请另行立项。"
        return [Blocker("called-off", text, grounds.LAWFUL_PROCEDURE, "preparation")]
    if case.inspection.voided or case.inspection.closed_at is not None:
        return [Blocker("closed", "本次检查已经结束，不能继续办理。", grounds.LAWFUL_PROCEDURE, "papers")]
    return []


def mode_has_source(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand one of the four modes with the source that it asks for (S130 to S134)."""
    mode = next((one for one in about.modes if one.code == case.inspection.mode), None)
    if mode is None:
        text = "请选择检查方式：全面检查、专项检查、举报移送检查或日常监督检查。"
        return [Blocker("mode-unknown", text, grounds.MODES, "preparation/mode")]
    return source_blockers(case.inspection.source, case.unit, mode, about.level, about.today)


def scope_is_named(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand what D1 must say: scope, legal basis, planned days in order, place."""
    plan = case.inspection
    found = []
    if not plan.scope:
        found.append(Blocker("scope-missing", "请填写检查内容。", grounds.INSPECTION_POWER, "preparation/scope"))
    if not plan.basis:
        found.append(Blocker("basis-missing", "请选择检查的法律依据。", grounds.INSPECTION_POWER, "preparation/basis"))
    if plan.planned_from is None or plan.planned_to is None:
        text = "请填写计划检查的起止日期。"
        found.append(Blocker("dates-missing", text, grounds.FORMS_OF_INSPECTION, "preparation/planned_from"))
    elif plan.planned_to < plan.planned_from:
        text = "计划检查的结束日期早于开始日期，请更正。"
        found.append(Blocker("dates-reversed", text, grounds.FORMS_OF_INSPECTION, "preparation/planned_to"))
    return found


def district_is_ours(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that the bureau has authority over the unit's district (city: all of it, county: its own)."""
    if case.unit.district in about.districts:
        return []
    text = f"{case.unit.name}所在区划（{case.unit.district or '未填写'}）不在本局管辖范围，请移交有管辖权的档案局。"
    return [Blocker("no-authority", text, grounds.COMPETENT_BODY, "preparation/unit")]


def enough_officers(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand two officers of the register at least, each once; helpers do not count (S135, T1)."""
    people = assigned(case)
    found = [
        Blocker("officer-unknown", f"执法人员（{one}）不在登记簿中，请先登记。", grounds.NO_CREDENTIAL, TEAM)
        for one in case.inspection.officers
        if one not in case.officers
    ]
    found += [
        Blocker("not-an-officer", f"{one.name}没有执法人员身份，不能承办检查。", grounds.NO_CREDENTIAL, TEAM)
        for one in people
        if "officer" not in one.roles
    ]
    counted = {_person_key(one) for one in people if "officer" in one.roles}
    if len(counted) < LEAST_OFFICERS:
        text = f"执法人员不得少于两人，现有{len(counted)}人；辅助人员不计入。请补充执法人员。"
        found.append(Blocker("fewer-than-two", text, grounds.TWO_OFFICERS, TEAM))
    return found


def officers_differ(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse the same person twice: the same id, the same credential number, the same name with the same phone."""
    found = []
    people = assigned(case)
    for index, one in enumerate(people):
        for other in people[index + 1 :]:
            if one.id == other.id or _same_person(one, other):
                text = f"{one.name}与{other.name}是同一人或使用同一执法证号，须由两名不同的执法人员承办。"
                found.append(Blocker("same-person-twice", text, grounds.TWO_OFFICERS, TEAM))
    return found


def helpers_are_apart(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse a helper who is also counted as an officer."""
    taken = {one.name for one in assigned(case)} | set(case.inspection.officers)
    return [
        Blocker(
            "helper-as-officer",
            f"{_name(case, helper)}同时列为辅助人员和执法人员，请只保留一种身份。",
            grounds.TWO_OFFICERS,
            "preparation/helpers",
        )
        for helper in case.inspection.helpers
        if helper in taken
    ]


def officers_are_ours(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse an officer of another bureau unless a paper lends that officer (``Inspection.seconded``)."""
    plan = case.inspection
    return [
        Blocker(
            "other-bureau",
            f"{one.name}属于其他档案局，且没有抽调文书，不能以本局名义执法。",
            grounds.COMPETENT_BODY,
            TEAM,
        )
        for one in assigned(case)
        if one.bureau != plan.bureau and not str(plan.seconded.get(one.id) or "").strip()
    ]


def credentials_valid(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand a confirmed credential that is valid on the day of the act, of every officer (S136, S117, T2)."""
    return [blocker for one in assigned(case) for blocker in credential_blockers(one, about.today)]


def credential_blockers(officer: Officer, on: date) -> list[Blocker]:
    """Return why this officer's credential does not carry an act on that day."""
    place = f"officers/{officer.id}"
    if officer.retired:
        text = f"{officer.name}已离岗，不能执法；请更换执法人员。"
        return [Blocker("officer-retired", text, grounds.CREDENTIALS, place)]
    if not officer.credential.strip():
        return [Blocker("no-credential", f"{officer.name}没有登记执法证号。", grounds.NO_CREDENTIAL, place)]
    if officer.credential_state != CONFIRMED:
        state = _STATES.get(officer.credential_state, "状态不明")
        text = f"{officer.name}的执法证{state}，不能执法；请管理员核实处理。"
        return [Blocker(f"credential-{officer.credential_state}", text, grounds.CREDENTIALS, place)]
    if officer.valid_from is None or officer.valid_until is None:
        text = f"{officer.name}的执法证没有登记有效期，不能确认其有效。"
        return [Blocker("credential-undated", text, grounds.CREDENTIALS, place)]
    if not officer.valid_from <= on <= officer.valid_until:
        term = f"{chinese_day(officer.valid_from)}至{chinese_day(officer.valid_until)}"
        text = f"{officer.name}的执法证有效期为{term}，{chinese_day(on)}无效，不能执法。"
        return [Blocker("credential-not-valid", text, grounds.CREDENTIALS, place)]
    return []


def nobody_is_recused(case: Case, about: Circumstances) -> list[Blocker]:
    """Refuse an officer whose recusal the leader has granted (PL 43)."""
    gone = {
        str(one.recusal.get("officer"))
        for one in case.rights
        if one.recusal.get("requested") and one.recusal.get("decision") == "granted"
    }
    return [
        Blocker("recused", f"{one.name}已被决定回避，请更换执法人员。", grounds.RECUSAL, TEAM)
        for one in assigned(case)
        if one.id in gone
    ]


def inspection_approved(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that the leader approved D1 before the first visit began; by phone is lawful (补签 stays open).

    A re-inspection rests on the approved order that was served: what it says is checked again.
    """
    if is_recheck(case.inspection):
        return []
    decision = inspection_approval(case)
    if decision is None:
        text = "行政检查审批表未经负责人批准，不能开展检查；请先报批，也可电话批准后补签。"
        return [Blocker("d1-missing", text, grounds.FORMS_OF_INSPECTION, "preparation/approval")]
    if not decided_with_authority(decision):
        text = "检查审批不是由机关负责人或其书面授权的人作出，请重新报批。"
        return [Blocker("d1-not-by-leader", text, grounds.FORMS_OF_INSPECTION, "preparation/approval")]
    begun = min((one.arrived_at for one in case.visits), default=about.now)
    if decision.at > begun:
        times = f"检查审批作出于{chinese_moment(decision.at)}，晚于到场时间{chinese_moment(begun)}"
        text = f"{times}，事后审批不能代替事前审批。"
        return [Blocker("d1-late", text, grounds.FORMS_OF_INSPECTION, "preparation/approval")]
    return []


def notice_made(case: Case, about: Circumstances) -> list[Blocker]:
    """Demand that D2 was made and approved at the office before the visit; a re-inspection was told by its order."""
    if is_recheck(case.inspection):
        return []
    notice = case.document("D2")
    if notice is None or notice.state not in MADE_STATES:
        text = "行政检查通知书尚未制作完成，请在出发前制作，到场前或到场时送达。"
        return [Blocker("d2-missing", text, grounds.FORMS_OF_INSPECTION, "preparation/notice")]
    return []


def enterprise_not_too_often(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where an enterprise would be inspected more often than the published cap (T28)."""
    if is_recheck(case.inspection):
        return []
    if not case.unit.enterprise or about.yearly_cap is None or about.inspections_this_year < about.yearly_cap:
        return []
    text = (
        f"{case.unit.name}今年已另外安排检查{about.inspections_this_year}次，公布的年度上限为{about.yearly_cap}次；"
        "确需检查的请写明理由。"
    )
    return [Blocker("enterprise-frequency", text, grounds.ENTERPRISE_FREQUENCY, "preparation/frequency")]


def credentials_last(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn of credentials that end within sixty days."""
    soon = [
        one
        for one in assigned(case)
        if one.valid_until is not None and about.today <= one.valid_until <= about.today + EXPIRES_SOON
    ]
    return [
        Blocker(
            "credential-ends-soon",
            f"{one.name}的执法证将于{chinese_day(one.valid_until)}到期，请及时换证。",
            grounds.CREDENTIALS,
            f"officers/{one.id}",
        )
        for one in soon
        if one.valid_until is not None
    ]


def countersigned(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn of approvals given by phone whose signed paper is not bound yet (补签), but for those of voided papers."""
    gone = {one.document.id for one in case.voided_papers}
    gone |= {one.subject for one in case.tasks if one.kind == COUNTERSIGN_TASK and one.done_at is not None}
    return [
        Blocker(
            "countersign-open",
            f"{PAPER_NAMES.get(one.kind, '文书')}于{chinese_moment(one.at)}由{_name(case, one.approver)}电话"
            f"{'提出法制审核意见' if one.role == REVIEWER else '批准'}，尚未补签。",
            grounds.FORMS_OF_INSPECTION,
            f"approval/{one.id}",
        )
        for one in case.approvals
        if one.channel == PHONE and one.decision == "approve" and not one.paper and not gone & {one.id, one.document}
    ]


def team_as_approved(case: Case, about: Circumstances) -> list[Blocker]:
    """Warn where other officers are assigned than those whom the approved D1 names."""
    form = case.document("D1")
    words = case.contents.get(form.id) if form is not None and case.approved(form.id) is not None else None
    named = {credential_key(str(one.get("credential"))) for one in words.data.get("officers") or ()} if words else set()
    if not named or named == {credential_key(one.credential) for one in assigned(case)}:
        return []
    text = "现在的执法人员与审批表所列不同，请重新报批，或写明负责人同意更换的情况。"
    return [Blocker("team-not-as-approved", text, grounds.FORMS_OF_INSPECTION, TEAM)]


def inspection_approval(case: Case) -> Approval | None:
    """Return the standing approval of D1, or None."""
    form = case.document("D1")
    return None if form is None else case.approved(form.id)


def decided_with_authority(approval: Approval) -> bool:
    """Return whether the leader decided, or somebody with the leader's written delegation."""
    if approval.channel == DELEGATED:
        return bool(approval.delegation.strip())
    return approval.role == "leader"


def assigned(case: Case) -> list[Officer]:
    """Return the assigned officers that the register knows, in the order of their assignment."""
    return [case.officers[one] for one in case.inspection.officers if one in case.officers]


def _name(case: Case, officer: str) -> str:
    return case.officers[officer].name if officer in case.officers else officer


def credential_key(credential: str) -> str:
    """Return a credential number as it is compared: half-width capitals without blanks and hyphens."""
    return cleaned(credential)


def _same_person(one: Officer, other: Officer) -> bool:
    same_card = bool(one.credential.strip()) and credential_key(one.credential) == credential_key(other.credential)
    same_phone = bool(one.phone) and one.phone == other.phone
    return same_card or (one.name == other.name and same_phone)


def _person_key(officer: Officer) -> str:
    return credential_key(officer.credential) or officer.id
