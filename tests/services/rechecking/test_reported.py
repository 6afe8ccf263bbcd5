"""The unit's report on putting right what was ordered, and its application for more time: registered, counted, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.operations import Change
from app.domain.procedure.case import COURSE
from app.domain.procedure.clocks import ENDED, OVERDUE, RUNNING, Clock
from app.domain.procedure.mapping import to_json
from app.domain.procedure.rectification import MORE_TIME, REPORT, UnitReportEntry
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.checking.findings import choose_facts, draft_findings
from app.services.measures.deciding import record_measure
from app.services.papers.making import begin
from app.services.rechecking.reported import record_report, void_report
from app.services.timeline.telling import timeline
from tests.services import violated_visit
from tests.services.at_the_table import refused_codes, stamped
from tests.services.on_site import OnSite
from tests.services.papers.made import final, served

site = violated_visit.site


def order(site: OnSite) -> str:
    """Return the id of a notice to correct that was served."""
    notice = stamped(site)
    served(site, notice)
    site.watch.pass_by(days=10)
    return notice


def entry(site: OnSite, notice: str, **more: object) -> UnitReportEntry:
    usual = UnitReportEntry(notice, REPORT, site.desk.now(), "hand", "日志保存策略已调整为三年（演练）")
    return replace(usual, **more)  # type: ignore[arg-type]  # fields of the entry, given by name


def clock(site: OnSite) -> Clock:
    return next(one for one in clocks(site.desk, site.desk.case(site.inspection)) if one.title == "单位报告整改情况")


def test_that_the_term_to_report_runs_from_service_and_ends_with_the_report(site: OnSite) -> None:
    notice = order(site)
    assert (clock(site).state(site.desk.now()), f"{clock(site).due:%Y-%m-%d}") == (RUNNING, "2026-07-08")
    report, problems = record_report(site.desk, site.inspection, entry(site, notice))
    assert report is not None, problems
    assert clock(site).state(site.desk.now()) == ENDED
    titles = [one.title for one in timeline(site.desk, site.desk.case(site.inspection))]
    assert any(one.startswith("收到单位的整改报告：") for one in titles)
    void_report(site.desk, report.id, "误登（演练）")
    site.watch.pass_by(days=40)
    assert clock(site).state(site.desk.now()) == OVERDUE


def test_that_a_stop_order_has_its_own_day_to_report(site: OnSite) -> None:
    draft_findings(site.desk, site.inspection)
    (finding,) = site.desk.case(site.inspection).findings
    choose_facts(site.desk, finding.id, [2])
    record_measure(site.desk, site.inspection, "M4", [finding.id], "立即停止（演练）")
    stop = final(site, "D12", report_by="2026-06-15")
    served(site, stop)
    assert f"{clock(site).due:%Y-%m-%d}" == "2026-06-15"
    site.watch.pass_by(days=2)
    report, problems = record_report(site.desk, site.inspection, entry(site, stop))
    assert report is not None, problems
    assert clock(site).state(site.desk.now()) == ENDED


def test_that_the_opinion_takes_over_the_day_of_the_report(site: OnSite) -> None:
    notice = order(site)
    record_report(site.desk, site.inspection, entry(site, notice))
    site.watch.pass_by(days=3)
    opinion = begin(site.desk, site.inspection, "D35", subject=notice)
    assert site.desk.case(site.inspection).entries[opinion.id]["reported_on"] == "2026-06-18"


def test_that_an_application_for_more_time_says_until_when_and_is_no_report(site: OnSite) -> None:
    notice = order(site)
    asked = entry(site, notice, sort=MORE_TIME, text="设备到货延迟（演练）")
    report, problems = record_report(site.desk, site.inspection, asked)
    assert report is None and [one.field for one in problems] == ["until"]
    report, problems = record_report(site.desk, site.inspection, replace(asked, until=date(2026, 7, 20)))
    assert report is not None, problems
    assert clock(site).state(site.desk.now()) == RUNNING


def test_that_what_is_blank_to_come_or_before_the_service_is_told(site: OnSite) -> None:
    notice = order(site)
    now = site.desk.now()
    for more, field in (
        ({"text": " "}, "text"), ({"received_at": now + timedelta(hours=1)}, "received_at"),
        ({"received_at": now - timedelta(days=11)}, "received_at"), ({"received_at": None}, "received_at"),
        ({"way": "dream"}, "way"), ({"sort": "dream"}, "sort"),
    ):  # fmt: skip
        report, problems = record_report(site.desk, site.inspection, entry(site, notice, **more))
        assert report is None and [one.field for one in problems] == [field]


def test_that_nothing_is_reported_on_before_service_twice_or_after_the_end(site: OnSite) -> None:
    notice = stamped(site)
    with pytest.raises(Refused) as refused:
        record_report(site.desk, site.inspection, entry(site, notice))
    assert refused_codes(refused) == ["order-not-served"]
    served(site, notice)
    record_report(site.desk, site.inspection, entry(site, notice))
    with pytest.raises(Refused) as refused:
        record_report(site.desk, site.inspection, entry(site, notice))
    assert refused_codes(refused) == ["report-twice"]
    site.desk.commit([Change(COURSE, site.inspection, "closed_at", to_json(site.desk.now()))])
    with pytest.raises(Refused) as refused:
        record_report(site.desk, site.inspection, entry(site, notice, text="又一份（演练）"))
    assert refused_codes(refused) == ["closed"]
