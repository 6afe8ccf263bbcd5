"""On site: sign-ins, visits, persons, rights and the notice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.procedure.guards import GUARDS, blockers, warnings
from app.domain.procedure.outcomes import Document
from app.domain.procedure.records import Person, Recording, SignIn, Visit
from tests.builders import (
    DAY,
    INSPECTION,
    RESPONSIBLE,
    VISIT,
    at,
    change,
    circumstances,
    evidence,
    lawful_case,
)

NEXT = DAY + timedelta(days=1)
SECOND = f"{INSPECTION}/visit-2"


def red(act, case, **about):
    """Return the codes of what forbids the act."""
    return [one.code for one in blockers(act, case, circumstances(**about))]


def with_visit(**fields):
    """Return the lawful case whose one visit has other fields."""
    case = lawful_case()
    return replace(case, visits=(replace(case.visits[0], **fields),))


def two_days(**more):
    """Return the lawful case in its second day, nobody having done anything yet."""
    case = with_visit(left_at=at("17:00"))
    return replace(case, visits=(*case.visits, Visit(SECOND, at("09:00", NEXT), "同前")), **more)


def test_that_checking_waits_for_each_officers_own_sign_in():
    case = lawful_case()
    found = blockers("start_checking", replace(case, sign_ins=case.sign_ins[:1]), circumstances())
    assert [(one.code, one.place) for one in found] == [("not-signed-in", "arrival/sign_in/officer-乙")]


@pytest.mark.parametrize("when", [at("08:59"), at("16:01")])
def test_that_a_sign_in_off_site_does_not_count(when):
    case = lawful_case()
    late = replace(case.sign_ins[1], at=when)
    gone = replace(with_visit(left_at=at("16:00")), sign_ins=(case.sign_ins[0], late))
    assert {"visit-understaffed", "never-signed-in"} <= set(red("seal", gone))


def test_that_the_second_day_needs_its_own_sign_ins_and_telling():
    about = {"now": at("09:30", NEXT)}
    assert set(red("start_checking", two_days(), **about)) == {
        "not-signed-in", "no-responsible-person", "rights-not-told",
    }  # fmt: skip
    assert "visit-understaffed" in red("decide_measures", two_days(), **about)


def test_that_two_sign_ins_with_one_card_are_one_person():
    case = lawful_case()
    twin = replace(case.officers["officer-乙"], credential="演练-甲")
    staffed = GUARDS["every_visit_was_staffed"]
    found = staffed(replace(case, officers={**case.officers, "officer-乙": twin}), circumstances())
    assert [one.code for one in found] == ["visit-understaffed"]


def test_that_a_visit_that_was_called_off_needs_no_sign_ins():
    off = Visit(SECOND, at("09:00", NEXT), "同前", called_off={"reason": "停电"})
    case = lawful_case()
    case = replace(case, visits=(*case.visits, off))
    assert red("decide_measures", case) == []
    assert red("start_checking", case)[0] == "visit-called-off"


def test_that_a_second_visit_waits_for_the_end_of_the_first():
    assert red("begin_visit", lawful_case()) == ["visit-still-open"]
    assert red("begin_visit", with_visit(left_at=at("15:00"))) == []


def test_that_checking_needs_an_open_visit_of_the_day():
    assert red("start_checking", lawful_case(visits=(), sign_ins=(), rights=(), persons=()))[0] == "no-visit"
    assert red("start_checking", with_visit(left_at=at("15:00"))) == ["visit-ended"]
    assert red("start_checking", lawful_case(), now=at("09:00", NEXT)) == ["visit-of-another-day"]


def test_that_a_clock_set_back_is_told_and_nobody_is_sent_to_leave():
    assert "clock-behind" in red("start_checking", lawful_case(), now=at("07:00"))
    before = circumstances(now=at("07:00", DAY - timedelta(days=1)))
    told = blockers("start_checking", lawful_case(), before)
    found = [one for one in told if one.code.startswith(("clock", "visit"))]
    assert [(one.code, one.place) for one in found] == [("clock-behind", "")]
    assert "clock-behind" not in red("start_checking", lawful_case(), now=at("08:55"))


def test_that_a_refused_entry_leads_to_its_record_and_to_no_checklist():
    refused = with_visit(refused={"reason": "不同意检查", "by": "门卫", "media": [f"{INSPECTION}/photo-1"]})
    refused = replace(refused, rights=(), persons=(), statements=(), read_backs=(), findings=(), measures=())
    refused = replace(refused, signatures=refused.signatures[:2])
    assert red("start_checking", refused) == ["entry-refused"]
    assert red("seal", refused, open_questions=("1.1",)) == []


@pytest.mark.parametrize(("told", "codes"), [
    ({"reason": "不同意", "by": "门卫"}, ["refused-entry-unproved"]),
    ({"reason": " ", "witness": RESPONSIBLE, "media": ["photo-1"]}, ["refused-entry-unproved"]),
    ({"reason": "不同意", "witness": RESPONSIBLE}, ["witness-not-signed"]),  # who alone proves it signs
])  # fmt: skip
def test_that_a_refused_entry_is_proved(told, codes):
    refused = replace(with_visit(refused=told), rights=(), persons=(), findings=(), measures=())
    refused = replace(refused, signatures=refused.signatures[:2])
    assert red("seal", refused) == codes


@pytest.mark.parametrize("role", ["witness", "other", "deputy"])
def test_that_somebody_must_answer_for_the_unit(role):
    person = Person(RESPONSIBLE, VISIT, "演练丙", "科员", role)
    assert "no-responsible-person" in red("start_checking", lawful_case(persons=(person,)))


def test_that_a_deputy_needs_the_letter_among_the_evidence():
    deputy = Person(RESPONSIBLE, VISIT, "演练丙", "科长", "deputy", authorization=f"{INSPECTION}/letter")
    case = lawful_case(persons=(deputy,))
    assert "deputy-without-authorization" in red("start_checking", case)
    proved = replace(case, evidence=(*case.evidence, evidence("letter", links=())))
    assert red("start_checking", proved) == []
    assert red("seal", proved) == []


def test_that_an_unproved_deputy_beside_the_head_still_stops():
    deputy = Person(f"{INSPECTION}/person-2", VISIT, "演练丙", "科长", "deputy")
    case = lawful_case()
    assert red("start_checking", replace(case, persons=(*case.persons, deputy))) == ["deputy-without-authorization"]


def test_that_cards_are_shown_and_rights_told_before_checking():
    case = lawful_case()
    assert red("start_checking", replace(case, rights=())) == ["rights-not-told"]
    one_card = replace(case.rights[0], credentials=case.rights[0].credentials[:1])
    assert red("start_checking", replace(case, rights=(one_card,))) == ["card-not-shown"]
    silent = replace(case.rights[0], acknowledged=" ")
    assert red("start_checking", replace(case, rights=(silent,))) == ["not-acknowledged"]
    elsewhere = replace(case.rights[0], visit=SECOND)
    assert red("start_checking", replace(case, rights=(elsewhere,))) == ["rights-not-told"]


def test_that_the_notice_is_served_before_checking():
    assert red("start_checking", lawful_case(services=())) == ["d2-not-served"]
    case = lawful_case()
    ahead = replace(case.services[0], at=at("16:00"))
    assert red("start_checking", replace(case, services=(ahead,))) == ["d2-not-served"]


def test_that_a_notice_counts_as_served_once_its_receipt_is_signed():
    case = lawful_case()
    begun = replace(case, services=(replace(case.services[0], receipt="d33"),))
    assert red("start_checking", begun) == ["d2-not-served"]
    signed = replace(begun, documents=(*begun.documents, Document("d33", "D33", "signed", frozen_at=at("09:10"))))
    assert red("start_checking", signed) == []


def test_that_a_request_for_recusal_goes_on_but_waits_at_the_seal():
    case = lawful_case()
    asked = replace(case.rights[0], recusal={"requested": True, "officer": "officer-乙", "reason": "亲属"})
    case = replace(case, rights=(asked,))
    assert red("start_checking", case) == []
    assert [one.code for one in warnings("start_checking", case, circumstances())] == ["recusal-undecided"]
    assert red("seal", case) == ["recusal-undecided"]


def test_that_a_record_without_the_answer_on_recusal_is_not_read_out_and_not_sealed():
    case = lawful_case()
    silent = replace(case, rights=(replace(case.rights[0], recusal={}),))
    assert red("start_checking", silent) == []
    for act in ("read_back", "seal"):
        (found,) = blockers(act, silent, circumstances())
        assert (found.code, found.place, found.basis) == (
            "recusal-not-asked", "arrival/rights", ("penalty-law-2021:43",)
        )  # fmt: skip
        assert "申请回避" in found.text
    again = replace(case.rights[0], id=f"{INSPECTION}/rights-2", told_at=at("09:30"))
    assert red("read_back", replace(silent, rights=(*silent.rights, again))) == []


def test_that_every_day_of_a_visit_wants_its_own_answer_on_recusal():
    case = lawful_case()
    second = replace(case.rights[0], id=f"{INSPECTION}/rights-2", visit=SECOND, recusal={})
    assert red("read_back", replace(case, rights=(*case.rights, second))) == ["recusal-not-asked"]


def test_that_a_visit_without_body_camera_file_asks_for_a_reason():
    assert [one.code for one in warnings("seal", lawful_case(recordings=()), circumstances())] == ["no-recording"]
    other = Recording(f"{INSPECTION}/r", SECOND, "1", at("09:00"), at("10:00"))
    assert warnings("seal", lawful_case(recordings=(other,)), circumstances())


def test_that_a_replaced_officer_signs_in_on_one_day_at_least():
    case = change(lawful_case(), officers=("officer-甲", "officer-局长"))
    leader = replace(case.officers["officer-局长"], roles=("officer",))
    case = replace(case, officers={**case.officers, leader.id: leader})
    assert "never-signed-in" in red("decide_measures", case)
    joined = SignIn(f"{VISIT}-x", VISIT, leader.id, at("10:00"))
    assert red("decide_measures", replace(case, sign_ins=(*case.sign_ins, joined))) == []
