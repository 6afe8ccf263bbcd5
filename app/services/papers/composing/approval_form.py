"""Words of D1 行政检查审批表."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import PHONE, Approval
from app.services.desk import Desk
from app.services.papers.composing.listed import sheet_note
from app.services.papers.composing.wording import (
    ROLE_NAMES,
    citations,
    day_of,
    head,
    minute,
    mode_words,
    person_name,
    source_words,
)

CHANNEL_NAMES = {"in_person": "当面", "phone": "电话", "delegated": "事先书面授权", "discussion": "集体讨论"}
DECISION_NAMES = {"approve": "同意", "return": "退回"}


def approval_form(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the approval form; the opinions come when the paper is set."""
    inspection = case.inspection
    made_at = drafted_at(desk, case, document)
    applicant = {
        "role": "承办人",
        "opinion": f"拟对{case.unit.name}实施{mode_words(desk, case)}，请审批。",
        "name": person_name(case, applicant_of(desk, case, document)),
        "on": minute(made_at),
        "channel": "当面",
        "confirm": "",
        "note": "",
        "signature": None,
    }
    return {
        **head(desk, case, document, day_of(made_at)),
        "drafted_at": minute(made_at),
        "drafted_by": applicant_of(desk, case, document),
        "request": {
            "source": source_words(desk, case),
            "source_detail": "",
            "mode": mode_words(desk, case),
            "scope": "；".join((inspection.purpose, *inspection.scope)),
            "basis": citations(desk, inspection.basis),
            "starts": inspection.planned_from.isoformat() if inspection.planned_from else "",
            "ends": inspection.planned_to.isoformat() if inspection.planned_to else "",
            "helpers_note": _helpers(inspection.helpers),
            "frequency": _frequency(case),
            "safety": inspection.secrecy,
        },
        "approvals": [applicant],
    }


def opinions(case: Case, document: Document) -> list[dict[str, Any]]:
    """Return the decisions on a paper in the order they were given, as the form shows them."""
    given = [one for one in case.approvals if one.document == document.id]
    return [_opinion(case, one) for one in sorted(given, key=lambda one: (one.at, one.id))]


def drafted_at(desk: Desk, case: Case, document: Document) -> datetime:
    """Return when a paper was first drafted: drafting again keeps its moment."""
    content = case.contents.get(document.id)
    kept = str(content.data.get("drafted_at", "")) if content else ""
    return datetime.fromisoformat(f"{kept}+08:00") if kept else desk.now()


def applicant_of(desk: Desk, case: Case, document: Document) -> str:
    """Return the officer who first drafted a paper."""
    content = case.contents.get(document.id)
    return str(content.data.get("drafted_by", "")) if content else desk.officer


def _opinion(case: Case, approval: Approval) -> dict[str, Any]:
    waiting = approval.channel == PHONE and not approval.paper
    return {
        "role": ROLE_NAMES.get(approval.role, approval.role),
        "opinion": opinion_words(approval),
        "name": person_name(case, approval.approver) or approval.approver,
        "on": minute(approval.at),
        "channel": CHANNEL_NAMES.get(approval.channel, approval.channel),
        "confirm": "待补签" if waiting else "",
        "note": sheet_note(case, approval.paper),
        "signature": None,
    }


def opinion_words(approval: Approval) -> str:
    """Return the opinion with the decision always said: 同意 or 退回."""
    decision = DECISION_NAMES.get(approval.decision, approval.decision)
    said = approval.opinion.strip()
    return said if decision in said else f"{decision}。{said}"


def _helpers(helpers: tuple[str, ...]) -> str:
    return f"{len(helpers)}人：{'、'.join(sorted(helpers))}" if helpers else "无"


def _frequency(case: Case) -> str:
    others = case.inspection.frequency
    told = f"本年度已另外安排检查{others}次，本次为第{others + 1}次"
    return told + ("。" if case.unit.enterprise else "；该单位不是企业，不适用涉企检查频次上限。")
