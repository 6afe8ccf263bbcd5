"""Cards renewed or withdrawn after a day at the unit: that day stands with the card of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.procedure.guards_record import credentials_were_valid
from app.domain.procedure.records import Officer, SignIn, Visit
from app.domain.procedure.visit_cards import cards_by_day, visit_cards, withdrawn_since_visits
from tests.builders import DAY, INSPECTION, VISIT, at, circumstances, lawful_case, officer

NEXT = DAY + timedelta(days=1)
SECOND = f"{INSPECTION}/visit-2"
OLD, NEW = {"credential": "演练-旧", "until": DAY.isoformat()}, {"credential": "演练-新", "until": "2029-03-10"}
RENEWED = officer("甲", credential="演练-新", valid_from=NEXT, valid_until=date(2029, 3, 10))


def two_days(first: dict[str, str], second: dict[str, str], jia: Officer = RENEWED, **more: Any):
    """Give a visit of two days at which 甲 signed in with these cards, as the register has 甲 now."""
    usual = lawful_case()
    signed = (
        SignIn(f"{VISIT}-甲", VISIT, "officer-甲", at("09:02"), card=first),
        SignIn(f"{SECOND}-甲", SECOND, "officer-甲", at("09:02", NEXT), card=second),
    )
    visits = (*usual.visits, Visit(SECOND, at("09:00", NEXT), "竞秀区演练路1号"))
    return lawful_case(officers={**usual.officers, jia.id: jia}, sign_ins=signed, visits=visits, **more)


def stops(case) -> list[str]:
    return [one.code for one in credentials_were_valid(case, circumstances())]


def test_that_a_card_renewed_between_two_days_leaves_both_lawful() -> None:
    assert stops(two_days(OLD, NEW)) == []


def test_that_a_card_which_had_ended_by_then_carries_no_day() -> None:
    assert stops(two_days({**OLD, "until": "2026-03-09"}, NEW)) == ["credential-not-valid"]


def test_that_an_older_visit_stands_with_the_card_shown_then() -> None:
    case = two_days({}, NEW)
    assert stops(case) == ["credential-not-valid"]
    shown = ({"officer": "officer-甲", "credential": "演练-旧", "valid_until": DAY.isoformat()},)
    case = replace(case, rights=tuple(replace(one, credentials=shown) for one in case.rights))
    assert stops(case) == []
    assert cards_by_day(case)["officer-甲"].startswith("演练-旧（")


@pytest.mark.parametrize(("gone", "told"), [
    ({"retired": {"reason": "调离（演练）"}}, []),
    ({"credential_state": "revoked"}, ["card-withdrawn-since"]),
])  # fmt: skip
def test_that_who_left_or_lost_the_card_later_was_there_all_the_same(gone: dict[str, Any], told: list[str]) -> None:
    case = two_days(NEW, NEW, replace(RENEWED, **gone))
    assert stops(case) == []
    assert [one.code for one in withdrawn_since_visits(case)] == told


def test_that_papers_name_the_card_of_the_last_day_and_the_record_each_with_its_days() -> None:
    case = two_days(OLD, NEW)
    assert visit_cards(case)["officer-甲"] == "演练-新"
    assert cards_by_day(case)["officer-甲"] == "演练-旧（2026年3月10日）；演练-新（2026年3月11日）"
    assert cards_by_day(two_days(NEW, NEW))["officer-甲"] == "演练-新"
