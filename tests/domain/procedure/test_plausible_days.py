"""Days that nobody can have meant."""

from datetime import date, timedelta

import pytest

from app.domain.procedure.plausible_days import credential_day_problems, plan_day_problems, source_day_problems

TODAY = date(2026, 6, 8)


def fields(problems):
    return [one.field for one in problems]


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (TODAY, TODAY, []),
        (TODAY - timedelta(days=300), TODAY, []),
        (TODAY + timedelta(days=500), TODAY + timedelta(days=510), []),
        (TODAY, date(2028, 6, 7), []),
        (TODAY, TODAY - timedelta(days=1), ["planned_to"]),
        (TODAY, date(2028, 6, 12), ["planned_to"]),
        (date(2019, 6, 8), date(2019, 6, 9), ["planned_from"]),
        (date(2019, 6, 8), TODAY, ["planned_from"]),
        (date(2019, 1, 1), date(2099, 12, 31), ["planned_from", "planned_to"]),
        (date(2062, 6, 8), date(2062, 6, 9), ["planned_from"]),
        (None, TODAY, []),
        (date(1, 1, 1), None, ["planned_from"]),
    ],
)
def test_that_a_plan_of_another_age_is_told_at_its_day(first, last, wrong):
    assert fields(plan_day_problems(first, last, TODAY)) == wrong


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ({"plan_date": "0001-01-01"}, ["source.plan_date"]),
        ({"received_on": "1948-12-31"}, ["source.received_on"]),
        ({"plan_date": "1949-01-01", "plan_title": "1900-01-01"}, []),
        ({"plan_date": "去年"}, []),
        ({}, []),
    ],
)
def test_that_a_paper_older_than_any_office_is_told_at_its_day(source, wrong):
    assert fields(source_day_problems(source)) == wrong


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (date(2026, 1, 1), date(2031, 12, 31), []),
        (date(2010, 1, 1), date(2029, 12, 31), []),
        (date(2026, 1, 1), date(2025, 12, 31), ["valid_until"]),
        (date(2026, 1, 1), date(2046, 2, 1), ["valid_until"]),
        (date(1000, 1, 1), date(9999, 12, 31), ["valid_from"]),
        (date(1948, 12, 31), None, ["valid_from"]),
        (None, date(9999, 12, 31), []),
    ],
)
def test_that_a_card_of_impossible_validity_is_told_at_its_day(first, last, wrong):
    assert fields(credential_day_problems(first, last)) == wrong
