"""What follows a visit inside the bureau and towards who reported: the filing of a case, and the answer to a report."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup, give_reason
from app.services.papers.making import begin, form_problems
from app.services.papers.rendering import render_paper
from tests.services import violated_visit
from tests.services.at_the_table import order, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers.made import approved, final, made, sent

site, finding = violated_visit.site, violated_visit.finding


def filed(site: OnSite) -> None:
    """Let the record be sealed, and a case be filed for what was found."""
    order(site)
    seal(site)
    record_measure(site.desk, site.inspection, "M7", [finding(site)], "立案（演练）")


def reasons(site: OnSite, document: str) -> None:
    """Give the reasons that the examination of a paper asks for."""
    case = site.desk.case(site.inspection)
    for one in checkup(site.desk, case, paper(case, document)).findings:
        if one.state == "amber":
            give_reason(site.desk, site.inspection, document, one.trap.code, "已核对（演练）")


def test_that_no_case_is_filed_without_the_decision_to_file_one(site: OnSite) -> None:
    order(site)
    seal(site)
    with pytest.raises(Refused):
        begin(site.desk, site.inspection, "D23")


def test_that_a_filed_case_runs_ninety_calendar_days_from_the_leaders_approval(site: OnSite) -> None:
    filed(site)
    document = made(site, "D23")
    approved(site, document, "D23")
    reasons(site, document)
    life.freeze(site.desk, site.inspection, document)
    case = site.desk.case(site.inspection)
    (clock,) = [one for one in clocks(site.desk, case) if one.subject == document]
    assert (clock.title, clock.due.date()) == ("作出行政处罚决定", date(2026, 9, 6))
    text = "".join(render_paper(site.desk, site.inspection, document).text.split())
    assert "《中华人民共和国档案法》第四十九条第二款" in text and "九十日内" in text and "2026年6月1日" in text


@pytest.mark.parametrize(("values", "code"), [
    ({"committed": "2024-06-07"}, "need-within_term"),
    ({"committed": "2026-06-09", "discovered": "2026-06-08"}, "need-in_order"),
    ({"basis": ["archives-law-2020:48-i4"]}, "need-cites"),
])  # fmt: skip
def test_that_a_case_is_not_filed_too_late_or_upon_an_article_without_a_fine(
    site: OnSite, values: dict[str, object], code: str
) -> None:
    filed(site)
    document = made(site, "D23", **values)
    approved(site, document, "D23")
    reasons(site, document)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert code in refused_codes(refused)


def test_that_who_reported_is_told_the_result_once_it_was_looked_through(site: OnSite) -> None:
    order(site)
    seal(site)
    unread = made(site, "D43", checked="no")
    case = site.desk.case(site.inspection)
    assert [one.field for one in form_problems(site.desk, case, paper(case, unread))] == ["checked"]
    document = final(site, "D43")
    sent(site, document, "演练举报人")
    text = "".join(render_paper(site.desk, site.inspection, document).text.split())
    assert "保档馈〔2026〕2号" in text and "档案法》第四十六条" in text and "演练举报人：" in text
