"""Terms counted from an act of service, against days worked out by hand and by their properties."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.calendars import load_calendar
from app.domain.calendar_days import Calendar, day_text
from app.domain.days import Deadline, Side, parse_term
from app.domain.service_days import WAYS, Circumstances, Extension, deadline_after_service
from app.errors import InspectorError

FORMS = Path(__file__).resolve().parents[2] / "forms"
DAYS = st.dates(date(2024, 1, 1), date(2026, 9, 30))
WAY = st.sampled_from([None, *WAYS])
TERMS = st.sampled_from(["1d", "10d", "15d", "60d", "7wd", "6mo"])


@cache
def real_calendar() -> Calendar:
    return load_calendar(FORMS / "calendar")[0]


def extension(term: str, decided_on: str) -> Extension:
    parsed, problems = parse_term(term)
    assert parsed is not None, problems
    return Extension(parsed, date.fromisoformat(decided_on))


def ends(act: date, term: str, side: Side, circumstances: Circumstances) -> Deadline:
    parsed, problems = parse_term(term)
    assert parsed is not None, problems
    return deadline_after_service(act, parsed, side, real_calendar(), circumstances)


@pytest.mark.parametrize(
    ("act", "term", "side", "circumstances", "last_day"),
    [
        # 15 September + 15 days = 30 September, a Tuesday (2025) and a Wednesday (2026): no roll
        ("2025-09-15", "15d", "party", Circumstances("direct"), "2025-09-30"),
        ("2026-09-15", "15d", "party", Circumstances("refused"), "2026-09-30"),
        # one day more falls on National Day: 1 to 8 October 2025, 1 to 7 October 2026
        ("2025-09-16", "15d", "party", Circumstances("post"), "2025-10-09"),
        ("2026-09-16", "15d", "party", Circumstances("electronic"), "2026-10-08"),
        ("2026-09-16", "15d", "authority", Circumstances("electronic"), "2026-10-01"),
        # published 1 September, served 1 October (a day off does not move it), 10 days on is Saturday 11, which works
        ("2025-09-01", "10d", "party", Circumstances("notice"), "2025-10-11"),
        # 25 + 3 days on the way: 28 September 2025 is a working Sunday
        ("2025-09-10", "15d", "party", Circumstances("post", 3), "2025-09-28"),
        # 1 October + 3 days on the way = 4 October: the holiday counts once, then it rolls to 9 October
        ("2025-09-16", "15d", "party", Circumstances("post", 3), "2025-10-09"),
        # 30 days of seizure to 17 February 2026 (Spring Festival), 30 more to 19 March: never rolled in between
        ("2026-01-18", "30d", "authority", Circumstances(extensions=(extension("30d", "2026-02-10"),)), "2026-03-19"),
    ],
)
def test_that_a_term_runs_from_the_day_its_way_of_service_gives(
    act: str, term: str, side: Side, circumstances: Circumstances, last_day: str
) -> None:
    assert ends(date.fromisoformat(act), term, side, circumstances).last_day == date.fromisoformat(last_day)


def test_that_an_extension_decided_after_the_end_is_refused() -> None:
    with pytest.raises(InspectorError, match="期限无法计算"):
        ends(date(2026, 3, 2), "10d", "party", Circumstances("direct", 0, (extension("5d", "2026-03-13"),)))


def test_that_days_on_the_way_are_refused_for_an_authority() -> None:
    with pytest.raises(InspectorError):
        ends(date(2026, 3, 2), "10d", "authority", Circumstances(travel_days=2))


@given(DAYS, TERMS, WAY, st.integers(0, 20))
def test_that_a_party_never_ends_on_a_day_off_and_the_words_end_in_the_result(
    act: date, term: str, way: str | None, travel: int
) -> None:
    deadline = ends(act, term, "party", Circumstances(way, travel))
    assert deadline.last_day is not None and real_calendar().is_working_day(deadline.last_day)
    told = [line for line in deadline.explanation if line.startswith("最后一日为")]
    assert told[-1] == f"最后一日为{day_text(deadline.last_day)}。"


@given(DAYS, TERMS, WAY)
def test_that_a_later_act_never_ends_earlier(act: date, term: str, way: str | None) -> None:
    first = ends(act, term, "party", Circumstances(way)).last_day
    second = ends(act + timedelta(days=1), term, "party", Circumstances(way)).last_day
    assert first is not None and second is not None and first <= second


@given(DAYS, st.integers(1, 90), WAY)
def test_that_a_term_of_the_authority_never_rolls(act: date, days: int, way: str | None) -> None:
    wait = 30 if way == "notice" else 0
    assert ends(act, f"{days}d", "authority", Circumstances(way)).last_day == act + timedelta(days=days + wait)
