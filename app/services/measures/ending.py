"""End a measure of a sealed record: by the leader's decision, with its ground and the paper that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.domain.characters import says_nothing
from app.domain.numbers import RESERVED
from app.domain.operations import Change, root_of
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import ENTRY, Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.ended_measures import END_SORTS, ENDABLE, NOT_ISSUED, MeasureEnd
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Content, Document, Measure, Signature
from app.domain.procedure.tasks import MEASURE_TASK
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.measures.stated import PLACE
from app.services.numbers import ledger
from app.services.numbers.doubled import given_up
from app.services.signed_off import signed_off
from app.services.voiding import voiding

LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is entered of the end of a measure."""

    sort: str
    reason: str
    decided_by: str
    decided_on: date | None
    paper: str


def end_measure(desk: Desk, measure_id: str, entry: Ending) -> MeasureEnd:
    """Return the end of a measure; its drafts are void, its number goes back or is void, its open tasks are done.

    Raises:
        Refused: it cannot be ended so (``ending_blockers``), or something is missing or wrong in the entry.
    """
    case = desk.case(root_of(measure_id))
    measure = next((one for one in case.measures if one.id == measure_id), None)
    if measure is None:
        raise missing("measure", "没有这项处理措施，或者它已经撤回、终结。", "请刷新后重试。")
    insist("不能终结这项措施。", ending_blockers(desk, case, measure))
    insist("没有终结这项措施。", _faults(desk, case, measure, entry))
    assert entry.decided_on is not None
    end = MeasureEnd(
        desk.part_id(case.inspection.id), measure_id, entry.sort, entry.reason.strip(), entry.decided_by,
        entry.decided_on, entry.paper.strip(), desk.officer, desk.now(),
    )  # fmt: skip
    told = f"已终结：{end.reason}"
    drafts = [one for one in case.documents if one.measure == measure_id and one.frozen_at is None]
    changes = changes_of(end)
    for one in drafts:
        changes += _given_up(desk, case, one, told)
    changes += signed_off(desk, case, [measure_id, *(one.id for one in drafts)])
    for task in case.tasks:
        if (task.kind, task.subject) == (MEASURE_TASK, measure_id) and task.done_at is None:
            changes += changes_of(replace(task, done_at=desk.now(), result=told), "done_at", "result")
    held_by = [one.number for one in case.documents]
    if measure.number and measure.number not in held_by and ledger.number(desk, measure.number).state == RESERVED:
        changes += ledger.giving_up(desk, case, measure.number, told)
    desk.commit(changes)
    return end


def ending_blockers(desk: Desk, case: Case, measure: Measure) -> list[Blocker]:
    """Return why a measure cannot be ended here, whatever the ground."""
    about = circumstances(desk, case)
    found = [*GUARDS["not_ended"](case, about), *GUARDS["on_lead_device"](case, about)]
    final = any(one.measure == measure.id and one.frozen_at is not None for one in case.documents)
    if measure.kind not in ENDABLE or (GUARDS["record_sealed"](case, about) and not final):
        text = "笔录封存前没有印发文书的措施，以及封存后可以作出的措施，直接撤回即可。"
        found.append(Blocker("withdraw-instead", text, (), f"{PLACE}/order"))
    for one in _unserved(case, measure):
        text = "这项措施还有已经定稿、没有送达（报送）的文书，请先作废它。"
        found.append(Blocker("paper-final", text, grounds.STAMP, f"papers/{one.id}"))
    return found


def sorts_for(case: Case, measure: Measure) -> tuple[str, ...]:
    """Return the grounds that fit a measure: what is served is not left unissued any more, what is not is not annulled.

    A measure without a paper of its own may have lost its object all the same.
    """
    final = any(one.measure == measure.id and one.frozen_at is not None for one in case.documents)
    return tuple(one for one in END_SORTS if final == (one != NOT_ISSUED))


def _unserved(case: Case, measure: Measure) -> list[Document]:
    final = [one for one in case.documents if one.measure == measure.id and one.frozen_at is not None]
    return [one for one in final if one.is_served and not (case.was_served(one.id) or case.was_sent(one.id))]


def _faults(desk: Desk, case: Case, measure: Measure, entry: Ending) -> list[Blocker]:
    today, found = day_of(desk.now()), list[Blocker]()
    if entry.sort not in sorts_for(case, measure):
        found.append(Blocker("end-sort", "请选择终结的情形。", grounds.LAWFUL_PROCEDURE, f"{PLACE}/end_sort"))
    if says_nothing(entry.reason):
        found.append(Blocker("reason-missing", "请写明终结的理由。", grounds.LAWFUL_PROCEDURE, f"{PLACE}/end_reason"))
    if says_nothing(entry.paper):
        text = "请填写负责人书面决定、复议决定书或者判决书的名称和文号（日期）。"
        found.append(Blocker("paper-missing", text, grounds.LAWFUL_PROCEDURE, f"{PLACE}/end_paper"))
    leader = case.officers.get(entry.decided_by)
    if leader is None or LEADER not in leader.roles or leader.retired:
        text = "终结须由机关负责人决定，请选择在岗的机关负责人。"
        found.append(Blocker("not-by-leader", text, grounds.LAWFUL_PROCEDURE, f"{PLACE}/end_by"))
    first = day_of(measure.decided_at) if measure.decided_at is not None else None
    if entry.decided_on is None or entry.decided_on > today or (first is not None and entry.decided_on < first):
        since = f"{chinese_day(first)}（作出措施的日期）之后、" if first is not None else ""
        text = f"决定日期须在{since}今天之前，含当日。"
        found.append(Blocker("end-day", text, (), f"{PLACE}/end_on"))
    typed = typing_faults({"end_reason": entry.reason}, LONGEST_PASSAGE)
    typed += typing_faults({"end_paper": entry.paper}, LONGEST_LINE)
    return found + [Blocker(one.field, one.text, (), f"{PLACE}/{one.field}") for one in typed]


def _given_up(desk: Desk, case: Case, document: Document, reason: str) -> Iterator[Change]:
    parts = [(Document.ENTITY, document.id)]
    parts += [(ENTRY, document.id)] if document.id in case.entries else []
    parts += [(Content.ENTITY, document.id)] if document.id in case.contents else []
    parts += [(Signature.ENTITY, one.id) for one in case.signatures if one.document == document.id]
    for entity, entity_id in parts:
        yield voiding(desk, entity, entity_id, reason)
    if document.number:
        yield from given_up(desk, case, document, reason)
