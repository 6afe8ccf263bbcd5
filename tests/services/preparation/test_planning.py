"""Planning on a real store: what opens an inspection, who is assigned, and how it is called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import Officer
from app.errors import Refused
from app.services.frequency import inspections_in_year, set_enterprise_cap
from app.services.preparation.calling_off import call_off
from app.services.preparation.planning import (
    assign_officer,
    change_plan,
    entry_problems,
    give_reason,
    plan_inspection,
    remove_officer,
    why_fixed,
)
from app.services.registers.officers import suspend_credential
from app.services.registers.units import UnitEntry, add_unit
from tests.services.office import CODE, DAY, approve, office, paper, plan_entry, planned, ready, seal


@pytest.fixture
def desk(tmp_path):
    with office(tmp_path / "data") as opened:
        yield opened


def refused_codes(act, *args, **more):
    """Return the codes of the refusal that the act meets."""
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return [one.code for one in refused.value.blockers]


def newcomer(desk, key="wu", **more):
    """Register one more officer, directly as records."""
    usual = {"id": key, "name": "演练戊", "bureau": desk.bureau, "roles": ("officer",), "credential": "演练-0005",
             "valid_from": date(2025, 1, 1), "valid_until": date(2027, 1, 1), "credential_state": "confirmed"}
    desk.commit(changes_of(Officer(**{**usual, **more})))
    return key


def test_that_a_planned_inspection_is_led_by_this_device_and_pinned(desk):
    inspection, problems = plan_inspection(desk, plan_entry(desk), {"checklist": "c1", "documents": {"D1": "d1"}})
    assert problems == []
    case = desk.case(inspection.id)
    assert case.inspection == inspection and inspection.lead_device == "first"
    assert inspection.pinned == {"checklist": "c1", "documents": {"D1": "d1"}}
    assert inspection.officers == ("jia", "yi") and case.unit.credit_code == CODE


def test_that_a_drawn_inspection_is_planned_from_a_list_of_names(desk):
    entry = plan_entry(desk)
    drawn = {"kind": "draw", "seed": "42", "list": f"演练甲局、{desk.unit(entry.unit).name}"}
    inspection, problems = plan_inspection(desk, replace(entry, source=drawn), {})
    assert problems == [] and inspection is not None
    unregistered = entry_problems(desk, replace(entry, source=drawn, unit=""))
    assert [one.field for one in unregistered] == ["unit"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"unit": ""}, "unit"),
        ({"form": "no-such-form"}, "form"),
        ({"form": "../.."}, "form"),
        ({"purpose": "字" * 201}, "purpose"),
        ({"secrecy": "字" * 2001}, "secrecy"),
        ({"secrecy": "手机😀关机"}, "secrecy"),
        ({"planned_to": DAY - timedelta(days=1)}, "planned_to"),
        ({"planned_from": date(2019, 1, 1)}, "planned_from"),
        ({"planned_to": date(2099, 12, 31)}, "planned_to"),
        ({"source": {"kind": "plan", "plan_title": "演练计划", "plan_date": "0001-01-01"}}, "source.plan_date"),
        ({"scope": ("字" * 1500, "字" * 501)}, "scope"),
        ({"source": {"kind": "plan", "plan_title": "字" * 2001}}, "source.plan_title"),
        ({"purpose": " "}, "purpose"),
        ({"basis": ("archives-law-2020:999",)}, "basis"),
    ],
)
def test_that_each_wrong_field_is_named(desk, fields, fault):
    inspection, problems = plan_inspection(desk, plan_entry(desk, **fields), {})
    assert inspection is None and [one.field for one in problems] == [fault]
    assert desk.store.read_all("inspection") == ()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"source": {"kind": "plan"}}, ["source-field-missing"]),
        ({"mode": "lead", "source": {"kind": "report", "content": "举报"}}, ["source-field-missing"]),
        ({"planned_from": None}, ["dates-missing"]),
        ({"officers": ("jia", "stranger")}, ["officer-unknown"]),
        ({"officers": ("jia", "ding")}, ["not-an-officer"]),
        ({"helpers": ("演练乙",)}, ["helper-as-officer"]),
    ],
)
def test_that_an_unlawful_plan_is_refused(desk, fields, codes):
    assert refused_codes(plan_inspection, desk, plan_entry(desk, **fields), {}) == codes
    assert desk.store.read_all("inspection") == ()


def test_that_one_officer_may_be_planned_first_and_the_other_assigned_later(desk):
    inspection = planned(desk, officers=("jia",))
    assert assign_officer(desk, inspection.id, "yi").officers == ("jia", "yi")
    assert assign_officer(desk, inspection.id, "yi").officers == ("jia", "yi")
    assert remove_officer(desk, inspection.id, "jia").officers == ("yi",)


def test_that_somebody_with_a_suspended_card_opens_no_inspection(desk):
    entry = plan_entry(desk)
    suspend_credential(desk, "jia", "事由")
    assert refused_codes(plan_inspection, desk, entry, {}) == ["credential-suspended"]
    assert refused_codes(plan_inspection, desk.acting("nobody"), entry, {}) == ["officer-unknown"]


def test_that_the_same_person_or_a_stranger_cannot_be_assigned(desk):
    inspection = planned(desk)
    assert "same-person-twice" in refused_codes(
        assign_officer, desk, inspection.id, newcomer(desk, credential="演练-0001")
    )
    lent = newcomer(desk, "ji", bureau="130606", name="演练己", credential="演练-0006")
    assert refused_codes(assign_officer, desk, inspection.id, lent) == ["other-bureau"]
    assert assign_officer(desk, inspection.id, lent, "保档函〔2026〕9号").seconded == {lent: "保档函〔2026〕9号"}
    assert refused_codes(assign_officer, desk, inspection.id, "nobody") == ["officer-missing"]


def test_that_an_enterprise_over_the_cap_waits_for_a_reason(desk):
    add_unit(desk, UnitEntry("演练企业", "enterprise", "130602", "91110000600037341L"))
    entry = {"unit": "unit-91110000600037341L"}
    set_enterprise_cap(desk, 1)
    first = planned(desk, **entry)
    assert first.frequency == 0
    with pytest.raises(Refused) as refused:
        plan_inspection(desk, plan_entry(desk, **entry), {}, more=True)
    assert refused.value.code == "reason-needed"
    second = planned(desk, **entry, reasons={"enterprise-frequency": "举报核查"})
    assert second.frequency == 1
    assert inspections_in_year(desk, entry["unit"], 2026) == 2
    call_off(desk, first.id, "重复立项")
    assert inspections_in_year(desk, entry["unit"], 2026) == 1
    assert inspections_in_year(desk, entry["unit"], 2027) == 0


def test_that_a_reason_is_kept_with_the_inspection(desk):
    inspection = planned(desk)
    give_reason(desk, inspection.id, "outside-planned-days", "单位要求改期")
    give_reason(desk, inspection.id, "no-recording", "设备故障")
    assert desk.case(inspection.id).inspection.reasons == {
        "outside-planned-days": "单位要求改期", "no-recording": "设备故障",
    }  # fmt: skip
    assert refused_codes(give_reason, desk, inspection.id, "no-recording", " ") == ["reason-missing"]


def test_that_the_plan_may_change_until_it_is_approved(desk):
    inspection = planned(desk)
    assert change_plan(desk, inspection.id, place="演练路2号", purpose="复核").place == "演练路2号"
    assert refused_codes(change_plan, desk, inspection.id, source={}) == ["source-missing"]
    assert refused_codes(change_plan, desk, inspection.id, purpose="字" * 201) == ["entry-wrong"]
    assert refused_codes(change_plan, desk, inspection.id, planned_to=date(2099, 1, 1)) == ["entry-wrong"]
    approve(desk, inspection.id, paper(desk, inspection.id, "D1"))
    assert refused_codes(change_plan, desk, inspection.id, place="别处") == ["plan-approved"]
    assert "再记录一次审批意见" in why_fixed(desk.case(inspection.id))
    with pytest.raises(ValueError, match="officers"):
        change_plan(desk, inspection.id, officers=("jia",))


def test_that_calling_off_needs_a_reason_and_ends_all(desk):
    inspection = ready(desk)
    assert refused_codes(call_off, desk, inspection, " ") == ["reason-missing"]
    assert call_off(desk, inspection, "单位搬迁").called_off["reason"] == "单位搬迁"
    assert refused_codes(call_off, desk, inspection, "再次") == ["called-off"]
    assert refused_codes(remove_officer, desk, inspection, "jia") == ["called-off"]


def test_that_a_sealed_record_fixes_the_team(desk):
    inspection = ready(desk)
    seal(desk, inspection)
    assert refused_codes(remove_officer, desk, inspection, "jia") == ["record-sealed"]
    assert refused_codes(assign_officer, desk, inspection, newcomer(desk)) == ["record-sealed"]
    assert refused_codes(call_off, desk, inspection, "事由") == ["record-sealed"]
