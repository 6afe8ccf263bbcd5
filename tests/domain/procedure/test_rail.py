"""The rail: its steps, their state in words, from what was recorded."""

from dataclasses import replace
from datetime import timedelta

from app.domain.procedure.outcomes import Document
from app.domain.procedure.rail import first_of_rail, steps
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
    assert [one.state for one in found] == ["open", *["locked"] * 6]
    assert found[0].words == "未开始" and found[1].words == "尚不能开始"
    assert "fewer-than-two" in [one.code for one in found[1].blockers]


def test_that_a_prepared_inspection_waits_at_the_door():
    case = lawful_case(visits=(), sign_ins=(), persons=(), rights=())
    assert list(states(case, open_questions=("1.1",)).values()) == ["done", "open", *["locked"] * 5]


def test_that_open_questions_keep_the_checking_open():
    case = replace(lawful_case(), answers={"q1_1": {"verdict": "complies"}})
    found = steps(case, circumstances(open_questions=("1.2", "1.3")))
    assert [one.state for one in found] == ["done", "done", "open", *["locked"] * 4]
    assert "2 项" in found[2].words


def test_that_a_lawful_record_is_the_open_step_until_its_seal():
    assert states(lawful_case())["record"] == "open"
    found = states(sealed_case())
    assert found["record"] == "done" and found["papers"] == "open" and found["closing"] == "locked"


def test_that_leaving_the_site_does_not_lock_what_was_checked():
    case = lawful_case()
    left = replace(case, visits=(replace(case.visits[0], left_at=at("15:00")),))
    assert states(left)["arrival"] == "done" and states(left)["record"] == "open"


def test_that_what_expires_after_the_seal_opens_nothing_again():
    case = sealed_case()
    expired = officer("乙", valid_until=DAY)
    case = replace(case, officers={**case.officers, "officer-乙": expired})
    assert list(states(case, now=at("09:00", DAY + timedelta(days=40))).values()) == [*["done"] * 5, "open", "locked"]


def test_that_a_closed_inspection_is_done_and_a_refused_entry_is_told():
    closed = replace(sealed_case(), inspection=inspection(closed_at=at("17:00")))
    assert set(states(closed).values()) == {"done"}
    case = lawful_case()
    refused = replace(case, visits=(replace(case.visits[0], refused={"reason": "拒绝", "by": "门卫"}),))
    assert steps(refused, circumstances())[1].words == "已记录拒绝进场"


def test_that_the_rail_shows_the_half_that_stands_next_as_its_first_step():
    prepared = lawful_case(visits=(), sign_ins=(), persons=(), rights=())
    first = first_of_rail(steps(prepared, circumstances(open_questions=("1.1",))))
    assert (first.key, first.title, first.state, first.words) == ("arrival", "准备与亮证", "open", "到场 · 未开始")
    first = first_of_rail(steps(sealed_case(), circumstances()))
    assert (first.key, first.state, first.words) == ("arrival", "done", "已完成")


def test_that_only_signatures_of_the_record_count_for_it():
    served = lawful_case(documents=tuple(one for one in lawful_case().documents if one.kind != "D4"))
    assert next(one for one in steps(served, circumstances()) if one.key == "record").words == "进行中 · 陈述已记录"
    silent = replace(served, statements=())
    assert next(one for one in steps(silent, circumstances()) if one.key == "record").words == "未开始"


def test_that_an_order_without_its_notice_keeps_the_papers_open():
    case = sealed_case()
    case = replace(case, documents=tuple(one for one in case.documents if not one.measure))
    papers = next(one for one in steps(case, circumstances()) if one.key == "papers")
    assert (papers.state, papers.words) == ("open", "待起草 1 份")


def test_that_papers_say_what_can_be_done_before_the_record_is_sealed():
    approved = lawful_case()  # its notice was drafted and approved by phone
    unapproved = replace(approved, approvals=tuple(one for one in approved.approvals if one.kind != "D11"))
    undrafted = replace(approved, documents=tuple(one for one in approved.documents if not one.measure))
    told = [steps(case, circumstances())[-2:] for case in (undrafted, unapproved, approved)]
    assert [papers.words for papers, _ in told] == ["可先起草、报批", "可先报批", "已报批，待定稿"]
    assert {(papers.state, closing.words) for papers, closing in told} == {("locked", "尚不能开始")}


def test_that_a_draft_is_not_called_ready_to_be_served():
    case = sealed_case()
    notice = next(one for one in case.documents if one.is_served and one.measure)
    for state, words in (("draft", "待定稿 1 份"), ("frozen", "待送达 1 份")):
        others = tuple(replace(one, state=state) if one.id == notice.id else one for one in case.documents)
        papers = next(one for one in steps(replace(case, documents=others), circumstances()) if one.key == "papers")
        assert papers.words == words


def test_that_a_violation_without_a_finding_keeps_the_outcome_open():
    found = steps(lawful_case(findings=(), measures=()), circumstances(unfound=("1.1", "2.3")))
    outcome = next(one for one in found if one.key == "outcome")
    assert outcome.state == "open" and outcome.words == "未开始 · 2 项待认定"
    assert [one.code for one in outcome.blockers] == ["violation-without-finding"]
    assert "1.1、2.3" in outcome.blockers[0].text


def test_that_a_case_with_nothing_left_is_not_closed_before_its_closing_paper():
    case = sealed_case()
    case = replace(case, documents=tuple(one for one in case.documents if not one.measure), measures=(), findings=())
    case = replace(case, documents=tuple(replace(one, state="served") for one in case.documents))
    last = steps(case, circumstances())[-1]
    assert (last.state, last.words, last.blockers[0].place) == ("open", "可以结案", "papers/making/D37")
    begun = Document("closing", "D37", state="draft")
    last = steps(replace(case, documents=(*case.documents, begun)), circumstances())[-1]
    assert (last.state, last.words, last.blockers[0].place) == ("open", "结案待批准", "papers/closing")
    last = steps(replace(case, inspection=inspection(closed_at=at("17:00"))), circumstances())[-1]
    assert (last.state, last.words) == ("done", "已结案")
