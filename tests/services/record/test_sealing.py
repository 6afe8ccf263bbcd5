"""What sealing the record needs, what the seal covers, and that nothing gets past it on any replica."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import ADD, Change
from app.domain.procedure.records import INK, REFUSAL
from app.errors import DocumentFailed, Refused
from app.services.arrival.unsigned import explain_unsigned
from app.services.arrival.visits import call_off_visit, prove_refusal, refuse_entry
from app.services.checking.answering import answer
from app.services.papers.legality import give_reason
from app.services.papers.printable import set_paper
from app.services.preparation.calling_off import call_off
from app.services.record import journey
from app.services.voiding import voiding
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import (
    at_the_table,
    certify,
    change,
    elsewhere,
    everybody_signs,
    ink,
    led_by,
    picture,
    read_out,
    refused_codes,
    seal,
    sent,
    somebody,
)
from tests.services.on_site import BUREAU, MORNING, OnSite, on_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data") as begun:
        yield begun


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(
        tmp_path / "second", new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=MORNING
    )
    yield store
    store.close()


def seal_now(site: OnSite) -> str:
    return journey.seal_record(site.desk, site.inspection).state


def seals(site: OnSite) -> int:
    return len(site.desk.case(site.inspection).seals)


@pytest.mark.parametrize(("missing", "code"), [
    ("jia", "officer-not-signed"), ("yi", "officer-not-signed"), ("unit", "unit-not-signed"),
])
def test_that_each_officer_and_the_unit_must_have_signed(site: OnSite, missing: str, code: str) -> None:
    witness = somebody(site, "演练见证人")
    read_out(site)
    ink(site, witness, "witness")
    for who, role in (("jia", "officer"), ("yi", "officer"), (site.person, "responsible")):
        if who != missing and (missing != "unit" or role == "officer"):
            ink(site, who, role)
    with pytest.raises(Refused) as refused:
        seal_now(site)
    assert refused_codes(refused) == [code] and seals(site) == 0


def test_that_words_changed_after_everybody_signed_are_not_sealed(site: OnSite) -> None:
    read_out(site)
    everybody_signs(site)
    site.desk.commit([change(site, "q1_1", {"verdict": "conforms", "note": "补写一句"})])
    with pytest.raises(Refused) as refused:
        seal_now(site)
    assert refused_codes(refused) == ["paper-changed"] and seals(site) == 0


def test_that_only_the_lead_device_seals(site: OnSite) -> None:
    read_out(site)
    everybody_signs(site)
    led_by(site, "second")
    with pytest.raises(Refused) as refused:
        seal_now(site)
    assert refused_codes(refused) == ["not-lead-device"] and seals(site) == 0


def test_that_an_orphan_piece_of_evidence_blocks_sealing(site: OnSite, tmp_path: Path) -> None:
    read_out(site)
    everybody_signs(site)
    picture(site, tmp_path)
    with pytest.raises(Refused) as refused:
        seal_now(site)
    assert refused_codes(refused) == ["evidence-orphan"]


def test_that_a_character_no_font_has_is_named_before_anything_is_sealed(site: OnSite, monkeypatch) -> None:
    monkeypatch.setattr("app.services.desk.as_written", list)  # as a laptop with an older program let it through
    read_out(site, "没有异议\U0001fae0")
    everybody_signs(site)
    with pytest.raises(DocumentFailed, match="\U0001fae0"):
        seal_now(site)
    record = site.desk.case(site.inspection).document("D4")
    assert record is not None and (record.state, record.frozen_at, seals(site)) == ("draft", None, 0)


def test_that_sealed_content_refuses_every_later_change_here(site: OnSite) -> None:
    document = seal(site)
    sample = site.desk.shelf.checklist("electronic-records").checklist.question_of_code("2.4")
    assert sample is not None and document.state == "signed"
    checklist = site.desk.shelf.checklist("electronic-records").checklist
    late = (
        change(site, "q1_1", {"verdict": "violates", "severity": "serious"}),
        change(site, sample.inspection.sample, "row-1", "rows", "rows", ADD),
        change(site, checklist.items[0].key, {"result": "conforms"}, "item_result", "overrule"),
        Change("content", document.id, "data", {}),
        Change("inspection", site.inspection, "purpose", "改写"),
    )
    for one in late:
        with pytest.raises(Refused, match="封存"):
            site.desk.commit([one])


def test_that_an_edit_elsewhere_that_the_seal_did_not_see_is_refused_there_too(site: OnSite, second: Store) -> None:
    read_out(site)
    second.replication.receive(sent(site.desk.store), cursor=1, now=MORNING)
    there = elsewhere(site, second)
    there.desk.commit([change(site, "q1_1", {"verdict": "violates", "severity": "serious"})])
    everybody_signs(site)
    seal_now(site)
    second.replication.receive(sent(site.desk.store), cursor=2, now=MORNING)
    site.desk.store.replication.receive(sent(second), cursor=1, now=MORNING)
    for store in (second, site.desk.store):
        assert [one.field for one in store.refused(site.inspection)] == ["value"]
        assert store.read("answer", f"{site.inspection}/q1_1").value("value") == {"verdict": "conforms"}
    assert second.upkeep.fold_digest() == site.desk.store.upkeep.fold_digest()


def refused_entry(folder: Path, site: OnSite) -> None:
    told, problems = refuse_entry(site.desk, site.inspection, "称领导不在（演练）", "门卫（演练）")
    assert told is not None, problems
    prove_refusal(site.desk, site.inspection, told.id, media=[picture(site, folder, set_aside="拒绝进场的情形")])


def test_that_a_refused_entry_is_sealed_without_a_checklist_and_told_in_the_record(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        certify(site.desk.store)
        refused_entry(tmp_path, site)
        journey.draft_record(site.desk, site.inspection)
        ink(site, "jia", "officer")
        ink(site, "yi", "officer")
        journey.sign(
            site.desk, site.inspection, site.person, "responsible", "refusal", reason="不在场", media=[
                site.desk.case(site.inspection).evidence[0].id
            ],
        )  # fmt: skip
        document = journey.seal_record(site.desk, site.inspection)
        case = site.desk.case(site.inspection)
        text = set_paper(site.desk, case, document).text.replace("\n", "")
        with pytest.raises(Refused, match="封存"):
            site.desk.commit([change(site, "q1_1", {"verdict": "conforms"})])
    assert {one.way for one in case.signatures} == {INK, REFUSAL} and not case.answers
    assert "拒绝检查人员进场，理由：称领导不在（演练）" in text and "证据1" in text and "检查表各项均未检查" in text


def test_that_an_entry_refused_by_nobody_known_is_recorded_by_the_officers_alone(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        certify(site.desk.store)
        told = site.desk.case(site.inspection).rights[0]
        gone = (("person", site.person), ("rights", told.id))
        site.desk.commit([voiding(site.desk, entity, one, "未见到负责人") for entity, one in gone])
        refused_entry(tmp_path, site)
        journey.draft_record(site.desk, site.inspection)
        ink(site, "jia", "officer")
        ink(site, "yi", "officer")
        assert seal_now(site) == "signed"


def turned_away(folder: Path, site: OnSite) -> str:
    """Return the visit at which entry was refused and nobody signed in; it is the next day."""
    case = site.desk.case(site.inspection)
    gone = [("sign_in", one.id) for one in case.sign_ins] + [("rights", one.id) for one in case.rights]
    gone.append(("person", site.person))
    site.desk.commit([voiding(site.desk, entity, one, "未能签到（演练）") for entity, one in gone])
    refused_entry(folder, site)
    site.watch.pass_by(days=1)
    return case.visits[0].id


def test_that_a_refused_entry_where_nobody_signed_in_is_sealed_once_the_reason_is_recorded(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        certify(site.desk.store)
        visit = turned_away(tmp_path, site)
        journey.draft_record(site.desk, site.inspection)
        with pytest.raises(Refused) as refused:
            ink(site, "jia", "officer")
        found = [one for one in refused.value.blockers if one.code in ("visit-understaffed", "never-signed-in")]
        assert {one.place for one in found} == {"arrival/unsigned"} and len(found) == 3
        told, problems = explain_unsigned(site.desk, site.inspection, visit, ("jia", "yi"), "锁门，未能开机（演练）")
        assert told is not None, problems
        journey.draft_record(site.desk, site.inspection)
        ink(site, "jia", "officer")
        ink(site, "yi", "officer")
        record = site.desk.case(site.inspection).document("D4").id
        give_reason(site.desk, site.inspection, record, "T15", "拒绝进场，次日才能签名（演练）")
        document = journey.seal_record(site.desk, site.inspection)
        text = set_paper(site.desk, site.desk.case(site.inspection), document).text.replace("\n", "")
    assert "执法人员演练甲、演练乙当日到场，没有在本机签到，原因：锁门，未能开机（演练）" in text


def test_that_the_reason_of_a_missing_sign_in_is_told_by_two_who_were_there_and_on_a_later_day(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        visit = turned_away(tmp_path, site)
        for officers, reason, field in ((("jia",), "锁门", "officers"), (("jia", "yi"), " ", "reason")):
            told, problems = explain_unsigned(site.desk, site.inspection, visit, officers, reason)
            assert told is None and [one.field for one in problems] == [field]
        with pytest.raises(Refused) as absent:
            explain_unsigned(site.desk, site.inspection, visit, ("yi",), "锁门")
        site.watch.pass_by(days=-1)
        with pytest.raises(Refused) as today:
            explain_unsigned(site.desk, site.inspection, visit, ("jia", "yi"), "锁门")
        assert (refused_codes(absent), refused_codes(today)) == (["not-there"], ["sign-in-possible"])


def test_that_a_visit_that_was_let_in_is_not_explained_afterwards(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        visit = site.desk.case(site.inspection).visits[0].id
        site.watch.pass_by(days=1)
        with pytest.raises(Refused) as refused:
            explain_unsigned(site.desk, site.inspection, visit, ("jia", "yi"), "忘记（演练）")
        assert refused_codes(refused) == ["not-refused"]


def test_that_a_called_off_visit_takes_no_answers_and_seals_nothing(tmp_path: Path) -> None:
    with on_site(tmp_path / "data") as site:
        call_off_visit(site.desk, site.inspection, "单位停电（演练）")
        with pytest.raises(Refused) as refused:
            answer(site.desk, site.inspection, "q1_1", {"verdict": "conforms"})
        assert "visit-called-off" in refused_codes(refused)
        journey.draft_record(site.desk, site.inspection)
        with pytest.raises(Refused) as unsealed:
            seal_now(site)
        assert "questions-open" in refused_codes(unsealed) and seals(site) == 0


def test_that_an_inspection_called_off_is_not_sealed(site: OnSite) -> None:
    read_out(site)
    everybody_signs(site)
    call_off(site.desk, site.inspection, "重复立项（演练）")
    with pytest.raises(Refused) as refused:
        seal_now(site)
    assert "called-off" in refused_codes(refused) and seals(site) == 0
