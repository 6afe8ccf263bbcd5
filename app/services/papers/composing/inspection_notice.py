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
            "basis": [desk.shelf.legal.cite_all(inspection.basis)] if inspection.basis else [],
            "items": [_sentence(one) for one in inspection.scope],
            "starts": inspection.planned_from.isoformat() if inspection.planned_from else "",
            "ends": inspection.planned_to.isoformat() if inspection.planned_to else "",
            "place": inspection.place,
            "frequency": _frequency(case),
            "prepare": [_sentence(one) for one in inspection.prepare.replace("；", "\n").splitlines() if one.strip()],
        },
    }


def _frequency(case: Case) -> str:
    """Return which of the year's inspections this is, as an enterprise is told; "" of all others."""
    number = case.inspection.frequency + 1
    return f"本次检查是本年度对你单位的第{number}次检查。" if case.unit.enterprise else ""


def _sentence(text: str) -> str:
    return text.strip().rstrip("；;。") + "。"
