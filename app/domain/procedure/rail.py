"""The steps of an inspection with their state in words, computed from what was recorded, never from clicks.

The rail shows six: 准备 and 到场 are the two halves of its first, 准备与亮证.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, Guard, all_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_arrival import current_visit, entry_was_refused, is_open
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.guards_service import in_transit, notice_runs
from app.domain.procedure.outcomes import Document, Measure
from app.domain.procedure.rechecks import is_recheck
from app.domain.procedure.records import REFUSAL
from app.domain.procedure.tasks import ORDER
from app.domain.procedure.trap_rules_penalties import CLOSING as CLOSING_PAPER
from app.errors import Blocker

LOCKED, OPEN, DONE = "locked", "open", "done"
CAN_BE_CLOSED = "can-be-closed"
FIRST_HALVES, FIRST_TITLE = ("preparation", "arrival"), "准备与亮证"
_AFTER_THE_SEAL = ("papers", "closing")
_NOT_OF_A_RECHECK = ("outcome", "papers")
_PREPARED = all_of(GUARDS["issue_inspection_notice"], GUARDS["notice_made"])


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of the rail. ``state`` is locked, open or done; ``words`` say it in Chinese.

    ``blockers`` name what locks a locked step, or what an open one still lacks; ``caution``: it is done, but what its
    words say is still to be looked after.
    """

    key: str
    title: str
    state: str
    words: str
    blockers: tuple[Blocker, ...] = ()
    caution: bool = False


def first_of_rail(states: Sequence[StepState]) -> StepState:
    """Return 准备与亮证 as the rail shows it: the half that stands next gives its key, its state and its words."""
    halves = [one for one in states if one.key in FIRST_HALVES]
    stands = next((one for one in halves if one.state != DONE), halves[-1])
    words = stands.words if stands.state == DONE else f"{stands.title} · {stands.words}"
    return StepState(stands.key, FIRST_TITLE, stands.state, words, stands.blockers)


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    title: str
    lacking: Guard
    words: Callable[[Case, Circumstances], str]


def steps(case: Case, about: Circumstances) -> tuple[StepState, ...]:
    """Return the steps in order; a step is locked while the one before it still lacks something.

    A sealed record closes all steps before it: what expired since does not open them again. A re-inspection has no
    findings and no papers of its own: what comes of it goes into the case that it belongs to.
    """
    sealed = record_is_sealed(case)
    found: list[StepState] = []
    waiting: tuple[Blocker, ...] = ()
    for step in _steps_of(case):
        lacking = () if sealed and step.key not in _AFTER_THE_SEAL else tuple(step.lacking(case, about))
        if waiting:
            found.append(StepState(step.key, step.title, LOCKED, _locked_words(case, step.key), waiting))
            continue
        if lacking:
            words = "已取消" if case.inspection.called_off else step.words(case, about)
            found.append(StepState(step.key, step.title, OPEN, words, lacking))
        else:
            caution = step.key == "preparation" and _notice_unstamped(case)
            found.append(StepState(step.key, step.title, DONE, _done_words(case, step.key), caution=caution))
        waiting = lacking
    return tuple(found)


def _steps_of(case: Case) -> tuple[_Step, ...]:
    if not is_recheck(case.inspection):
        return _STEPS
    return tuple(one for one in _STEPS if one.key not in _NOT_OF_A_RECHECK)


def _arrival_lacks(case: Case, about: Circumstances) -> list[Blocker]:
    if entry_was_refused(case):  # the record of it is signed by those who signed in at the door
        return GUARDS["every_visit_was_staffed"](case, about)
    visit = current_visit(case)
    left = visit is not None and not is_open(visit) and not visit.called_off
    return GUARDS["every_visit_was_staffed"](case, about) if left else GUARDS["start_checking"](case, about)


def _papers_lack(case: Case, about: Circumstances) -> list[Blocker]:
    if case.inspection.closed_at is not None:
        return []
    undrafted = [
        Blocker("order-not-drafted", "责令限期改正的执法通知书尚未起草。", ("archives-law-2020:45",), "papers")
        for _ in _undrafted(case)
    ]
    return [*GUARDS["one_record_stands"](case, about), *undrafted] + [
        Blocker("not-served", "文书尚未送达。", ("civil-procedure-law-2023:87",), f"papers/{one.id}")
        for one in _unserved(case)
    ]


def _closing_lacks(case: Case, about: Circumstances) -> list[Blocker]:
    if case.inspection.closed_at is None:
        return GUARDS["close"](case, about) or _not_closed_yet(case)
    return [one for one in GUARDS["nothing_left_to_do"](case, about) if one.code == "correction-open"]


def _not_closed_yet(case: Case) -> list[Blocker]:
    """Return that the paper is lacking with which a case is closed once nothing else is left to do."""
    if is_recheck(case.inspection) or case.inspection.called_off:
        return []  # the one ends with its record, the other was never carried out
    begun = case.document(CLOSING_PAPER)
    text = "各项都已办完，可以结案：请制作《结案审批表》，报机关负责人批准。"
    if begun is not None:
        text = "《结案审批表》还没有批准、定稿；定稿后本案即告结案。"
    place = f"papers/making/{CLOSING_PAPER}" if begun is None else f"papers/{begun.id}"
    return [Blocker(CAN_BE_CLOSED, text, (), place)]


def _unserved(case: Case) -> list[Document]:
    return [one for one in case.documents if one.is_served and one.state != "served"]


def _undrafted(case: Case) -> list[Measure]:
    """Return the orders whose notice was not even drafted."""
    drafted = {one.measure for one in case.documents}
    return [one for one in case.measures if one.kind == ORDER and one.id not in drafted]


def _preparation_words(case: Case, about: Circumstances) -> str:
    return "进行中" if case.inspection.officers else "未开始"


def _arrival_words(case: Case, about: Circumstances) -> str:
    return "进行中" if case.visits else "未开始"


def _checking_words(case: Case, about: Circumstances) -> str:
    return f"进行中 · 还有 {len(about.open_questions)} 项" if case.answers else "未开始"


def _outcome_words(case: Case, about: Circumstances) -> str:
    if about.unfound and not case.findings:
        return f"未开始 · {len(about.unfound)} 项待认定"
    return f"进行中 · {len(case.findings)} 个问题"


def _record_words(case: Case, about: Circumstances) -> str:
    record = case.document("D4")
    if record is None:
        return "进行中 · 陈述已记录" if case.statements else "未开始"
    ways = [one.way for one in case.signatures if one.document == record.id]
    refused = ways.count(REFUSAL)
    if not ways:
        return "进行中"
    told = f"已签 {len(ways) - refused} 人"
    return f"{told} · 拒签 {refused} 人" if refused else told


def _papers_words(case: Case, about: Circumstances) -> str:
    if GUARDS["one_record_stands"](case, about):
        return "两份笔录，须选定一份"
    unserved = _unserved(case)
    drafts = sum(one.state == "draft" for one in unserved)
    posted = {one.document for one in case.services if in_transit(one)} & {one.id for one in unserved}
    told = {one.document for one in case.services if notice_runs(one, about.now)} & {one.id for one in unserved}
    unsent = len(unserved) - drafts
    counts = [("待起草", len(_undrafted(case))), ("待定稿", drafts), ("待送达", unsent)]
    if all(count for _, count in counts):  # three fit beside each other only so
        return "待" + "、".join(f"{what.removeprefix('待')}{count}" for what, count in counts)
    waiting = unsent - len(posted) - len(told)
    counts[-1:] = [("待送达", waiting), ("邮寄在途", len(posted)), ("公告期内", len(told))]
    return " · ".join(f"{what} {count} 份" for what, count in counts if count)


CORRECTION_LEFT = "补正待封存"


def _closing_words(case: Case, about: Circumstances) -> str:
    left = _closing_lacks(case, about)
    if [one.code for one in left] == [CAN_BE_CLOSED]:
        return "可以结案" if case.document(CLOSING_PAPER) is None else "结案待批准"
    if case.inspection.closed_at is not None:
        return f"已结案 · {CORRECTION_LEFT}"
    return f"办结还差 {len(left)} 项"


def _locked_words(case: Case, key: str) -> str:
    """Return what a locked step can have done already: a leader asked by phone approves before the record is sealed."""
    drafts = [one for one in case.documents if one.measure and one.is_served and one.state == "draft"]
    if key != "papers" or not (drafts or _undrafted(case)):
        return "尚不能开始"
    if _undrafted(case):
        return "可先起草、报批"
    return "已报批，待定稿" if all(case.approved(one.id) for one in drafts) else "可先报批"


def _done_words(case: Case, key: str) -> str:
    if key == "arrival" and entry_was_refused(case):
        return "已记录拒绝进场"
    if key in ("checking", "outcome") and entry_was_refused(case):
        return "被拒绝进场，没有检查"
    if key == "preparation" and _notice_unstamped(case):
        return "通知书待盖章"
    closed = case.inspection.closed_at is not None and not is_recheck(case.inspection)
    ends = {"record": "已封存", "closing": "已结案" if closed else "已结束"}
    return ends.get(key, "已完成")


def _notice_unstamped(case: Case) -> bool:
    notice = case.document("D2")
    return notice is not None and notice.state == "awaiting_stamp"


_STEPS: tuple[_Step, ...] = (
    _Step("preparation", "准备", _PREPARED, _preparation_words),
    _Step("arrival", "到场", _arrival_lacks, _arrival_words),
    _Step("checking", "检查", GUARDS["questions_answered"], _checking_words),
    _Step("outcome", "认定与措施", GUARDS["findings_have_measures"], _outcome_words),
    _Step("record", "笔录与签名", GUARDS["record_sealed"], _record_words),
    _Step("papers", "文书与送达", _papers_lack, _papers_words),
    _Step("closing", "归档与同步", _closing_lacks, _closing_words),
)
