"""Approvals on a real store: the leader's decisions, by which channel, and the countersignature that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.clock import CHINA
from app.domain.procedure.outcomes import Document
from app.domain.procedure.tasks import open_tasks
from app.errors import Refused
from app.services.papers.composing import compose
from app.services.papers.drafting import draft
from app.services.preparation.approvals import Decision, bind_countersign, record_approval
from app.services.registers.units import change_unit
from tests.services.office import approve, office, paper, photo, planned, watch


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def decision(document, **more):
    return replace(Decision("D1", document, "ding", "leader", "in_person", opinion="同意。"), **more)


def test_that_the_leaders_approval_stands_with_person_time_and_channel(desk):
    inspection = planned(desk).id
    form = paper(desk, inspection, "D1")
    approve(desk, inspection, form)
    case = desk.case(inspection)
    stands = case.approved(form)
    assert (stands.approver, stands.channel, stands.recorded_by, stands.at) == ("ding", "in_person", "jia", desk.now())
    assert case.tasks == ()


@pytest.mark.parametrize("typed", [{"opinion": "同意" * 5_000}, {"channel": "discussion", "delegation": "会" * 10_000}])
def test_that_words_too_long_for_the_form_are_told_at_their_field(desk, typed):
    inspection = planned(desk).id
    given, problems = record_approval(desk, inspection, decision(paper(desk, inspection, "D1"), **typed))
    assert given is None and [one.field for one in problems] == [list(typed)[-1]]


def test_that_an_approval_by_phone_opens_a_task_of_three_working_days(desk):
    inspection = planned(desk).id
    given = approve(desk, inspection, paper(desk, inspection, "D1"), channel="phone")
    (task,) = open_tasks(desk.case(inspection))
    assert (task.kind, task.subject) == ("countersign", given)
    assert task.due == datetime(2026, 6, 11, 23, 59, 59, tzinfo=CHINA)
    assert "演练丁" in task.title


def test_that_binding_the_signed_sheet_ends_the_task(desk):
    inspection = planned(desk).id
    given = approve(desk, inspection, paper(desk, inspection, "D1"), channel="phone")
    with pytest.raises(Refused) as refused:
        bind_countersign(desk, inspection, given, f"{inspection}/none")
    assert refused.value.blockers[0].code == "paper-missing"
    sheet = photo(desk, inspection)
    assert bind_countersign(desk, inspection, given, sheet).paper == sheet
    case = desk.case(inspection)
    assert open_tasks(case) == () and case.approvals[0].paper == sheet
    with pytest.raises(Refused):
        bind_countersign(desk, inspection, f"{inspection}/none", sheet)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"approver": "nobody"}, "approver"),
        ({"approver": "yi"}, "role"),
        ({"role": "chief"}, "role"),
        ({"decision": "perhaps"}, "decision"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "delegated"}, "delegation"),
    ],
)
def test_that_each_wrong_field_is_named(desk, fields, fault):
    inspection = planned(desk).id
    entry = decision(paper(desk, inspection, "D1"), **fields)
    approval, problems = record_approval(desk, inspection, entry)
    assert approval is None and [one.field for one in problems] == [fault]


def test_that_a_decision_of_tomorrow_is_told(desk):
    inspection = planned(desk).id
    entry = decision(paper(desk, inspection, "D1"), at=desk.now() + timedelta(days=1))
    assert [one.field for one in record_approval(desk, inspection, entry)[1]] == ["at"]


def test_that_an_unlawful_plan_is_not_approved(desk):
    inspection = planned(desk, officers=("jia",)).id
    form = paper(desk, inspection, "D1")
    with pytest.raises(Refused) as refused:
        record_approval(desk, inspection, decision(form))
    assert [one.code for one in refused.value.blockers] == ["fewer-than-two"]
    denied, problems = record_approval(desk, inspection, decision(form, decision="refuse"))
    assert problems == [] and denied.decision == "refuse"
    assert desk.case(inspection).approved(form) is None


def test_that_nothing_is_approved_that_is_not_there(desk):
    inspection = planned(desk).id
    with pytest.raises(Refused) as refused:
        record_approval(desk, inspection, decision(f"{inspection}/none"))
    assert refused.value.blockers[0].code == "document-missing"


def test_that_an_approval_form_drafted_anew_can_be_returned_again(desk):
    inspection = planned(desk).id
    form = Document(f"{inspection}/form", "D1")
    refusal = decision(form.id, decision="refuse", opinion="请写明检查范围（演练）")
    draft(desk, inspection, form, compose)
    assert record_approval(desk, inspection, refusal)[1] == []
    with pytest.raises(Refused) as refused:
        record_approval(desk, inspection, refusal)
    assert [one.code for one in refused.value.blockers] == ["decided-already"]
    watch(desk).pass_by(minutes=5)
    draft(desk, inspection, form, compose)
    assert record_approval(desk, inspection, refusal)[1] == []
    assert len(desk.case(inspection).approvals) == 2


def test_that_an_approval_lapses_when_the_form_is_drafted_anew_in_other_words(desk):
    inspection = planned(desk).id
    form = Document(f"{inspection}/form", "D1")
    draft(desk, inspection, form, compose)
    assert record_approval(desk, inspection, decision(form.id))[1] == []
    draft(desk, inspection, form, compose)  # in the same words: what was decided stands
    assert desk.case(inspection).approved(form.id) is not None
    unit, problems = change_unit(desk, desk.case(inspection).unit.id, name="演练改名单位")
    assert (unit is not None, problems) == (True, [])
    draft(desk, inspection, form, compose)
    case = desk.case(inspection)
    assert (case.approved(form.id), case.approval_lapsed(form.id)) == (None, True)
    assert record_approval(desk, inspection, decision(form.id))[1] == []
    assert desk.case(inspection).approved(form.id) is not None
