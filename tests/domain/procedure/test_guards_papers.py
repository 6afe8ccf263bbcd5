"""Papers that leave the bureau: approval, number, basis, due date, remedy, stamp, service."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.procedure.guards import blockers, warnings
from app.domain.procedure.outcomes import Document, Service
from app.errors import Blocker
from tests.builders import (
    DAY,
    INSPECTION,
    ORDER,
    RESPONSIBLE,
    approval,
    at,
    circumstances,
    sealed_case,
)

TWO = ("officer-甲", "officer-乙")


def red(act, case, **about):
    """Return the codes of what forbids the act."""
    return [one.code for one in blockers(act, case, circumstances(document=ORDER, **about))]


def with_measure(**fields):
    """Return the sealed case whose measure has other fields."""
    case = sealed_case()
    return replace(case, measures=(replace(case.measures[0], **fields),))


def with_notice(**fields):
    """Return the sealed case whose notice to correct has other fields."""
    case = sealed_case()
    papers = tuple(replace(one, **fields) if one.kind == "D11" else one for one in case.documents)
    return replace(case, documents=papers)


def service(**more):
    """Return a lawful direct service of the notice by both officers."""
    usual = {"id": f"{INSPECTION}/s-2", "document": ORDER, "way": "direct", "at": at("15:05"), "place": "会议室",
             "recipient": RESPONSIBLE, "servers": TWO}  # fmt: skip
    return Service(**{**usual, **more})


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        (sealed_case(seals={}), ["record-not-sealed"]),
        (with_notice(measure=""), ["no-measure"]),
        (with_measure(orders=()), ["order-blank"]),
        (with_measure(orders=({"text": " "},)), ["order-blank"]),
        (with_notice(number=""), ["no-number"]),
        (with_measure(due=None), ["no-due-date"]),
        (with_measure(due=None, term="自收到之日起15个工作日"), []),
        (with_measure(due=DAY), ["due-date-past"]),
        (with_measure(due=DAY + timedelta(days=4)), ["due-date-day-off"]),
    ],
)
def test_that_a_notice_is_issued_only_complete(case, codes):
    assert red("issue_notice", case) == codes


def test_that_an_emergency_order_does_not_wait_for_the_record():
    case = with_measure(kind="M3")
    assert red("issue_notice", replace(case, seals={})) == []


def test_that_a_number_reserved_for_the_measure_is_enough():
    case = with_measure(number="130600:D11:2026:1")
    papers = tuple(replace(one, number="") for one in case.documents)
    assert red("issue_notice", replace(case, documents=papers)) == []


def test_that_an_unapproved_notice_stays_a_draft():
    case = sealed_case()
    assert red("issue_notice", replace(case, approvals=case.approvals[:1])) == ["notice-unapproved"]
    chief = approval(ORDER, at("14:00"), role="chief")
    assert red("issue_notice", replace(case, approvals=(chief,))) == ["notice-not-by-leader"]


def test_that_a_notice_signed_off_by_phone_goes_out_and_asks_for_the_signature():
    phoned = approval(ORDER, at("14:00"), channel="phone", kind="D11")
    case = replace(sealed_case(), approvals=(phoned,))
    assert red("issue_notice", case) == []
    assert [one.code for one in warnings("issue_notice", case, circumstances(document=ORDER))] == ["countersign-open"]


def test_that_an_order_needs_law_and_power():
    found = Blocker("order-without-power", "没有可用的责令权限")
    assert red("issue_notice", sealed_case(), order_problems=(found,)) == ["order-without-power"]
    case = sealed_case()
    bare = replace(case.findings[0], basis=())
    assert red("issue_notice", replace(case, findings=(bare,))) == ["order-without-basis"]


def test_that_no_notice_goes_out_without_its_remedy():
    assert red("issue_notice", sealed_case(), remedy="") == ["no-remedy"]


def test_that_a_due_date_beyond_the_calendars_is_told():
    about = circumstances(document=ORDER, is_working_day=lambda day: None)
    assert blockers("issue_notice", sealed_case(), about) == []
    assert [one.code for one in warnings("issue_notice", sealed_case(), about)] == ["calendar-unknown"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"state": "draft"}, ["paper-draft", "not-stamped"]),
        ({"state": "awaiting_stamp", "frozen_at": at("15:00")}, ["not-stamped"]),
        ({"state": "stamped", "frozen_at": at("15:00")}, ["not-stamped"]),
        ({"state": "stamped", "frozen_at": at("15:00"), "stamped": {"way": "carried"}}, []),
        ({"state": "served", "frozen_at": at("15:00"), "stamped": {"way": "carried"}}, ["already-served"]),
    ],
)
def test_that_a_paper_is_stamped_before_it_is_served(fields, codes):
    assert red("serve", with_notice(**fields), service=service()) == codes


def test_that_a_paper_without_stamp_in_its_life_is_served_unstamped():
    case = sealed_case()
    copy = Document(f"{INSPECTION}/d4", "D4", "signed", frozen_at=at("15:00"))
    about = circumstances(document=copy.id, service=service(document=copy.id))
    assert blockers("serve", replace(case, documents=(copy,)), about) == []
    assert [one.code for one in blockers("serve", case, circumstances(document="none"))] == ["no-paper"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"servers": TWO[:1]}, ["too-few-servers"]),
        ({"servers": ("officer-甲", "officer-甲")}, ["too-few-servers"]),
        ({"at": at("18:00")}, ["service-in-future"]),
        ({"way": "thrown"}, ["service-way"]),
        ({"recipient": ""}, ["no-recipient"]),
        ({"way": "left_behind"}, ["left-without-reason", "left-without-proof"]),
        ({"way": "left_behind", "refusal": "拒收"}, ["left-without-proof"]),
        ({"way": "left_behind", "refusal": "拒收", "witnesses": ("p",)}, []),
        ({"way": "left_behind", "refusal": "拒收", "media": ("e",)}, []),
    ],
)
def test_that_service_is_proved(fields, codes):
    stamped = with_notice(state="stamped", frozen_at=at("15:00"), stamped={"way": "carried"})
    assert red("serve", stamped, service=service(**fields)) == codes
