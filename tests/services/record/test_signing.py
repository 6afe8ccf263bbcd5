"""Who may sign the record, on which words, and what a refusal needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import OTHER, WITNESS, Person
from app.errors import Refused
from app.services.arrival.meeting import PersonEntry, record_person
from app.services.papers.life import record_sheet_print
from app.services.papers.signing import void_signature
from app.services.record import journey
from app.services.rehearsal.ink import strokes_of
from tests.services.at_the_table import (
    at_the_table,
    change,
    everybody_signs,
    ink,
    picture,
    read_out,
    refused_codes,
    seal,
    somebody,
)
from tests.services.on_site import OnSite, acting


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


def refuse(site: OnSite, **details: Any) -> Any:
    said = {"reason": "须先请示（演练）", **details}
    return journey.sign(site.desk, site.inspection, site.person, "responsible", "refusal", **said)


def the_record(site: OnSite) -> str:
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None
    return record.id


def signatures(site: OnSite) -> int:
    return len(site.desk.case(site.inspection).signatures)


def test_that_nobody_signs_words_that_changed_since_they_were_drafted(site: OnSite) -> None:
    read_out(site)
    site.desk.commit([change(site, "q1_1", {"verdict": "conforms", "note": "补写一句"})])
    with pytest.raises(Refused) as refused:
        ink(site, site.person, "responsible")
    assert refused_codes(refused) == ["paper-changed"] and signatures(site) == 0


def test_that_words_read_back_once_must_be_read_back_again_after_a_change(site: OnSite) -> None:
    read_out(site)
    site.desk.commit([change(site, "q1_1", {"verdict": "conforms", "note": "补写一句"})])
    with pytest.raises(Refused) as stale:
        journey.read_back(site.desk, site.inspection, site.person, "screen")
    journey.draft_record(site.desk, site.inspection)
    with pytest.raises(Refused) as unread:
        ink(site, site.person, "responsible")
    assert (refused_codes(stale), refused_codes(unread)) == (["paper-changed"], ["not-read-back"])
    journey.read_back(site.desk, site.inspection, site.person, "screen")
    ink(site, site.person, "responsible")
    assert signatures(site) == 1


def test_that_a_signed_record_is_drafted_again_only_after_the_signature_was_voided(site: OnSite) -> None:
    read_out(site)
    signed = ink(site, "jia", "officer")
    with pytest.raises(Refused) as refused:
        journey.draft_record(site.desk, site.inspection)
    assert refused_codes(refused) == ["paper-signed"]
    with pytest.raises(Refused):
        void_signature(site.desk, signed, " ")
    assert signatures(site) == 1
    void_signature(site.desk, signed, "笔录有误，重新制作")
    journey.draft_record(site.desk, site.inspection)
    assert signatures(site) == 0


@pytest.mark.parametrize("role", ["officer", "other", "witness"])
def test_that_an_officer_cannot_sign_for_another_in_whatever_role(site: OnSite, role: str) -> None:
    read_out(site)
    with pytest.raises(Refused) as refused:
        journey.sign(site.desk, site.inspection, "yi", role, "ink", ink=strokes_of("yi"))
    assert refused_codes(refused) == ["signer-other-officer"] and signatures(site) == 0


def test_that_an_officer_signs_as_officer_and_does_not_refuse(site: OnSite) -> None:
    read_out(site)
    with pytest.raises(Refused) as role:
        journey.sign(site.desk, site.inspection, "jia", "witness", "ink", ink=strokes_of("jia"))
    with pytest.raises(Refused) as refusal:
        journey.sign(site.desk, site.inspection, "jia", "officer", "refusal", reason="不同意", witness=site.person)
    assert refused_codes(role) == ["signer-role"] == refused_codes(refusal)


def test_that_a_witness_cannot_sign_as_the_responsible_person(site: OnSite) -> None:
    witness = somebody(site, "演练见证人")
    read_out(site)
    with pytest.raises(Refused) as refused:
        ink(site, witness, "responsible")
    assert refused_codes(refused) == ["signer-role"]


def test_that_strangers_and_those_who_signed_already_are_turned_away(site: OnSite) -> None:
    read_out(site)
    ink(site, site.person, "responsible")
    with pytest.raises(Refused) as again:
        ink(site, site.person, "responsible")
    with pytest.raises(Refused) as stranger:
        journey.sign(site.desk, site.inspection, "ding", "responsible", "ink", ink=strokes_of("ding"))
    assert (refused_codes(again), refused_codes(stranger)) == (["signed-already"], ["signer-unknown"])


@pytest.mark.parametrize(("way", "code"), [("ink", "ink-empty"), ("paper", "paper-missing")])
def test_that_a_signature_without_its_sign_is_none(site: OnSite, way: str, code: str) -> None:
    read_out(site)
    with pytest.raises(Refused) as refused:
        journey.sign(site.desk, site.inspection, site.person, "responsible", way)
    assert refused_codes(refused) == [code]


def test_that_a_refusal_needs_its_reason_and_a_witness_or_a_picture(site: OnSite, tmp_path: Path) -> None:
    witness = somebody(site, "演练见证人")
    read_out(site)
    with pytest.raises(Refused) as silent:
        refuse(site, reason=" ", witness=witness)
    with pytest.raises(Refused) as alone:
        refuse(site)
    with pytest.raises(Refused) as himself:
        refuse(site, witness=site.person)
    with pytest.raises(Refused) as nowhere:
        refuse(site, media=[f"{site.inspection}/nothing"])
    told = [refused_codes(one) for one in (silent, alone, himself, nowhere)]
    assert told == [["refusal-reason"], ["refusal-witness"], ["witness-unknown"], ["proof-unknown"]]
    assert refuse(site, witness=witness).reason and signatures(site) == 1


def test_that_a_refusal_filmed_while_signing_leaves_the_words_as_they_are(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    ink(site, "jia", "officer")
    ink(site, "yi", "officer")
    refuse(site, media=[picture(site, tmp_path)])
    assert journey.seal_record(site.desk, site.inspection).state == "signed"


def test_that_a_sheet_signed_by_hand_is_photographed_after_the_draft_and_bound(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    sheet = picture(site, tmp_path)
    for who in ("jia", "yi"):
        journey.sign(acting(site, who).desk, site.inspection, who, "officer", "paper", paper=sheet)
    journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=sheet)
    assert journey.seal_record(site.desk, site.inspection).state == "signed"
    assert {one.paper for one in site.desk.case(site.inspection).signatures} == {sheet}


def test_that_a_sheet_photographed_before_the_record_is_no_signature_on_it(site: OnSite, tmp_path: Path) -> None:
    earlier = picture(site, tmp_path, set_aside="签名页")
    site.watch.pass_by(minutes=5)
    read_out(site)
    with pytest.raises(Refused) as refused:
        journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=earlier)
    assert refused_codes(refused) == ["sheet-of-other-words"]


def test_that_a_sheet_of_the_record_before_its_words_changed_is_no_signature(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    record = the_record(site)
    record_sheet_print(site.desk, site.inspection, record, "演练打印机")
    site.watch.pass_by(minutes=5)
    sheet = picture(site, tmp_path)
    picture(site, tmp_path, links=("1.1",))
    site.watch.pass_by(minutes=5)
    read_out(site)
    with pytest.raises(Refused) as refused:
        journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=sheet)
    assert refused_codes(refused) == ["sheet-of-other-words"]
    site.watch.pass_by(minutes=5)
    again = picture(site, tmp_path)
    with pytest.raises(Refused) as refused:
        journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=again)
    assert refused_codes(refused) == ["sheet-printed-before"], "the photo is new, the sheet is of the words before"
    record_sheet_print(site.desk, site.inspection, record, "演练打印机")
    journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=again)


def test_that_a_record_drafted_again_with_the_same_words_keeps_its_signed_sheet(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    record = the_record(site)
    record_sheet_print(site.desk, site.inspection, record, "演练打印机")
    site.watch.pass_by(minutes=5)
    sheet = picture(site, tmp_path)
    site.watch.pass_by(minutes=5)
    journey.draft_record(site.desk, site.inspection)
    journey.sign(site.desk, site.inspection, site.person, "responsible", "paper", paper=sheet)
    assert signatures(site) == 1


def test_that_evidence_linked_after_the_draft_changes_the_record(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    picture(site, tmp_path, links=("1.1",))
    with pytest.raises(Refused) as refused:
        ink(site, site.person, "responsible")
    assert refused_codes(refused) == ["paper-changed"]


def test_that_a_statement_is_taken_of_people_present_and_before_the_seal(site: OnSite) -> None:
    with pytest.raises(Refused) as stranger:
        journey.state_for_unit(site.desk, site.inspection, "nobody", "没有意见")
    with pytest.raises(Refused) as endless:
        journey.state_for_unit(site.desk, site.inspection, site.person, "言" * 10_001)
    seal(site)
    with pytest.raises(Refused) as late:
        journey.state_for_unit(site.desk, site.inspection, site.person, "又想起一点")
    told = [refused_codes(one) for one in (stranger, endless, late)]
    assert told == [["speaker-unknown"], ["statement-long"], ["record-sealed"]]


def test_that_others_may_sign_besides(site: OnSite) -> None:
    other = somebody(site, "演练信息中心主任", OTHER)
    read_out(site)
    everybody_signs(site)
    ink(site, other, "other")
    assert signatures(site) == 4


def test_that_a_witness_who_told_no_post_keeps_nobody_from_sealing(site: OnSite) -> None:
    witness, problems = record_person(site.desk, site.inspection, PersonEntry("演练见证人", "", WITNESS))
    assert witness is not None and not problems
    read_out(site)
    everybody_signs(site)
    ink(site, witness.id, "witness")
    assert journey.seal_record(site.desk, site.inspection).state == "signed"


def test_that_what_must_stand_in_the_record_is_asked_for_before_it_is_read_back(site: OnSite) -> None:
    case = site.desk.case(site.inspection)
    nameless = Person(site.desk.part_id(site.inspection), case.visits[-1].id, "", "职员", OTHER)
    site.desk.commit(changes_of(nameless))
    with pytest.raises(Refused) as refused:
        read_out(site)
    assert refused_codes(refused) == ["slot-blank"] and refused.value.blockers[0].place == "persons"
    assert "被检查单位在场人员姓名" in refused.value.blockers[0].text
