"""Plan an inspection: unit, mode with source, form, officers; call it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.domain.operations import ADD, REMOVE, Change
from app.domain.problems import LONGEST_LINE, LONGEST_PASSAGE, Problem, typing_faults
from app.domain.procedure import grounds, rechecks
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.circumstances import Circumstances, day_of
from app.domain.procedure.guards import GUARDS, blockers, reasons_needed
from app.domain.procedure.guards_preparation import credential_blockers
from app.domain.procedure.hands import APPOINTING, DECIDING
from app.domain.procedure.mapping import changes_of, to_json
from app.domain.procedure.plausible_days import plan_day_problems, source_day_problems
from app.domain.procedure.records import Inspection
from app.domain.procedure.sources import source_blockers
from app.errors import Blocker, Refused
from app.services.circumstances import circumstances
from app.services.desk import Desk, insist, missing
from app.services.frequency import enterprise_cap, inspections_in_year
from app.services.preparation.planned_twice import insist_not_planned

Texts = Mapping[str, Any]
NOT_OURS = "所选依据是其他机关的责任清单，本机关不能引用，请重新选择。"


@dataclass(frozen=True, slots=True)
class InspectionPlan:
    """What is entered of an inspection.

    ``source`` is ``{"kind": code of the mode's source, field: value}`` (forms/registers/inspection_modes.toml).
    ``seconded`` maps officers of other bureaus to the paper that lends them, ``reasons`` warning codes to reasons.
    """

    unit: str
    form: str
    mode: str
    source: Texts
    purpose: str
    scope: tuple[str, ...]
    basis: tuple[str, ...]
    planned_from: date | None
    planned_to: date | None
    place: str = ""
    secrecy: str = ""
    prepare: str = ""
    contact: str = ""
    officers: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    seconded: Texts = field(default_factory=dict)
    reasons: Texts = field(default_factory=dict)


def plan_problems(desk: Desk, plan: InspectionPlan) -> list[Problem]:
    """Return what is left blank or cannot be found."""
    found = []
    if not plan.unit:
        found.append(Problem("unit", "请选择被检查单位。"))
    if plan.form not in _forms_there(desk):
        found.append(Problem("form", "请选择检查表。"))
    found += _typed_problems(desk, plan)
    unknown = [one for one in plan.basis if desk.legal.find(one) is None]
    return found + [
        Problem("basis", NOT_OURS if desk.legal.withholds(one) else f"法律依据“{one}”没有收录，请重新选择。")
        for one in unknown
    ]


def entry_problems(desk: Desk, plan: InspectionPlan) -> list[Problem]:
    """Return all that can be seen to be wrong with an entry at once, before its unit is registered.

    The fields are those of the plan; what a source demands is told as ``source.<field>`` or ``source``.
    """
    return plan_problems(desk, plan) + _source_problems(desk, plan)


def change_problems(desk: Desk, inspection: str, **entered: Any) -> list[Problem]:
    """Return all that is wrong with an entry that changes a plan; the fields are those of ``entry_problems``."""
    plan = replace(desk.case(inspection).inspection, **entered)
    return _typed_problems(desk, plan) + _source_problems(desk, plan)


def _typed_problems(desk: Desk, plan: InspectionPlan | Inspection) -> list[Problem]:
    found = [] if plan.purpose.strip() else [Problem("purpose", "请填写检查目的。")]
    found += typing_faults({"purpose": plan.purpose, "place": plan.place, "contact": plan.contact}, LONGEST_LINE)
    long = {"prepare": plan.prepare, "secrecy": plan.secrecy, "scope": "".join(plan.scope)}
    found += typing_faults(long | {f"source.{name}": str(text) for name, text in plan.source.items()}, LONGEST_PASSAGE)
    days = plan_day_problems(plan.planned_from, plan.planned_to, day_of(desk.now()))
    return found + source_day_problems(plan.source) + days


def _source_problems(desk: Desk, plan: InspectionPlan | Inspection) -> list[Problem]:
    mode = desk.shelf.registers.mode(plan.mode)
    if mode is None:
        return [Problem("mode", "请选择检查方式。")]
    level, today = desk.issuing(desk.bureau).level, day_of(desk.now())
    unit = desk.unit(plan.unit) if plan.unit else None
    wrong = source_blockers(plan.source, unit, mode, level, today)
    return [Problem(one.place, f"{one.text.rstrip('。')}。") for one in wrong]


def _forms_there(desk: Desk) -> set[str]:
    """Return the codes of the forms; a code is never used as a path before it is one of them."""
    folder = desk.forms / "inspections"
    known = {one.name for one in folder.iterdir() if one.is_dir()} if folder.is_dir() else set()
    return known - {rechecks.FORM}


def plan_inspection(
    desk: Desk, plan: InspectionPlan, pinned: Texts, *, more: bool = False
) -> tuple[Inspection | None, list[Problem]]:
    """Return the new inspection led by this device, or None with what is wrong with the entry.

    ``pinned`` are the digests of the forms it is bound to for ever (``app.services.pinning.pin_forms``); ``more`` says
    that it is one more inspection of a unit for which a plan stands already.

    Raises:
        Refused: the bureau may not inspect this unit, the mode has no source, who plans holds no confirmed
            credential, a plan stands for the unit on these days (code ``planned-already``), or a warning has no reason
            (code ``reason-needed``).
    """
    problems = plan_problems(desk, plan)
    if problems:
        return None, problems
    entered = {one.name: getattr(plan, one.name) for one in fields(plan)}
    inspection = Inspection(
        id=desk.identify(),
        bureau=desk.bureau,
        **{**entered, "source": to_json(plan.source)},
    )
    case = Case(inspection, desk.unit(plan.unit), desk.officers())
    about = planning_circumstances(desk, case)
    found = [*blockers("plan", case, about), *_planner_blockers(case, desk, about), *team_blockers(case, about)]
    insist("不能立项。", found)
    if not more:
        insist_not_planned(desk, inspection)
    insist_reasons("plan", case, about)
    bound = replace(inspection, frequency=about.inspections_this_year, pinned=dict(pinned))
    desk.commit([*changes_of(bound), Change(COURSE, inspection.id, "lead_device", desk.store.device)])
    return desk.case(inspection.id).inspection, []


def planning_circumstances(desk: Desk, case: Case) -> Circumstances:
    """Return the circumstances with how often the unit was inspected this year and the published cap."""
    year = (case.inspection.planned_from or desk.now()).year
    others = inspections_in_year(desk, case.unit.id, year, case.inspection.id)
    return circumstances(desk, case, inspections_this_year=others, yearly_cap=enterprise_cap(desk))


def team_blockers(case: Case, about: Circumstances) -> list[Blocker]:
    """Return what is wrong with the officers chosen so far; too few of them is no fault yet."""
    found = [*GUARDS["officers_differ"](case, about), *GUARDS["officers_are_ours"](case, about)]
    found += GUARDS["helpers_are_apart"](case, about)
    return found + [one for one in GUARDS["enough_officers"](case, about) if one.code != "fewer-than-two"]


def _planner_blockers(case: Case, desk: Desk, about: Circumstances) -> list[Blocker]:
    planner = case.officers.get(desk.officer)
    if planner is None:
        return [Blocker("officer-unknown", "当前人员不在登记簿中，不能立项。", grounds.NO_CREDENTIAL, "officers")]
    return credential_blockers(planner, about.today) if "officer" in planner.roles else []


def insist_reasons(act: str, case: Case, about: Circumstances) -> None:
    """Do nothing where every warning that asks for a reason has one.

    Raises:
        Refused: some have none (code ``reason-needed``); give them with ``give_reason``.
    """
    needed = reasons_needed(act, case, about)
    if needed:
        raise Refused("请先写明理由。", needed, "写明理由后可以继续办理，理由随卷保存。", "reason-needed")


def give_reason(desk: Desk, inspection: str, code: str, reason: str) -> None:
    """Record the reason for going on in spite of a warning.

    Raises:
        Refused: no reason was given, or the record is sealed.
    """
    case = desk.case(inspection)
    if not reason.strip():
        insist("请写明理由。", [Blocker("reason-missing", "请写明理由。", (), code)])
    reasons = {**case.inspection.reasons, code: reason.strip()}
    desk.commit(changes_of(replace(case.inspection, reasons=reasons), "reasons"), also=APPOINTING | DECIDING)


def why_fixed(case: Case) -> str:
    """Return why a plan cannot be changed any more and what to do where it must be, "" while it can."""
    form = case.document("D1")
    if form is None or case.approved(form.id) is None:
        return ""
    if form.frozen_at is not None:
        return "审批表已经定稿，计划不能再改；确需变更的，请取消这次检查，另行立项报批。"
    return (
        "检查已经审批，计划不能再改；确需变更的，请在“审批表”再记录一次审批意见"
        "（负责人不同意，写明须变更的内容），修改后重新起草、重新报批。"
    )


def change_plan(desk: Desk, inspection: str, **entered: Any) -> Inspection:
    """Return the inspection with other words of its plan (fields of InspectionPlan but unit, officers and helpers).

    Raises:
        Refused: D1 was approved already, or the changed plan is not lawful.
    """
    fixed = {"unit", "form", "officers", "helpers"} & set(entered)
    if fixed:
        raise ValueError(f"{sorted(fixed)} cannot be changed here")
    case = desk.case(inspection)
    plan = replace(case.inspection, **entered)
    found = blockers("plan", replace(case, inspection=plan), circumstances(desk, case))
    found += [Blocker("entry-wrong", one.text, (), one.field) for one in _typed_problems(desk, plan)]
    if fixed_words := why_fixed(case):
        found.append(Blocker("plan-approved", fixed_words, grounds.FORMS_OF_INSPECTION, "preparation"))
    insist("不能修改检查计划。", found)
    desk.commit(changes_of(plan, *entered), also=APPOINTING)
    return desk.case(inspection).inspection


def assign_officer(desk: Desk, inspection: str, officer: str, lent_by: str = "") -> Inspection:
    """Return the inspection with one more officer; ``lent_by`` is the paper that lends one of another bureau.

    Raises:
        Refused: the officer is unknown, is the same person as another, or belongs elsewhere; or the record is sealed.
    """
    case = desk.case(inspection)
    plan = case.inspection
    if officer in plan.officers:
        return plan
    if officer not in case.officers:
        raise missing("officer", "登记簿中没有这名执法人员。", "请先登记该人员，或同步后重试。")
    seconded = {**plan.seconded, officer: lent_by.strip()} if lent_by.strip() else plan.seconded
    after = replace(plan, officers=(*plan.officers, officer), seconded=seconded)
    candidate, about = replace(case, inspection=after), circumstances(desk, case)
    found = [*GUARDS["not_ended"](case, about), *GUARDS["record_not_sealed"](case, about)]
    found += [*team_blockers(candidate, about), *credential_blockers(case.officers[officer], about.today)]
    insist("不能指派这名执法人员。", found)
    changes = [Change(Inspection.ENTITY, inspection, "officers", officer, ADD)]
    if lent_by.strip():
        changes += changes_of(after, "seconded")
    desk.commit(changes, also=APPOINTING)
    return desk.case(inspection).inspection


def remove_officer(desk: Desk, inspection: str, officer: str) -> Inspection:
    """Return the inspection without an officer; sign-ins already made stay on record.

    Raises:
        Refused: the record is sealed, or the inspection has ended.
    """
    case = desk.case(inspection)
    about = circumstances(desk, case)
    insist("不能更换执法人员。", [*GUARDS["not_ended"](case, about), *GUARDS["record_not_sealed"](case, about)])
    if officer in case.inspection.officers:
        desk.commit([Change(Inspection.ENTITY, inspection, "officers", officer, REMOVE)], also=APPOINTING)
    return desk.case(inspection).inspection
