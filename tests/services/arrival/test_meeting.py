"""Persons, cards, rights and recusal on a real store, up to the moment at which checking may start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.procedure.guards import blockers
from app.errors import Refused
from app.services.arrival.meeting import (
    PersonEntry,
    RightsEntry,
    bind_authorization,
    decide_recusal,
    record_person,
    show_credentials_and_tell_rights,
    void_person,
)
from app.services.arrival.recordings import RecordingEntry, register_recording
from app.services.arrival.visits import begin_visit, leave, refuse_entry, sign_in
from app.services.circumstances import circumstances
from app.services.registers.officers import suspend_credential
from tests.services.office import office, photo, ready, seal, serve_notice, watch

HEAD = PersonEntry("演练负责人", "局长", "responsible", "演练证件-1")


@pytest.fixture
def site(tmp_path):
    """Give a desk and an inspection whose officers have arrived and signed in."""
    with office(tmp_path / "data") as desk:
        inspection = ready(desk)
        begin_visit(desk, inspection, "演练路1号")
        for one in ("jia", "yi"):
            sign_in(desk.acting(one), inspection, one)
        watch(desk).pass_by(minutes=5)
        yield desk, inspection


def refused_codes(act, *args, **more):
    """Return the codes of the refusal that the act meets."""
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return [one.code for one in refused.value.blockers]


def faults(result):
    """Return the fields of the problems told, where nothing was recorded."""
    assert result[0] is None
    return [one.field for one in result[1]]


NOT_ASKED_FOR = {"requested": False}


def lacking(desk, inspection):
    """Return what checking still waits for."""
    case = desk.case(inspection)
    return [one.code for one in blockers("start_checking", case, circumstances(desk, case))]


def told(desk, inspection, **more):
    """Return the telling of rights to the responsible person."""
    known = [one for one in desk.case(inspection).persons if one.name == HEAD.name]
    person = known[0] if known else record_person(desk, inspection, HEAD)[0]
    more.setdefault("recusal", NOT_ASKED_FOR)
    rights, problems = show_credentials_and_tell_rights(
        desk, inspection, RightsEntry(person.id, "已看清执法证件，知道权利义务", **more)
    )
    assert problems == []
    return rights


def test_that_checking_may_start_after_persons_rights_and_notice(site):
    desk, inspection = site
    assert lacking(desk, inspection) == ["no-responsible-person", "rights-not-told", "d2-not-served"]
    rights = told(desk, inspection, recusal={"requested": False}, statement={"wanted": False})
    assert [card["officer"] for card in rights.credentials] == ["jia", "yi"]
    assert rights.credentials[0]["valid_until"] == "2027-12-31"
    serve_notice(desk, inspection, rights.person)
    assert lacking(desk, inspection) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (PersonEntry(" ", "局长", "responsible"), "name"),
        (PersonEntry("演练丙", "局长", "boss"), "role"),
        (PersonEntry("演练丙", " ", "other"), "post"),
        (PersonEntry("演练丙", "科长", "deputy", authorization="none"), "authorization"),
        (PersonEntry("演练乙", "", "witness"), "name"),
        (PersonEntry("字" * 201, "局长", "other"), "name"),
    ],
)
def test_that_each_wrong_field_of_a_person_is_named(site, entry, fault):
    assert faults(record_person(*site, entry)) == [fault]


def test_that_a_namesake_of_an_officer_is_a_witness_by_the_number_of_the_id(site):
    assert faults(record_person(*site, PersonEntry("演练乙", "", "witness"))) == ["name"]
    assert record_person(*site, PersonEntry("演练乙", "", "witness", "演练证件-9"))[0].role == "witness"


def test_that_a_deputy_speaks_for_the_unit_with_the_letter_only(site):
    desk, inspection = site
    deputy, _ = record_person(desk, inspection, PersonEntry("演练丙", "副局长", "deputy"))
    assert {"no-responsible-person", "deputy-without-authorization"} <= set(lacking(desk, inspection))
    assert refused_codes(bind_authorization, desk, inspection, deputy.id, "none") == ["evidence-missing"]
    assert refused_codes(bind_authorization, desk, inspection, "none", "none") == ["person-missing"]
    bind_authorization(desk, inspection, deputy.id, photo(desk, inspection))
    assert not {"no-responsible-person", "deputy-without-authorization"} & set(lacking(desk, inspection))


def test_that_the_telling_names_person_answer_and_a_sensible_time(site):
    desk, inspection = site
    person, _ = record_person(desk, inspection, HEAD)
    tell = show_credentials_and_tell_rights
    now = desk.now()
    no = {"recusal": NOT_ASKED_FOR}
    cases = [
        (RightsEntry("none", "已知晓", **no), ["person"]),
        (RightsEntry(person.id, " ", **no), ["acknowledged"]),
        (RightsEntry(person.id, "已知晓", **no, shown_at=now - timedelta(hours=1)), ["shown_at"]),
        (RightsEntry(person.id, "已知晓", **no, told_at=now + timedelta(hours=1)), ["told_at"]),
        (RightsEntry(person.id, "已知晓", **no, told_at=now - timedelta(minutes=2)), ["told_at"]),
        (RightsEntry(person.id, "已知晓"), ["recusal"]),
        (RightsEntry(person.id, "已知晓", recusal={"requested": True}), ["recusal", "recusal"]),
    ]
    assert [faults(tell(desk, inspection, entry)) for entry, _ in cases] == [fields for _, fields in cases]
    suspend_credential(desk, "yi", "事由")
    assert refused_codes(tell, desk, inspection, RightsEntry(person.id, "已知晓")) == ["credential-suspended"]


def test_that_nothing_is_told_where_entry_was_refused_but_who_refused_is_registered(site):
    desk, inspection = site
    refuse_entry(desk, inspection, "不同意检查", "门卫")
    person, problems = record_person(desk, inspection, PersonEntry("演练门卫", "门卫", "other"))
    assert problems == []
    entry = RightsEntry(person.id, "拒绝")
    assert refused_codes(show_credentials_and_tell_rights, desk, inspection, entry) == ["entry-refused"]


def asked(desk, inspection):
    """Return the telling at which the recusal of 演练乙 was asked for."""
    return told(desk, inspection, recusal={"requested": True, "officer": "yi", "reason": "系被检查单位负责人亲属"})


def test_that_the_leader_denies_a_recusal_and_the_officer_stays(site):
    desk, inspection = site
    rights = asked(desk, inspection)
    serve_notice(desk, inspection, rights.person)
    assert lacking(desk, inspection) == []
    decided = decide_recusal(desk, inspection, rights.id, "refused", "ding", "无利害关系")
    assert decided.recusal["decided_by"] == "ding" and decided.recusal["reason"] == "系被检查单位负责人亲属"
    assert desk.case(inspection).inspection.officers == ("jia", "yi")
    assert refused_codes(decide_recusal, desk, inspection, rights.id, "granted", "ding") == ["recusal-decided"]


def test_that_a_granted_recusal_takes_the_officer_out_at_once(site):
    desk, inspection = site
    rights = asked(desk, inspection)
    decide_recusal(desk, inspection, rights.id, "granted", "ding")
    assert desk.case(inspection).inspection.officers == ("jia",)
    assert "fewer-than-two" in lacking(desk, inspection)


def test_that_only_the_leader_decides_what_was_asked(site):
    desk, inspection = site
    rights = asked(desk, inspection)
    assert refused_codes(decide_recusal, desk, inspection, rights.id, "granted", "jia") == ["recusal-not-by-leader"]
    assert refused_codes(decide_recusal, desk, inspection, rights.id, "maybe", "ding") == ["recusal-decision"]
    assert refused_codes(decide_recusal, desk, inspection, "none", "granted", "ding") == ["rights-missing"]
    quiet = told(desk, inspection)
    assert refused_codes(decide_recusal, desk, inspection, quiet.id, "granted", "ding") == ["recusal-not-requested"]


def recording(desk, **more):
    usual = {"number": "演练-0001", "started_at": desk.now() - timedelta(minutes=10), "ended_at": desk.now()}
    return RecordingEntry(**{**usual, **more})


def test_that_a_body_camera_file_is_registered_at_its_visit(site):
    desk, inspection = site
    entry = recording(desk, sha256="AB" * 32)
    kept, problems = register_recording(desk, inspection, entry)
    assert problems == [] and kept.visit == desk.case(inspection).visits[0].id and kept.sha256 == "ab" * 32
    assert faults(register_recording(desk, inspection, entry)) == ["number"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"number": " "}, ["number"]),
        ({"sha256": "12"}, ["sha256"]),
        ({"minutes": -20}, ["ended_at"]),
        ({"minutes": 20}, ["ended_at"]),
    ],
)
def test_that_each_wrong_field_of_a_file_is_named(site, fields, fault):
    desk, inspection = site
    fields = dict(fields)
    if "minutes" in fields:
        fields["ended_at"] = desk.now() + timedelta(minutes=fields.pop("minutes"))
    found = faults(register_recording(desk, inspection, recording(desk, **fields)))
    assert set(found) >= set(fault)


def test_that_a_file_of_another_day_belongs_to_no_visit(site):
    desk, inspection = site
    day = timedelta(days=1)
    entry = recording(desk, started_at=desk.now() - day, ended_at=desk.now() - day + timedelta(minutes=1))
    assert faults(register_recording(desk, inspection, entry)) == ["started_at"]


def test_that_a_sealed_record_takes_no_more_persons_but_the_camera_that_ran_on(site):
    desk, inspection = site
    seal(desk, inspection)
    met, _ = record_person(desk, inspection, HEAD)
    assert met.visit == "", "who is met afterwards was at no visit"
    kept, problems = register_recording(desk, inspection, recording(desk))
    assert problems == [] and desk.case(inspection).recordings == (kept,)


def test_that_officers_leave_after_the_seal_and_the_sealed_visit_stays_as_it_was(site):
    desk, inspection = site
    seal(desk, inspection)
    (visit,) = desk.case(inspection).visits
    watch(desk).pass_by(minutes=30)
    left, problems = leave(desk, inspection)
    assert problems == [] and left.left_at == desk.now()
    assert desk.case(inspection).visits[0].left_at == desk.now()
    assert desk.store.read("visit", visit.id).value("left_at") is None
    assert refused_codes(leave, desk, inspection) == ["no-visit"]


def test_that_a_person_registered_by_mistake_can_be_taken_back(site):
    desk, inspection = site
    deputy, _ = record_person(desk, inspection, PersonEntry("演练受托人", "科员", "deputy", "演练证件-9"))
    void_person(desk, inspection, deputy.id, "登记有误")
    assert not any(one.id == deputy.id for one in desk.case(inspection).persons)


def test_that_who_was_told_the_rights_cannot_be_taken_back(site):
    desk, inspection = site
    head, _ = record_person(desk, inspection, HEAD)
    entry = RightsEntry(head.id, "已看清证件，知道权利", recusal=NOT_ASKED_FOR)
    show_credentials_and_tell_rights(desk, inspection, entry)
    assert refused_codes(void_person, desk, inspection, head.id, "登记有误") == ["person-acted"]


def test_that_taking_a_person_back_needs_a_reason(site):
    desk, inspection = site
    head, _ = record_person(desk, inspection, HEAD)
    assert refused_codes(void_person, desk, inspection, head.id, " ") == ["void-without-reason"]
