"""What an order asserts and threatens with, and what a proposal for discipline rests on: only what was found (T18)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pypdfium2
import pytest

from app.domain.procedure.outcomes import Document
from app.services.checking.answering import answer
from app.services.checking.findings import CORRECT, HAZARD, choose_facts, draft_findings, edit_finding
from app.services.measures.deciding import Order, decide_order, record_measure
from app.services.papers import life
from app.services.papers.composing import compose
from app.services.papers.composing.order import OTHERWISE
from app.services.papers.drafting import draft, paper
from app.services.papers.rendering import preview
from tests.services import violated_visit
from tests.services.at_the_table import DUE, VIOLATES, approve, order, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import made, served

site = violated_visit.site


def ordered(site: OnSite, aim: str) -> str:
    """Return the id of the drafted notice over a finding with this aim."""
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    assert edit_finding(site.desk, finding.id, aim=aim) == []
    return order(site)


def words(site: OnSite, document: str) -> Any:
    return site.desk.case(site.inspection).contents[document].data


def printed(site: OnSite, document: str) -> str:
    """Return the words on the pages of a paper, without line ends."""
    pdf = pypdfium2.PdfDocument(preview(site.desk, site.inspection, document).pdf)
    return "".join("".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_that_an_order_to_correct_asserts_no_hazard_that_nobody_found(site: OnSite) -> None:
    told = words(site, ordered(site, CORRECT))
    assert told["hazard"] == ""
    assert told["consequences"] == [OTHERWISE.format(law="《中华人民共和国档案法实施条例》第四十六条第二款")]


def test_that_a_hazard_is_ordered_under_article_45_with_its_consequence(site: OnSite) -> None:
    told = words(site, ordered(site, HAZARD))
    assert told["power"]["cite"] == "《中华人民共和国档案法》第四十五条"
    assert "存在档案安全隐患" in told["hazard"]
    (consequence,) = told["consequences"]
    assert "责令限期整改而逾期未整改" in consequence and "第四十八条第（八）项" in consequence


@pytest.mark.parametrize("aim", [CORRECT, HAZARD])
def test_that_the_record_itself_says_that_a_hazard_was_found(site: OnSite, aim: str) -> None:
    ordered(site, aim)
    record = seal(site)
    assert ("存在档案安全隐患" in printed(site, record.id)) == (aim == HAZARD)


def test_that_a_notice_over_both_orders_to_correct_and_to_remove_the_hazard(site: OnSite) -> None:
    answer(site.desk, site.inspection, "q5_1", VIOLATES)
    draft_findings(site.desk, site.inspection)
    orders = []
    for one, aim in zip(site.desk.case(site.inspection).findings, (CORRECT, HAZARD), strict=True):
        assert choose_facts(site.desk, one.id, [0]) == [] and edit_finding(site.desk, one.id, aim=aim) == []
        orders.append(Order(one.id, "完善措施"))
    measure = decide_order(site.desk, site.inspection, orders, DUE, "书面报告", term="30d")
    notice = Document(site.desk.part_id(site.inspection), "D11", measure=measure.id, number=measure.number)
    draft(site.desk, site.inspection, notice, compose)
    assert "第2项所述情形" in words(site, notice.id)["hazard"]
    assert "改正违法行为、消除档案安全隐患" in printed(site, notice.id)


def test_that_a_notice_over_hazards_alone_says_nothing_else(site: OnSite) -> None:
    assert "改正违法行为" not in printed(site, ordered(site, HAZARD))


@pytest.mark.parametrize(("aim", "title", "ends"), [
    (CORRECT, "责令限期改正", "六、救济途径"),
    (HAZARD, "责令限期整改", "七、救济途径"),
])  # fmt: skip
def test_that_the_notice_is_named_and_numbered_by_what_it_orders(
    site: OnSite, aim: str, title: str, ends: str
) -> None:
    text = printed(site, ordered(site, aim))
    assert f"（{title}）" in text and ends in text


@pytest.mark.parametrize(("aim", "article", "told"), [
    (CORRECT, "archives-law-2020:48-i8", True),
    (HAZARD, "archives-law-2020:48-i8", False),
    (HAZARD, "archives-law-2020:48-i6", True),
    (CORRECT, "archives-law-2020:48-i4", False),
])  # fmt: skip
def test_that_a_proposal_rests_on_an_order_of_its_kind(site: OnSite, aim: str, article: str, told: bool) -> None:
    ordered(site, aim)
    seal(site)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    document = made(site, "D32", articles=[article])
    case = site.desk.case(site.inspection)
    codes = [one.code for one in life.freezing_blockers(site.desk, case, paper(case, document))]
    assert ("need-order_fits" in codes) is told


def test_that_a_proposal_takes_item_and_course_from_the_case(site: OnSite) -> None:
    notice = ordered(site, HAZARD)
    seal(site)
    approve(site, notice)
    life.freeze(site.desk, site.inspection, notice)
    life.stamp(site.desk, site.inspection, notice, way=life.CARRIED)
    served(site, notice)
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M6", [finding.id], "建议（演练）")
    document = made(site, "D32", articles=None, history=None)
    told = words(site, document)
    assert told["articles"] == ["《中华人民共和国档案法》第四十八条第（八）项"]
    assert told["history"] == (
        "我局作出《档案监督检查执法通知书》（保档执通〔2026〕1号），责令于2026年7月8日前改正，于2026年6月8日送达"
    )


def test_that_a_limit_beyond_the_known_calendar_is_a_day_that_moves_by_law(site: OnSite) -> None:
    draft_findings(site.desk, site.inspection)
    notice = order(site, due=date(2027, 1, 6), term="30d")
    record = seal(site)
    text, moves = printed(site, notice), "该日为法定休假日的，以休假日后的第一日为期限届满日"
    assert "暂定" not in text
    assert text.count(f"2027年1月6日前（含当日；{moves}）") == 4, "limit and report on both copies"
    assert f"改正期限至2027年1月6日（{moves}）" in printed(site, record.id)
