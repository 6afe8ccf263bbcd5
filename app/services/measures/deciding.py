"""Deciding measures: 现场指正 and 责令限期改正 whole, every other one recorded with its open red task.

Basis: archives-law-2020:45, implementing-regulation-2024:48 to 51 (powers), responsibility-list:3-2-5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain import registers
from app.domain.checklist.verdicts import LONGEST_TEXT
from app.domain.clock import CHINA
from app.domain.days import Deadline, Term, deadline_for, limit_blockers, parse_term
from app.domain.operations import root_of
from app.domain.procedure import tasks
from app.domain.procedure.case import Case
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Finding, Measure, Task
from app.errors import Blocker
from app.services.case_clocks import duty_of_task
from app.services.checking.sheet import Sheet, about, insist_unsealed, sheet
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.measures.powers import basis_blockers, chosen_powers
from app.services.measures.stated import PLACE, beyond_blockers, content_blockers, known_blockers, twice_blockers
from app.services.numbers import ledger
from app.services.recheck_ending import insist_not_by_hand
from app.services.signed_off import signed_off
from app.services.voiding import voiding

CORRECTED, PROMISED = "corrected", "promised"
PROPOSED_TERMS = (15, 30, 60)
NOTICE = "D11"
# Decided only after the record: they may come when it is sealed.
AFTER_RECORD = frozenset({"M5", "M6", "M7", "M8", "M9"})
AT_THE_UNIT = frozenset({"M3", "M4", "M5", "M9"})
_STATES = {CORRECTED: "已当场改正", PROMISED: "当事人承诺改正"}
_MAJOR, _STOP = "major", "M4"


@dataclass(frozen=True)
class Proposal:
    """A measure that findings lead to by their questions; ``kind`` tells its gate and terms."""

    kind: registers.Measure
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Order:
    """What is ordered about one finding."""

    finding: str
    text: str


def propose(desk: Desk, inspection: str) -> tuple[Proposal, ...]:
    """Return the measures that the findings lead to, M1 to M9; a 重大 finding also proposes the stop order (S148)."""
    opened = sheet(desk, inspection)
    kinds = desk.shelf.registers.measures
    found = ((kind, tuple(one for one in opened.case.findings if kind.code in _codes(opened, one))) for kind in kinds)
    return tuple(Proposal(kind, findings) for kind, findings in found if findings)


def _codes(opened: Sheet, finding: Finding) -> set[str]:
    codes = set(opened.question(finding.question).inspection.measures)
    return codes | {_STOP} if finding.severity == _MAJOR else codes


def propose_due(desk: Desk, days: int) -> Deadline:
    """Return the end of a limit of so many days from today, on a working day, with its reasons (15, 30, 60 days)."""
    return due_for(desk, f"{days}d")


def due_for(desk: Desk, term: str) -> Deadline:
    """Return the end of a limit in an order such as ``30d``, counted from today for the party.

    Raises:
        Refused: the term cannot be read.
    """
    parsed, problems = parse_term(term)
    insist("期限有误。", [Blocker("term", text, (), f"{PLACE}/due") for text in problems])
    assert isinstance(parsed, Term)
    return deadline_for(_today(desk), parsed, "party", desk.shelf.calendar)


def decide_on_the_spot(
    desk: Desk, inspection: str, findings: Sequence[str], text: str, corrected: str = CORRECTED
) -> Measure:
    """Return 现场指正 (M1): what was pointed out, and whether it was corrected at once or promised.

    Raises:
        Refused: the checking is not complete, the text is blank, or there is no such finding.
    """
    opened = sheet(desk, inspection)
    blockers = GUARDS["decide_measures"](opened.case, about(desk, opened))
    blockers += content_blockers(opened.case, findings, text)
    told = f"{text.strip().rstrip('。')}；{_STATES.get(corrected, '')}"
    blockers += twice_blockers(opened.case, tasks.ON_THE_SPOT, findings, told)
    if corrected not in _STATES:
        blockers.append(Blocker("corrected", "请选择：已当场改正，或当事人承诺改正", (), f"{PLACE}/corrected"))
    insist("现场指正未记录。", blockers)
    measure = Measure(
        desk.part_id(inspection), tasks.ON_THE_SPOT, tuple(findings), told, decided_at=desk.now(), corrected=corrected
    )
    desk.commit(changes_of(measure))
    return measure


def decide_order(
    desk: Desk, inspection: str, orders: Sequence[Order], due: date | None, report_way: str,
    *, power: str = "", term: str = "", text: str = "", report_by: date | None = None,
) -> Measure:  # fmt: skip
    """Return 责令限期改正 (M2) with its number reserved in the same transaction.

    ``due`` is one working day after today for all orders; ``power`` an id of powers.toml that fits all findings, "" =
    one that is beyond argument and fits all, else the best for each finding; ``report_by`` is the last day of the
    unit's report where it is not ``due``. After the seal only what was ordered orally is written down (补发).

    Raises:
        Refused: checking not complete, no provision of law or no power, an impossible limit, no number left.
    """
    opened = sheet(desk, inspection)
    case = opened.case
    now = about(desk, opened)
    wanted = [one.finding for one in orders]
    made_good = tasks.makes_good(case, wanted)
    standing = GUARDS["decide_measures"](case, now)
    blockers = [one for one in standing if not (made_good and one.code == "record-sealed")]
    blockers += GUARDS["on_lead_device"](case, now)
    blockers += beyond_blockers(opened, {one.finding: one.text for one in orders})
    blockers += [*_orders(case, orders, report_way), *limit_blockers(due, _today(desk), desk.shelf.calendar)]
    if report_by is not None and report_by <= _today(desk):
        blockers.append(Blocker("report-by", "报告整改情况的日期须晚于今天", (), f"{PLACE}/report_by"))
    findings = [one for one in case.findings if one.id in wanted]
    chosen = chosen_powers(desk, case, findings, power)
    blockers += basis_blockers(desk, case, findings, chosen)
    insist("不能作出责令改正决定。", blockers)
    assert due is not None
    measure_id = desk.part_id(inspection)
    number, reserved = ledger.reserve(desk, NOTICE, measure_id)
    items = tuple({"finding": one.finding, "text": one.text.strip(), "due": due.isoformat()} for one in orders)
    measure = Measure(
        measure_id, tasks.ORDER, tuple(dict.fromkeys(wanted)), text=text, orders=items, term=term, due=due,
        report_way=report_way.strip(), report_by=report_by, powers=tuple(one.id for one in chosen), number=number.id,
        decided_at=desk.now(),
    )  # fmt: skip
    desk.commit([*changes_of(measure), *reserved])
    return measure


def _orders(case: Case, orders: Sequence[Order], report_way: str) -> list[Blocker]:
    blockers = known_blockers(case, [one.finding for one in orders])
    ordered = {one for measure in case.measures if measure.kind == tasks.ORDER for one in measure.findings}
    for one in orders:
        place = f"{PLACE}/{one.finding}"
        if not one.text.strip() or len(one.text) > LONGEST_TEXT:
            blockers.append(Blocker("order-text", f"请写明责令改正的内容，不超过 {LONGEST_TEXT} 字", (), place))
        if one.finding in ordered:
            blockers.append(Blocker("order-twice", "该问题已经责令改正，不能重复", (), place))
    if not report_way.strip():
        blockers.append(Blocker("report-way", "请写明整改情况的报告方式和时间", (), f"{PLACE}/report_way"))
    return blockers


def record_measure(
    desk: Desk, inspection: str, kind: str, findings: Sequence[str], text: str, decided_at: datetime | None = None
) -> tuple[Measure, tuple[Task, ...]]:
    """Return a measure M3 to M9 with the open red tasks of its terms, counted from ``decided_at`` (now where None).

    For an emergency that is the moment of the oral order, for 登记保存 its day, for 立案 the day of filing.

    Raises:
        Refused: unknown kind, blank text, a moment to come, or a measure of the record after it was sealed.
    """
    case = desk.case(inspection)
    known = desk.shelf.registers.measure(kind)
    blockers = [*content_blockers(case, findings, text), *twice_blockers(case, kind, findings, text)]
    if known is None or known.complete:
        blockers.append(Blocker("measure-kind", f"“{kind}”不是可在此登记的处理措施", (), PLACE))
    since = decided_at or desk.now()
    if since > desk.now():
        blockers.append(Blocker("measure-in-future", "采取措施的时间晚于现在", (), f"{PLACE}/decided_at"))
    insist("处理措施未登记。", blockers)
    if kind in AT_THE_UNIT and case.visits and since < min(one.arrived_at for one in case.visits).replace(second=0):
        text = "采取措施的时间早于执法人员到场的时间，请核对"
        insist("处理措施未登记。", [Blocker("measure-before-arrival", text, (), f"{PLACE}/decided_at")])
    if kind not in AFTER_RECORD:
        insist_unsealed(desk, case)
    assert known is not None
    measure = Measure(desk.part_id(inspection), kind, tuple(findings), text.strip(), decided_at=since)
    opened = tuple(task_for(desk, measure.id, duty, since) for duty in tasks.first_duties(known))
    desk.commit(changes_of(measure) + [change for one in opened for change in changes_of(one)])
    return measure, opened


def task_for(desk: Desk, measure: str, duty: tasks.Duty, since: datetime) -> Task:
    """Return the open task of a duty that begins now, due by its term counted from ``since``."""
    due = tasks.due_of(duty, since, desk.shelf.calendar, desk.unstated)
    return Task(
        desk.part_id(root_of(measure)), tasks.MEASURE_TASK, duty.title, measure, desk.now(), due=due,
        duty=duty.key, basis=duty.basis,
    )  # fmt: skip


def close_task(desk: Desk, task_id: str, result: str, *, follow_up: bool = True) -> tuple[Task, ...]:
    """Return the tasks that start now that this one is done (the transfer after the decision to transfer).

    ``follow_up`` False: what would follow is not needed (the leader decided not to transfer).

    Raises:
        Refused: no such open task, no result was written, or only its paper (served, sent) ends it.
    """
    case = desk.case(root_of(task_id))
    task = next((one for one in case.tasks if one.id == task_id and one.done_at is None), None)
    if task is None:
        raise missing("task", "没有这项待办，或者它已经办结。", "请刷新待办列表后重试。")
    insist_not_by_hand(task)
    if task.kind == tasks.COUNTERSIGN_TASK:
        text = "电话批准须由本人补签：请拍摄补签后的审批件并关联；本人无法补签的，关联说明情况的书面材料。"
        insist("不能在这里办结。", [Blocker("task-countersign", text, task.basis, f"approval/{task.subject}")])
    _insist_no_paper(desk, case, task)
    if not result.strip():
        insist("办结须写明结果。", [Blocker("task-result", "请写明办理结果（时间、文号或理由）", task.basis, task.id)])
    measure = next((one for one in case.measures if one.id == task.subject), None)
    known = desk.shelf.registers.measure(measure.kind) if measure is not None else None
    duty = tasks.following_duty(known, task.duty) if known is not None and follow_up else None
    started = () if duty is None else (task_for(desk, task.subject, duty, desk.now()),)
    done = replace(task, done_at=desk.now(), result=result.strip())
    desk.commit([*changes_of(done, "done_at", "result"), *(c for one in started for c in changes_of(one))])
    return started


def _insist_no_paper(desk: Desk, case: Case, task: Task) -> None:
    duty = duty_of_task(desk, case, task)
    if duty is not None and duty.by_paper:
        text = "这项待办在所要求的文书送达或者报送以后自动办结，不能自行办结；请到“文书与送达”办理。"
        insist("不能在这里办结。", [Blocker("task-by-paper", text, task.basis, "papers")])


def withdraw_measure(desk: Desk, measure_id: str, reason: str) -> None:
    """Void a measure with its open tasks; its number goes back, or is voided where a print or seal cites it.

    Raises:
        Refused: no reason, the record is sealed, or its paper is frozen.
    """
    case = desk.case(root_of(measure_id))
    measure = next((one for one in case.measures if one.id == measure_id), None)
    if measure is None:
        raise missing("measure", "没有这项处理措施，或者它已经撤回。", "请刷新后重试。")
    if measure.kind not in AFTER_RECORD:
        insist("笔录已经封存。", GUARDS["record_not_sealed"](case, circumstances(desk, case)))
    papers = [one for one in case.documents if one.measure == measure_id]
    if any(one.frozen_at is not None for one in papers):
        text = "该措施的文书已经定稿，不能撤回，请另行作出变更或撤销决定"
        insist("不能撤回处理措施。", [Blocker("paper-frozen", text, (), measure_id)])
    changes = [voiding(desk, Measure.ENTITY, measure_id, reason)]
    changes += [voiding(desk, "document", one.id, reason) for one in papers]
    changes += signed_off(desk, case, [one.id for one in papers])
    changes += [
        voiding(desk, Task.ENTITY, one.id, reason)
        for one in case.tasks if one.subject == measure_id and one.done_at is None
    ]
    desk.commit([*changes, *(ledger.giving_up(desk, case, measure.number, reason) if measure.number else [])])


def _today(desk: Desk) -> date:
    return desk.now().astimezone(CHINA).date()
