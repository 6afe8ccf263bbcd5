"""A refused entry at which nobody signed in: who was there says why afterwards, so that its record can be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.clock import iso
from app.domain.problems import LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_arrival import UNSIGNED, lawful_sign_ins, too_few
from app.domain.procedure.guards_preparation import assigned, credential_blockers
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Visit
from app.errors import Blocker
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing

PLACE = "arrival/unsigned"


def explain_unsigned(
    desk: Desk, inspection: str, visit_id: str, officers: Sequence[str], reason: str
) -> tuple[Visit | None, list[Problem]]:
    """Return the refused visit with the reason why ``officers``, who were there, did not sign in; None with what lacks.

    Nobody signs in afterwards: the reason stands in the record, and each of them signs that. Who says so was there.

    Raises:
        Refused: entry was not refused at this visit, its officers can still sign in today, who says so was not there,
            a credential did not carry that day, or the record is sealed.
    """
    case = desk.case(inspection)
    visit = next((one for one in case.visits if one.id == visit_id), None)
    if visit is None:
        raise missing("visit", "没有找到这次到场。", "请刷新后重试。")
    insist("不能记录未签到的原因。", _blockers(desk, case, visit, officers))
    problems = _problems(case, visit, officers, reason)
    if problems:
        return None, problems
    told = {"officers": list(officers), "reason": reason.strip(), "by": desk.officer, "at": iso(desk.now())}
    explained = replace(visit, refused={**visit.refused, UNSIGNED: told})
    desk.commit(changes_of(explained, "refused"))
    return explained, []


def _blockers(desk: Desk, case: Case, visit: Visit, officers: Sequence[str]) -> list[Blocker]:
    about, day = circumstances(desk, case), day_of(visit.arrived_at)
    found = [*GUARDS["record_not_sealed"](case, about)]
    if not visit.refused or visit.called_off:
        text = "只有被拒绝进场的到场可以说明未签到的原因；其他到场没有签到的，当日检查程序违法。"
        found.append(Blocker("not-refused", text, grounds.TWO_OFFICERS, PLACE))
    elif day == about.today:
        text = "今天的到场还可以签到，请执法人员本人签到。"
        found.append(Blocker("sign-in-possible", text, grounds.TWO_OFFICERS, "arrival/sign_in"))
    if desk.officer not in officers:
        text = "未签到的原因由当日到场、没有签到的执法人员本人说明，请到场的人员登录后记录，并勾选本人。"
        found.append(Blocker("not-there", text, grounds.TWO_OFFICERS, PLACE))
    for one in officers:
        if one in case.officers:
            found += credential_blockers(case.officers[one], day)
    return found


def _problems(case: Case, visit: Visit, officers: Sequence[str], reason: str) -> list[Problem]:
    found = typing_faults({"reason": reason}, LONGEST_PASSAGE)
    if not reason.strip():
        found.append(Problem("reason", "请写明当日没有签到的原因，如：对方锁门，在门外未能打开电脑。"))
    team = {one.id for one in assigned(case)}
    if any(one not in team for one in officers):
        found.append(Problem("officers", "只能勾选承办本次检查的执法人员。"))
    there = {one.officer for one in lawful_sign_ins(case, visit)} | set(officers)
    if too_few(case, there):
        day = chinese_day(day_of(visit.arrived_at))
        text = f"{day}到场的执法人员不足两人的，不能作为检查记入笔录；当日另有人到场的，请一并勾选。"
        found.append(Problem("officers", text))
    return found
