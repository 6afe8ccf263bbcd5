"""A paper that cites a finding whose alternatives are undecided is not made final, whatever came first: F1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.procedure.outcomes import Document
from app.domain.procedure.traps import CLEAR, RED
from app.errors import Refused
from app.services.checking.findings import choose_facts, draft_findings
from app.services.measures.deciding import Order, decide_order, record_measure
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.drafting import draft, paper
from app.services.papers.legality import checkup
from tests.services.at_the_table import VIOLATES, at_the_table, refused_codes, review
from tests.services.on_site import OnSite
from tests.services.papers.made import approved, made, numbers, unreviewed

FACTS = "F1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        draft_findings(begun.desk, begun.inspection)
        yield begun


def finding(site: OnSite) -> str:
    (one,) = site.desk.case(site.inspection).findings
    return one.id


def facts(site: OnSite, document: str = "") -> str:
    case = site.desk.case(site.inspection)
    found = checkup(site.desk, case, paper(case, document) if document else None).findings
    return next(one.state for one in found if one.trap.code == FACTS)


def stop_order(site: OnSite) -> str:
    """Return the id of an approved stop order, given on the spot: the record is not even drafted."""
    record_measure(site.desk, site.inspection, "M4", [finding(site)], "立即停止（演练）")
    document = made(site, "D12")
    approved(site, document, "D12")
    unreviewed(site, document)
    return document


def test_that_an_order_on_the_spot_over_undecided_facts_is_not_made_final(site: OnSite) -> None:
    order = stop_order(site)
    assert facts(site, order) == RED
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, order)
    assert refused_codes(refused) == ["trap-F1"]
    (told,) = refused.value.blockers
    assert told.place == f"outcome/{finding(site)}" and "查明的是哪一种" in told.text


def test_that_an_order_on_the_spot_is_final_once_the_fact_is_chosen(site: OnSite) -> None:
    choose_facts(site.desk, finding(site), [2])
    order = stop_order(site)
    assert facts(site, order) == CLEAR
    assert life.freeze(site.desk, site.inspection, order).frozen_at is not None


def test_that_the_written_notice_of_an_oral_order_waits_for_the_facts_before_the_record(site: OnSite) -> None:
    record_measure(site.desk, site.inspection, "M3", [finding(site)], "口头责令断网（演练）")
    wanted = Order(finding(site), "调整日志保存策略")
    measure = decide_order(site.desk, site.inspection, [wanted], date(2026, 7, 8), "书面报告", term="30d")
    notice = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    draft(site.desk, site.inspection, notice, compose)
    review(site, notice.id)
    assert facts(site, notice.id) == RED
    choose_facts(site.desk, finding(site), [2])
    draft(site.desk, site.inspection, notice, compose)
    assert facts(site, notice.id) == CLEAR


def test_that_a_notice_which_orders_more_than_was_found_is_not_made_final(site: OnSite) -> None:
    choose_facts(site.desk, finding(site), [2])
    wanted = Order(finding(site), "按规定期限保存操作日志")
    measure = decide_order(site.desk, site.inspection, [wanted], date(2026, 7, 8), "书面报告", term="30d")
    notice = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    draft(site.desk, site.inspection, notice, compose)
    assert facts(site, notice.id) == CLEAR
    choose_facts(site.desk, finding(site), [1])
    draft(site.desk, site.inspection, notice, compose)
    assert facts(site, notice.id) == RED


def test_that_words_taken_over_into_a_free_text_are_read_too(site: OnSite) -> None:
    (one,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M4", [one.id], "立即停止（演练）")
    report = made(site, "D13", what=one.text)
    assert facts(site, report) == RED


def test_that_a_paper_that_cites_no_finding_is_not_held_up(site: OnSite) -> None:
    notice = next(one for one in site.desk.case(site.inspection).documents if one.kind == "D2")
    assert facts(site, notice.id) == CLEAR
