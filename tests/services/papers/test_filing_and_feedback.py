"""What follows a visit inside the bureau and towards who reported: the filing of a case, and the answer to a report."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.procedure.clocks import Clock
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.measures.deciding import close_task, record_measure
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
    site.watch.pass_by(days=2)
    document = made(site, "D23")
    approved(site, document, "D23")
    assert deciding_clock(site).due.date() == date(2026, 9, 8)
    site.watch.pass_by(days=3)
    reasons(site, document)
    life.freeze(site.desk, site.inspection, document)
    clock = deciding_clock(site)
    assert (clock.source, clock.due.date(), clock.ended_at) == ("task", date(2026, 9, 8), None)
    assert "批准时起算" in "".join(clock.explanation)
    (task,) = [one for one in site.desk.case(site.inspection).tasks if one.duty == "M7.1"]
    assert task.due == clock.due
    text = "".join(render_paper(site.desk, site.inspection, document).text.split())
    assert "《中华人民共和国档案法》第四十九条第二款" in text and "九十日内" in text and "2026年6月1日" in text


def deciding_clock(site: OnSite) -> Clock:
    """Return the one clock within which a filed case is decided."""
    (clock,) = [one for one in clocks(site.desk, site.desk.case(site.inspection)) if "行政处罚决定" in one.title]
    return clock


def test_that_the_clock_of_a_filed_case_ends_with_its_decision(site: OnSite) -> None:
    filed(site)
    document = made(site, "D23")
    approved(site, document, "D23")
    reasons(site, document)
    life.freeze(site.desk, site.inspection, document)
    (task,) = [one for one in site.desk.case(site.inspection).tasks if one.duty == "M7.1"]
    close_task(site.desk, task.id, "已作出行政处罚决定（演练）")
    assert deciding_clock(site).ended_at == site.desk.now()


@pytest.mark.parametrize(("values", "code"), [
    ({"committed": "2024-06-07"}, "need-within_term"),
    ({"committed": "2026-06-09", "discovered": "2026-06-08"}, "need-in_order"),
    ({"basis": ["archives-law-2020:48-i4"]}, "need-cites"),
    ({"basis": ["archives-law-2020:50"]}, "need-cites"),
    ({"basis": ["archives-law-2020:49-p2", "archives-law-2020:50"]}, "need-cites"),
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
