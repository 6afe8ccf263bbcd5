"""The leader's decisions: recorded with person, time and channel; by phone they open a countersign task (补签)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.characters import says_nothing
from app.domain.operations import Change
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import REVIEWER, Case
from app.domain.procedure.circumstances import chinese_moment
from app.domain.procedure.decisions import words_since
from app.domain.procedure.guards import blockers
from app.domain.procedure.hands import DECIDING, hands_of_paper
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.moments import moment_problems
from app.domain.procedure.new_terms import terms_of
from app.domain.procedure.outcomes import Content, Task
from app.domain.procedure.records import DELEGATED, DISCUSSION, IN_PERSON, PHONE, Approval
from app.domain.procedure.tasks import COUNTERSIGN_TASK, Duty, due_of
from app.errors import Blocker, InspectorError
from app.services.desk import Desk, insist, missing
from app.services.hands import hand_blockers
from app.services.pinning import definition_of
from app.services.preparation.planning import insist_reasons, planning_circumstances
from app.services.registers.officers import ROLES

COUNTERSIGN = Duty("countersign", "补签", "3wd", "authority", grounds.FORMS_OF_INSPECTION)
APPROVE, REFUSE = "approve", "refuse"
DECISIONS = {APPROVE: "同意", REFUSE: "不同意"}
CHANNELS = {IN_PERSON: "当面", PHONE: "电话", DELEGATED: "事先书面授权", DISCUSSION: "集体讨论"}
PAPERS = {"D1": "行政检查审批", "D2": "行政检查通知书", "D11": "执法通知书"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What is entered of a decision. ``document`` is a document or measure id; ``kind`` "D1", "D11" ...

    ``approver`` is an officer id who holds ``role``; ``delegation`` names the paper where the channel is delegated.
    """

    kind: str
    document: str
    approver: str
    role: str
    channel: str
    decision: str = APPROVE
    opinion: str = ""
    delegation: str = ""
    at: datetime | None = None


def record_approval(desk: Desk, inspection: str, entry: Decision) -> tuple[Approval | None, list[Problem]]:
    """Return the recorded decision, or None with what is wrong with the entry.

    By phone an open task 补签 comes with it, due at the end of the third working day. It is a decision on the words as
    they are now; once they are changed, it no longer stands.

    Raises:
        Refused: nothing of that id is to be decided, D1 itself is not lawful (officers, authority, source), or the same
            person decided the same on these words already; or it is of somebody else, and not this officer's to record.
    """
    case = desk.case(inspection)
    problems = decision_problems(desk, case, entry)
    if problems:
        return None, problems
    _insist_decidable(desk, case, entry)
    approval = Approval(
        id=desk.part_id(inspection),
        kind=entry.kind,
        document=entry.document,
        decision=entry.decision,
        approver=entry.approver,
        role=entry.role,
        channel=entry.channel,
        at=entry.at or desk.now(),
        recorded_by=desk.officer,
        opinion=entry.opinion.strip(),
        delegation=entry.delegation.strip(),
        digest=case.words_of(entry.document),
    )
    also = DECIDING if entry.approver == desk.officer else hands_of_paper(entry.kind)
    desk.commit([*changes_of(approval), *_countersign(desk, case, approval)], also=also)
    return approval, []


def records_for_others(desk: Desk, inspection: str, kind: str) -> bool:
    """Return whether it is also the part of the officer at the desk to record what others decided on a paper.

    It is that of who carries the inspection out, and for D1 of who plans it; leaders, chiefs and reviewers of other
    inspections record what they decided themselves (archives law 47).
    """
    return not hand_blockers(desk.store, desk.officer, [inspection], hands_of_paper(kind))


def decision_problems(desk: Desk, case: Case, entry: Decision) -> list[Problem]:
    """Return what is wrong with a decision as entered."""
    found = _approver_problems(case, entry)
    if entry.decision not in DECISIONS:
        found.append(Problem("decision", "请选择审批意见：同意或不同意。"))
    if entry.channel not in CHANNELS:
        found.append(Problem("channel", "请选择审批方式：当面、电话、事先书面授权或集体讨论。"))
    if entry.channel == DELEGATED and not entry.delegation.strip():
        found.append(Problem("delegation", "请填写书面授权的文号或名称。"))
    if entry.channel == DISCUSSION and not entry.delegation.strip():
        found.append(Problem("delegation", "请填写集体讨论记录的日期和名称。"))
    if entry.decision == REFUSE and says_nothing(entry.opinion):
        found.append(Problem("opinion", "不同意的，请写明理由，经办人据此修改。"))
    found += typing_faults({"opinion": entry.opinion}, LONGEST_PASSAGE)
    found += typing_faults({"delegation": entry.delegation}, LONGEST_LINE)
    since, what = _decidable_since(desk, case, entry)
    return found + moment_problems("at", "审批时间", entry.at or desk.now(), desk.now(), since, what)


def _decidable_since(desk: Desk, case: Case, entry: Decision) -> tuple[datetime | None, str]:
    """Return since when there is something to decide on, and what that is called: a measure, or the words of a paper.

    An order may be approved, by phone, before its notice is written; nothing is before it was decided.
    """
    carried = {one.measure for one in case.documents if one.id == entry.document} | {entry.document}
    measure = next((one for one in case.measures if one.id in carried and one.decided_at is not None), None)
    renewals = terms_of(case.new_terms, measure.id) if measure is not None else ()
    if renewals:
        return renewals[-1].since, "重新确定改正期限的时间"
    if measure is not None and measure.decided_at is not None:
        return measure.decided_at.replace(second=0, microsecond=0), "作出处理决定的时间"
    drafted = drafted_at(desk, entry.document)
    return (None if drafted is None else drafted.replace(second=0, microsecond=0)), "文书起草的时间"


def _approver_problems(case: Case, entry: Decision) -> list[Problem]:
    approver = case.officers.get(entry.approver)
    if approver is None:
        return [Problem("approver", "请选择审批人；审批人须在登记簿中。")]
    found = []
    if approver.retired:
        found.append(Problem("approver", f"{approver.name}已离岗，不能审批，请选择在岗的审批人。"))
    if entry.role not in approver.roles:
        found.append(Problem("role", f"{approver.name}不是{ROLES.get(entry.role, '所选角色')}，请核对审批人和角色。"))
    if entry.role == REVIEWER and entry.approver in {*case.inspection.officers, *case.handlers}:
        found.append(Problem("approver", "法制审核须由承办人以外的人员作出，请选择其他审核人员。"))
    return found


def _insist_decidable(desk: Desk, case: Case, entry: Decision) -> None:
    known = {one.id for one in case.documents} | {one.id for one in case.measures}
    if entry.document not in known:
        raise missing("document", "没有找到要审批的文书。", "请先生成文书草稿，再报批。")
    if entry.kind == "D1" and entry.decision == APPROVE:
        about = planning_circumstances(desk, case)
        insist("审批表还不能批准。", blockers("issue_approval_form", case, about))
        insist_reasons("issue_approval_form", case, about)
    insist("审批意见没有再记录一次。", _decided_already(desk, case, entry))


def _decided_already(desk: Desk, case: Case, entry: Decision) -> list[Blocker]:
    """Return that the last decision of this kind is the very same one: a second press, or a repeated call."""
    reviews = entry.role == REVIEWER
    given = [one for one in case.approvals if one.document == entry.document and (one.role == REVIEWER) == reviews]
    if not given or given[-1].digest != case.words_of(entry.document) or case.lapsed(given[-1]):
        return []
    last = given[-1]
    if (last.approver, last.role, last.decision) != (entry.approver, entry.role, entry.decision):
        return []
    drafted = drafted_at(desk, entry.document) if entry.kind == "D1" else None  # the same words may be asked for again
    if drafted is not None and last.at < drafted:
        return []
    name = case.officers[entry.approver].name
    text = (
        f"{chinese_moment(last.at)}已经记录了{name}“{DECISIONS[entry.decision]}”的意见，不重复记录；"
        "文书内容改动、重新起草后可以再次报批。"
    )
    return [Blocker("decided-already", text, grounds.FORMS_OF_INSPECTION, f"approval/{last.id}")]


def _countersign(desk: Desk, case: Case, approval: Approval) -> list[Change]:
    if approval.channel != PHONE or approval.decision != APPROVE:
        return []
    paper = subject_words(desk, case, approval.kind)
    given = "提出法制审核意见" if approval.role == REVIEWER else "批准"
    task = Task(
        id=desk.part_id(case.inspection.id),
        kind=COUNTERSIGN_TASK,
        title=f"{COUNTERSIGN.title}：{paper}（{case.officers[approval.approver].name}电话{given}）",
        subject=approval.id,
        opened_at=desk.now(),
        due=due_of(COUNTERSIGN, approval.at, desk.shelf.calendar, desk.unstated),
    )
    return changes_of(task)


def subject_words(desk: Desk, case: Case, kind: str) -> str:
    """Return what a decision is on by its name, never by its code; 文书 where its form is not on this device."""
    if kind in PAPERS:
        return PAPERS[kind]
    try:
        return definition_of(desk, case, kind).title
    except InspectorError:
        return "文书"


def bind_countersign(desk: Desk, inspection: str, approval_id: str, paper: str) -> Approval:
    """Return the approval with the photographed signed sheet (an evidence id) bound to it; its task is done.

    Raises:
        Refused: there is no such approval, no such piece of evidence in this inspection, or another sheet is bound.
    """
    case = desk.case(inspection)
    approval = next((one for one in case.approvals if one.id == approval_id), None)
    if approval is None:
        raise missing("approval", "没有找到这次审批。", "请核对后重试。")
    if not any(one.id == paper for one in case.evidence):
        text = "请先拍摄补签后的审批件并存入本次检查，再关联。"
        place = f"approval/{approval_id}"
        insist("不能登记补签。", [Blocker("paper-missing", text, grounds.FORMS_OF_INSPECTION, place)])
    if approval.paper == paper:
        return approval
    if approval.paper:
        text = "这次审批已经补签并关联了审批件，不能用另一份替换。"
        place = f"approval/{approval_id}"
        insist("不能登记补签。", [Blocker("countersigned", text, grounds.FORMS_OF_INSPECTION, place)])
    signed = replace(approval, paper=paper)
    changes = changes_of(signed, "paper")
    for task in case.tasks:
        if task.subject == approval_id and task.kind == COUNTERSIGN_TASK and task.done_at is None:
            changes += changes_of(replace(task, done_at=desk.now(), result="已补签"), "done_at", "result")
    desk.commit(changes, also=DECIDING)
    return signed


def drafted_at(desk: Desk, document: str) -> datetime | None:
    """Return when the words of a paper came to stand as they do, None where it has none."""
    return words_since(desk.store.read(Content.ENTITY, document))
