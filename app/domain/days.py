"""The one clock engine: terms in working days, days, months, years and hours, explained in words.

Basis: civil-procedure-law-2023:85 (the day of the event is not counted; a last day off moves on),
penalty-law-2021:85 and coercion-law-2011:69 (which terms are working days).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal, cast

from app.domain.calendar_days import ONE_DAY, Calendar, day_text, span_text
from app.errors import Blocker, InspectorError

Side = Literal["party", "authority"]
Unit = Literal["wd", "d", "mo", "y", "h"]

CHINA_TIME = timezone(timedelta(hours=8))
FIRST_EVENT_YEAR, LAST_EVENT_YEAR = 1949, 2999

# Quoted as the register cites them (tests/catalogue/test_legal.py holds the two together).
DAY_OF_EVENT = "civil-procedure-law-2023:85-p2"
LAST_DAY_OFF = "civil-procedure-law-2023:85-p3"
CITATIONS = {
    DAY_OF_EVENT: "《中华人民共和国民事诉讼法》第八十五条第二款",
    LAST_DAY_OFF: "《中华人民共和国民事诉讼法》第八十五条第三款",
}

_TERM = re.compile(r"([0-9]{1,6})(wd|d|mo|y|h)")
_UNSTATED = re.compile(r"([0-9]{1,6})u")
_UNIT_WORDS: dict[str, str] = {"wd": "个工作日", "d": "日", "mo": "个月", "y": "年", "h": "小时"}
_LARGEST: dict[str, int] = {"wd": 2500, "d": 36500, "mo": 1200, "y": 100, "h": 87600}


@dataclass(frozen=True)
class Term:
    """A length of time: ``number`` of working days (wd), days, months (mo), years or hours."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    @property
    def words(self) -> str:
        """Return the term in Chinese: 7个工作日."""
        return f"{self.number}{_UNIT_WORDS[self.unit]}"


def parse_term(text: str) -> tuple[Term | None, tuple[str, ...]]:
    """Return the term of ``7wd``, ``15d``, ``6mo``, ``2y`` or ``24h``, or None with the problems (Chinese)."""
    found = _TERM.fullmatch(text.strip().lower())
    if found is None:
        return None, (f"期限“{text}”无法识别，应写作 7wd（工作日）、15d（日）、6mo（月）、2y（年）或 24h（小时）",)
    number, unit = int(found[1]), found[2]
    if not 1 <= number <= _LARGEST[unit]:
        return None, (f"期限“{text}”超出范围，应在 1 至 {_LARGEST[unit]}{_UNIT_WORDS[unit]}之间",)
    return Term(number, cast(Unit, unit)), ()


@dataclass(frozen=True)
class Unstated:
    """How the office counts a term whose rule does not say which kind of day: ``unit`` d or wd, and ``why``."""

    unit: Literal["d", "wd"]
    why: str

    def settle(self, text: str) -> tuple[str, str]:
        """Return ``10u`` as ``10d`` or ``10wd`` with the Chinese sentence that tells it; another term as it is."""
        found = _UNSTATED.fullmatch(text.strip().lower())
        if found is None:
            return text, ""
        kind = "工作日" if self.unit == "wd" else "日历日"
        told = f"规定写“{int(found[1])}日”而没有写明日的种类，按本机关设定以{kind}计算（{self.why}）。"
        return f"{found[1]}{self.unit}", told


@dataclass(frozen=True)
class Deadline:
    """When a term ends: ``last_day``, or for hours ``last_moment`` (UTC+8), with the reasons in Chinese.

    ``provisional``: it depends on a year whose holidays are not known yet, so only weekends were left out.
    """

    explanation: tuple[str, ...]
    last_day: date | None = None
    last_moment: datetime | None = None
    provisional: bool = False


def event_problems(event: date | datetime, term: Term) -> tuple[str, ...]:
    """Return what is wrong with the day (for hours the moment) a term is counted from."""
    if term.unit == "h" and not isinstance(event, datetime):
        return ("按小时计算的期限须给出起算的日期和时刻，如 2026-11-22T14:30",)
    if not FIRST_EVENT_YEAR <= event.year <= LAST_EVENT_YEAR:
        return (f"起算日期应在{FIRST_EVENT_YEAR}年至{LAST_EVENT_YEAR}年之间",)
    return ()


def deadline_for(event: date | datetime, term: Term, side: Side, calendar: Calendar) -> Deadline:
    """Return the end of the term, counted from the day after ``event`` (hours: from the moment itself).

    For the party a last day off moves to the next working day; a term that binds the authority (30 days of
    seizure, 24 hours) never moves. A month without the corresponding day ends on its last day. A datetime without
    a zone is read as UTC+8.

    Raises:
        InspectorError: the event does not fit the term (``event_problems``).

    Basis: civil-procedure-law-2023:85.
    """
    problems = event_problems(event, term)
    if problems:
        raise InspectorError("deadline-event", "期限无法计算。", "；".join(problems) + "。")
    if isinstance(event, datetime):
        moment = in_china(event)
        if term.unit == "h":
            return _hours(moment, term)
        event = moment.date()
    if term.unit == "wd":
        return _working_days(event, term, calendar)
    return _calendar_term(event, term, side, calendar)


def in_china(moment: datetime) -> datetime:
    """Return the moment in UTC+8; one without a zone is taken as UTC+8."""
    return moment.replace(tzinfo=CHINA_TIME) if moment.tzinfo is None else moment.astimezone(CHINA_TIME)


def limit_blockers(limit: date | None, from_day: date, calendar: Calendar) -> list[Blocker]:
    """Return what is wrong with a limit date in an order: none, not after ``from_day``, or a day off (trap T21)."""
    if limit is None:
        return [Blocker("limit-missing", "请填写改正期限的具体日期，不能写“尽快”", (), "limit")]
    if limit <= from_day:
        return [Blocker("limit-past", f"改正期限{day_text(limit)}须晚于{day_text(from_day)}", (), "limit")]
    if not calendar.is_working_day(limit):
        return [Blocker("limit-day-off", f"改正期限{day_text(limit)}不是工作日，请改为工作日", (), "limit")]
    return []


def _hours(moment: datetime, term: Term) -> Deadline:
    last = moment + timedelta(hours=term.number)
    explanation = (
        f"自{_moment_text(moment)}起，按{term.words}连续计算。",
        "按小时计算的期限遇周末和放假不停止、不顺延。",
        f"届满时刻为{_moment_text(last)}。",
    )
    return Deadline(explanation, last_moment=last)


def _moment_text(moment: datetime) -> str:
    seconds = f"{moment.second}秒" if moment.second else ""
    return f"{day_text(moment)}{moment.hour}时{moment.minute:02d}分{seconds}"


def _working_days(event: date, term: Term, calendar: Calendar) -> Deadline:
    last, left = event, term.number
    while left:
        last += ONE_DAY
        left -= calendar.is_working_day(last)
    explanation = [
        _start_words(event),
        f"按{term.words}计算，星期六、星期日和放假日不计入。",
        *(f"{run.words(event.year)}，不计入。" for run in calendar.runs_between(event + ONE_DAY, last)),
        *_make_up_words(event, last, calendar),
        f"最后一日为{day_text(last)}。",
    ]
    provisional = not calendar.knows(last) or not calendar.knows(event + ONE_DAY)
    return Deadline((*explanation, *_warning(provisional, event, last, calendar)), last, provisional=provisional)


def _make_up_words(event: date, last: date, calendar: Calendar) -> list[str]:
    inside = sorted(day for day in calendar.make_up_days if event < day <= last)
    return [f"{day_text(day)}为{calendar.make_up_days[day]}调休上班日，计入工作日。" for day in inside]


def _calendar_term(event: date, term: Term, side: Side, calendar: Calendar) -> Deadline:
    nominal = _nominal_end(event, term)
    explanation = [_start_words(event), f"按{term.words}计算，至{day_text(nominal)}。"]
    if term.unit in ("mo", "y") and nominal.day != event.day:
        explanation.append(f"{nominal.year}年{nominal.month}月没有对应的{event.day}日，以该月最后一日为准。")
    last = nominal
    if side == "party":
        last = calendar.next_working_day(nominal)
        explanation += _roll_words(nominal, last, calendar)
    elif not calendar.is_working_day(nominal):
        explanation.append(f"{_why_off(nominal, calendar)}；约束行政机关的期限不顺延。")
    explanation.append(f"最后一日为{day_text(last)}。")
    provisional = side == "party" and not (calendar.knows(nominal) and calendar.knows(last))
    return Deadline((*explanation, *_warning(provisional, nominal, last, calendar)), last, provisional=provisional)


def _nominal_end(event: date, term: Term) -> date:
    if term.unit == "d":
        return event + ONE_DAY * term.number
    months = term.number if term.unit == "mo" else 12 * term.number
    year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
    return date(year, month + 1, min(event.day, monthrange(year, month + 1)[1]))


def _start_words(event: date) -> str:
    following = event + ONE_DAY
    return f"{day_text(event)}当日不计算在期间内，从{day_text(following)}起算（{CITATIONS[DAY_OF_EVENT]}）。"


def _roll_words(nominal: date, last: date, calendar: Calendar) -> list[str]:
    if last == nominal:
        if nominal in calendar.make_up_days:
            return [f"{day_text(nominal)}为{calendar.make_up_days[nominal]}调休上班日，不顺延。"]
        return []
    return [f"{_why_off(nominal, calendar)}，顺延至其后第一个工作日{day_text(last)}（{CITATIONS[LAST_DAY_OFF]}）。"]


def _why_off(day: date, calendar: Calendar) -> str:
    run = calendar.run_at(day)
    if run is None:
        return f"{day_text(day)}为休息日"
    return f"{day_text(day)}为{'、'.join(run.names)}放假（{span_text(run.first, run.last, day.year)}）"


def _warning(provisional: bool, first: date, last: date, calendar: Calendar) -> list[str]:
    if not provisional:
        return []
    unknown = [year for year in range(first.year, last.year + 1) if not calendar.knows(date(year, 7, 1))]
    years = f"{unknown[0]}年" if len(unknown) == 1 else f"{unknown[0]}年至{unknown[-1]}年"
    return [f"注意：{years}的放假安排尚未收录，只按周末推算，结果为暂定，请在放假安排公布后重新计算。"]
