"""From the act of service to the end of the term: the day of service by its way, travelling time, extension.

Basis: civil-procedure-law-2023:87 to 95, applied to papers of this kind by penalty-law-2021:61.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from app.domain.calendar_days import ONE_DAY, Calendar, day_text
from app.domain.days import Deadline, Side, Term, deadline_for, in_china
from app.errors import InspectorError

NOTICE_DAYS = 30
MOST_TRAVEL_DAYS = 365
TRAVELLING = "civil-procedure-law-2023:85-p4"

# Quoted as the register cites them (tests/catalogue/test_legal.py holds the two together).
SERVICE_CITATIONS = {
    "civil-procedure-law-2023:87-p2": "《中华人民共和国民事诉讼法》第八十七条第二款",
    "civil-procedure-law-2023:89": "《中华人民共和国民事诉讼法》第八十九条",
    "civil-procedure-law-2023:90-p2": "《中华人民共和国民事诉讼法》第九十条第二款",
    "civil-procedure-law-2023:91": "《中华人民共和国民事诉讼法》第九十一条",
    "civil-procedure-law-2023:95-p1": "《中华人民共和国民事诉讼法》第九十五条第一款",
    TRAVELLING: "《中华人民共和国民事诉讼法》第八十五条第四款",
}


@dataclass(frozen=True)
class Way:
    """One way of service: its name, what day is asked for, and the rule that makes it the day of service."""

    label: str
    act: str
    basis: str
    wait_days: int = 0


WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "direct": Way("直接送达", "受送达人签收之日", "civil-procedure-law-2023:87-p2"),
        "refused": Way("留置送达", "文书留在受送达人住所之日", "civil-procedure-law-2023:89"),
        "post": Way("邮寄送达", "回执上注明的收件日期", "civil-procedure-law-2023:91"),
        "electronic": Way("电子送达", "到达受送达人特定系统的日期", "civil-procedure-law-2023:90-p2"),
        "notice": Way("公告送达", "发出公告之日", "civil-procedure-law-2023:95-p1", NOTICE_DAYS),
    }
)


@dataclass(frozen=True)
class Extension:
    """A term made longer by ``term`` through a decision of the day ``decided_on``."""

    term: Term
    decided_on: date


@dataclass(frozen=True)
class Circumstances:
    """What changes a term beside its length: way of service (a key of WAYS), days on the way, extensions in turn."""

    way: str | None = None
    travel_days: int = 0
    extensions: tuple[Extension, ...] = ()


def circumstance_problems(term: Term, side: Side, given: Circumstances) -> tuple[str, ...]:
    """Return what does not fit together (Chinese)."""
    problems = []
    if given.way is not None and given.way not in WAYS:
        problems.append(f"送达方式“{given.way}”无法识别，可选：{'、'.join(WAYS)}")
    if not 0 <= given.travel_days <= MOST_TRAVEL_DAYS:
        problems.append(f"在途日数应在 0 至 {MOST_TRAVEL_DAYS} 之间")
    if given.travel_days and side == "authority":
        problems.append("在途期间只用于当事人的期限，约束行政机关的期限不扣除")
    if term.unit == "h" and (given.way == "notice" or given.travel_days or given.extensions):
        problems.append("按小时计算的期限不适用公告送达、在途期间和延长")
    if any(one.term.unit == "h" for one in given.extensions):
        problems.append("延长的期限不能按小时计算")
    return tuple(problems)


def day_served(act: date, way: str) -> tuple[date, tuple[str, ...]]:
    """Return the day of service and its reasons; a day off does not move it."""
    rule = WAYS[way]
    cited = SERVICE_CITATIONS[rule.basis]
    if not rule.wait_days:
        return act, (f"{rule.label}：{rule.act}为{day_text(act)}，该日为送达日期（{cited}）。",)
    served = act + ONE_DAY * rule.wait_days
    waited = f"经过{rule.wait_days}日，至{day_text(served)}视为送达"
    return served, (f"{rule.label}：{rule.act}为{day_text(act)}，{waited}（{cited}）。",)


def deadline_after_service(
    act: date | datetime, term: Term, side: Side, calendar: Calendar, given: Circumstances
) -> Deadline:
    """Return the end of the term counted from the day of service, travelling time and extension included.

    An extension runs on from the last day of the term as it stood; for the party the result rolls again.

    Raises:
        InspectorError: the circumstances do not fit (``circumstance_problems``), or the extension came too late.
    """
    problems = circumstance_problems(term, side, given)
    if problems:
        raise _unfit(problems)
    start, words = _start(act, term, given)
    end = deadline_for(start, term, side, calendar)
    for one in given.extensions:
        end = _extended(end, one, side, calendar)
    return replace(end, explanation=(*words, *end.explanation))


def _start(act: date | datetime, term: Term, given: Circumstances) -> tuple[date | datetime, tuple[str, ...]]:
    """Return what the term is counted from; days on the way come off before the end may roll, not after."""
    plain = in_china(act).date() if isinstance(act, datetime) else act
    served, words = day_served(plain, given.way) if given.way is not None else (plain, ())
    if term.unit == "h":
        return act, words
    if given.travel_days:
        served += ONE_DAY * given.travel_days
        cited = SERVICE_CITATIONS[TRAVELLING]
        words = (*words, f"期间不包括在途时间，除去在途{given.travel_days}日，至{day_text(served)}（{cited}）。")
    return served, words


def _extended(end: Deadline, extension: Extension, side: Side, calendar: Calendar) -> Deadline:
    if end.last_day is None:
        return end
    if extension.decided_on > end.last_day:
        late = f"期限已于{day_text(end.last_day)}届满，{day_text(extension.decided_on)}的延长决定不能再延长"
        raise _unfit((f"{late}，请核对决定日期",))
    moved = deadline_for(end.last_day, extension.term, side, calendar)
    words = f"{day_text(extension.decided_on)}（届满前）决定延长{extension.term.words}，自原期限届满次日起算。"
    return _joined(end, (words, *moved.explanation[1:]), moved)


def _joined(end: Deadline, words: tuple[str, ...], moved: Deadline) -> Deadline:
    return Deadline((*end.explanation, *words), moved.last_day, provisional=end.provisional or moved.provisional)


def _unfit(problems: tuple[str, ...]) -> InspectorError:
    return InspectorError("deadline-circumstances", "期限无法计算。", "；".join(problems) + "。")
