"""Words of D11 档案监督检查执法通知书 (责令限期改正)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.law import UNLISTED, UNLISTED_WORDS
from app.domain.procedure.case import Case
from app.domain.procedure.new_terms import FOLLOWED, NewTerm, terms_of
from app.domain.procedure.outcomes import Document, Finding, Measure
from app.domain.procedure.tasks import emergencies
from app.errors import DocumentFailed
from app.services.checking.findings import HAZARD
from app.services.checking.sheet import sheet_of
from app.services.desk import Desk
from app.services.papers.composing.approval_form import drafted_at
from app.services.papers.composing.listed import listed_evidence
from app.services.papers.composing.wording import day_of, day_words, head, minute
from app.services.pinning import definition_of

RANKS = ("law", "regulation", "local", "rule")
CONSEQUENCES = {
    "archives-law-2020:48-i6": "不按规定归档或者不按期移交档案，被责令改正而拒不改正的，依照{law}的规定，"
    "对直接负责的主管人员和其他直接责任人员依法给予处分。",
    "archives-law-2020:48-i8": "存在档案安全隐患被责令限期整改而逾期未整改的，依照{law}的规定，"
    "对直接负责的主管人员和其他直接责任人员依法给予处分。",
}

OF_HAZARDS, PROPOSAL = "archives-law-2020:48-i8", "implementing-regulation-2024:46-p2"
OTHERWISE = (
    "逾期不改正的，我局将依法处理；需要追究有关责任人责任的，依照{law}的规定，"
    "向其所在单位或者任免机关、单位提出处理建议。"
)


MOVES = "该日为法定休假日的，以休假日后的第一日为期限届满日"


def order(desk: Desk, case: Case, document: Document) -> Mapping[str, Any]:
    """Return the words of the order that a measure decided.

    Raises:
        DocumentFailed: the measure of this paper is not there, or it has no power.
    """
    measure = _measure(case, document)
    findings = [one for one in case.findings if one.id in measure.findings]
    made_at = drafted_at(desk, case, document)
    legal = desk.legal
    moves, renewals = moving_words(desk, measure.due), terms_of(case.new_terms, measure.id)
    return {
        **head(desk, case, document, day_of(made_at)),
        "drafted_at": minute(made_at),
        "visits": [{"starts": minute(one.arrived_at), "place": one.place} for one in case.visits],
        "facts": [{"text": one.text, "evidence": evidence_words(case, one)} for one in findings],
        "provisions": [{"cite": legal.cite(one), "text": ""} for one in _provisions(desk, findings)],
        "hazard": _hazard(desk, case, findings),
        **({"mixed": True} if len({one.aim == HAZARD for one in findings}) > 1 else {}),
        "power": {"cite": _power(desk, measure)},
        "measures": [{"text": str(one["text"]).rstrip("。") + "。"} for one in measure.orders],
        "limit": {
            "date": _iso(measure.due),
            "words": f"{day_words(measure.due)}前（含当日；{moves}）" if moves else "",
            **(_renewal(measure, renewals, moves) if renewals else {}),
        },
        "report": {"way": measure.report_way, "by": _iso(measure.report_by or measure.due), "moves": moves},
        "remedy": remedy_clause(desk, case, document.kind),
        "consequences": consequences(desk, case, findings),
        "urgent": _urgent(case, measure),
    }


def _renewal(measure: Measure, renewals: Sequence[NewTerm], moves: str) -> Mapping[str, str]:
    """Return the limit in words where it is another than the record states: from which it was changed, and why."""
    until = f"{day_words(measure.due)}前（含当日{f'；{moves}' if moves else ''}）"
    before = f"（{day_words(renewals[0].former)}）" if renewals[0].former is not None else ""
    why = renewals[-1].reason.rstrip("。")
    told = f"{until}。现场检查笔录所载的改正期限{before}不再适用，以本通知书所定期限为准，理由：{why}"
    return {"words": told, FOLLOWED: renewals[-1].id}


def moving_words(desk: Desk, due: date | None) -> str:
    """Return what the law says of a limit in a year whose days off nobody knows yet, "" for any other.

    A party is told a certain day, never a provisional one. Basis: civil-procedure-law-2023:85.
    """
    return "" if due is None or desk.shelf.calendar.knows(due) else MOVES


def consequences(desk: Desk, case: Case, findings: list[Finding]) -> list[str]:
    """Return what follows when the order is not obeyed: of the faults found, not of every fault there is.

    Where article 48 has nothing for them, only that a proposal may be made (implementing-regulation-2024:46-p2).
    """
    legal = desk.legal
    told = [CONSEQUENCES[one].format(law=legal.cite(one)) for one in meant(desk, case, findings)]
    return told or [OTHERWISE.format(law=legal.cite(PROPOSAL))]


def meant(desk: Desk, case: Case, findings: list[Finding]) -> list[str]:
    """Return the items of article 48 that a disobeyed order over these findings falls under.

    Item 8 is about hazards, which are ordered under article 45.
    """
    opened = sheet_of(desk, case)
    asked = {one.id: opened.questions().get(one.question) for one in findings}
    found = {
        article
        for one in findings if (row := asked[one.id]) is not None
        for article in row.inspection.consequence
        if article != OF_HAZARDS or one.aim == HAZARD
    }  # fmt: skip
    hazards = {OF_HAZARDS} if any(one.aim == HAZARD for one in findings) else set()
    return [article for article in CONSEQUENCES if article in found | hazards]


def _urgent(case: Case, measure: Measure) -> Mapping[str, str] | None:
    """Return the oral order that this notice makes good (S147), None where there was none."""
    oral = emergencies(case, measure)
    if not oral:
        return None
    at = oral[0].decided_at
    heard = [one for one in case.rights if at is None or one.told_at <= at]
    told = max(heard, key=lambda one: (one.told_at, one.id)).person if heard else ""
    person = next((one for one in case.persons if one.id == told), None)
    names = [case.officers[one].name for one in sorted(case.inspection.officers) if one in case.officers]
    return {
        "ordered_at": minute(oral[0].decided_at),
        "by": "、".join(names),
        "to": f"{person.post}{person.name}" if person else "",
        "text": "；".join(one.text.rstrip("。") for one in oral),
    }


def remedy_clause(desk: Desk, case: Case, kind: str) -> str:
    """Return how a paper of this kind may be contested, "" where the register has no clause for it (T9)."""
    remedy = desk.legal.remedy_for(kind)
    bureau = desk.issuing(case.inspection.bureau)
    return remedy.clause(bureau.reviewing_body, bureau.court, bureau.name) if remedy else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _measure(case: Case, document: Document) -> Measure:
    found = next((one for one in case.measures if one.id == document.measure), None)
    if found is None:
        advice = "请先在“认定与措施”中作出责令改正决定。"
        raise DocumentFailed("measure-missing", "执法通知书没有对应的处理措施。", advice)
    return found


def broken_articles(findings: list[Finding]) -> list[str]:
    """Return the articles an order rests on: the 上位条款 of each finding where it has one, else its basis."""
    ids = [basis for one in findings for basis in (one.order_basis or one.basis)]
    return list(dict.fromkeys(ids))


def _provisions(desk: Desk, findings: list[Finding]) -> list[str]:
    return in_order_of_rank(desk, desk.legal.citable(broken_articles(findings)))


def in_order_of_rank(desk: Desk, articles: list[str]) -> list[str]:
    """Return the articles of laws first, then of regulations and rules, each rule's together."""
    legal = desk.legal
    statutes = list(dict.fromkeys(legal.article(one).statute for one in articles))

    def rank(article: str) -> tuple[int, int]:
        statute = legal.article(article).statute
        kind = legal.statutes[statute].kind
        return (RANKS.index(kind) if kind in RANKS else len(RANKS), statutes.index(statute))

    return sorted(articles, key=rank)


def evidence_words(case: Case, finding: Finding) -> str:
    """Return 见现场检查笔录及证据1、证据3 for the evidence linked to a finding or its question."""
    places = {finding.id, finding.question, finding.question.rsplit("/", 1)[-1]}
    linked = [i for i, one in enumerate(listed_evidence(case), 1) if places & set(one.links)]
    return "见现场检查笔录" + ("及" + "、".join(f"证据{i}" for i in linked) if linked else "")


def _hazard(desk: Desk, case: Case, findings: list[Finding]) -> str:
    """Return which findings are hazards, "" where none is: a hazard nobody found is not asserted."""
    hazards = [str(i) for i, one in enumerate(findings, 1) if one.aim == HAZARD]
    slots = definition_of(desk, case, "D11").slots
    # a form pinned before it could do without demands the words of every order
    if not hazards and not any(one.path == "hazard" and not one.when for one in slots):
        return ""
    which = f"第{'、'.join(hazards)}项所述情形" if hazards and len(findings) > 1 else "上述问题"
    return f"{which}可能造成电子档案损毁、灭失、信息泄露或者无法保证其真实、完整、可用，存在档案安全隐患。"


def _power(desk: Desk, measure: Measure) -> str:
    powers = [one for one in desk.legal.powers if one.id in measure.powers]
    if not powers:
        raise DocumentFailed("power-missing", "没有可依据的责令改正权限。", "请在处理措施中重新选择职权依据。")
    basis = dict.fromkeys(article for one in powers for article in one.basis)
    if any(desk.legal.withholds(one) for one in basis):
        raise DocumentFailed(UNLISTED, "责令改正的职权依据是其他机关的责任清单，不能引用。", UNLISTED_WORDS)
    return desk.legal.cite_all(in_order_of_rank(desk, list(basis)))
