"""Officers who join or leave after the seal: the record says who inspected, two officers in office go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clock import iso
from app.domain.operations import ADD, Change
from app.domain.procedure.mapping import changes_of
from app.domain.procedure.records import REVOKED
from app.errors import Refused
from app.services.listing.leaving import left_behind
from app.services.papers.delivery import complete_service, sign_receipt
from app.services.preparation.approvals import Decision, record_approval
from app.services.preparation.relieving import relieve
from app.services.rechecking.planning import proposed_plan
from app.services.rehearsal.ink import strokes_of
from app.services.timeline.telling import timeline
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import VIOLATES, at_the_table, begin, order, refused_codes, seal, sent, stamped
from tests.services.on_site import BUREAU, OnSite, acting, officer
from tests.services.papers.made import final, numbers

NEW = officer("xin", "演练辛", 8, "officer")
WHY = "演练乙已退休（演练）"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        begun.desk.commit(changes_of(NEW))
        yield begun


def retire(site: OnSite, who: str) -> None:
    held = site.desk.officers()[who]
    gone = {"reason": "退休", "by": "jia", "at": iso(site.desk.now())}
    site.desk.commit(changes_of(replace(held, retired=gone, credential_state=REVOKED), "retired", "credential_state"))


def relieved(site: OnSite) -> None:
    """Let the new officer take the place of 演练乙."""
    relieve(site.desk, site.inspection, "xin", joins=True, reason=WHY)
    relieve(site.desk, site.inspection, "yi", joins=False, reason=WHY)


def hand_over(site: OnSite, document: str, *servers: str) -> None:
    receipt = begin(site, document).id
    for who in servers:
        desk = acting(site, who).desk
        sign_receipt(desk, site.inspection, receipt, who, "server", "ink", ink=strokes_of(who))
    sign_receipt(site.desk, site.inspection, receipt, site.person, "recipient", "ink", ink=strokes_of("x"))
    complete_service(site.desk, site.inspection, receipt)


def test_that_a_paper_is_served_though_one_of_the_inspecting_officers_has_left(site: OnSite) -> None:
    document = stamped(site)
    site.watch.pass_by(days=2)
    retire(site, "yi")
    with pytest.raises(Refused):
        begin(site, document)
    relieved(site)
    hand_over(site, document, "jia", "xin")
    case = site.desk.case(site.inspection)
    assert case.was_served(document)
    assert case.services[-1].servers == ("jia", "xin")


def test_that_the_record_still_names_who_inspected(site: OnSite) -> None:
    stamped(site)
    relieved(site)
    case = site.desk.case(site.inspection)
    assert set(case.inspection.officers) == {"jia", "yi"}
    assert set(case.handlers) == {"jia", "xin"}
    record = case.document("D4")
    assert record is not None
    assert {one["name"] for one in case.contents[record.id].data["officers"]} == {"演练甲", "演练乙"}


def test_that_who_joined_may_act_and_is_proposed_for_the_recheck(site: OnSite) -> None:
    document = stamped(site)
    relieved(site)
    begin(acting(site, "xin"), document)
    case = site.desk.case(site.inspection)
    assert set(proposed_plan(site.desk, case).officers) == {"jia", "xin"}


def test_that_a_correction_is_signed_by_who_took_the_place_of_one_who_left(site: OnSite) -> None:
    numbers(site)
    order(site)
    seal(site)
    relieved(site)
    corrected = final(site, "D47")
    signed = {one.signer for one in site.desk.case(site.inspection).signatures if one.document == corrected}
    assert {"jia", "xin"} <= signed
    assert "yi" not in signed


@pytest.mark.parametrize(
    ("who", "joins", "reason", "told"),
    [
        ("yi", False, WHY, "fewer-than-two"), ("xin", True, " 　", "reason-missing"),
        ("wu", True, WHY, "not-an-officer"), ("wai", True, WHY, "other-bureau"),
    ],
)  # fmt: skip
def test_that_the_team_stays_lawful(site: OnSite, who: str, joins: bool, reason: str, told: str) -> None:
    site.desk.commit(changes_of(replace(NEW, id="wai", name="演练壬", credential="演练-0009", bureau="130602")))
    order(site)
    seal(site)
    with pytest.raises(Refused) as refused:
        relieve(site.desk, site.inspection, who, joins=joins, reason=reason)
    assert told in refused_codes(refused)
    assert set(site.desk.case(site.inspection).handlers) == {"jia", "yi"}


def test_that_nobody_joins_with_a_card_that_has_run_out(site: OnSite) -> None:
    site.desk.commit(changes_of(replace(NEW, valid_until=site.desk.now().date() - timedelta(days=1)), "valid_until"))
    order(site)
    seal(site)
    with pytest.raises(Refused):
        relieve(site.desk, site.inspection, "xin", joins=True, reason=WHY)


def test_that_before_the_seal_officers_are_assigned_as_ever(site: OnSite) -> None:
    with pytest.raises(Refused) as refused:
        relieve(site.desk, site.inspection, "xin", joins=True, reason=WHY)
    assert refused_codes(refused) == ["record-not-sealed"]


def test_that_the_course_tells_who_took_over_and_why(site: OnSite) -> None:
    order(site)
    seal(site)
    relieved(site)
    told = [(one.title, one.detail) for one in timeline(site.desk, site.desk.case(site.inspection))]
    assert ("演练辛接替承办", f"演练甲：{WHY}") in told
    assert ("演练乙不再承办", f"演练甲：{WHY}") in told


def test_that_a_second_laptop_knows_who_took_over(site: OnSite, tmp_path: Path) -> None:
    order(site)
    seal(site)
    relieved(site)
    told = sent(site.desk.store)
    now = site.desk.now()
    other = Store.create(
        tmp_path / "other", new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=now
    )
    try:
        other.replication.receive(told, cursor=None, now=now)
        there = replace(site.desk, store=other).case(site.inspection)
        assert there.handlers == site.desk.case(site.inspection).handlers
    finally:
        other.close()


def test_that_an_officer_who_had_to_withdraw_does_not_come_back(site: OnSite) -> None:
    told = site.desk.case(site.inspection).rights[0]
    order(site)
    seal(site)
    withdrawn = {"requested": True, "officer": "xin", "decision": "granted", "decided_by": "ding"}
    again = replace(told, id=site.desk.part_id(site.inspection), recusal=withdrawn)
    site.desk.commit(changes_of(again))
    with pytest.raises(Refused) as refused:
        relieve(site.desk, site.inspection, "xin", joins=True, reason=WHY)
    assert "recused" in refused_codes(refused)


def test_that_who_joined_does_not_review_the_papers(site: OnSite) -> None:
    site.desk.commit([Change("officer", "xin", "roles", "reviewer", ADD)])
    document = order(site)
    seal(site)
    relieve(site.desk, site.inspection, "xin", joins=True, reason=WHY)
    entry = Decision("D11", document, "xin", "reviewer", "in_person", opinion="可以（演练）。")
    assert [one.field for one in record_approval(site.desk, site.inspection, entry)[1]] == ["approver"]


def test_that_who_was_relieved_leaves_nothing_behind(site: OnSite) -> None:
    order(site)
    seal(site)
    assert [one.others for one in left_behind(site.desk, "yi")] == [("演练甲",)]
    relieved(site)
    assert left_behind(site.desk, "yi") == ()
    assert [one.others for one in left_behind(site.desk, "xin")] == [("演练甲",)]
