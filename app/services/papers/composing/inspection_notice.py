"""Words of D2 行政检查通知书."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.procedure.case import Case
from app.domain.procedure.outcomes import Document
from app.services.desk import Desk
from app.services.papers.composing.approval_form import drafted_at
from app.services.papers.composing.wording import day_of, head, minute, mode_words


def inspection_notice(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the notice that announces an inspection."""
    inspection = case.inspection
    made_at = drafted_at(desk, case, document)
    return {
        **head(desk, case, document, day_of(made_at)),
        "drafted_at": minute(made_at),
        "request": {
            "mode": mode_words(desk, case),
            "basis": [desk.legal.cite_all(inspection.basis)] if inspection.basis else [],
            "items": [_sentence(one) for one in inspection.scope],
            "starts": inspection.planned_from.isoformat() if inspection.planned_from else "",
            "ends": inspection.planned_to.isoformat() if inspection.planned_to else "",
            "place": inspection.place,
            "frequency": _frequency(case),
            "prepare": [_sentence(one) for one in inspection.prepare.replace("；", "\n").splitlines() if one.strip()],
        },
    }


def _frequency(case: Case) -> str:
    """Return what else was planned for the year when this was, as an enterprise is told; "" of all others.

    Which inspection of the year it is nobody knows yet: another may be called off, or be done before it.
    """
    if not case.unit.enterprise:
        return ""
    others = case.inspection.frequency
    told = f"已另外安排对你单位的检查{others}次" if others else "没有另外安排对你单位的检查"
    return f"安排本次检查时，本年度{told}。"


def _sentence(text: str) -> str:
    return text.strip().rstrip("；;。") + "。"
