"""Before departure: each hard stop red for its reason alone; the lawful case is green in test_guards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.procedure.guards import blockers, warnings
from app.domain.procedure.outcomes import Content
from tests.builders import (
    DAY,
    INSPECTION,
    approval,
    at,
    change,
    circumstances,
    lawful_case,
    officer,
    unit,
)


def red(act, case, **about):
    """Return the codes of what forbids the act."""
    return [one.code for one in blockers(act, case, circumstances(**about))]


def with_officer(**more):
    """Return the lawful case whose 演练乙 has other fields."""
    case = lawful_case()
    return replace(case, officers={**case.officers, "officer-乙": officer("乙", **more)})


SOURCES = {
    "comprehensive": [
        ({"kind": "plan", "plan_title": "全市计划", "plan_number": "保档〔2026〕1号"}, []),
        ({"kind": "plan", "plan_title": "全市计划", "plan_date": "2026-01-05"}, []),
        ({"kind": "plan", "plan_title": "全市计划"}, ["source-field-missing"]),
        ({"kind": "plan", "plan_number": "1号"}, ["source-field-missing"]),
        ({"kind": "plan", "plan_title": "全市计划", "plan_date": "2026-03-11"}, ["source-date"]),
        ({}, ["source-missing"]),
    ],
    "special": [
        ({"kind": "hazard", "paper": "冀档〔2026〕3号"}, []),
        ({"kind": "other", "text": "数据泄露线索"}, []),
        ({"kind": "superior"}, ["source-field-missing"]),
        ({"kind": "whim", "text": "想查"}, ["source-missing"]),
    ],
    "lead": [
        ({"kind": "report", "received_on": "2026-03-01", "content": "有人举报"}, []),
        ({"kind": "transfer", "received_on": "2026-03-01", "sender": "市委网信办"}, []),
        ({"kind": "report", "content": "有人举报"}, ["source-field-missing"]),
        ({"kind": "report", "received_on": "2026-03-01"}, ["source-field-missing"]),
        ({"kind": "report", "received_on": "三月一日", "content": "举报"}, ["source-date"]),
    ],
    "routine": [
        ({"kind": "plan", "plan_title": "年度计划"}, []),
        ({"kind": "draw", "seed": "42", "list": ["unit-1", "unit-7"]}, []),
        ({"kind": "draw", "seed": "42", "list": ["unit-7"]}, ["source-unit-not-drawn"]),
        ({"kind": "draw", "seed": "42", "list": "甲局、保定市演练示范局，丙局"}, []),
        ({"kind": "draw", "seed": "42", "list": "1.甲局；2. 保定市演练示范局；"}, []),
        ({"kind": "draw", "seed": "42", "list": "甲局、保定市演练示范局第二中心"}, ["source-unit-not-drawn"]),
        ({"kind": "draw", "list": ["unit-1"]}, ["source-field-missing"]),
        ({"kind": "supervision", "seed": "42", "list": ["unit-1"]}, []),
    ],
}


@pytest.mark.parametrize(
    ("mode", "source", "codes"), [(mode, source, codes) for mode, rows in SOURCES.items() for source, codes in rows]
)
def test_that_each_mode_demands_its_source(mode, source, codes):
    assert red("plan", change(lawful_case(), mode=mode, source=source)) == codes


def test_that_only_the_city_draws_for_supervision():
    case = change(lawful_case(), source={"kind": "supervision", "seed": "1", "list": ["unit-1"]})
    assert red("plan", case, level="county") == ["source-level"]


def test_that_an_unknown_mode_is_refused():
    assert red("plan", change(lawful_case(), mode="friendly")) == ["mode-unknown"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"scope": ()}, "scope-missing"),
        ({"basis": ()}, "basis-missing"),
        ({"planned_from": None}, "dates-missing"),
        ({"planned_to": DAY - timedelta(days=1)}, "dates-reversed"),
    ],
)
def test_that_the_approval_form_has_its_content(fields, code):
    assert red("plan", change(lawful_case(), **fields)) == [code]


def test_that_a_county_bureau_inspects_its_own_district_only():
    elsewhere = replace(lawful_case(), unit=unit(district="130606"))
    assert red("begin_visit", replace(elsewhere, visits=()), districts=frozenset({"130602"})) == ["no-authority"]
    assert red("plan", lawful_case(), districts=frozenset()) == ["no-authority"]


def test_that_one_officer_is_too_few():
    case = change(lawful_case(), officers=("officer-甲",))
    found = blockers("start_checking", case, circumstances())
    assert [one.code for one in found] == ["fewer-than-two"]
    assert "penalty-law-2021:42" in found[0].basis


def test_that_a_helper_does_not_make_the_second_officer():
    case = change(lawful_case(), officers=("officer-甲",), helpers=("演练辅助",))
    assert "fewer-than-two" in red("issue_approval_form", case)
    both = change(lawful_case(), helpers=("演练乙",))
    assert red("issue_approval_form", both) == ["helper-as-officer"]


def test_that_somebody_without_the_role_or_the_register_is_no_officer():
    assert set(red("issue_approval_form", with_officer(roles=("chief",)))) == {"not-an-officer", "fewer-than-two"}
    stranger = change(lawful_case(), officers=("officer-甲", "officer-丁"))
    assert set(red("issue_approval_form", stranger)) == {"officer-unknown", "fewer-than-two"}


@pytest.mark.parametrize("card", ["演练-甲", " 演练 - 甲 "])
def test_that_the_same_credential_is_the_same_person(card):
    assert set(red("begin_visit", replace(with_officer(credential=card), visits=()))) == {
        "same-person-twice", "fewer-than-two",
    }  # fmt: skip


def test_that_the_same_id_or_name_and_phone_is_the_same_person():
    assert "same-person-twice" in red("seal", change(lawful_case(), officers=("officer-甲",) * 2))
    case = with_officer(name="演练甲", phone="1")
    case = replace(case, officers={**case.officers, "officer-甲": officer("甲", phone="1")})
    assert red("issue_approval_form", case) == ["same-person-twice"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"credential_state": "pending"}, "credential-pending"),
        ({"credential_state": "suspended"}, "credential-suspended"),
        ({"credential_state": "revoked"}, "credential-revoked"),
        ({"credential": ""}, "no-credential"),
        ({"valid_until": None}, "credential-undated"),
        ({"valid_until": DAY - timedelta(days=1)}, "credential-not-valid"),
        ({"valid_from": DAY + timedelta(days=1)}, "credential-not-valid"),
    ],
)
def test_that_a_credential_must_carry_the_day(fields, code):
    assert red("start_checking", with_officer(**fields)) == [code]


def test_that_a_credential_is_valid_on_its_first_and_last_day():
    assert red("start_checking", with_officer(valid_from=DAY, valid_until=DAY)) == []


def test_that_an_officer_of_another_bureau_needs_a_paper():
    case = with_officer(bureau="130606")
    assert red("issue_approval_form", case) == ["other-bureau"]
    assert red("issue_approval_form", change(case, seconded={"officer-乙": "保档函〔2026〕9号"})) == []


def test_that_no_visit_begins_without_the_leaders_approval():
    assert red("begin_visit", lawful_case(approvals=(), visits=())) == ["d1-missing"]
    refused = approval(f"{INSPECTION}/d1", at("08:00"), decision="refuse")
    assert red("begin_visit", lawful_case(approvals=(refused,), visits=())) == ["d1-missing"]
    by_chief = approval(f"{INSPECTION}/d1", at("08:00"), role="chief")
    assert red("begin_visit", lawful_case(approvals=(by_chief,), visits=())) == ["d1-not-by-leader"]
    no_paper = approval(f"{INSPECTION}/d1", at("08:00"), role="chief", channel="delegated")
    assert red("begin_visit", lawful_case(approvals=(no_paper,), visits=())) == ["d1-not-by-leader"]


def test_that_a_later_refusal_takes_the_approval_back():
    first = approval(f"{INSPECTION}/d1", at("08:00"))
    then = replace(first, id=f"{first.id}-2", at=at("08:30"), decision="refuse")
    assert red("begin_visit", lawful_case(approvals=(first, then), visits=())) == ["d1-missing"]


def test_that_an_approval_after_arrival_does_not_heal_the_visit():
    late = approval(f"{INSPECTION}/d1", at("09:30"))
    assert red("start_checking", lawful_case(approvals=(late,))) == ["d1-late"]


def test_that_a_phone_approval_is_lawful_but_asks_for_the_signature():
    phoned = approval(f"{INSPECTION}/d1", at("08:00"), channel="phone")
    case = lawful_case(approvals=(phoned,), visits=())
    assert red("begin_visit", case) == []
    assert [one.code for one in warnings("begin_visit", case, circumstances())] == ["countersign-open"]
    signed = lawful_case(approvals=(replace(phoned, paper=f"{INSPECTION}/photo-1"),), visits=())
    assert warnings("begin_visit", signed, circumstances()) == []


def test_that_delegation_in_writing_carries_the_approval():
    given = approval(f"{INSPECTION}/d1", at("08:00"), role="chief", channel="delegated", delegation="保档委〔2026〕1号")
    assert red("begin_visit", lawful_case(approvals=(given,), visits=())) == []


def test_that_the_inspection_notice_is_made_before_departure():
    case = lawful_case(visits=())
    draft = tuple(replace(one, state="draft") if one.kind == "D2" else one for one in case.documents)
    assert red("begin_visit", replace(case, documents=draft)) == ["d2-missing"]


def test_that_a_granted_recusal_takes_the_officer_out():
    case = lawful_case()
    asked = {"requested": True, "officer": "officer-乙", "decision": "granted"}
    told = replace(case.rights[0], recusal=asked)
    assert red("decide_measures", replace(case, rights=(told,))) == ["recused"]
    kept = replace(told, recusal={**asked, "decision": "refused"})
    assert red("decide_measures", replace(case, rights=(kept,))) == []


@pytest.mark.parametrize(("cap", "count", "amber"), [(None, 9, []), (2, 1, []), (2, 2, ["enterprise-frequency"])])
def test_that_an_enterprise_over_the_cap_asks_for_a_reason(cap, count, amber):
    case = replace(lawful_case(), unit=unit(enterprise=True))
    about = circumstances(inspections_this_year=count, yearly_cap=cap)
    assert [one.code for one in warnings("plan", case, about)] == amber
    organ = replace(case, unit=unit())
    assert warnings("plan", organ, about) == []


@pytest.mark.parametrize(("named", "amber"), [(("演练-甲", "演练-乙"), []), (("演练-甲",), ["team-not-as-approved"])])
def test_that_other_officers_than_the_approved_ones_ask_for_a_reason(named, amber):
    case = lawful_case(visits=())
    form = f"{INSPECTION}/d1"
    words = Content(form, {"officers": [{"credential": one} for one in named]}, "d", "s", "f")
    case = replace(case, contents={**case.contents, form: words})
    assert [one.code for one in warnings("begin_visit", case, circumstances())] == amber


def test_that_a_credential_about_to_end_and_a_day_outside_the_plan_are_told():
    about = circumstances()
    ending = replace(with_officer(valid_until=DAY + timedelta(days=30)), visits=())
    assert [one.code for one in warnings("begin_visit", ending, about)] == ["credential-ends-soon"]
    early = change(lawful_case(), planned_from=date(2026, 4, 1), planned_to=date(2026, 4, 2))
    assert [one.code for one in warnings("begin_visit", early, about)] == ["outside-planned-days"]


