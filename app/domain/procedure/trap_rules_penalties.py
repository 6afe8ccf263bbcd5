"""Traps of penalties: what of them can occur with the papers made here. Where they cannot, the table says why.

No paper here imposes a penalty; but a case may be filed for one (立案, M7), an order may be worded as one, and a
seizure asks for telling and hearing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import count

from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.outcomes import Document, Finding, Measure
from app.domain.procedure.trap_looks import RECORD, Look, Verdict, red
from app.errors import Blocker

FILING, TRANSFER = "M7", "M8"
SEIZURE, SEIZURE_RECORD, TRANSFER_LETTER, CLOSING = "D17", "D16", "D36", "D37"
ORDERS = frozenset({"D11", "D12", "D35"})
"""Papers that order something of the party, in words that an officer types."""

CONCERNED = frozenset({RECORD, CLOSING})
"""Papers that tell of a filing, or end the case with it; the case as a whole is concerned too."""

FINE = re.compile(
    r"(?:处以?|并处|缴纳|交纳|上缴)[^，。；、]{0,12}(?:罚款|罚金)|罚款\s*[\d〇一二三四五六七八九十百千万]+"
    r"|没收违法所得|赔偿(?:经济|财产)?损失|给予警告(?!处分)"
)
DISCOVERED_WITHIN, AT_MOST = 2, 5  # years, penalty-law-2021:36
NO_FILING = "本案没有立案，文书中也没有罚款、没收等内容。"
NOT_FILED = "本案没有立案；本文书不作出行政处罚。"


def penalty_has_law(look: Look) -> Verdict:
    """T5: no order is worded as a penalty; a case is filed only where some law has one for the act and the party."""
    wrong = [one for paper in look.papers for one in _fined(look, paper)]
    filed = _filed(look)
    if not wrong and not filed:
        return Verdict(absent=NO_FILING)
    doubtful = [one for measure in filed for finding in _about(look, measure) if (one := _unlawful(look, finding))]
    return Verdict(tuple(wrong), tuple(doubtful))


def told_and_heard(look: Look) -> Verdict:
    """T7: before a seizure the party is told reasons and rights, and is heard; penalties are decided elsewhere."""
    seizures = [one for one in look.papers if one.kind == SEIZURE]
    if not seizures:
        return Verdict(absent="本文书、本案不作出行政处罚决定，也没有查封、扣押决定。")
    return red(one for paper in seizures if (one := _unheard(look, paper)) is not None)


def within_two_years(look: Look) -> Verdict:
    """T22: the act was discovered within two years of its end; a filed case is decided in ninety days."""
    filed = _filed(look)
    if not filed:
        return Verdict(absent=NOT_FILED)
    found = [one for measure in filed for finding in _about(look, measure) if (one := _too_old(look, finding))]
    late = [
        Blocker("filing-overdue", f"{one.title}：立案之日起的九十日已过。", ("penalty-law-2021:60",), "closing")
        for one in look.case.tasks
        if one.subject in {measure.id for measure in filed}
        and one.due is not None and (one.done_at or look.about.now) > one.due
    ]  # fmt: skip
    return Verdict(
        tuple(one for years, one in found if years > AT_MOST),
        (*(one for years, one in found if years <= AT_MOST), *late),
    )


def fined_once(look: Look) -> Verdict:
    """T23: one act is filed once, and not handed to another department to be fined as well."""
    filed = _filed(look)
    if not filed:
        return Verdict(absent=NOT_FILED)
    basis = ("penalty-law-2021:29",)
    seen = [finding for measure in filed for finding in dict.fromkeys(measure.findings)]
    twice = {one for one in seen if seen.count(one) > 1}
    handed = {finding for one in look.case.measures if _to_another(look, one) for finding in one.findings}
    names = {one.id: one.code for one in look.case.findings}
    return Verdict(
        tuple(
            Blocker("filed-twice", f"{names.get(one, one)}的问题已经立案，不能重复立案。", basis, f"outcome/{one}")
            for one in sorted(twice)
        ),
        tuple(
            Blocker("filed-and-handed",
                    f"{names.get(one, one)}的问题已经立案，又移送其他部门处理；同一违法行为不得给予两次以上罚款。",
                    basis, f"outcome/{one}")
            for one in sorted(handed & set(seen))
        ),
    )  # fmt: skip


def _concerned(look: Look) -> Document | None:
    """Return the paper looked at where it has nothing to do with a filing; None for the case, its record, its end."""
    return None if look.document is None or look.document.kind in CONCERNED else look.document


def _filed(look: Look) -> list[Measure]:
    return [] if _concerned(look) is not None else [one for one in look.case.measures if one.kind == FILING]


def _about(look: Look, measure: Measure) -> list[Finding]:
    return [one for one in look.case.findings if one.id in measure.findings]


def _fined(look: Look, paper: Document) -> Iterator[Blocker]:
    if paper.kind not in ORDERS or paper.frozen_at is not None:
        return
    carried = next((one for one in look.case.measures if one.id == paper.measure), None)
    texts = [str(one.get("text") or "") for one in carried.orders] if carried is not None else []
    texts += [str(one) for one in look.case.entries.get(paper.id, {}).values() if isinstance(one, str)]
    for match in filter(None, map(FINE.search, texts)):
        text = f"“{match.group()}”是行政处罚或者责令赔偿，不能用本文书作出；责令改正的内容请另行表述。"
        place = f"outcome/{carried.id}" if carried is not None and carried.orders else f"papers/{paper.id}"
        yield Blocker("fine-in-order", text, ("penalty-law-2021:38-p1", "archives-law-2020:49"), place)


def _unlawful(look: Look, finding: Finding) -> Blocker | None:
    """Return what asks which law has a penalty for an act, None where one is open as things stand."""
    lines = look.penalties.get(finding.id, ())
    if any(one.open for one in lines):
        return None
    waiting = next((one for one in lines if one.waiting), None)
    why = waiting.why if waiting is not None else next((one.why for one in lines), "档案法没有对该行为设定罚款")
    text = f"{finding.code}的问题已经立案：{why.rstrip('。')}；请写明查明的事实，或者所依据的其他现行规定的条款。"
    return Blocker("penalty-without-law", text, ("penalty-law-2021:38-p1", "archives-law-2020:49"), "outcome")


def _unheard(look: Look, paper: Document) -> Blocker | None:
    records = [
        one for one in look.case.documents
        if one.kind == SEIZURE_RECORD and one.subject == paper.subject and one.frozen_at is not None
    ]  # fmt: skip
    if any(_says_so(look.case.entries.get(one.id, {})) for one in records):
        return None
    text = "现场笔录没有记明已经当场告知理由、依据、权利和救济途径，并听取陈述和申辩，不能作出查封、扣押决定。"
    basis = ("coercion-law-2011:18-i5", "coercion-law-2011:18-i6")
    return Blocker("not-told-or-heard", text, basis, f"papers/{paper.id}")


def _says_so(values: object) -> bool:
    """Tell whether the steps of telling and hearing have what happened, and the plea is written down."""
    if not isinstance(values, dict) or not str(values.get("plea") or "").strip():
        return False
    rows = values.get("steps")
    steps = [one for one in rows if isinstance(one, dict)] if isinstance(rows, list | tuple) else []
    noted = [str(one.get("step")) for one in steps if str(one.get("note") or "").strip()]
    return all(any(word in one for one in noted) for word in ("告知", "陈述"))


def _too_old(look: Look, finding: Finding) -> tuple[int, Blocker] | None:
    """Return by how many years (rounded up) an act was discovered after its end, with what is told; None in time."""
    period, basis, place = look.case.act_periods.get(finding.id), ("penalty-law-2021:36",), f"outcome/{finding.id}"
    if period is None or not period.known:
        text = f"{finding.code}的问题已经立案，但没有登记违法行为终了的日期，不能判断是否超过二年。"
        return 0, Blocker("act-undated", text, basis, place)
    found = min((day_of(one.arrived_at) for one in look.case.visits), default=look.about.today)
    ended = period.last_day(found)
    years = next(n for n in count() if found <= _years_after(ended, n))
    if years <= DISCOVERED_WITHIN:
        return None
    text = f"{finding.code}的违法行为终了于{chinese_day(ended)}，{chinese_day(found)}才发现，已经超过二年"
    more = "，也超过五年，不再给予行政处罚。" if years > AT_MOST else "；属于五年期限情形的，请写明理由。"
    return years, Blocker("act-too-old", text + more, basis, place)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _to_another(look: Look, measure: Measure) -> bool:
    """Tell whether a measure hands the act to another department to deal with, not as a crime."""
    if measure.kind != TRANSFER:
        return False
    letters = [one for one in look.case.documents if one.kind == TRANSFER_LETTER and one.measure == measure.id]
    return not letters or any(look.case.entries.get(one.id, {}).get("sort") != "crime" for one in letters)
