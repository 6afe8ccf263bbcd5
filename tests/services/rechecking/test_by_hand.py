"""An opinion filled in by hand says what its rows say, and what it says follows keeps the case open until it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.procedure.rechecks import ordered_items
from app.domain.procedure.rectification import MORE_TIME, REPORT, UnitReportEntry
from app.domain.procedure.tasks import closing_blockers
from app.services.attaching import keep
from app.services.case_clocks import clocks
from app.services.casefile.gathering import gathered
from app.services.listing.rows import RowMaker
from app.services.papers.making import begin, enter, form_problems
from app.services.papers.rendering import render_paper
from app.services.rechecking.planning import proposed_plan
from app.services.rechecking.reported import record_report
from tests.services.on_site import OnSite
from tests.services.papers import made
from tests.services.rechecking.again import CORRECTED, later, ordered, rechecked
from tests.services.rechecking.test_opinions import issued
from ui.models.making import compose_paper

RIGHT, WRONG = "corrected", "not"
NEW_TERM = "2026-07-20"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with ordered(tmp_path / "data") as begun:
        yield begun


def row(result: str, text: str = "调整日志保存策略") -> dict[str, str]:
    return {"text": text, "due": "2026-07-08", "result": result, "seen": "演练"}


def notice(site: OnSite) -> str:
    paper = site.desk.case(site.inspection).document("D11")
    assert paper is not None
    return paper.id


def faults(site: OnSite, **given: Any) -> list[str]:
    """Return the fields that are told to be wrong when the paper is asked for."""
    document = begin(site.desk, site.inspection, "D35", subject=notice(site)).id
    usual = {"next_reason": "演练", "next": "close", "conclusion": "all", "items": [row(RIGHT)]}
    assert enter(site.desk, site.inspection, document, {**usual, **given}) == []
    return [one.field for one in compose_paper(site.desk, site.inspection, document)[1]]


def by_hand(site: OnSite, following: str, **more: Any) -> str:
    """Return the id of an opinion that was filled in by hand and served: nothing was put right."""
    document = made.final(site, "D35", items=[row(WRONG)], conclusion="none", next=following, **more)
    made.served(site, document)
    return document


def codes(site: OnSite) -> list[str]:
    return [one.code for one in closing_blockers(site.desk.case(site.inspection))]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"items": [row(WRONG)]}, ["conclusion", "next"]),
        ({"items": [row(WRONG)], "conclusion": "none"}, ["next"]),
        ({"items": [row("partly")], "conclusion": "none", "next": "discipline"}, ["conclusion"]),
        ({"next": "extend", "new_due": NEW_TERM}, ["next"]),
        ({"next": "order", "again_due": NEW_TERM}, ["next"]),
        ({"items": [row(RIGHT, "别的事项")]}, ["items"]),
        ({"items": [row(WRONG)], "conclusion": "none", "next": "order"}, ["again_due"]),
        ({"items": [row(WRONG)], "conclusion": "none", "next": "order", "again_due": "2026-07-25"}, ["again_due"]),
    ],
)
def test_that_conclusion_and_what_follows_agree_with_the_rows(
    site: OnSite, given: dict[str, Any], wrong: list[str]
) -> None:
    assert faults(site, **given) == wrong


def test_that_a_case_planned_with_an_older_form_concludes_no_more_from_its_rows(site: OnSite) -> None:
    file = site.desk.forms / "inspections" / "electronic-records" / "documents" / "D35.toml"
    tables = file.read_text(encoding="utf-8").split("[[")
    newer = ("all_ordered", "concluded_from_rows", "each_row", "some_other_row")
    older = "[[".join(one for one in tables if not any(f'guard = "{guard}"' in one for guard in newer))
    document = begin(site.desk, site.inspection, "D35", subject=notice(site))
    given = {"next_reason": "演练", "next": "close", "conclusion": "all", "items": [row(WRONG)]}
    assert enter(site.desk, site.inspection, document.id, given) == []
    case = site.desk.case(site.inspection)
    pinned = {"documents": {"D35": keep(site.desk, older.encode())}}
    case = replace(case, inspection=replace(case.inspection, pinned=pinned))
    assert [one.field for one in form_problems(site.desk, case, document)] == ["conclusion", "next"]


def test_that_an_opinion_that_closed_over_what_is_not_put_right_ends_no_case(site: OnSite) -> None:
    document = by_hand(site, "discipline")
    case = site.desk.case(site.inspection)
    closing = {**case.entries, document: {**case.entries[document], "next": "close"}}
    assert [one.code for one in closing_blockers(replace(case, entries=closing))] == ["order-not-carried-out"]


def test_that_a_weekend_ends_no_new_term_in_a_year_whose_holidays_are_not_known(site: OnSite) -> None:
    given = {"items": [row(WRONG)], "conclusion": "none", "next": "extend"}
    assert not site.desk.shelf.calendar.knows(date(2028, 3, 4))
    assert faults(site, **given, new_due="2028-03-04") == ["new_due"]


def test_that_an_order_that_goes_on_has_a_term_names_its_article_and_keeps_the_case_open(site: OnSite) -> None:
    document = by_hand(site, "order", again_due=NEW_TERM)
    text = render_paper(site.desk, site.inspection, document).text.replace("\n", "")
    power = site.desk.case(site.inspection).contents[notice(site)].data["power"]["cite"]
    assert f"根据{power}的规定，继续责令改正，期限至2026年7月20日（含当日）。" in text, "the power of the order itself"
    assert codes(site) == ["order-continued"]
    later(site, 13)
    rechecked(site, CORRECTED)
    issued(site)
    assert codes(site) == []


@pytest.mark.parametrize(
    ("following", "term", "told"), [("order", "again_due", True), ("extend", "new_due", False)]
)
def test_that_an_opinion_tells_how_to_contest_it_where_it_orders_once_more(
    site: OnSite, following: str, term: str, told: bool
) -> None:
    document = by_hand(site, following, **{term: NEW_TERM})
    text = render_paper(site.desk, site.inspection, document).text.replace("\n", "")
    assert ("如不服本意见书，可以自收到本意见书之日起六十日内向保定市人民政府申请行政复议" in text) is told
    rights = {one.title for one in clocks(site.desk, site.desk.case(site.inspection)) if one.subject == document}
    assert ({"当事人申请行政复议", "当事人提起行政诉讼"} <= rights) is told


@pytest.mark.parametrize(
    ("following", "kind", "waits"),
    [("discipline", "D32", "discipline-not-proposed"), ("transfer", "D36", "not-transferred")],
)
def test_that_a_paper_that_the_opinion_announces_keeps_the_case_open(
    site: OnSite, following: str, kind: str, waits: str
) -> None:
    by_hand(site, following)
    (blocker,) = closing_blockers(site.desk.case(site.inspection))
    assert (blocker.code, blocker.place) == (waits, f"papers/making/{kind}")


def test_that_the_day_of_an_application_for_more_time_is_in_the_opinion(site: OnSite) -> None:
    asked = UnitReportEntry(
        notice(site), MORE_TIME, site.desk.now(), "hand", "设备延迟到货（演练）", until=date(2026, 7, 20)
    )
    assert record_report(site.desk, site.inspection, asked)[1] == []
    later(site, 1)
    document = by_hand(site, "extend", new_due=NEW_TERM)
    text = render_paper(site.desk, site.inspection, document).text.replace("\n", "")
    assert "2026年7月9日收到你单位延长整改期限的申请。" in text and "整改报告。" not in text


def test_that_more_time_is_not_asked_until_a_day_on_which_the_term_runs_anyway(site: OnSite) -> None:
    asked = UnitReportEntry(notice(site), MORE_TIME, site.desk.now(), "hand", "演练", until=date(2026, 7, 8))
    (told,) = record_report(site.desk, site.inspection, asked)[1]
    assert told.field == "until" and "2026年7月8日（星期三）" in told.text
    by_hand(site, "extend", new_due=NEW_TERM)
    (told,) = record_report(site.desk, site.inspection, replace(asked, until=date(2026, 7, 20)))[1]
    assert "2026年7月20日" in told.text
    assert record_report(site.desk, site.inspection, replace(asked, sort=REPORT, until=None))[1] == []


def test_that_a_term_once_made_longer_stays_so_when_the_item_was_put_right(site: OnSite) -> None:
    by_hand(site, "extend", new_due=NEW_TERM)
    later(site, 13)
    rechecked(site, CORRECTED)
    issued(site)
    case = site.desk.case(site.inspection)
    (item,) = ordered_items(case, [notice(site)])
    assert (item.last, item.due) == (RIGHT, NEW_TERM)
    listed = RowMaker(site.desk).row(site.inspection, site.desk.store.read_root(site.inspection))
    assert listed is not None and listed.cells["ordered"] == NEW_TERM


def test_that_a_reinspection_is_proposed_for_a_working_day_after_the_term_that_runs(site: OnSite) -> None:
    def proposed() -> str:
        return str(proposed_plan(site.desk, site.desk.case(site.inspection)).planned_from)

    assert proposed() == "2026-07-09"
    later(site, 2)
    assert proposed() == "2026-07-13"  # today is a Saturday
    later(site, 2)
    by_hand(site, "extend", new_due="2026-07-24")
    assert proposed() == "2026-07-27"


def test_that_the_record_of_a_reinspection_stands_before_the_opinion_on_it_and_not_before_others(site: OnSite) -> None:
    by_hand(site, "extend", new_due=NEW_TERM)
    later(site, 13)
    rechecked(site, CORRECTED)
    last = issued(site)
    found = gathered(site.desk, site.desk.case(site.inspection), "", lambda done, total: None)
    kinds = [one.kind for one in found.plan.papers]
    record = [one.title for one in found.plan.papers].index("整改复查笔录")
    assert kinds[record - 2 : record + 2] == ["D35", "D33", "D4", "D35"]
    assert found.documents[record + 1] == last
