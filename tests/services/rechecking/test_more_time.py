"""A unit that asks for more time before it was checked again is answered: granted, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.procedure.more_time import unanswered
from app.domain.procedure.rechecks import ordered_items
from app.domain.procedure.rectification import MORE_TIME, UnitReport, UnitReportEntry
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.listing.rows import RowMaker
from app.services.papers import life
from app.services.papers.making import begin, discard, enter, form_problems
from app.services.papers.rendering import render_paper
from app.services.rechecking.planning import proposed_plan
from app.services.rechecking.reported import record_report, void_report
from tests.services import at_the_table
from tests.services.at_the_table import VIOLATES, refused_codes
from tests.services.on_site import OnSite
from tests.services.papers import made
from tests.services.rechecking.again import just_served, later
from ui.models.making import compose_paper

TERM, LATER = "2026-07-08", "2026-07-20"
GRANTED = {"decision": "grant", "reason": "存储设备采购合同载明7月15日到货（演练）", "new_due": LATER}
REFUSED = {"decision": "refuse", "reason": "不影响在期限内整改（演练）"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OnSite]:
    with at_the_table.at_the_table(tmp_path / "data", and_then=just_served, q2_3=VIOLATES) as begun:
        yield begun


def notice(site: OnSite) -> str:
    paper = site.desk.case(site.inspection).document("D11")
    assert paper is not None
    return paper.id


def asked(site: OnSite, text: str = "存储设备延迟到货（演练）", until: date = date(2026, 7, 24)) -> UnitReport:
    entry = UnitReportEntry(notice(site), MORE_TIME, site.desk.now(), "hand", text, until=until)
    report, problems = record_report(site.desk, site.inspection, entry)
    assert report is not None, problems
    return report


def faults(site: OnSite, **given: Any) -> list[str]:
    """Return the fields of an answer that are told to be wrong."""
    document = begin(site.desk, site.inspection, "D49").id
    assert enter(site.desk, site.inspection, document, {**GRANTED, **given}) == []
    case = site.desk.case(site.inspection)
    held = next(one for one in case.documents if one.id == document)
    return [one.field for one in form_problems(site.desk, case, held)]


def answered(site: OnSite, given: dict[str, Any], **more: Any) -> str:
    """Return the id of an answer approved, stamped and served."""
    document = made.final(site, "D49", **{**given, **more})
    made.served(site, document)
    return document


def text_of(site: OnSite, document: str) -> str:
    return render_paper(site.desk, site.inspection, document).text.replace("\n", "")


def running(site: OnSite) -> dict[str, str]:
    now, found = site.desk.now(), clocks(site.desk, site.desk.case(site.inspection))
    return {one.title: f"{one.due:%Y-%m-%d}" for one in found if one.state(now) != "ended" and not one.rights}


def listed(site: OnSite) -> object:
    row = RowMaker(site.desk).row(site.inspection, site.desk.store.read_root(site.inspection))
    assert row is not None
    return row.cells["ordered"]


def test_that_more_time_granted_on_application_moves_list_clocks_and_reinspection(site: OnSite) -> None:
    later(site, 10)
    asked(site)
    assert (listed(site), running(site)["责令改正期限届满，复查"]) == (TERM, TERM)
    document = answered(site, GRANTED)
    assert listed(site) == LATER
    assert (running(site)["责令改正期限届满，复查"], running(site)["单位报告整改情况"]) == (LATER, LATER)
    (item,) = ordered_items(site.desk.case(site.inspection), [notice(site)])
    assert (item.due, item.last) == (LATER, "")
    assert str(proposed_plan(site.desk, site.desk.case(site.inspection)).planned_from) == "2026-07-21"
    text = text_of(site, document)
    asked_for = "请求将整改期限延长至2026年7月24日，理由是：存储设备延迟到货（演练）。"
    assert f"2026年6月18日，我局收到你单位的延期申请，{asked_for}" in text
    power = site.desk.case(site.inspection).contents[notice(site)].data["power"]["cite"]
    assert f"根据{power}的规定，经本机关负责人批准，同意延长整改期限。" in text
    assert "上列事项的整改期限延长至2026年7月20日（含当日）。" in text
    assert "复查" not in text.replace("申请行政复议", "") and "申请行政复议" not in text
    assert "届满，" not in text


def test_that_an_application_refused_keeps_the_term_says_why_and_how_to_contest_it(site: OnSite) -> None:
    later(site, 10)
    asked(site)
    document = answered(site, REFUSED)
    assert (listed(site), running(site)["责令改正期限届满，复查"]) == (TERM, TERM)
    text = text_of(site, document)
    assert "经审查，不影响在期限内整改（演练）。" in text and "不同意延长整改期限。" in text
    assert "如不服本答复书，可以自收到本答复书之日起六十日内向保定市人民政府申请行政复议" in text
    titles = {one.title for one in clocks(site.desk, site.desk.case(site.inspection)) if one.subject == document}
    assert titles == {"当事人申请行政复议", "当事人提起行政诉讼"}


def test_that_an_answer_waits_for_the_leader(site: OnSite) -> None:
    asked(site)
    document = made.made(site, "D49", **GRANTED)
    with pytest.raises(Refused) as refused:
        life.freeze(site.desk, site.inspection, document)
    assert "paper-unapproved" in refused_codes(refused)


def test_that_no_answer_goes_out_without_a_registered_application(site: OnSite) -> None:
    assert "asked_on" in faults(site, asked_on="2026-06-08", grounds="电话里说要延期")


def test_that_an_application_voided_since_is_not_answered(site: OnSite) -> None:
    report = asked(site)
    document = begin(site.desk, site.inspection, "D49").id
    enter(site.desk, site.inspection, document, GRANTED)
    void_report(site.desk, report.id, "登记错了单位")
    assert [one.field for one in compose_paper(site.desk, site.inspection, document)[1]] == ["asked_on"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"new_due": "2026-07-18"}, ["new_due"]),  # a Saturday
        ({"new_due": TERM}, ["new_due"]),
        ({"items": [{"text": "别的事项", "due": TERM}]}, ["items"]),
        ({"items": [{"text": "调整日志保存策略", "due": "2026-07-09"}]}, ["items"]),
        ({"asked_on": "2026-06-09"}, ["asked_on"]),
    ],
)
def test_that_the_new_term_and_what_it_is_for_are_held_to_the_order(
    site: OnSite, given: dict[str, Any], wrong: list[str]
) -> None:
    asked(site)
    assert faults(site, **given) == wrong


def test_that_a_term_run_out_is_not_made_longer_silently(site: OnSite) -> None:
    asked(site)
    later(site, 31)
    assert faults(site) == ["late"]
    begun = site.desk.case(site.inspection).documents[-1].id
    discard(site.desk, site.inspection, begun, "重新制作（演练）")
    document = answered(site, GRANTED, late="因核实设备到货情况未能在期限届满前答复（演练）")
    assert "原期限在答复前已经届满，因核实设备到货情况未能在期限届满前答复（演练）。" in text_of(site, document)


def test_that_an_application_after_the_term_is_not_granted(site: OnSite) -> None:
    later(site, 31)
    asked(site)
    assert faults(site, late="演练") == ["asked_on"]


def test_that_an_application_waits_until_it_is_answered_or_the_order_was_checked_again(site: OnSite) -> None:
    report = asked(site)
    assert unanswered(site.desk.case(site.inspection), notice(site)) == [report]
    answered(site, REFUSED)
    later(site, 1)
    again = asked(site, "再次申请（演练）")
    assert unanswered(site.desk.case(site.inspection), notice(site)) == [again]
    rows = [{"text": "调整日志保存策略", "due": TERM, "result": "not", "seen": "演练"}]
    made.final(site, "D35", items=rows, conclusion="none", next="order", again_due=LATER)
    assert unanswered(site.desk.case(site.inspection), notice(site)) == []


def test_that_a_second_application_is_about_the_term_that_runs(site: OnSite) -> None:
    asked(site)
    answered(site, GRANTED)
    later(site, 1)
    asked(site, "再次申请（演练）", date(2026, 7, 31))
    document = begin(site.desk, site.inspection, "D49").id
    assert site.desk.case(site.inspection).entries[document]["items"] == [{"text": "调整日志保存策略", "due": LATER}]


def test_that_time_given_by_an_opinion_is_made_longer_too(site: OnSite) -> None:
    later(site, 31)
    rows = [{"text": "调整日志保存策略", "due": TERM, "result": "not", "seen": "演练"}]
    made.served(site, made.final(site, "D35", items=rows, conclusion="none", next="extend", new_due="2026-07-14"))
    asked(site, "再次申请（演练）", date(2026, 7, 31))
    answered(site, GRANTED)
    assert (listed(site), running(site)["延长后的整改期限"]) == (LATER, LATER)
