"""What records of single acts are asked about: two at once, on a day without a visit, of things nobody approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app.domain.entries import moment_of
from app.domain.procedure.circumstances import chinese_day, day_of
from app.domain.procedure.moments import TOLERANCE, as_moment
from app.domain.procedure.outcomes import Document
from app.domain.procedure.trap_looks import Look
from app.errors import Blocker

TIMED = {"D5": "询问笔录", "D10": "电子数据提取笔录", "D16": "查封、扣押现场笔录"}
"""Records of acts that take two officers from their beginning to their end."""

AT_THE_UNIT = {"D6": "抽样取证", "D10": "电子数据提取", "D16": "查封、扣押"}
APPROVED_BY = {"D8": ("D7", "先行登记保存"), "D18": ("D15", "查封、扣押")}
"""Lists of things, each with the paper on which the leader approved them; both name them in ``items``."""

TWO = 2
_ON_SITE = ("penalty-law-2021:42", "penalty-law-2021:55")
_PROOF = ("litigation-evidence-rules-2002:57-i1",)


def in_two_places(look: Look) -> Iterator[Blocker]:
    """Yield the acts that went on at once with another: two officers cannot do both (penalty-law-2021:42)."""
    if len(look.case.inspection.officers) >= 2 * TWO:
        return
    acts = {one.id: times for one in look.case.documents if (times := _times_of(look, one)) is not None}
    told = {one.id: one for one in look.case.documents if one.id in acts}
    for one in look.papers:
        at = acts.pop(one.id, None)
        for other, (begun, ended) in acts.items():
            made_anew = one.subject and one.subject == told[other].subject  # of the same seizure
            if at is not None and at[0] < ended and begun < at[1] and not made_anew:
                text = (
                    f"{TIMED[one.kind]}与另一份{TIMED[told[other].kind]}的时间重叠，两名执法人员不能同时办理；"
                    "请核对时间，或者写明如何分工。"
                )
                yield Blocker("two-acts-at-once", text, ("penalty-law-2021:42",), f"papers/{one.id}")


def without_a_visit(look: Look) -> Iterator[Blocker]:
    """Yield the acts at the unit on a day without a visit: nobody signed in and showed the cards then (S135, S136)."""
    days = {day for one in look.case.visits for day in (day_of(one.arrived_at), day_of(one.left_at or one.arrived_at))}
    for one in look.papers:
        day = _day_of_act(look, one)
        if one.kind in AT_THE_UNIT and days and day not in days:
            act = AT_THE_UNIT[one.kind]
            text = f"{act}在{chinese_day(day)}，当日没有到场登记（签到、出示证件）；请核对，或者写明原因。"
            yield Blocker("act-without-visit", text, _ON_SITE, f"papers/{one.id}")


def signed_before_written(look: Look) -> Iterator[Blocker]:
    """Yield the papers with a signature that is older than their words: the clock of a laptop was wrong."""
    for one in look.papers:
        words = look.case.contents.get(one.id)
        written = moment_of(str(words.data.get("drafted_at") or "")) if words is not None else None
        if not isinstance(written, datetime):
            continue
        since = as_moment(written) - TOLERANCE
        if any(sign.document == one.id and sign.at < since for sign in look.case.signatures):
            text = "签名的时间早于文书制作的时间，请核对本机的日期和时间，并写明原因。"
            yield Blocker("signed-before-written", text, _PROOF, "signing")


def not_approved(look: Look, kinds: tuple[str, ...]) -> tuple[Blocker, ...]:
    """Return what stands in a list without standing, by its name, in the form that the leader approved."""
    found = []
    for one in (paper for paper in look.papers if paper.kind in kinds and paper.kind in APPROVED_BY):
        form, act = APPROVED_BY[one.kind]
        asked = next((each for each in look.case.documents if each.id == one.subject and each.kind == form), None)
        known = _names(look, asked) if asked is not None else set()
        more = sorted(_names(look, one) - known)
        if asked is not None and more:
            text = f"{act}的“{'、'.join(more)}”不在负责人批准的清单中；请另行报批，或者写明它就是所批准的哪一项。"
            basis = ("penalty-law-2021:56",) if form == "D7" else ("coercion-law-2011:18",)
            found.append(Blocker("item-not-approved", text, basis, f"papers/{one.id}"))
    return tuple(found)


def _names(look: Look, paper: Document) -> set[str]:
    rows = look.case.entries.get(paper.id, {}).get("items")
    listed = rows if isinstance(rows, list | tuple) else ()
    told = [str(one.get("name") or "").strip() for one in listed if isinstance(one, Mapping)]
    return {one for one in told if one}


def _day_of_act(look: Look, paper: Document) -> date:
    told = moment_of(look.case.entries.get(paper.id, {}).get("starts")) if paper.kind in TIMED else None
    return day_of(as_moment(told)) if told is not None else day_of(paper.frozen_at or look.about.now)


def _times_of(look: Look, paper: Document) -> tuple[datetime, datetime] | None:
    values = look.case.entries.get(paper.id, {})
    begun, ended = (moment_of(values.get(name)) for name in ("starts", "ends"))
    if paper.kind not in TIMED or begun is None or ended is None:
        return None
    return as_moment(begun), as_moment(ended)
