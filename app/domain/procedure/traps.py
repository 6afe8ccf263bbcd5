"""文书体检: the known ways in which a paper becomes void or a case is lost, each with its rule and effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.procedure import trap_rules as visit
from app.domain.procedure import trap_rules_facts as facts
from app.domain.procedure import trap_rules_papers as papers
from app.domain.procedure import trap_rules_penalties as penalties
from app.domain.procedure.trap_looks import RECEIPT, Look, Rule
from app.errors import Blocker

CLEAR, AMBER, RED, ABSENT = "clear", "amber", "red", "absent"
STATES = {CLEAR: "通过", AMBER: "请说明", RED: "须改正", ABSENT: "不涉及"}


@dataclass(frozen=True)
class Trap:
    """One trap: its number, what it is, what comes of it, the rule that looks for it.

    ``outside`` says why it cannot occur with any paper made here; then there is no rule, and it never passes.
    """

    code: str
    title: str
    effect: str
    rule: Rule | None = None
    outside: str = ""


@dataclass(frozen=True)
class Finding:
    """What was found of one trap: its state, the faults, or why it cannot occur."""

    trap: Trap
    state: str
    faults: tuple[Blocker, ...] = ()
    absent: str = ""


NO_HEARING = (
    "听证是行政处罚的程序（行政处罚法第六十三条、第六十四条）；"
    "本程序的文书不作出行政处罚，立案后的告知、听证、决定文书不在此制作。"
)
NO_CASH = "收缴罚款须凭处罚决定（行政处罚法第六十七条至第七十条）；本程序的文书不作出罚款，也没有收款、收据的栏目。"

TRAPS: tuple[Trap, ...] = (
    Trap("T1", "两名以上执法人员到场", "程序违法，证据可能被排除", visit.two_officers),
    Trap("T2", "出示有效执法证件", "当事人可以拒绝，程序违法", visit.cards_shown),
    Trap("T3", "以行政机关名义作出", "不具有主体资格，无效", papers.issued_by_a_bureau),
    Trap("T4", "查封、扣押有法律法规依据", "没有依据，无效并须赔偿", papers.seizure_has_law),
    Trap("T5", "罚款有依据", "没有依据，无效", penalties.penalty_has_law),
    Trap("T6", "引用现行有效的规定", "适用法律错误，可撤销", papers.law_in_force),
    Trap("T7", "决定前告知并听取陈述申辩", "不得作出决定", penalties.told_and_heard),
    Trap("T8", "较大数额罚款告知听证权利", "不得作出决定", outside=NO_HEARING),
    Trap("T9", "写明救济途径和期限", "起诉期限延长，欠缺必备内容", papers.remedy_told),
    Trap("T10", "期限计算正确", "逾期或者超期违法", papers.days_counted),
    Trap("T11", "先行登记保存经批准并按期处理", "证据和措施失效", papers.registration_decided),
    Trap("T12", "交付前已盖章", "欠缺必备要素，可撤销", papers.stamped_before_service),
    Trap("T13", "拒绝签名写明理由", "笔录失去证明力", visit.refusals_have_reasons),
    Trap("T14", "留置送达有见证或者影像", "不发生送达效力", visit.left_with_proof),
    Trap("T15", "笔录当场制作，事后不改", "证据被排除", visit.record_unchanged),
    Trap("T16", "电子数据要素齐全", "没有证明力", visit.data_described),
    Trap("T17", "电子送达有确认书", "不发生送达效力", visit.electronic_with_consent),
    Trap("T18", "处分建议以责令改正为前提", "不符合法定要件", papers.discipline_grounded),
    Trap("T19", "查封、扣押清单齐全", "违法并须赔偿", papers.seizure_listed),
    Trap("T20", "紧急措施二十四小时内补批", "违法，应当解除", papers.urgency_approved),
    Trap("T21", "改正期限明确可行", "内容不能实施", papers.limits_possible),
    Trap("T22", "处罚时效和办案期限", "不得处罚或者超期", penalties.within_two_years),
    Trap("T23", "同一行为不重复罚款", "后一罚款无效", penalties.fined_once),
    Trap("T24", "回避已告知并决定", "程序违法", visit.recusal_decided),
    Trap("T25", "法制审核和集体讨论", "未经审核不得作出决定", papers.reviewed_where_asked),
    Trap("T26", "文号不重复", "证明困难", papers.numbers_unique),
    Trap("T27", "执法人员不收罚款", "依法给予处分", outside=NO_CASH),
    Trap("T28", "涉企检查不超频次", "乱检查，可投诉", visit.enterprise_frequency),
    Trap("T29", "不超范围留存数据", "泄密责任", visit.data_protected),
    Trap("T30", "文书与对象相符", "适用文书错误", papers.right_instrument),
)
RULES: tuple[Trap, ...] = (*TRAPS, Trap("F1", "查明的事实明确", "主要证据不足，可撤销", facts.facts_decided))
"""The thirty known traps, and what every paper must say besides: which fact was found."""

OWN: Mapping[str, tuple[frozenset[str], str]] = {
    RECEIPT: (
        frozenset({"T1", "T2", "T3", "T12", "T13", "T14", "T17", "T24", "T26"}),
        "送达回证只证明送达；所送达的文书在定稿时已经检查。",
    ),
}
"""Kinds of paper to which only some rules apply: these, and why the others do not."""


def examine(look: Look) -> tuple[Finding, ...]:
    """Return what was found by every rule, in their order."""
    return tuple(_found(one, look) for one in RULES)


def _found(trap: Trap, look: Look) -> Finding:
    own, why = OWN.get(look.document.kind if look.document is not None else "", (None, ""))
    if own is not None and trap.code not in own:
        return Finding(trap, ABSENT, absent=why)
    if trap.rule is None:
        return Finding(trap, ABSENT, absent=trap.outside)
    verdict = trap.rule(look)
    if verdict.red:
        return Finding(trap, RED, verdict.red)
    if verdict.amber:
        return Finding(trap, AMBER, verdict.amber)
    return Finding(trap, ABSENT if verdict.absent else CLEAR, absent=verdict.absent)
