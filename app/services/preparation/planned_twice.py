"""The same inspection planned twice: a plan that stands already is named, and a real second one is said to be one."""

from __future__ import annotations

from datetime import date

from app.domain.procedure.case import COURSE
from app.domain.procedure.circumstances import chinese_day
from app.domain.procedure.mapping import records_from
from app.domain.procedure.records import Inspection, Visit
from app.errors import Blocker, Refused
from app.services.desk import Desk

PLANNED_ALREADY = "planned-already"


def insist_not_planned(desk: Desk, plan: Inspection) -> None:
    """Do nothing where no plan stands for this unit with this checklist on any of these days.

    An inspection that has begun, ended or been called off is no such plan, nor is a re-inspection.

    Raises:
        Refused: one does (code ``planned-already``; its blocker's place is ``inspection/<id>``).
    """
    standing = next((one for one in _plans(desk, plan.unit) if _same(one, plan)), None)
    if standing is None:
        return
    officers = desk.officers()
    team = "、".join(officers[one].name for one in standing.officers if one in officers)
    who = f"，执法人员{team}" if team else ""
    text = f"这个单位已经有一项尚未到场的检查计划（{_days(standing)}{who}）"
    raise Refused(
        "没有再立一项相同的检查。",
        (Blocker(PLANNED_ALREADY, text, (), f"inspection/{standing.id}"),),
        f"{text}。请打开已有的计划接着办；确实是另外一次检查的，请勾选“这是另外一次检查”后再保存。",
        PLANNED_ALREADY,
    )


def _plans(desk: Desk, unit: str) -> list[Inspection]:
    found = []
    for root in desk.store.lookup.inspections_of([unit]):
        state, course = desk.store.read(Inspection.ENTITY, root), desk.store.read(COURSE, root)
        plan = next(records_from(Inspection, () if state is None or state.voided else (state,)), None)
        if plan is None:
            continue
        closed = course is not None and bool(course.value("closed_at"))
        if not (closed or plan.called_off or plan.reinspects or _begun(desk, root)):
            found.append(plan)
    return found


def _begun(desk: Desk, root: str) -> bool:
    return any(one.entity == Visit.ENTITY and not one.voided for one in desk.store.read_root(root))


def _same(standing: Inspection, plan: Inspection) -> bool:
    if standing.form != plan.form:
        return False
    ends = [(one.planned_from or date.min, one.planned_to or one.planned_from or date.max) for one in (standing, plan)]
    return ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]


def _days(plan: Inspection) -> str:
    if plan.planned_from is None:
        return "日期未定"
    first, last = chinese_day(plan.planned_from), plan.planned_to
    return f"{first}至{chinese_day(last)}" if last is not None and last != plan.planned_from else first
