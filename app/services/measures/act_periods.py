"""When the act behind a finding was done: recorded by an officer, before or after the record is sealed."""

from __future__ import annotations

from datetime import date

from app.domain.clock import CHINA
from app.domain.operations import root_of
from app.domain.problems import Problem
from app.domain.procedure.act_period import ActPeriod, period_problems
from app.domain.procedure.mapping import changes_of
from app.errors import Blocker
from app.services.desk import Desk, insist, missing


def record_act_period(
    desk: Desk, finding_id: str, *, began: date | None = None, ended: date | None = None, continuing: bool = False
) -> list[Problem]:
    """Record from when until when the act was done, or return what is wrong with it; nothing is recorded then.

    Raises:
        Refused: there is no such finding, or the case is closed.
    """
    case = desk.case(root_of(finding_id))
    if all(one.id != finding_id for one in case.findings):
        raise missing("finding", "没有这个问题，或者它已经作废。", "请刷新后重试。")
    if case.inspection.closed_at is not None:
        insist("行为时间不能再改。", [Blocker("closed", "本案已经结案。", (), "closing")])
    period = ActPeriod(finding_id, began, ended, continuing)
    problems = period_problems(period, desk.now().astimezone(CHINA).date())
    before = case.act_periods.get(finding_id, ActPeriod(finding_id))
    changed = [one for one in ("began", "ended", "continuing") if getattr(before, one) != getattr(period, one)]
    if not problems and changed:
        desk.commit(changes_of(period, *changed))
    return problems
