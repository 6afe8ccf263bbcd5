"""A new term for an order: set while its notice is not final, when the record that states the old one is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.characters import says_nothing
from app.domain.days import limit_blockers
from app.domain.operations import root_of
from app.domain.problems import LONGEST_PASSAGE, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_record import record_is_sealed
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.new_terms import NOTICE, NewTerm
from app.domain.procedure.outcomes import Measure
from app.domain.procedure.tasks import ORDER
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.measures.stated import PLACE


def renew_term(
    desk: Desk, measure_id: str, due: date | None, reason: str, *, report_by: date | None = None
) -> NewTerm:
    """Return the new term of an order, with its reason; what was approved until now was not approved with it.

    ``due`` is a working day after today; ``report_by`` the last day of the unit's report where it is not ``due``.

    Raises:
        Refused: no such order, its record is not sealed or its notice is final, an impossible day, or no reason.
    """
    case = desk.case(root_of(measure_id))
    measure = next((one for one in case.measures if one.id == measure_id and one.kind == ORDER), None)
    if measure is None:
        raise missing("measure", "没有这项责令改正决定，或者它已经撤回。", "请刷新后重试。")
    insist("不能重新确定改正期限。", renewal_blockers(desk, case, measure))
    of_day = limit_blockers(due, day_of(desk.now()), desk.shelf.calendar)
    faults = [replace(one, place=f"{PLACE}/new_due") for one in of_day]
    insist("没有重新确定改正期限。", [*faults, *_faults(desk, measure, due, reason, report_by)])
    assert due is not None
    carried = {one.id for one in case.documents if one.measure == measure_id} | {measure_id}
    lapses = tuple(one.id for one in case.approvals if one.document in carried)
    term = NewTerm(
        desk.part_id(case.inspection.id), measure_id, due, reason.strip(), desk.officer, desk.now(),
        former=measure.due, report_by=report_by, lapses=lapses,
    )  # fmt: skip
    desk.commit(changes_of(term))
    return term


def renewal_blockers(desk: Desk, case: Case, measure: Measure) -> list[Blocker]:
    """Return why no other term can be set for an order, whatever the day."""
    found: list[Blocker] = []
    if case.inspection.closed_at is not None:
        found.append(Blocker("closed", "本案已经结案。", grounds.CLOSING, "closing"))
    if not record_is_sealed(case):
        text = "笔录还没有封存：请撤回这项决定，再按新的期限作出。"
        found.append(Blocker("record-not-sealed", text, grounds.TERM, f"{PLACE}/order"))
    if any(one.kind == NOTICE and one.measure == measure.id and one.frozen_at is not None for one in case.documents):
        text = "执法通知书已经定稿，期限以通知书写明的为准；还没有送达的，作废后重新确定期限、另行印发。"
        found.append(Blocker("notice-final", text, grounds.TERM, "papers"))
    return found or GUARDS["on_lead_device"](case, circumstances(desk, case))


def _faults(
    desk: Desk, measure: Measure, due: date | None, reason: str, report_by: date | None
) -> list[Blocker]:
    typed = typing_faults({"reason": reason}, LONGEST_PASSAGE)
    found = [Blocker("reason", one.text, (), f"{PLACE}/new_reason") for one in typed]
    if says_nothing(reason):
        text = "请写明重新确定期限的理由，它印在执法通知书上。"
        found.append(Blocker("reason-missing", text, grounds.TERM, f"{PLACE}/new_reason"))
    if due is not None and due == measure.due:
        found.append(Blocker("same-day", "新的期限与原来的相同。", (), f"{PLACE}/new_due"))
    if report_by is not None and report_by <= day_of(desk.now()):
        found.append(Blocker("report-by", "报告整改情况的日期须晚于今天", (), f"{PLACE}/new_due"))
    return found
