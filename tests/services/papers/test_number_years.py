"""The number of a paper is of the year of the day that it bears."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.numbers import VOIDED
from app.errors import Refused
from app.services.numbers import ledger
from app.services.papers import life
from app.services.papers.drafting import paper
from app.services.papers.legality import give_reason
from app.services.papers.rendering import render_paper
from app.services.papers.renumbering import take_number_of_year
from tests.services.at_the_table import approve, order, refused_codes, seal
from tests.services.on_site import OnSite
from tests.services.papers import test_life as life_of_papers
from tests.services.papers.test_handing_over import drafted, freezing
from ui.models.paper_view import paper_view
from ui.models.papers import PaperRow, papers

site = life_of_papers.site


def known_row(site: OnSite, document: str) -> PaperRow:
    return next(one for one in papers(site.desk, site.desk.case(site.inspection)) if one.id == document)


def test_that_a_number_of_the_year_before_needs_its_reason(site: OnSite) -> None:
    document = order(site, due=date(2027, 2, 26), term="3mo")
    seal(site)
    site.watch.pass_by(days=210)
    approve(site, document)
    assert any("文号的年度是2026年，文书的日期在2027年" in one for one in freezing(site, document))
    give_reason(site.desk, site.inspection, document, "T26", "笔录已经引用该文号")
    assert life.freeze(site.desk, site.inspection, document).dated == "2027-01-04"


def next_january(site: OnSite) -> str:
    """Return the id of a notice drafted in one year; now it is the 4th of January of the next one."""
    document = order(site, due=date(2027, 2, 26), term="3mo")
    seal(site)
    site.watch.pass_by(days=210)
    ledger.lease_locally(site.desk, ["D11"], 2027, 1, 3)
    return document


def test_that_a_draft_of_the_year_before_takes_a_number_of_the_year_of_its_day(site: OnSite) -> None:
    document = next_january(site)
    old = paper(site.desk.case(site.inspection), document).number
    view = paper_view(site.desk, site.inspection, known_row(site, document))
    assert view.other_year[0] == "换用2027年的文号" and "原文号作废" in view.other_year[1]
    with pytest.raises(Refused) as refused:
        take_number_of_year(site.desk, site.inspection, document, " ")
    assert refused_codes(refused) == ["renumber-without-reason"]
    after = take_number_of_year(site.desk, site.inspection, document, "跨年定稿（演练）")
    assert ledger.number_text(site.desk, after.number) == "保档执通〔2027〕1号"
    held = ledger.number(site.desk, old)
    assert (held.state, held.reason) == (VOIDED, "跨年定稿（演练）")
    approve(site, document)
    frozen = life.freeze(site.desk, site.inspection, document)
    text = render_paper(site.desk, site.inspection, document).text
    assert frozen.dated == "2027-01-04" and "保档执通〔2027〕1号" in text and "〔2026〕" not in text.split("通知书")[0]
    assert paper_view(site.desk, site.inspection, known_row(site, document)).other_year == ()


def test_that_a_number_of_the_right_year_is_not_changed(site: OnSite) -> None:
    document = drafted(site)
    with pytest.raises(Refused) as refused:
        take_number_of_year(site.desk, site.inspection, document, "演练")
    assert refused_codes(refused) == ["number-of-this-year"]


def test_that_the_year_of_a_number_is_that_of_the_paper_s_day_not_of_the_day_it_is_made_final(site: OnSite) -> None:
    document = order(site, due=date(2027, 2, 26), term="3mo")
    seal(site)
    site.watch.pass_by(days=205)
    approve(site, document)
    site.watch.pass_by(days=5)
    assert life.freeze(site.desk, site.inspection, document).dated == "2026-12-30"
