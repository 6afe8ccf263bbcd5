"""What was recorded in each step, as titled lines to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app.domain.checklist.verdicts import SEVERITIES
from app.domain.namesakes import name_of
from app.domain.procedure.case import Case
from app.services.desk import Desk
from app.services.preparation.approvals import DECISIONS, subject_words
from ui.models.moments import day_words, moment_words

Fact = tuple[str, str]
Section = tuple[str, list[Fact]]


def facts(desk: Desk, case: Case, step: str) -> list[Section]:
    """Return the sections of a step with their lines as (name, words)."""
    return _SECTIONS[step](desk, case)


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("step_facts", text)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment_words(moment)


def _days(first: date | None, last: date | None) -> str:
    if first is None:
        return ""
    return day_words(first) if last in (None, first) else f"{day_words(first)} — {day_words(last)}"


def _preparation(desk: Desk, case: Case) -> list[Section]:
    plan, registers = case.inspection, desk.shelf.registers
    mode = registers.mode(plan.mode)
    team = [f"{one.name}（{one.credential}）" for one in (case.officers.get(key) for key in plan.officers) if one]
    decided = [
        (_moment(one.at), " ".join((
            subject_words(desk, case, one.kind), name_of(case, one.approver), DECISIONS.get(one.decision, one.decision),
        )))
        for one in case.approvals
    ]
    return [
        (tr("检查计划"), [
            (tr("被检查单位"), case.unit.name), (tr("检查方式"), mode.label if mode else plan.mode),
            (tr("检查目的"), plan.purpose), (tr("计划日期"), _days(plan.planned_from, plan.planned_to)),
            (tr("检查地点"), plan.place), (tr("执法人员"), "、".join(team)),
            (tr("检查依据"), desk.legal.cite_all(plan.basis)),
        ]),
        (tr("审批"), decided or [("", tr("还没有审批记录。"))]),
    ]  # fmt: skip


def _arrival(desk: Desk, case: Case) -> list[Section]:
    visits = [(_moment(one.arrived_at), one.place) for one in case.visits]
    met = [(one.name, one.post) for one in case.persons]
    signed = [(_moment(one.at), name_of(case, one.officer)) for one in case.sign_ins]
    told = [(_moment(one.told_at), tr("已出示执法证件并告知权利义务")) for one in case.rights]
    return [
        (tr("到场"), visits or [("", tr("还没有到场记录。"))]),
        (tr("签到"), signed or [("", tr("还没有签到。"))]),
        (tr("在场人员"), met or [("", tr("还没有登记在场人员。"))]),
        (tr("亮证与告知"), told or [("", tr("还没有记录。"))]),
    ]


def _outcome(desk: Desk, case: Case) -> list[Section]:
    found = [(one.code, f"{SEVERITIES.get(one.severity, '')}　{one.text}") for one in case.findings]
    kinds = {one.code: one.label for one in desk.shelf.registers.measures}
    decided = [
        (
            kinds.get(one.kind, one.kind),
            "\n".join([one.text, *(str(item.get("text", "")) for item in one.orders)]).strip(),
        )
        for one in case.measures
    ]
    return [
        (tr("发现的问题"), found or [("", tr("还没有形成问题。"))]),
        (tr("处理措施"), decided or [("", tr("还没有处理措施。"))]),
    ]


def _record(desk: Desk, case: Case) -> list[Section]:
    said = [(name_of(case, one.person), one.text) for one in case.statements]
    read = [(_moment(one.at), name_of(case, one.person)) for one in case.read_backs]
    ways = {"ink": tr("手写签名"), "paper": tr("纸上签名"), "refusal": tr("拒绝签名")}
    signed = [
        (name_of(case, one.signer), f"{ways.get(one.way, one.way)}　{_moment(one.at)}") for one in case.signatures
    ]
    return [
        (tr("单位陈述"), said or [("", tr("还没有记录。"))]),
        (tr("核对笔录"), read or [("", tr("还没有核对。"))]),
        (tr("签名"), signed or [("", tr("还没有人签名。"))]),
    ]


_SECTIONS: Mapping[str, Callable[[Desk, Case], list[Section]]] = {
    "preparation": _preparation,
    "arrival": _arrival,
    "outcome": _outcome,
    "record": _record,
}
