"""Plan the re-inspection of what a case ordered: a short inspection of its own, known to the case by a task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.operations import Change
from app.domain.problems import LONGEST_LINE, Problem, typing_faults
from app.domain.procedure import grounds
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.hands import EVERYBODY
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.plausible_days import plan_day_problems
from app.domain.procedure.rechecks import (
    FORM,
    OrderedItem,
    is_recheck,
    open_recheck,
    ordered_items,
    orders_to_check,
    running_terms,
)
from app.domain.procedure.records import Inspection
from app.domain.procedure.tasks import end_of
from app.errors import Blocker, DocumentFailed
from app.services.attaching import keep
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist
from app.services.numbers.ledger import number_text
from app.services.pinning import attach_forms, definition_of, pin_forms
from app.services.preparation.planning import planning_circumstances, team_blockers
from app.services.recheck_ending import BASIS, task_of
from app.services.rechecking.checklist import recheck_checklist

SCOPE = ("责令改正事项的改正情况",)
PLACE = "closing/recheck"


@dataclass(frozen=True, slots=True)
class RecheckPlan:
    """What is entered of a re-inspection. ``orders`` are the ids of the papers to check, none = all served."""

    planned_from: date | None
    planned_to: date | None
    officers: tuple[str, ...]
    place: str = ""
    contact: str = ""
    orders: tuple[str, ...] = ()


def proposed_plan(desk: Desk, case: Case) -> RecheckPlan:
    """Return what is likely: officers and place of the case, the first working day after the first term ends.

    A term that has run out, or none at all, proposes today, or the next working day where nobody works today.
    """
    plan = case.inspection
    ends = running_terms(case, [one.id for one in orders_to_check(case)])
    today = day_of(desk.now())
    first = max(today, ends[0] + timedelta(days=1)) if ends else today
    day = desk.shelf.calendar.next_working_day(first)
    place = case.visits[-1].place if case.visits else plan.place
    return RecheckPlan(day, day, case.handlers, place, plan.contact, tuple(one.id for one in orders_to_check(case)))


def recheck_blockers(desk: Desk, case: Case) -> list[Blocker]:
    """Return why no re-inspection can be planned for a case now."""
    about = circumstances(desk, case)
    found = list(GUARDS["not_ended"](case, about))
    if is_recheck(case.inspection):
        return [Blocker("recheck-of-recheck", "这本身是一次复查；须再次复查的，请在原案中安排。", BASIS, "closing")]
    if not orders_to_check(case):
        text = "责令改正、责令停止的通知书尚未送达，没有可以复查的事项。"
        found.append(Blocker("nothing-ordered", text, BASIS, "papers"))
    waiting = open_recheck(case)
    if waiting is not None:
        text = "已经安排的复查还没有完成；不再进行的，请先取消。"
        found.append(Blocker("recheck-open", text, (), f"recheck/{waiting.subject}"))
    return found


def plan_recheck(desk: Desk, inspection: str, plan: RecheckPlan) -> tuple[Inspection | None, list[Problem]]:
    """Return the re-inspection of a case, led by this device, or None with what is wrong with the entry.

    It takes over unit, mode and source of its case. Its checklist has one question for each ordered item.

    Raises:
        Refused: nothing was ordered and served, another re-inspection is open, the case has ended, or the officers may
            not act.
        DocumentFailed: the form of re-inspections cannot be used.
    """
    case = desk.case(inspection)
    problems = _problems(plan, day_of(desk.now()))
    if problems:
        return None, problems
    insist("现在不能安排复查。", recheck_blockers(desk, case))
    items = _items(case, plan.orders)
    child = _inspection(desk, case, plan, tuple(dict.fromkeys(one.order for one in items)))
    insist("现在不能安排复查。", _team(desk, case, child))
    checklist = _checklist(desk, case, items)
    pinned = {**pin_forms(desk, FORM), "checklist": keep(desk, checklist)}
    bound = replace(child, pinned=pinned)
    due = end_of(plan.planned_to) if plan.planned_to is not None else None
    task = task_of(inspection, child.id, desk.now(), due, f"复查责令改正的事项（{len(items)}项）")
    lead = Change(COURSE, child.id, "lead_device", desk.store.device)
    desk.commit([*changes_of(bound), lead, *changes_of(task)], also=EVERYBODY)
    attach_forms(desk, child.id)
    return desk.case(child.id).inspection, []


def _problems(plan: RecheckPlan, today: date) -> list[Problem]:
    found = plan_day_problems(plan.planned_from, plan.planned_to, today)
    if plan.planned_from is None or plan.planned_to is None:
        found.append(Problem("planned_from", "请填写复查日期。"))
    if not plan.place.strip():
        found.append(Problem("place", "请填写复查地点。"))
    return found + typing_faults({"place": plan.place, "contact": plan.contact}, LONGEST_LINE)


def _items(case: Case, orders: tuple[str, ...]) -> tuple[OrderedItem, ...]:
    served = [one.id for one in orders_to_check(case)]
    return ordered_items(case, [one for one in served if not orders or one in orders])


def _team(desk: Desk, case: Case, child: Inspection) -> list[Blocker]:
    planned = Case(child, case.unit, case.officers)
    about = planning_circumstances(desk, planned)
    found = team_blockers(planned, about)
    known = [case.officers[one] for one in child.officers if one in case.officers]
    found += [blocker for one in known for blocker in credential_blockers(one, about.today)]
    if desk.officer not in case.officers:
        text = "当前人员不在登记簿中，不能安排复查。"
        found.append(Blocker("officer-unknown", text, grounds.NO_CREDENTIAL, "officers"))
    return found


def _inspection(desk: Desk, case: Case, plan: RecheckPlan, orders: tuple[str, ...]) -> Inspection:
    parent = case.inspection
    named = "、".join(paper_name(desk, case, one) for one in orders)
    numbers = [number_of(desk, case, one) for one in orders]
    return Inspection(
        id=desk.identify(),
        bureau=parent.bureau,
        unit=parent.unit,
        form=FORM,
        mode=parent.mode,
        source=parent.source,
        purpose=f"{named}责令事项的改正情况",
        scope=SCOPE,
        basis=BASIS,
        planned_from=plan.planned_from,
        planned_to=plan.planned_to,
        place=plan.place.strip(),
        secrecy=parent.secrecy,
        contact=plan.contact.strip(),
        officers=plan.officers,
        seconded=parent.seconded,
        reinspects={"inspection": parent.id, "orders": list(orders), "numbers": "、".join(filter(None, numbers))},
    )


def _checklist(desk: Desk, case: Case, items: tuple[OrderedItem, ...]) -> bytes:
    template = desk.forms / "inspections" / FORM / "checklist.toml"
    if not template.is_file():
        raise DocumentFailed("recheck-form-missing", "没有整改复查表。", f"请检查 forms/inspections/{FORM} 后重试。")
    papers = {one: paper_name(desk, case, one) for one in {item.order for item in items}}
    return recheck_checklist(template.read_bytes(), items, papers)


def paper_name(desk: Desk, case: Case, document: str) -> str:
    """Return a paper of the case as others name it: its title with its number."""
    one = next(held for held in case.documents if held.id == document)
    number = number_of(desk, case, document)
    return f"《{definition_of(desk, case, one.kind).title}》{f'（{number}）' if number else ''}"


def number_of(desk: Desk, case: Case, document: str) -> str:
    """Return the number of a paper of the case, "" where it has none."""
    one = next(held for held in case.documents if held.id == document)
    return number_text(desk, one.number) if one.number else ""
