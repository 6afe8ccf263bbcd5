"""Visits on a real store: arrival, own sign-ins, leaving, refused entry, the next day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.procedure.guards import blockers
from app.domain.procedure.rail import steps
from app.errors import Refused
from app.services.arrival.meeting import PersonEntry, record_person
from app.services.arrival.visits import (
    begin_visit,
    call_off_visit,
    leave,
    prove_refusal,
    refuse_entry,
    sign_in,
)
from app.services.circumstances import circumstances
from app.services.preparation.planning import give_reason
from app.services.registers.officers import suspend_credential
from tests.services.office import approve, office, paper, photo, planned, ready, watch

PLACE = "演练路1号"


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def refused_codes(act, *args, **more):
    """Return the codes of the refusal that the act meets."""
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return [one.code for one in refused.value.blockers]


def faults(result):
    """Return the fields of the problems told, where nothing was recorded."""
    assert result[0] is None
    return [one.field for one in result[1]]


def arrived(desk):
    """Return an inspection at the unit's door."""
    inspection = ready(desk)
    watch(desk).pass_by(minutes=30)
    visit, problems = begin_visit(desk, inspection, PLACE)
    assert problems == []
    return inspection, visit


def test_that_a_prepared_visit_begins_and_each_officer_signs_in(desk):
    inspection, visit = arrived(desk)
    mine = sign_in(desk, inspection, "jia")
    assert (mine.officer, mine.visit, mine.device) == ("jia", visit.id, "first")
    assert sign_in(desk, inspection, "jia") == mine
    sign_in(desk.acting("yi"), inspection, "yi")
    assert [one.officer for one in desk.case(inspection).sign_ins] == ["jia", "yi"]


def test_that_nobody_signs_in_for_another(desk):
    inspection, _ = arrived(desk)
    assert refused_codes(sign_in, desk, inspection, "yi") == ["not-in-person"]
    assert refused_codes(sign_in, desk.acting("ding"), inspection, "ding") == ["not-assigned"]
    assert desk.case(inspection).sign_ins == ()


def test_that_nobody_signs_in_with_a_suspended_card(desk):
    inspection, _ = arrived(desk)
    suspend_credential(desk, "yi", "事由")
    assert refused_codes(sign_in, desk.acting("yi"), inspection, "yi") == ["credential-suspended"]


def test_that_a_visit_waits_for_approval_and_notice(desk):
    inspection = planned(desk).id
    assert refused_codes(begin_visit, desk, inspection, PLACE) == ["d1-missing", "d2-missing"]
    approve(desk, inspection, paper(desk, inspection, "D1"))
    assert refused_codes(begin_visit, desk, inspection, PLACE) == ["d2-missing"]
    paper(desk, inspection, "D2", state="stamped")
    assert begin_visit(desk, inspection, PLACE)[1] == []


def test_that_an_arrival_before_the_approval_is_refused(desk):
    inspection = ready(desk)
    earlier = desk.now() - timedelta(minutes=10)
    assert refused_codes(begin_visit, desk, inspection, PLACE, earlier) == ["d1-late"]


def test_that_the_clock_of_an_arrival_makes_sense(desk):
    inspection = ready(desk)
    assert faults(begin_visit(desk, inspection, " ")) == ["place"]
    assert faults(begin_visit(desk, inspection, PLACE, desk.now() + timedelta(hours=1))) == ["arrived_at"]
    watch(desk).pass_by(days=1)
    assert faults(begin_visit(desk, inspection, PLACE, desk.now() - timedelta(days=1))) == ["arrived_at"]


def test_that_leaving_ends_the_day_after_what_happened_in_it(desk):
    inspection, visit = arrived(desk)
    watch(desk).pass_by(minutes=5)
    sign_in(desk, inspection, "jia")
    assert faults(leave(desk, inspection, visit.arrived_at)) == ["left_at"]
    assert faults(leave(desk, inspection, desk.now() + timedelta(hours=1))) == ["left_at"]
    watch(desk).pass_by(hours=6)
    assert leave(desk, inspection)[0].left_at == desk.now()
    assert refused_codes(leave, desk, inspection) == ["no-visit"]
    assert refused_codes(sign_in, desk, inspection, "jia") == ["visit-ended"]


def test_that_the_next_day_is_a_visit_of_its_own(desk):
    inspection, first = arrived(desk)
    assert refused_codes(begin_visit, desk, inspection, PLACE) == ["visit-still-open"]
    watch(desk).pass_by(hours=7)
    leave(desk, inspection)
    watch(desk).pass_by(hours=16)
    with pytest.raises(Refused) as refused:
        begin_visit(desk, inspection, PLACE)
    assert refused.value.code == "reason-needed"
    give_reason(desk, inspection, "outside-planned-days", "检查未完，次日继续")
    second, problems = begin_visit(desk, inspection, PLACE)
    assert problems == [] and second.id != first.id
    assert [one.id for one in desk.case(inspection).visits] == [first.id, second.id]


def test_that_a_refused_entry_is_recorded_with_reason_and_proof(desk):
    inspection, visit = arrived(desk)
    assert faults(refuse_entry(desk, inspection, " ", "")) == ["reason", "by"]
    assert faults(refuse_entry(desk, inspection, "字" * 2001, "门卫演练庚")) == ["reason"]
    refused, _ = refuse_entry(desk, inspection, "称未接到通知", "门卫演练庚")
    assert refused.refused["recorded_by"] == "jia"
    case = desk.case(inspection)
    assert "entry-refused" in [one.code for one in blockers("start_checking", case, circumstances(desk, case))]
    picture = photo(desk, inspection)
    proved = prove_refusal(desk, inspection, visit.id, media=(picture,))
    assert proved.refused["media"] == [picture] and proved.refused["reason"] == "称未接到通知"
    seen, _ = record_person(desk, inspection, PersonEntry("演练见证人", "", "witness"))
    assert prove_refusal(desk, inspection, visit.id, witness=seen.id).refused["media"] == [picture]


def test_that_a_refused_entry_is_not_witnessed_by_who_stands_for_the_unit_or_by_nobody_known(desk):
    inspection, _ = arrived(desk)
    head, _ = record_person(desk, inspection, PersonEntry("演练负责人", "局长", "responsible"))
    namesake, _ = record_person(desk, inspection, PersonEntry("演练负责人", "", "witness"))
    told = [(head.id, "witness-of-the-party"), ("nobody", "witness-unknown"), (namesake.id, "witness-namesake")]
    for witness, code in told:
        assert refused_codes(refuse_entry, desk, inspection, "称未接到通知", "门卫演练庚", witness) == [code]


def test_that_only_a_refused_visit_takes_proof(desk):
    inspection, visit = arrived(desk)
    assert refused_codes(prove_refusal, desk, inspection, visit.id) == ["not-refused"]


def test_that_a_visit_called_off_leaves_room_for_another(desk):
    inspection, _ = arrived(desk)
    assert faults(call_off_visit(desk, inspection, "")) == ["reason"]
    assert faults(call_off_visit(desk, inspection, "字" * 2001)) == ["reason"]
    assert call_off_visit(desk, inspection, "单位停电")[0].called_off["reason"] == "单位停电"
    watch(desk).pass_by(hours=1)
    assert begin_visit(desk, inspection, PLACE)[1] == []


def test_that_a_forgotten_departure_is_not_dated_today(desk):
    inspection, visit = arrived(desk)
    watch(desk).pass_by(days=1)
    assert faults(leave(desk, inspection)) == ["left_at"]
    there = visit.arrived_at + timedelta(hours=8)
    assert leave(desk, inspection, there)[0].left_at == there


def test_that_who_was_turned_away_signs_in_at_the_door_and_not_a_day_later(desk):
    inspection, _ = arrived(desk)
    refuse_entry(desk, inspection, "称未接到通知", "门卫演练庚")
    case = desk.case(inspection)
    lacking = next(one for one in steps(case, circumstances(desk, case)) if one.key == "arrival").blockers
    assert [one.code for one in lacking] == ["visit-understaffed", "never-signed-in", "never-signed-in"]
    assert sign_in(desk, inspection, "jia").officer == "jia"
    watch(desk).pass_by(days=1)
    assert refused_codes(sign_in, desk.acting("yi"), inspection, "yi") == ["entry-refused"]
