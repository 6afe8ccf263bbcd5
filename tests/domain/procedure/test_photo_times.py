"""A photo whose own time does not fit the visit is asked about; nothing is refused for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.clock import iso
from app.domain.procedure.guards import blockers, warnings
from app.domain.procedure.photo_times import photo_time_question
from tests.builders import at, circumstances, evidence, lawful_case

BEGUN = lawful_case().visits[0].arrived_at
KEPT = at("10:30")


def taken(moment, **more):
    """Return a photo taken in during the visit that says it was taken at a moment."""
    act = {"at": iso(KEPT), "act": "taken_in"}
    return evidence(exif={"taken_at": iso(moment)} if moment else {}, custody=(act,), **more)


@pytest.mark.parametrize(("moment", "asked"), [
    (None, ""), (BEGUN + timedelta(minutes=5), ""), (BEGUN - timedelta(minutes=40), ""),
    (KEPT + timedelta(minutes=3), ""),  # a clock a little ahead
    (BEGUN - timedelta(days=173), "早于到场 173 天，请核对是否本次现场拍摄"),
    (KEPT + timedelta(days=30), "晚于存入时间，请核对相机的时钟"),
])  # fmt: skip
def test_that_a_time_of_another_day_is_asked_about(moment, asked: str) -> None:
    told = photo_time_question(lawful_case(), taken(moment))
    assert asked in told if asked else told == ""


def test_that_what_the_unit_provided_may_be_older_than_the_visit() -> None:
    old = BEGUN - timedelta(days=173)
    assert photo_time_question(lawful_case(), taken(old, copied=True)) == ""
    assert photo_time_question(lawful_case(), taken(old, provider="person-1")) == ""


def test_that_the_question_is_asked_before_the_seal_and_stops_nothing() -> None:
    case = lawful_case()
    case = replace(case, evidence=(taken(BEGUN - timedelta(days=173)),))
    assert [one.code for one in warnings("seal", case, circumstances())] == ["photo-time"]
    assert blockers("seal", case, circumstances()) == []
