"""The six steps of an inspection with their state in words, computed from what was recorded, never from clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import Circumstances, Guard, all_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_arrival import current_visit, entry_was_refused, is_open
from app.domain.procedure.guards_papers import STAMPED_KINDS
from app.domain.procedure.guards_record import record_is_sealed
from app.errors import Blocker

LOCKED, OPEN, DONE = "locked", "open", "done"
_PREPARED = all_of(GUARDS["issue_inspection_notice"], GUARDS["notice_made"])


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of the rail. ``state`` is locked, open or done; ``words`` say it in Chinese.

    ``blockers`` name what locks a locked step, or what an open one still lacks.
    """

    key: str
    title: str
    state: str
    words: str
    blockers: tuple[Blocker, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    title: str
    lacking: Guard
    words: Callable[[Case, Circumstances], str]


def steps(case: Case, about: Circumstances) -> tuple[StepState, ...]:
    """Return the six steps in order; a step is locked while the one before it still lacks something.

    A sealed record closes all steps before it: what expired since does not open them again.
    """
    sealed = record_is_sealed(case)
    found: list[StepState] = []
    waiting: tuple[Blocker, ...] = ()
    for step in _STEPS:
        lacking = () if sealed and step.key != "papers" else tuple(step.lacking(case, about))
        if waiting:
            found.append(StepState(step.key, step.title, LOCKED, "尚不能开始", waiting))
            continue
        if lacking:
            found.append(StepState(step.key, step.title, OPEN, step.words(case, about), lacking))
        else:
            found.append(StepState(step.key, step.title, DONE, _done_words(case, step.key)))
        waiting = lacking
    return tuple(found)


def _arrival_lacks(case: Case, about: Circumstances) -> list[Blocker]:
    if entry_was_refused(case):
        return []
    visit = current_visit(case)
    left = visit is not None and not is_open(visit) and not visit.called_off
    return GUARDS["every_visit_was_staffed"](case, about) if left else GUARDS["start_checking"](case, about)


def _papers_lack(case: Case, about: Circumstances) -> list[Blocker]:
    unserved = [
        Blocker("not-served", "文书尚未送达。", ("civil-procedure-law-2023:87",), f"papers/{one.id}")
        for one in case.documents
        if one.kind in STAMPED_KINDS and one.state != "served"
    ]
    return unserved + GUARDS["close"](case, about) if case.inspection.closed_at is None else []


def _preparation_words(case: Case, about: Circumstances) -> str:
    return "进行中" if case.inspection.officers else "未开始"


def _arrival_words(case: Case, about: Circumstances) -> str:
    return "进行中" if case.visits else "未开始"


def _checking_words(case: Case, about: Circumstances) -> str:
    return f"进行中 · 还有 {len(about.open_questions)} 项" if case.answers else "未开始"


def _outcome_words(case: Case, about: Circumstances) -> str:
    return f"进行中 · {len(case.findings)} 个问题"


def _record_words(case: Case, about: Circumstances) -> str:
    if any(case.signatures):
        return f"进行中 · 已签 {len(case.signatures)} 人"
    return "进行中" if case.document("D4") else "未开始"


def _papers_words(case: Case, about: Circumstances) -> str:
    waiting = len([one for one in case.documents if one.kind in STAMPED_KINDS and one.state != "served"])
    return f"待送达 {waiting} 份" if waiting else "待办结"


def _done_words(case: Case, key: str) -> str:
    if key == "arrival" and entry_was_refused(case):
        return "已记录拒绝进场"
    if key == "record":
        return "已封存"
    return "已结束" if key == "papers" else "已完成"


_STEPS: tuple[_Step, ...] = (
    _Step("preparation", "准备", _PREPARED, _preparation_words),
    _Step("arrival", "到场", _arrival_lacks, _arrival_words),
    _Step("checking", "检查", GUARDS["questions_answered"], _checking_words),
    _Step("outcome", "问题与处理", GUARDS["findings_have_measures"], _outcome_words),
    _Step("record", "笔录与签名", GUARDS["record_sealed"], _record_words),
    _Step("papers", "文书与送达", _papers_lack, _papers_words),
)
