"""How long a case file is kept: as the closing paper says once it is final; changed after that by the leader alone.

The leader approved the period with the closing paper (结案审批表), so the case file cannot say another one. A period
that turns out wrong is changed by who approved it, with the reason, and back again in the same way; every change
stands in the 备考表. No article fixes the periods (law.md D38): they are those of forms/casefile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.clock import iso
from app.domain.operations import SET, Change, Json
from app.domain.problems import LONGEST_PASSAGE, typing_faults
from app.domain.procedure.case import COURSE, Case
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.hands import LEADING
from app.domain.procedure.outcomes import Document
from app.errors import Blocker
from app.services.desk import Desk, insist
from app.services.papers.composing.wording import person_name
from app.services.pinning import definition_of

FIELD = "keeping"
"""Of the closing paper, and of the course of the inspection what it was changed to."""

PLACE = "closing/casefile"


@dataclass(frozen=True, slots=True)
class Keeping:
    """The period that a case file is kept for, "" where nothing says. ``paper`` is the title of the closing paper.

    ``fixed``: the closing paper is final, so only the leader changes it.
    """

    period: str = ""
    paper: str = ""
    fixed: bool = False


def keeping_of(desk: Desk, case: Case) -> Keeping:
    """Return the period as the closing paper and what came after it say."""
    paper = _closing_paper(desk, case)
    if paper is None:
        return Keeping()
    said = str(case.contents[paper.id].data.get(FIELD) or "")
    title = definition_of(desk, case, paper.kind).title
    if paper.frozen_at is None or not said:
        return Keeping(said, title)
    change = case.inspection.keeping
    return Keeping(str(change.get("to") or said), title, fixed=True)


def periods(desk: Desk, keeping: Keeping) -> tuple[str, ...]:
    """Return the periods to choose from: those of the form, and what the closing paper says."""
    known: tuple[str, ...] = desk.shelf.casefile.retentions
    return known if keeping.period in ("", *known) else (keeping.period, *known)


def period_for(desk: Desk, case: Case, wanted: str) -> str:
    """Return the period that a case file made now says; ``wanted`` is what was chosen, "" for the usual one.

    Raises:
        Refused: there is no such period, or the final closing paper says another.
    """
    keeping = keeping_of(desk, case)
    known = periods(desk, keeping)
    blockers = []
    if wanted and wanted not in known:
        text = f"没有“{wanted}”这种保管期限，可选：{'、'.join(known)}。"
        blockers.append(Blocker("retention-unknown", text, place=PLACE))
    elif keeping.fixed and wanted not in ("", keeping.period):
        text = f"《{keeping.paper}》已经定稿，保管期限为{keeping.period}，案卷不能另写{wanted}；"
        text += "确需改变的，由机关负责人写明理由改变。"
        blockers.append(Blocker("retention-settled", text, place=PLACE))
    insist("案卷没有生成。", blockers)
    return (keeping.period if keeping.fixed else wanted or keeping.period) or known[0]


def may_change(desk: Desk) -> bool:
    """Return whether the officer at the desk is a leader, who approved the closing paper."""
    known = desk.officers().get(desk.officer)
    return known is not None and not known.retired and bool(LEADING & set(known.roles))


def change_keeping(desk: Desk, inspection: str, period: str, reason: str) -> None:
    """Change the period of a closed case, with the reason; changing it back is the same act.

    Raises:
        Refused: the closing paper is not final, no leader sits here, no such period, the same one, or no reason.
    """
    case = desk.case(inspection)
    keeping = keeping_of(desk, case)
    blockers = []
    if not keeping.fixed:
        text = "《结案审批表》还没有定稿，保管期限在该表中选择。"
        blockers.append(Blocker("retention-open", text, place="papers"))
    if not may_change(desk):
        text = "结案时批准的保管期限只能由机关负责人改变；请机关负责人登录后办理。"
        blockers.append(Blocker("retention-leader", text, place=PLACE))
    if period not in desk.shelf.casefile.retentions:
        blockers.append(Blocker("retention-unknown", "请选择保管期限。", place=PLACE))
    elif period == keeping.period:
        blockers.append(Blocker("retention-same", f"保管期限已经是{period}。", place=PLACE))
    faults = [one.text for one in typing_faults({"reason": reason}, LONGEST_PASSAGE)]
    faults += [] if reason.strip() else ["请写明改变保管期限的理由。"]
    insist("保管期限没有改变。", [*blockers, *(Blocker("retention-reason", one, place=PLACE) for one in faults)])
    told: dict[str, Json] = {
        "from": keeping.period, "to": period, "reason": reason.strip(), "by": desk.officer, "at": iso(desk.now()),
    }  # fmt: skip
    desk.commit([Change(COURSE, inspection, FIELD, told)], also=LEADING)


def keeping_changes(desk: Desk, case: Case) -> tuple[Mapping[str, Any], ...]:
    """Return every change of the period, {from, to, reason, by, at} each, the first one first.

    The field holds the last one; what it held before stands in the log, of every laptop that changed it.
    """
    if not case.inspection.keeping:
        return ()
    root = case.inspection.id
    refused = {one.op_id for one in desk.store.refused(root)}
    made = [
        one for one in desk.store.operations(root)
        if (one.entity, one.entity_id, one.field, one.kind) == (COURSE, root, FIELD, SET) and one.op_id not in refused
    ]  # fmt: skip
    told = [one.value for one in sorted(made, key=lambda one: (one.hlc, one.op_id)) if isinstance(one.value, dict)]
    return tuple(one for at, one in enumerate(told) if one not in told[:at])  # a settled conflict repeats its value


def change_words(desk: Desk, case: Case) -> str:
    """Return every change in a line, as the 备考表 says them, "" where nothing was changed."""
    return "\n".join(_change_line(case, one) for one in keeping_changes(desk, case))


def _change_line(case: Case, told: Mapping[str, Any]) -> str:
    day = chinese_day(day_of(datetime.fromisoformat(str(told["at"]))))
    who = person_name(case, str(told.get("by", "")))
    reason = str(told.get("reason", "")).rstrip("。")
    return f"{day}，{who}将保管期限由{told.get('from')}改为{told.get('to')}。理由：{reason}。"


def _closing_paper(desk: Desk, case: Case) -> Document | None:
    """Return the paper with which the case is closed, where it was drafted."""
    for one in reversed(case.documents):
        procedure = definition_of(desk, case, one.kind).procedure
        if procedure is not None and procedure.closes and one.id in case.contents:
            return one
    return None
