"""The acts of the page 准备, each one call: services in the order in which the office works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.problems import Problem
from app.domain.procedure import grounds
from app.domain.procedure.grounds import usual_basis
from app.domain.procedure.guards import GUARDS
from app.domain.procedure.hands import DECIDING
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Inspection
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.evidence.intake import Particulars, add_photo
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.papers.numbering import numbered
from app.services.preparation.approvals import bind_countersign
from app.services.preparation.planning import change_plan, change_problems, planning_circumstances
from ui.models.papers import PaperBytes, paper_bytes
from ui.models.preparation import plan_lacks, tr


def change(desk: Desk, inspection: str, entered: Mapping[str, Any]) -> tuple[Inspection | None, list[Problem]]:
    """Return the inspection with what was changed of its plan, or None with what is wrong with the entry.

    Raises:
        Refused: D1 was approved already, or the changed plan is not lawful.
    """
    problems = change_problems(desk, inspection, **entered)
    if problems:
        return None, problems
    plan = desk.case(inspection).inspection
    other = {name: value for name, value in entered.items() if value != getattr(plan, name)}
    if "mode" in other and tuple(plan.basis) == usual_basis(plan.mode):
        other["basis"] = usual_basis(str(other["mode"]))
    return (change_plan(desk, inspection, **other) if other else plan), []


def draft_form(desk: Desk, inspection: str) -> Document:
    """Return D1, drafted from the plan as it stands; the one there is keeps its place.

    Raises:
        Refused: it is frozen already, or the plan lacks what D1 and D2 must say.
    """
    case = desk.case(inspection)
    known = case.document("D1")
    lacks = plan_lacks(case)
    if lacks:
        text = tr("检查计划还缺：{names}。批准后不能再改，请先补填。").format(names="、".join(lacks))
        blocker = Blocker("plan-incomplete", text, grounds.FORMS_OF_INSPECTION, "preparation/plan")
        insist(tr("现在不能起草审批表。"), [blocker])
    return draft(desk, inspection, known or Document(desk.part_id(inspection), "D1"), compose).document


def draft_notice(desk: Desk, inspection: str) -> Document:
    """Return D2, drafted; a new one takes the next number of this device.

    Raises:
        Refused: the inspection is not approved, no number is left, or the notice is frozen already.
    """
    case = desk.case(inspection)
    known = case.document("D2")
    if known is not None:
        return draft(desk, inspection, known, compose).document
    about = planning_circumstances(desk, case)
    insist(tr("现在不能制作通知书。"), GUARDS["issue_inspection_notice"](case, about))
    document, reserved = numbered(desk, inspection, "D2")
    return draft(desk, inspection, document, compose, reserved).document


def countersign(desk: Desk, inspection: str, approval: str, sheet: Path) -> tuple[Any, Sequence[Problem]]:
    """Return the approval given by phone with the photographed signed sheet bound to it.

    Raises:
        StorageFailed: the file is no picture, or cannot be read.
    """
    said = Particulars(tr("纸质文件"), tr("拍照"), tr("审批件补签"), set_aside=tr("审批件，随审批记录归档"))
    taken = add_photo(desk, inspection, sheet, said, also=DECIDING)
    if taken.evidence is None:
        return None, taken.problems
    return bind_countersign(desk, inspection, approval, taken.evidence.id), ()


def shown_paper(desk: Desk, inspection: str, document: str) -> PaperBytes:
    """Return the PDF to show: the file itself where the paper is final, else the draft."""
    return paper_bytes(desk, inspection, document)
