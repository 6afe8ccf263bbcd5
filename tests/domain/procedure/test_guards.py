"""Every guard lets the lawful inspection pass, and cites provisions that exist."""

from dataclasses import replace

import pytest

from app.catalogue.legal import load_legal
from app.domain.procedure import grounds
from app.domain.procedure.guards import GUARDS, WARNINGS, blockers, warnings
from app.domain.procedure.outcomes import Task
from tests.builders import (
    FORMS,
    INSPECTION,
    ORDER,
    RECORD,
    at,
    change,
    circumstances,
    lawful_case,
    sealed_case,
    unit,
)

BEFORE_THE_SEAL = (
    "plan", "issue_approval_form", "issue_inspection_notice", "start_checking", "decide_measures", "read_back",
    "sign", "seal",
)  # fmt: skip


@pytest.mark.parametrize("act", BEFORE_THE_SEAL)
def test_that_a_lawful_inspection_meets_no_hard_stop(act):
    assert blockers(act, lawful_case(), circumstances()) == []


def test_that_a_lawful_visit_may_begin():
    case = lawful_case(visits=(), sign_ins=(), rights=(), persons=())
    assert blockers("begin_visit", case, circumstances(now=at("09:00"))) == []


def test_that_a_lawful_notice_may_be_issued_after_the_seal():
    assert blockers("issue_notice", sealed_case(), circumstances(document=ORDER)) == []


@pytest.mark.parametrize("act", sorted(WARNINGS))
def test_that_a_lawful_inspection_asks_for_no_reason(act):
    assert warnings(act, lawful_case(), circumstances()) == []


def test_that_every_act_but_closing_stops_once_the_inspection_is_called_off():
    case = change(lawful_case(), called_off={"reason": "停电"})
    for act in (*BEFORE_THE_SEAL, "begin_visit", "issue_notice", "serve"):
        assert "called-off" in [one.code for one in blockers(act, case, circumstances(document=RECORD))], act


@pytest.mark.parametrize("act", ["start_checking", "decide_measures", "read_back", "sign", "seal", "begin_visit"])
def test_that_a_sealed_record_admits_no_further_act(act):
    assert "record-sealed" in [one.code for one in blockers(act, sealed_case(), circumstances())]


def test_that_a_reason_silences_its_warning_and_no_other():
    case = replace(lawful_case(recordings=()), unit=unit(enterprise=True))
    about = circumstances(inspections_this_year=2, yearly_cap=2)
    assert [one.code for one in warnings("plan", case, about)] == ["enterprise-frequency"]
    answered = change(case, reasons={"enterprise-frequency": "举报核查"})
    assert warnings("plan", answered, about) == []
    assert [one.code for one in warnings("seal", answered, about)] == ["no-recording"]
    assert warnings("plan", change(case, reasons={"enterprise-frequency": " "}), about)


def test_that_every_ground_is_a_provision_of_the_register():
    register, problems = load_legal(FORMS / "legal")
    assert not problems
    cited = {one for name, ids in vars(grounds).items() if name.isupper() for one in ids}
    assert [one for one in sorted(cited) if register.find(one) is None] == []


def test_that_an_open_task_keeps_the_inspection_open():
    case = sealed_case(measures=(), tasks=(Task(f"{INSPECTION}/t", "measure", "报告", "m", at("15:00")),))
    assert [one.code for one in blockers("close", case, circumstances())] == ["task-open"]


def test_that_an_inspection_with_an_order_is_closed_only_after_its_service():
    assert "order-not-served" in [one.code for one in blockers("close", sealed_case(), circumstances())]
    assert blockers("close", sealed_case(measures=()), circumstances()) == []


def test_that_an_unsealed_or_closed_inspection_cannot_be_closed():
    assert "record-not-sealed" in [one.code for one in blockers("close", lawful_case(), circumstances())]
    assert "closed" in [one.code for one in blockers("close", change(sealed_case(), closed_at=at("16:00")),
                                                     circumstances())]


def test_that_one_called_off_before_any_visit_is_closed_without_a_record():
    case = change(lawful_case(visits=(), measures=(), documents=()), called_off={"reason": "单位搬迁"})
    assert blockers("close", case, circumstances()) == []


def test_that_an_act_is_a_guard_of_the_same_table():
    assert all(act in GUARDS for act in WARNINGS)
    with pytest.raises(KeyError):
        blockers("no_such_act", lawful_case(), circumstances())
