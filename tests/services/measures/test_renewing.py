"""A new term for an order whose sealed record states one that is over: lawful, told on the paper, signed off anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.procedure.mapping import changes_of
from app.errors import Refused
from app.services.checking.findings import choose_facts, draft_findings
from app.services.measures.deciding import Order, decide_order
from app.services.measures.renewing import renew_term
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.numbering import notice_of
from app.services.papers.rendering import preview
from app.services.papers.voiding_final import void_final
from app.services.preparation.approvals import Decision, record_approval
from app.services.timeline.telling import timeline
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from app.typesetting.preview import page_texts
from tests.services.at_the_table import DUE, VIOLATES, approve, at_the_table, order, refused_codes, seal, sent
from tests.services.on_site import BUREAU, OnSite

LATER, WHY = date(2026, 8, 31), "通知书未能在原定期限前印发（演练）"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        yield begun


def stuck(site: OnSite) -> str:
    """Return the id of the approved draft of a notice whose term is over, its record sealed."""
    document = order(site)
    seal(site)
    approve(site, document)
    site.watch.pass_by(days=40)
    return document


def measure_of(site: OnSite) -> str:
    return site.desk.case(site.inspection).measures[0].id


def redraft(site: OnSite, document: str) -> None:
    case = site.desk.case(site.inspection)
    draft(site.desk, site.inspection, paper(case, document), compose)


def refusal(site: OnSite, document: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    return refused_codes(refused)


def test_that_a_term_that_is_over_is_set_anew_and_the_notice_goes_out(site: OnSite) -> None:
    document = stuck(site)
    assert "due-date-past" in refusal(site, document)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    redraft(site, document)
    approve(site, document)
    assert life.freeze(site.desk, site.inspection, document).state == "awaiting_stamp"
    (measure,) = site.desk.case(site.inspection).measures
    assert measure.due == LATER
    assert {one["due"] for one in measure.orders} == {LATER.isoformat()}


def test_that_the_notice_states_the_new_term_the_one_of_the_record_and_why(site: OnSite) -> None:
    document = stuck(site)
    renew_term(site.desk, measure_of(site), date(2026, 8, 3), "先前一次（演练）")
    renew_term(site.desk, measure_of(site), LATER, WHY)
    redraft(site, document)
    text = "".join("".join(page_texts(preview(site.desk, site.inspection, document).pdf)).split())
    assert "改正期限：2026年8月31日前（含当日）" in text
    assert "现场检查笔录所载的改正期限（2026年7月8日）不再适用" in text
    assert WHY in text
    assert "2026年8月3日" not in text
    assert "你单位应当于2026年8月31日前" in text


def test_that_what_was_approved_with_the_old_term_is_not_approved_with_the_new_one(site: OnSite) -> None:
    document = stuck(site)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    assert site.desk.case(site.inspection).approved(document) is None
    redraft(site, document)
    assert "notice-unapproved" in refusal(site, document)


def test_that_an_order_approved_before_its_notice_was_drafted_is_approved_anew(site: OnSite) -> None:
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    measure = decide_order(site.desk, site.inspection, [Order(finding.id, "调整")], DUE, "书面报告", term="30d").id
    decision = Decision("D11", measure, "ding", "leader", "in_person", opinion="同意。")
    assert record_approval(site.desk, site.inspection, decision)[1] == []
    seal(site)
    site.watch.pass_by(days=40)
    renew_term(site.desk, measure, LATER, WHY)
    assert site.desk.case(site.inspection).approved(measure) is None
    assert record_approval(site.desk, site.inspection, decision)[1] == []
    assert site.desk.case(site.inspection).approved(measure) is not None


def test_that_an_approval_is_not_told_to_be_of_before_the_new_term(site: OnSite) -> None:
    document = stuck(site)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    redraft(site, document)
    before = site.desk.now() - timedelta(days=2)
    decision = Decision("D11", document, "ding", "leader", "in_person", opinion="同意。", at=before)
    _, problems = record_approval(site.desk, site.inspection, decision)
    assert [one.field for one in problems] == ["at"]
    assert "重新确定改正期限" in problems[0].text


@pytest.mark.parametrize(
    ("due", "reason", "told"),
    [
        (None, WHY, "limit-missing"), (date(2026, 7, 8), WHY, "limit-past"), (date(2026, 8, 30), WHY, "limit-day-off"),
        (LATER, " 　", "reason-missing"), (LATER, "\u200b", "reason-missing"), (LATER, "长" * 2001, "reason"),
    ],
)  # fmt: skip
def test_that_an_impossible_day_or_no_reason_sets_no_term(
    site: OnSite, due: date | None, reason: str, told: str
) -> None:
    stuck(site)
    with pytest.raises(Refused) as refused:
        renew_term(site.desk, measure_of(site), due, reason)
    assert told in refused_codes(refused)
    assert site.desk.case(site.inspection).new_terms == ()


def test_that_no_term_is_set_anew_before_the_seal_and_once_the_notice_is_final(site: OnSite) -> None:
    document = order(site)
    with pytest.raises(Refused) as refused:
        renew_term(site.desk, measure_of(site), LATER, WHY)
    assert refused_codes(refused) == ["record-not-sealed"]
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    with pytest.raises(Refused) as refused:
        renew_term(site.desk, measure_of(site), LATER, WHY)
    assert refused_codes(refused) == ["notice-final"]


def test_that_a_final_notice_voided_since_its_term_was_over_is_made_anew_with_another(site: OnSite) -> None:
    document = order(site)
    seal(site)
    approve(site, document)
    life.freeze(site.desk, site.inspection, document)
    site.watch.pass_by(days=40)
    void_final(site.desk, site.inspection, document, "期限届满前未能送达（演练）")
    renew_term(site.desk, measure_of(site), LATER, WHY)
    made, reserved = notice_of(site.desk, site.inspection, site.desk.case(site.inspection).measures[0])
    draft(site.desk, site.inspection, made, compose, reserved)
    approve(site, made.id)
    assert life.freeze(site.desk, site.inspection, made.id).frozen_at is not None


def test_that_the_course_of_the_case_tells_of_the_new_term(site: OnSite) -> None:
    stuck(site)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    (told,) = [one for one in timeline(site.desk, site.desk.case(site.inspection)) if "改为2026年8月31日" in one.title]
    assert (told.title, told.detail) == ("改正期限由2026年7月8日改为2026年8月31日", f"演练甲：{WHY}")


def test_that_a_second_laptop_sees_the_new_term_in_whatever_order_it_hears_of_it(site: OnSite, tmp_path: Path) -> None:
    document = stuck(site)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    told = sent(site.desk.store)
    other = Store.create(
        tmp_path / "other", new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=site.desk.now()
    )
    try:
        other.replication.receive([*told[-4:], *told], cursor=None, now=site.desk.now())
        there = replace(site.desk, store=other)
        assert there.case(site.inspection).measures == site.desk.case(site.inspection).measures
        assert there.case(site.inspection).approved(document) is None
    finally:
        other.close()


def test_that_a_term_set_elsewhere_meanwhile_does_not_change_what_a_final_notice_orders(site: OnSite) -> None:
    document = stuck(site)
    renew_term(site.desk, measure_of(site), LATER, WHY)
    redraft(site, document)
    approve(site, document)
    term = site.desk.case(site.inspection).new_terms[0]
    life.freeze(site.desk, site.inspection, document)
    strange = replace(term, id=f"{site.inspection}/strange", due=date(2026, 12, 31), at=site.desk.now())
    site.desk.commit(changes_of(strange))
    case = site.desk.case(site.inspection)
    assert case.measures[0].due == LATER
    assert case.approved(document) is not None
