"""Traps of the papers: issuer, ground, remedy, terms, approval, stamp, number, instrument; one rule each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.entries import ARTICLES
from app.domain.law import BUREAU_SETTINGS, Statute
from app.domain.procedure import guards_papers as papers
from app.domain.procedure.case import REVIEWER, Case
from app.domain.procedure.circumstances import Circumstances
from app.domain.procedure.outcomes import Document
from app.domain.procedure.paper_days import numbered_year, year_wanted
from app.domain.procedure.records import Approval
from app.domain.procedure.trap_looks import Look, Verdict, red
from app.domain.procedure.trap_rules_acts import not_approved
from app.domain.procedure.trap_rules_facts import named_otherwise
from app.errors import Blocker

SEIZURE = frozenset({"D15", "D17"})
REVIEWED = frozenset({"D32", "D17"})
DISCIPLINE = "D32"
NATIONAL = frozenset({"law", "regulation"})
REMEDY_TERMS, REVIEWED_BY = ("六十日", "六个月"), "reconsideration-law-2023:24"


def issued_by_a_bureau(look: Look) -> Verdict:
    """T3: papers go out in the name of a bureau, never of an office or an archive."""
    if look.issuer.endswith("档案局"):
        return Verdict()
    text = f"署名机关“{look.issuer}”不是档案局，不具有行政主体资格。"
    return red([Blocker("issuer", text, ("penalty-law-2021:38",), "preparation")])


def seizure_has_law(look: Look) -> Verdict:
    """T4: a seizure rests on a national law or regulation."""
    found = [one for one in look.papers if one.kind in SEIZURE]
    if not found:
        return Verdict(absent="本案没有查封、扣押。")
    open_ones = [one for paper in found for one in look.needs.get(paper.id, ()) if one.code == "need-one_of"]
    levels = {one.id: look.case.entries.get(one.id, {}).get("law_level") for one in found if one.frozen_at is not None}
    text = "查封、扣押没有法律、行政法规的明文依据。"
    basis = ("coercion-law-2011:10", "coercion-law-2011:22")
    done = [
        Blocker("seizure-without-law", text, basis, f"papers/{one}")
        for one, level in levels.items() if level not in NATIONAL
    ]
    return red([*open_ones, *done])


def law_in_force(look: Look) -> Verdict:
    """T6: no repealed provision as ground of an order, nor in a paper; discipline follows the law of the act's day."""
    found = []
    for one in look.case.findings:
        for article in one.order_basis or one.basis:
            known = look.legal.find(article)
            if known is not None and not look.legal.statutes[known.statute].in_force(look.about.today):
                text = f"{one.code}引用的{known.citation}已经废止或者失效。"
                found.append(Blocker("repealed", text, ("penalty-law-2021:37",), f"outcome/{one.id}"))
    return red([*found, *_repealed_in_papers(look)])


def _repealed_in_papers(look: Look) -> list[Blocker]:
    found = []
    for paper in look.papers:
        names = [one.name for one in look.fields.get(paper.kind, ()) if one.type == ARTICLES]
        values = look.case.entries.get(paper.id, {})
        cited = [str(one) for name in names for one in _listed(values.get(name))]
        for article in cited:
            known = look.legal.find(article)
            statute = look.legal.statutes[known.statute] if known is not None else None
            if statute is None or not (statute.in_force(look.about.today) or _of_its_day(look, paper, statute)):
                text = f"文书引用的{known.citation if known else article}没有收录，或者已经废止、失效。"
                found.append(Blocker("repealed", text, ("penalty-law-2021:37",), f"papers/{paper.id}"))
    return found


def _of_its_day(look: Look, paper: Document, statute: Statute) -> bool:
    """Tell whether discipline cites what was in force when each act ended, which must be known (从旧)."""
    if paper.kind != DISCIPLINE:
        return False
    carried = next((one for one in look.case.measures if one.id == paper.measure), None)
    periods = [look.case.act_periods.get(one) for one in (carried.findings if carried is not None else ())]
    return bool(periods) and all(
        one is not None and one.known and statute.in_force(one.last_day(look.about.today)) for one in periods
    )


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def remedy_told(look: Look) -> Verdict:
    """T9: the remedy clause stands on every paper that may be contested, with its terms and the right body."""
    found = look.contested
    if not found:
        return Verdict(absent="没有须告知救济途径的文书。")
    blank = [one for one in found if not str(look.case.contents[one.id].data.get("remedy") or "").strip()]
    text = "文书没有救济途径（复议、诉讼的机关和期限）。"
    basis = ("reconsideration-law-2023:20", "penalty-law-2021:59-p1-i5")
    lacking = [Blocker("no-remedy", text, basis, f"papers/{one.id}") for one in blank]
    told = [one for one in found if one not in blank]
    wrong = [one for one in told if "档案" in _review_body(look, one)]
    text = (
        "救济途径有误：行政复议由本级人民政府管辖，不由上级档案部门管辖。"
        "请在“设置·本机关”中更正行政复议机关，再重新起草这份文书。"
    )
    faulty = [Blocker("wrong-remedy", text, (*basis, REVIEWED_BY), BUREAU_SETTINGS) for _ in wrong[:1]]
    unsaid = [one for one in told if one not in wrong and not _terms_told(look, one)]
    text = "救济途径没有写明期限（行政复议六十日、行政诉讼六个月），请重新起草这份文书。"
    faulty += [Blocker("wrong-remedy", text, (*basis, REVIEWED_BY), f"papers/{one.id}") for one in unsaid]
    text = "复议机关不是人民政府，请核对后写明理由。"
    asked = [
        Blocker("review-body", text, (REVIEWED_BY,), f"papers/{one.id}")
        for one in told if one not in (*wrong, *unsaid) and "人民政府" not in _review_body(look, one)
    ]  # fmt: skip
    strange = [one for one in told if one not in wrong and _of_another_government(look, one)]
    text = f"复议机关不是本机关的本级人民政府（{look.government}），请核对；确由其管辖的，写明依据。"
    asked += [Blocker("review-body", text, (REVIEWED_BY,), f"papers/{one.id}") for one in strange]
    return Verdict((*lacking, *faulty), tuple(asked))


def _of_another_government(look: Look, paper: Document) -> bool:
    body = _review_body(look, paper)
    return "人民政府" in body and bool(look.government) and not body.endswith(look.government)


def _review_body(look: Look, paper: Document) -> str:
    bureau = look.case.contents[paper.id].data.get("bureau")
    return str(bureau.get("review_body") or "") if isinstance(bureau, Mapping) else ""


def _terms_told(look: Look, paper: Document) -> bool:
    words = str(look.case.contents[paper.id].data.get("remedy") or "")
    return all(one in words for one in REMEDY_TERMS)


def days_counted(look: Look) -> Verdict:
    """T10: terms are counted by the one engine; beyond the known calendar they are provisional.

    The party's own terms hold up nobody: papers name them in words, without a day.
    """
    unsure = [one for one in look.clocks if one.provisional and not one.rights and one.ended_at is None]
    text = "放假安排尚未公布，期限“{title}”是暂定的，公布后请重新核对。"
    basis = ("civil-procedure-law-2023:85",)
    return Verdict(amber=tuple(Blocker("provisional", text.format(title=one.title), basis, "papers") for one in unsure))


def registration_decided(look: Look) -> Verdict:
    """T11: evidence is registered with approval, and decided on in seven working days."""
    found = _by_needs(look, ("D7", "D8", "D9"), "本案没有先行登记保存。")
    late = () if look.document is not None or found.absent else _late(look, "登记保存的证据")
    return replace(found, amber=(*late, *not_approved(look, ("D8",))))


def stamped_before_service(look: Look) -> Verdict:
    """T12: nothing is handed over without the stamp."""
    ids = {one.id for one in look.papers}
    handed = {one.document for one in look.services} | {one.document for one in look.case.sendings} & ids
    wrong = [one for one in look.case.documents if one.is_stamped and one.id in handed and not one.stamped]
    text = "文书没有盖章就已交付。"
    return red(Blocker("unstamped", text, ("penalty-law-2021:59",), f"papers/{one.id}") for one in wrong)


def discipline_grounded(look: Look) -> Verdict:
    """T18: discipline under 48(六)(八) only after an order that was served and ignored."""
    return _by_needs(look, ("D32",), "没有处分建议。")


def seizure_listed(look: Look) -> Verdict:
    """T19: a seizure has its signed list in two copies."""
    return replace(_by_needs(look, ("D17", "D18"), "本案没有查封、扣押。"), amber=not_approved(look, ("D18",)))


def urgency_approved(look: Look) -> Verdict:
    """T20: urgent seizures are approved within 24 hours."""
    urgent = [
        one for one in look.papers
        if one.kind == "D15" and look.case.entries.get(one.id, {}).get("urgent") == "yes"
    ]  # fmt: skip
    if not urgent:
        return Verdict(absent="没有当场紧急实施的强制措施。")
    return red(
        blocker for one in urgent for blocker in look.needs.get(one.id, ()) if blocker.code == "need-approved_within"
    )


def limits_possible(look: Look) -> Verdict:
    """T21: a limit lies in the future and on a working day."""
    orders = [one for one in look.papers if one.kind == "D11"]
    if not any(one.kind == "M2" for one in look.case.measures):
        return Verdict(absent="没有责令限期改正。")
    if look.document is not None and not orders:
        return Verdict(absent="本文书不定改正期限。")
    open_ones = [one for one in orders if one.frozen_at is None]
    found = [blocker for one in open_ones for blocker in papers.due_date_possible(look.case, _at(look, one))]
    return red(found)


def reviewed_where_asked(look: Look) -> Verdict:
    """T25: legal review where the law asks for it, and of every order that rests on an arguable power.

    What the reviewer did not agree to may not be decided; where nobody was asked a reason is.
    """
    asked = [(one, found) for one in look.papers if (found := _review_asked(look, one)) is not None]
    if not asked:
        return Verdict(absent="没有须法制审核、集体讨论的决定。")
    opinions = [(_opinion(look.case, paper), lacking) for paper, lacking in asked]
    text = "法制审核没有通过，不能作出决定；请按审核意见修改，再送审核。"
    return Verdict(
        tuple(
            Blocker("review-refused", text, ("penalty-law-2021:58",), lacking.place)
            for opinion, lacking in opinions if opinion is not None and opinion.decision != "approve"
        ),
        tuple(lacking for opinion, lacking in opinions if opinion is None),
    )  # fmt: skip


def _opinion(case: Case, paper: Document) -> Approval | None:
    """Return the reviewer's last opinion on a paper as it is worded now, or on the measure that it carries."""
    known = {paper.id, paper.measure or paper.id}
    given = [one for one in case.approvals if one.role == REVIEWER and one.document in known and not case.lapsed(one)]
    return given[-1] if given else None


def _review_asked(look: Look, paper: Document) -> Blocker | None:
    """Return what is told where a paper that asks for legal review has none."""
    place = f"papers/{paper.id}"
    if paper.kind in REVIEWED:
        text = "尚无法制审核意见；重大、疑难、复杂的，请先送法制审核。"
        return Blocker("not-reviewed", text, ("penalty-law-2021:58",), place)
    named = _powers_named(look, paper)
    doubtful = [one for one in look.legal.powers if one.arguable and one.id in named]
    text = (
        "责令的职权依据只有“{label}”，法律、法规没有逐字规定，尚无法制审核意见；"
        "现场没有审核人员的，请电话征求意见后补签。"
    )
    return next(
        (Blocker("power-not-reviewed", text.format(label=one.label), one.basis, place) for one in doubtful), None
    )


def _powers_named(look: Look, paper: Document) -> tuple[str, ...]:
    """Return the powers that an order rests on: of a notice those of its measure, of a stop order as it was worded."""
    measure = next((one for one in look.case.measures if one.id == paper.measure), None)
    if paper.kind == "D11" and measure is not None:
        return measure.powers
    content = look.case.contents.get(paper.id)
    told = content.data.get("ordering") if content is not None else None
    return tuple(map(str, told.get("powers") or ())) if isinstance(told, Mapping) else ()


def numbers_unique(look: Look) -> Verdict:
    """T26: no number on two papers."""
    seen: dict[str, int] = {}
    for one in look.case.documents:
        if one.number:
            seen[one.number] = seen.get(one.number, 0) + 1
    twice = [number for number, count in seen.items() if count > 1]
    text = "两份文书使用了同一个文号，请作废其中一个。"
    found = tuple(Blocker("number-twice", text, ("penalty-law-2021:52",), "papers") for _ in twice)
    return Verdict(found, tuple(blocker for one in look.papers for blocker in _number_of_another_year(look, one)))


def _number_of_another_year(look: Look, paper: Document) -> list[Blocker]:
    """Ask about a number of another year than the day that the paper bears."""
    wanted, told = year_wanted(look.case, paper, look.about.today), numbered_year(look.case, paper)
    if wanted is None:
        return []
    text = f"文号的年度是{told}年，文书的日期在{wanted}年；请换用{wanted}年的文号，或者写明沿用的理由。"
    return [Blocker("number-of-another-year", text, ("penalty-law-2021:52",), f"papers/{paper.id}")]


def right_instrument(look: Look) -> Verdict:
    """T30: the notice to a unit by the name of the record, never to a county bureau; supervision has its own paper."""
    if look.case.unit.kind != "archives_bureau":
        return Verdict(amber=tuple(named_otherwise(look)))
    text = "被检查对象是档案局，应当使用执法监督通知（决定）书，不能使用执法通知书。"
    wrong = [one for one in look.papers if one.kind in {"D11", "D12"}]
    return red(Blocker("wrong-instrument", text, ("responsibility-list:3-1-4",), f"papers/{one.id}") for one in wrong)


def _by_needs(look: Look, kinds: tuple[str, ...], absent: str) -> Verdict:
    found = [one for one in look.papers if one.kind in kinds]
    if not found:
        return Verdict(absent=absent)
    open_ones = [one for one in found if one.frozen_at is None]
    return red(blocker for one in open_ones for blocker in look.needs.get(one.id, ()))


def _late(look: Look, words: str) -> tuple[Blocker, ...]:
    late = [one for one in look.clocks if words in one.title and one.state(look.about.now) == "overdue"]
    return tuple(
        Blocker("term-over", f"{one.title}：期限已过。", one.basis, f"papers/{one.subject}") for one in late
    )


def _at(look: Look, document: Document) -> Circumstances:
    return replace(look.about, document=document.id)
