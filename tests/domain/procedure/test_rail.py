"""The rail: six steps, their state in words, from what was recorded."""

from dataclasses import replace
from datetime import timedelta

from app.domain.procedure.rail import steps
from tests.builders import DAY, at, circumstances, inspection, lawful_case, officer, sealed_case

EMPTY = (
    "documents", "approvals", "visits", "sign_ins", "persons", "rights", "recordings", "evidence", "findings",
    "measures", "statements", "read_backs", "signatures", "services",
)  # fmt: skip
BLANK = {**dict.fromkeys(EMPTY, ()), "contents": {}}


def states(case, **about):
    """Return step -> state."""
    return {one.key: one.state for one in steps(case, circumstances(**about))}


def test_that_a_new_inspection_opens_its_first_step_only():
    found = steps(lawful_case(**BLANK, inspection=inspection(officers=())), circumstances(open_questions=("1.1",)))
    assert [one.state for one in found] == ["open", *["locked"] * 5]
    assert found[0].words == "未开始" and found[1].words == "尚不能开始"
    assert "fewer-than-two" in [one.code for one in found[1].blockers]


def test_that_a_prepared_inspection_waits_at_the_door():
    case = lawful_case(visits=(), sign_ins=(), persons=(), rights=())
    assert list(states(case, open_questions=("1.1",)).values()) == ["done", "open", *["locked"] * 4]


def test_that_open_questions_keep_the_checking_open():
    case = replace(lawful_case(), answers={"q1_1": {"verdict": "complies"}})
    found = steps(case, circumstances(open_questions=("1.2", "1.3")))
    assert [one.state for one in found] == ["done", "done", "open", "locked", "locked", "locked"]
    assert "2 项" in found[2].words


def test_that_a_lawful_record_is_the_open_step_until_its_seal():
    assert states(lawful_case())["record"] == "open"
    found = states(sealed_case())
    assert found["record"] == "done" and found["papers"] == "open"


def test_that_leaving_the_site_does_not_lock_what_was_checked():
    case = lawful_case()
    left = replace(case, visits=(replace(case.visits[0], left_at=at("15:00")),))
    assert states(left)["arrival"] == "done" and states(left)["record"] == "open"


def test_that_what_expires_after_the_seal_opens_nothing_again():
    case = sealed_case()
    expired = officer("乙", valid_until=DAY)
    case = replace(case, officers={**case.officers, "officer-乙": expired})
    assert list(states(case, now=at("09:00", DAY + timedelta(days=40))).values()) == [*["done"] * 5, "open"]


def test_that_a_closed_inspection_is_done_and_a_refused_entry_is_told():
    closed = replace(sealed_case(), inspection=inspection(closed_at=at("17:00")))
    assert set(states(closed).values()) == {"done"}
    case = lawful_case()
    refused = replace(case, visits=(replace(case.visits[0], refused={"reason": "拒绝", "by": "门卫"}),))
    assert steps(refused, circumstances())[1].words == "已记录拒绝进场"
