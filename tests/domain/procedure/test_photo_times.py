"""A photo whose own time does not fit the visit is asked about; nothing is refused for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.clock import iso
from app.domain.procedure.guards import blockers, warnings
from app.domain.procedure.photo_times import photo_time_question, pictures_of_another_day
from tests.builders import at, circumstances, evidence, lawful_case, signature

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


def test_that_the_photo_of_a_sheet_signed_on_a_later_day_is_of_its_signature() -> None:
    later = at("09:00") + timedelta(days=1)
    sheet = evidence("sheet", captured_at=later)
    signed = signature("person-1", "responsible", way="paper", paper=sheet.id, at=later + timedelta(minutes=5))
    case = replace(lawful_case(), evidence=(sheet,))
    assert pictures_of_another_day(case) == [sheet]
    assert pictures_of_another_day(replace(case, signatures=(signed,))) == []
    old = replace(sheet, captured_at=at("09:00") - timedelta(days=30))
    assert pictures_of_another_day(replace(case, evidence=(old,), signatures=(signed,))) == [old]
