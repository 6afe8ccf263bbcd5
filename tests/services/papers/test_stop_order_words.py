"""A stop order rests on what fits its findings: article 45 only on a hazard, else the power that there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.procedure.traps import AMBER, CLEAR
from app.errors import Refused
from app.services.checking.findings import CORRECT, HAZARD, choose_facts, draft_findings, edit_finding
from app.services.measures.deciding import record_measure
from app.services.papers import life
from app.services.papers.composing.record import handling_words
from app.services.papers.drafting import paper
from app.services.papers.legality import checkup
from tests.services.at_the_table import VIOLATES, at_the_table, refused_codes
from tests.services.on_site import OnSite
from tests.services.papers.made import approved, made, numbers, unreviewed

ARTICLE_45, ITEM_8, LIST = "第四十五条", "第四十八条第（八）项", "责任清单"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        draft_findings(begun.desk, begun.inspection)
        yield begun


def stop_order(site: OnSite, aim: str, **more: str) -> str:
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    edit_finding(site.desk, finding.id, aim=aim)
    record_measure(site.desk, site.inspection, "M4", [finding.id], "立即停止（演练）")
    return made(site, "D12", **more)


def ordering(site: OnSite, document: str) -> tuple[str, str]:
    """Return what a stop order rests on and what it says may follow."""
    words = site.desk.case(site.inspection).contents[document].data["ordering"]
    return words["cite"], "".join(words["consequences"])


def test_that_a_violation_without_a_hazard_is_not_stopped_under_article_45(site: OnSite) -> None:
    cite, consequences = ordering(site, stop_order(site, CORRECT))
    assert LIST in cite and "第二款" in cite and ARTICLE_45 not in cite
    assert ITEM_8 not in consequences and "处理建议" in consequences


def test_that_a_hazard_is_stopped_under_article_45(site: OnSite) -> None:
    cite, consequences = ordering(site, stop_order(site, HAZARD, grade="hazard"))
    assert ARTICLE_45 in cite and LIST not in cite
    assert ITEM_8 in consequences


@pytest.mark.parametrize(("aim", "state"), [(CORRECT, AMBER), (HAZARD, CLEAR)])
def test_that_a_stop_order_on_an_arguable_power_waits_for_the_reviewer(site: OnSite, aim: str, state: str) -> None:
    document = stop_order(site, aim)
    case = site.desk.case(site.inspection)
    found = {one.trap.code: one for one in checkup(site.desk, case, paper(case, document)).findings}
    assert (found["T25"].state == AMBER) == (state == AMBER)


def test_that_no_grave_hazard_is_said_where_none_was_found(site: OnSite) -> None:
    document = stop_order(site, CORRECT, grade="hazard")
    approved(site, document, "D12")
    unreviewed(site, document)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert refused_codes(refused) == ["need-hazard_found"]


def test_that_the_record_tells_the_stop_order_of_the_same_visit(site: OnSite) -> None:
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    record_measure(site.desk, site.inspection, "M4", [finding.id], "立即停止（演练）")
    told = "立即停止（演练），另行制作《责令立即停止违法行为通知书》"
    assert _handled(site)[0].endswith(f"{told}送达。")
    document = made(site, "D12")
    assert _handled(site)[0].endswith(f"{told}送达。"), "a number nobody signed off is not cited"
    approved(site, document, "D12")
    assert _handled(site)[0].endswith(f"{told}（保档停通〔2026〕1号）送达。")


def _handled(site: OnSite) -> list[str]:
    return handling_words(site.desk, site.desk.case(site.inspection))
