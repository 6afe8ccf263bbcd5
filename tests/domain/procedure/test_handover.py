"""How a handover of the lead device stands, from the fields that each laptop writes by itself."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.procedure.handover import (
    ACCEPTED,
    DECLINED,
    OFFERED,
    TAKEN_BACK,
    handover_of,
    pending_handover,
)
from app.domain.procedure.records import Inspection

OFFER = {"id": "o2", "giver": "first", "receiver": "second", "by": "jia", "at": "2026-06-08T09:00:00+08:00"}


def plan(lead: str = "first", **fields: Any) -> Inspection:
    return Inspection("i", "130600", "u", "electronic-records", "routine", lead_device=lead, **fields)


def ended(state: str, offer: str = "o2") -> dict[str, str]:
    return {"offer": offer, "state": state, "by": "yi", "at": "2026-06-08T10:00:00+08:00", "reason": "演练"}


def test_that_nothing_was_ever_handed_over() -> None:
    assert handover_of(plan()) is None and pending_handover(plan()) is None


@pytest.mark.parametrize(("fields", "state"), [
    ({}, OFFERED),
    ({"handover_answer": ended(ACCEPTED)}, ACCEPTED),
    ({"handover_answer": ended(DECLINED)}, DECLINED),
    ({"handover_back": ended(TAKEN_BACK)}, TAKEN_BACK),
    ({"handover_answer": ended(ACCEPTED), "handover_back": ended(TAKEN_BACK)}, ACCEPTED),
    ({"handover_answer": ended(DECLINED, "o1"), "handover_back": ended(TAKEN_BACK, "o1")}, OFFERED),
    ({"handover_answer": ended("unknown")}, OFFERED),
])  # fmt: skip
def test_that_the_last_offer_is_ended_only_by_an_act_about_it(fields: dict[str, Any], state: str) -> None:
    found = handover_of(plan(handover=OFFER, **fields))
    assert found is not None and found.state == state
    assert (found.ended_by, found.reason) == (("yi", "演练") if state != OFFERED else ("", ""))


@pytest.mark.parametrize(("lead", "waits"), [("first", True), ("second", False), ("third", False)])
def test_that_an_offer_waits_only_while_its_giver_leads(lead: str, waits: bool) -> None:
    assert (pending_handover(plan(lead, handover=OFFER)) is not None) is waits
