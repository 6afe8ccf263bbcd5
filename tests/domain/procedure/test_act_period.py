"""When an act was done: what fits together, and which day decides."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.procedure.act_period import ActPeriod, period_problems

TODAY = date(2026, 6, 8)
EARLY, LATE, TOMORROW = date(2020, 6, 1), date(2021, 3, 1), date(2026, 6, 9)


@pytest.mark.parametrize(("period", "fields"), [
    (ActPeriod("i/f"), []),
    (ActPeriod("i/f", EARLY, LATE), []),
    (ActPeriod("i/f", EARLY, EARLY), []),
    (ActPeriod("i/f", None, TODAY), []),
    (ActPeriod("i/f", EARLY, None, continuing=True), []),
    (ActPeriod("i/f", LATE, EARLY), ["ended"]),
    (ActPeriod("i/f", TOMORROW), ["began"]),
    (ActPeriod("i/f", None, TOMORROW), ["ended"]),
    (ActPeriod("i/f", EARLY, LATE, continuing=True), ["ended"]),
])  # fmt: skip
def test_that_a_period_is_told_what_does_not_fit(period: ActPeriod, fields: list[str]) -> None:
    assert [one.field for one in period_problems(period, TODAY)] == fields


@pytest.mark.parametrize(("period", "day", "known"), [
    (ActPeriod("i/f", EARLY, LATE), LATE, True),
    (ActPeriod("i/f", EARLY, None, continuing=True), TODAY, True),
    (ActPeriod("i/f", EARLY), TODAY, False),
    (ActPeriod("i/f"), TODAY, False),
])  # fmt: skip
def test_that_the_last_day_of_the_act_decides(period: ActPeriod, day: date, known: bool) -> None:
    assert (period.last_day(TODAY), period.known) == (day, known)
