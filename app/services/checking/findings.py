"""Findings from 不符合: drafted with the checklist's legal wording, edited by the officer, voided with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.checklist.alternatives import alternatives, stated
from app.domain.checklist.findings import finding_draft
from app.domain.checklist.items import Answered, sample_summary, verdict_of, violations
from app.domain.checklist.model import SurveyRow
from app.domain.checklist.verdicts import LONGEST_TEXT, VIOLATES
from app.domain.clock import CHINA
from app.domain.law import LegalRegister
from app.domain.operations import Change
from app.domain.problems import Problem
from app.domain.procedure.case import Case
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.outcomes import Finding
from app.errors import Blocker
from app.services.checking.sheet import PLACE, Sheet, insist_unsealed, no_such, sheet
from app.services.desk import Desk, insist
from app.services.voiding import voiding

CORRECT, HAZARD = "correct", "hazard"
# What makes a fault a safety hazard (档案安全隐患), so that archives-law-2020:45 is the power to order.
_HAZARD_PROVISIONS = (
    "archives-law-2020:19", "archives-law-2020:44", "implementing-regulation-2024:38-p3",
    "implementing-regulation-2024:41", "implementing-regulation-2024:22",
)  # fmt: skip


def draft_findings(desk: Desk, inspection: str) -> tuple[Finding, ...]:
    """Return the findings newly drafted: one for each 不符合 that had none; findings there already stay as edited.

    Raises:
        Refused: the record is sealed.
    """
    opened = sheet(desk, inspection)
    insist_unsealed(desk, opened.case)
    have = {one.question for one in opened.case.findings}
    wanted = [one for one in violations(opened.checklist, opened.case.answers) if one.path in opened.questions()]
    fresh = tuple(_drafted(desk, opened, one) for one in wanted if one.path not in have)
    if fresh:
        desk.commit([change for one in fresh for change in changes_of(one)])
    return fresh


def _drafted(desk: Desk, opened: Sheet, found: Answered) -> Finding:
    case, meaning = opened.case, found.question.inspection
    told = replace(found.answer, reason=found.answer.reason or found.answer.note)
    text = finding_draft(found.question, told, case.unit.name, sample_summary(found.question, case.answers, case.rows))
    today = desk.now().astimezone(CHINA).date()
    broken = order_basis_of(found.question, desk.legal, today)
    aim = HAZARD if any(is_hazard(one) for one in (*meaning.basis, *meaning.order_basis)) else CORRECT
    return Finding(
        _fresh_id(desk, case, found.path), found.path, meaning.code, text, found.answer.severity,
        basis=_in_force(meaning.basis, desk.legal, today), order_basis=broken, aim=aim,
    )  # fmt: skip


def _in_force(bases: tuple[str, ...], legal: LegalRegister, on: date) -> tuple[str, ...]:
    """Return the bases in force, all where none is: which law an act broke that ended earlier the officer chooses."""
    return tuple(one for one in bases if legal.in_force(one, on)) or bases


def _fresh_id(desk: Desk, case: Case, path: str) -> str:
    """Return one id for both laptops that draft the same finding; after a void the next one."""
    first = f"{case.inspection.id}/finding/{path}"
    for one in (first, *(f"{first}#{n}" for n in range(2, 100))):
        if desk.store.read(Finding.ENTITY, one) is None:
            return one
    return desk.part_id(case.inspection.id)


def order_basis_of(question: SurveyRow, legal: LegalRegister, on: date) -> tuple[str, ...]:
    """Return what an order may name as broken: the question's 上位条款 where it has any, else its bases; law in force.

    A question has 上位条款 because its own bases cannot carry an order: a standard, a rule for archives alone.
    """
    meaning = question.inspection
    named = meaning.order_basis or meaning.basis
    return tuple(one for one in named if legal.is_binding(one) and legal.in_force(one, on))


def is_hazard(provision: str) -> bool:
    """Return whether breaking a provision is a safety hazard."""
    return any(provision == one or provision.startswith(f"{one}-") for one in _HAZARD_PROVISIONS)


def stale_findings(opened: Sheet) -> tuple[Finding, ...]:
    """Return the findings whose question no longer says 不符合 (changed on another laptop); the officer decides."""
    answers = opened.case.answers
    return tuple(one for one in opened.case.findings if verdict_of(answers.get(one.question)).verdict != VIOLATES)


def edit_finding(desk: Desk, finding_id: str, **fields: Any) -> list[Problem]:
    """Return what is wrong with new words of a finding; none where they were recorded.

    ``fields``: text, basis and order_basis (article ids), aim (correct or hazard).

    Raises:
        Refused: the record is sealed, or there is no such finding.
    """
    case = _case_of(desk, finding_id)
    insist_unsealed(desk, case)
    finding = _finding(case, finding_id)
    lists = ("basis", "order_basis")
    given: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in fields.items()}
    edited = replace(finding, **given)
    problems = _wording_problems(edited, desk.legal)
    changed = [name for name in given if getattr(edited, name) != getattr(finding, name)]
    if not problems and changed:
        desk.commit(changes_of(edited, *changed))
    return problems


def choose_facts(desk: Desk, finding_id: str, facts: Collection[int]) -> list[Problem]:
    """Return what kept a finding from stating these alternatives of its checklist's wording (by place, from 0).

    Raises:
        Refused: the record is sealed, or there is no such finding.
    """
    opened = sheet(desk, finding_id.split("/", 1)[0])
    finding = _finding(opened.case, finding_id)
    wording = opened.question(finding.question).inspection.finding
    if not set(facts) <= set(range(len(alternatives(wording)))):
        return [Problem("text", "检查表的用语没有这种情形。")]
    return edit_finding(desk, finding_id, text=stated(wording, facts, opened.case.unit.name, finding.text))


def _wording_problems(edited: Finding, legal: LegalRegister) -> list[Problem]:
    problems = []
    if not edited.text.strip():
        problems.append(Problem("text", "请写明发现的事实。"))
    if len(edited.text) > LONGEST_TEXT:
        problems.append(Problem("text", f"文字超过 {LONGEST_TEXT} 字，请缩短或作为附件。"))
    if edited.aim not in (CORRECT, HAZARD):
        problems.append(Problem("aim", "请选择：改正违法行为，或消除安全隐患。"))
    for name, ids in (("basis", edited.basis), ("order_basis", edited.order_basis)):
        unknown = [one for one in legal.citable(ids) if legal.find(one) is None]
        problems += [Problem(name, f"法律依据“{one}”没有收录。") for one in unknown]
    if not edited.basis:
        problems.append(Problem("basis", "请写明违反的规定。"))
    return problems


def void_finding(desk: Desk, finding_id: str, reason: str) -> None:
    """Void a finding with its reason; the answer that led to it stays.

    Raises:
        Refused: the record is sealed, no reason was given, or a measure deals with the finding.
    """
    case = _case_of(desk, finding_id)
    insist_unsealed(desk, case)
    desk.commit([_void(desk, case, _finding(case, finding_id), reason)])


def after_answer(desk: Desk, opened: Sheet, path: str, value: Any, reason: str) -> list[Change]:
    """Return what a new answer does to the finding of its question: voids it where 不符合 is withdrawn.

    Raises:
        Refused: a finding would be voided but no reason came with the answer, or a measure deals with it.
    """
    standing = [one for one in opened.case.findings if one.question == path]
    now = verdict_of(value)
    if not standing:
        return []
    if now.verdict == VIOLATES:
        changed = [replace(one, severity=now.severity) for one in standing if now.severity not in ("", one.severity)]
        return [change for one in changed for change in changes_of(one, "severity")]
    if not reason.strip():
        text = f"{standing[0].code}已形成问题“{standing[0].text[:30]}…”，改选结论将作废该问题，请确认并说明原因"
        insist("该检查项已形成问题。", [Blocker("finding-exists", text, (), f"{PLACE}/{path}")])
    return [_void(desk, opened.case, one, reason) for one in standing]


def _void(desk: Desk, case: Case, finding: Finding, reason: str) -> Change:
    measures: Sequence[str] = [one.kind for one in case.measures if finding.id in one.findings]
    if measures:
        text = f"{finding.code}的问题已有处理措施（{'、'.join(measures)}），请先撤回该措施"
        insist("不能作废该问题。", [Blocker("finding-has-measure", text, (), f"outcome/{finding.id}")])
    return voiding(desk, Finding.ENTITY, finding.id, reason)


def _case_of(desk: Desk, finding_id: str) -> Case:
    return desk.case(finding_id.split("/", 1)[0])


def _finding(case: Case, finding_id: str) -> Finding:
    found = next((one for one in case.findings if one.id == finding_id), None)
    if found is None:
        raise no_such("finding", "没有这个问题，或者它已经作废。")
    return found
