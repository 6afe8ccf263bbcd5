"""The day engine against hand-checked days of real calendars, and by its properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.calendars import load_calendar
from app.domain.calendar_days import WEEKENDS_ONLY, Calendar
from app.domain.days import (
    CHINA_TIME,
    Deadline,
    Side,
    Term,
    Unit,
    deadline_for,
    event_problems,
    limit_blockers,
    parse_term,
)
from app.errors import InspectorError

FORMS = Path(__file__).resolve().parents[2] / "forms"


@cache
def real_calendar() -> Calendar:
    return load_calendar(FORMS / "calendar")[0]


def ends(event: str, term: str, side: Side = "party") -> Deadline:
    parsed, problems = parse_term(term)
    assert parsed is not None, problems
    return deadline_for(date.fromisoformat(event), parsed, side, real_calendar())


@pytest.mark.parametrize(("event", "term", "last_day"), [
    # National Day 2025: off 1 to 8 October, Saturday 11 October works
    ("2025-09-30", "7wd", "2025-10-16"),
    ("2025-09-30", "1wd", "2025-10-09"),
    ("2025-10-09", "2wd", "2025-10-11"),
    # 28 September 2025 is a working Sunday
    ("2025-09-26", "1wd", "2025-09-28"),
    # National Day 2026: Mid-autumn 25 to 27 September, off 1 to 7 October, Saturday 10 October works
    ("2026-09-24", "7wd", "2026-10-12"),
    # Spring Festival 2026: off 15 to 23 February, Saturdays 14 and 28 February work
    ("2026-02-13", "1wd", "2026-02-14"),
    ("2026-02-13", "2wd", "2026-02-24"),
    ("2026-02-24", "5wd", "2026-03-02"),
    # New Year 2019 began on 30 December 2018, and Saturday 29 December worked
    ("2018-12-28", "2wd", "2019-01-02"),
])
def test_that_working_days_follow_the_real_calendar(event: str, term: str, last_day: str) -> None:
    deadline = ends(event, term)
    assert (deadline.last_day, deadline.provisional) == (date.fromisoformat(last_day), False)
    assert ends(event, term, "authority").last_day == deadline.last_day


@pytest.mark.parametrize(("event", "term", "party", "authority"), [
    # the end lies in National Day 2026: the party gets until the 8th, the authority does not
    ("2026-09-20", "15d", "2026-10-08", "2026-10-05"),
    ("2026-09-06", "30d", "2026-10-08", "2026-10-06"),
    # the end lies on a working Saturday: nothing moves
    ("2026-09-25", "15d", "2026-10-10", "2026-10-10"),
    # a plain Sunday
    ("2026-11-12", "10d", "2026-11-23", "2026-11-22"),
    # 60 days and 6 months of the remedy clause
    ("2026-06-10", "60d", "2026-08-10", "2026-08-09"),
    ("2026-02-10", "6mo", "2026-08-10", "2026-08-10"),
    ("2024-06-07", "2y", "2026-06-08", "2026-06-07"),
])
def test_that_only_the_party_s_last_day_moves_off_a_day_off(
    event: str, term: str, party: str, authority: str
) -> None:
    assert ends(event, term, "party").last_day == date.fromisoformat(party)
    assert ends(event, term, "authority").last_day == date.fromisoformat(authority)


@pytest.mark.parametrize(("event", "term", "last_day"), [
    ("2023-01-31", "1mo", "2023-02-28"),
    ("2024-01-31", "1mo", "2024-02-29"),
    ("2024-02-29", "1y", "2025-02-28"),
    ("2024-02-29", "48mo", "2028-02-29"),
    ("2025-08-31", "3mo", "2025-11-30"),
    ("2025-12-31", "2mo", "2026-02-28"),
])
def test_that_a_month_without_the_day_ends_on_its_last_day(event: str, term: str, last_day: str) -> None:
    deadline = ends(event, term, "authority")
    assert deadline.last_day == date.fromisoformat(last_day)


def test_that_the_reasons_name_the_day_not_counted_the_holidays_and_the_make_up_day() -> None:
    assert ends("2026-09-24", "7wd").explanation == (
        "2026年9月24日（星期四）当日不计算在期间内，从2026年9月25日（星期五）起算"
        "（《中华人民共和国民事诉讼法》第八十五条第二款）。",
        "按7个工作日计算，星期六、星期日和放假日不计入。",
        "中秋节放假9月25日至27日，不计入。",
        "国庆节放假10月1日至7日，不计入。",
        "2026年10月10日（星期六）为国庆节调休上班日，计入工作日。",
        "最后一日为2026年10月12日（星期一）。",
    )


def test_that_the_reasons_tell_why_a_last_day_moved_and_by_which_article() -> None:
    assert (
        "2025年10月6日（星期一）为国庆节、中秋节放假（10月1日至8日），顺延至其后第一个工作日2025年10月9日（星期四）"
        "（《中华人民共和国民事诉讼法》第八十五条第三款）。"
    ) in ends("2025-09-21", "15d").explanation


def test_that_the_reasons_say_that_an_authority_term_does_not_move() -> None:
    assert any("约束行政机关的期限不顺延" in line for line in ends("2026-09-06", "30d", "authority").explanation)


def test_that_a_holiday_across_the_year_names_the_other_year() -> None:
    explanation = ends("2022-12-28", "5wd").explanation
    assert "元旦放假12月31日至2023年1月2日，不计入。" in explanation


@pytest.mark.parametrize(("event", "term", "side", "provisional"), [
    ("2026-12-30", "1wd", "party", False),
    ("2026-12-30", "2wd", "party", True),
    ("2026-12-30", "2wd", "authority", True),
    ("2026-12-21", "10d", "party", False),
    ("2026-12-22", "10d", "party", True),
    ("2026-12-22", "10d", "authority", False),
    ("2026-11-22", "6mo", "party", True),
    ("2003-12-01", "1wd", "party", True),
    ("2003-12-29", "5wd", "party", True),
])
def test_that_a_date_is_provisional_only_where_unknown_holidays_could_move_it(
    event: str, term: str, side: Side, provisional: bool
) -> None:
    deadline = ends(event, term, side)
    assert deadline.provisional is provisional
    assert any("暂定" in line for line in deadline.explanation) is provisional


def test_that_a_last_day_rolled_into_an_unknown_year_is_provisional() -> None:
    calendar = Calendar(2021, 2021)
    deadline = deadline_for(date(2021, 12, 11), Term(3, "d"), "party", calendar)
    assert (deadline.last_day, deadline.provisional) == (date(2021, 12, 14), False)
    rolled = deadline_for(date(2022, 12, 21), Term(10, "d"), "party", Calendar(2022, 2022))
    assert (rolled.last_day, rolled.provisional) == (date(2023, 1, 2), True)


def test_that_hours_run_from_the_moment_through_holidays() -> None:
    moment = datetime(2026, 9, 30, 17, 30, tzinfo=CHINA_TIME)
    deadline = deadline_for(moment, Term(24, "h"), "party", real_calendar())
    assert deadline.last_moment == datetime(2026, 10, 1, 17, 30, tzinfo=CHINA_TIME)
    assert (deadline.last_day, deadline.provisional) == (None, False)


def test_that_hours_are_given_in_china_time() -> None:
    utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    deadline = deadline_for(utc, Term(24, "h"), "authority", WEEKENDS_ONLY)
    assert deadline.last_moment is not None
    assert deadline.last_moment.isoformat() == "2026-11-24T04:00:00+08:00"


def test_that_a_moment_of_another_zone_counts_by_its_day_in_china() -> None:
    utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert deadline_for(utc, Term(1, "d"), "authority", WEEKENDS_ONLY).last_day == date(2026, 11, 24)


def test_that_hours_from_a_day_without_a_moment_are_refused() -> None:
    assert event_problems(date(2026, 11, 22), Term(24, "h"))
    with pytest.raises(InspectorError):
        deadline_for(date(2026, 11, 22), Term(24, "h"), "party", WEEKENDS_ONLY)


@pytest.mark.parametrize("text", ["", "7", "wd", "0d", "-3d", "7 wd", "1.5d", "7w", "七d", "9999999d", "2501wd", "７d"])
def test_that_a_term_that_cannot_be_read_is_a_problem(text: str) -> None:
    term, problems = parse_term(text)
    assert term is None and len(problems) == 1


@pytest.mark.parametrize("text", ["7wd", "15d", "6mo", "2y", "24h"])
def test_that_a_term_reads_back_as_written(text: str) -> None:
    assert str(parse_term(text)[0]) == text


@pytest.mark.parametrize(("limit", "code"), [
    (None, "limit-missing"),
    (date(2026, 11, 22), "limit-past"),
    (date(2026, 10, 5), "limit-past"),
    (date(2026, 12, 5), "limit-day-off"),
])
def test_that_a_limit_missing_past_or_on_a_day_off_is_blocked(limit: date | None, code: str) -> None:
    assert [one.code for one in limit_blockers(limit, date(2026, 11, 22), real_calendar())] == [code]


def test_that_a_limit_on_a_working_day_is_free() -> None:
    assert limit_blockers(date(2026, 12, 4), date(2026, 11, 22), real_calendar()) == []


EVENTS = st.dates(date(2003, 6, 1), date(2028, 12, 31))
SIDES: st.SearchStrategy[Side] = st.sampled_from(["party", "authority"])
UNITS: st.SearchStrategy[Unit] = st.sampled_from(["wd", "d", "mo", "y"])


def last_day_of(event: date, term: Term, side: Side) -> date:
    last = deadline_for(event, term, side, real_calendar()).last_day
    assert last is not None
    return last


@given(EVENTS, st.integers(1, 90), UNITS)
def test_that_a_party_never_has_its_last_day_on_a_day_off(event: date, number: int, unit: Unit) -> None:
    assert real_calendar().is_working_day(last_day_of(event, Term(number, unit), "party"))


@given(EVENTS, st.integers(1, 120), SIDES)
def test_that_exactly_the_working_days_of_the_term_lie_in_it(event: date, number: int, side: Side) -> None:
    last = last_day_of(event, Term(number, "wd"), side)
    inside = (event + timedelta(days=n) for n in range(1, (last - event).days + 1))
    assert sum(real_calendar().is_working_day(day) for day in inside) == number
    assert real_calendar().is_working_day(last)


@given(EVENTS, st.integers(1, 400), UNITS, SIDES)
def test_that_a_longer_term_never_ends_earlier(event: date, number: int, unit: Unit, side: Side) -> None:
    number = min(number, 60) if unit == "y" else number
    assert last_day_of(event, Term(number, unit), side) <= last_day_of(event, Term(number + 1, unit), side)


@given(EVENTS, st.integers(0, 40), st.integers(1, 90), UNITS, SIDES)
def test_that_a_later_event_never_ends_earlier(
    event: date, delay: int, number: int, unit: Unit, side: Side
) -> None:
    later = event + timedelta(days=delay)
    assert last_day_of(event, Term(number, unit), side) <= last_day_of(later, Term(number, unit), side)


@given(EVENTS, st.integers(1, 90), UNITS)
def test_that_the_party_is_never_worse_off_than_the_authority(event: date, number: int, unit: Unit) -> None:
    term = Term(number, unit)
    assert event < last_day_of(event, term, "authority") <= last_day_of(event, term, "party")


@given(EVENTS, st.integers(1, 400))
def test_that_days_for_the_authority_are_plain_addition(event: date, number: int) -> None:
    assert last_day_of(event, Term(number, "d"), "authority") == event + timedelta(days=number)


@given(EVENTS, st.integers(1, 60), UNITS, SIDES)
def test_that_every_deadline_is_explained_and_a_provisional_one_says_so(
    event: date, number: int, unit: Unit, side: Side
) -> None:
    deadline = deadline_for(event, Term(number, unit), side, real_calendar())
    assert len(deadline.explanation) >= 3
    assert all(line.endswith("。") for line in deadline.explanation)
    assert ("暂定" in deadline.explanation[-1]) is deadline.provisional
