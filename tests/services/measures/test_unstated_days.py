"""Terms without a stated kind of day: counted in measures, papers and remedies as the bureau set, and told in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.clock import CHINA
from app.errors import Refused
from app.services.case_clocks import clocks
from app.services.measures.deciding import record_measure
from app.services.registers.bureau import set_unstated_days, unstated_days
from app.services.shelf import shelf
from tests.services.at_the_table import VIOLATES, at_the_table, order
from tests.services.on_site import FORMS, OnSite
from tests.services.papers.made import numbers

HOW = "规定写“10日”而没有写明日的种类，按本机关设定以{kind}计算"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """Return forms in which the report upward has ten days of no stated kind."""
    copied = tmp_path / "forms"
    shutil.copytree(FORMS, copied)
    measures = copied / "registers" / "measures.toml"
    before, label, after = measures.read_text(encoding="utf-8").partition('label = "向上级档案部门报告"\n')
    measures.write_text(before + label + after.replace('"24h"', '"10u"', 1), encoding="utf-8")
    return copied


@pytest.fixture
def site(tmp_path: Path, forms: Path) -> Iterator[OnSite]:
    with at_the_table(tmp_path / "data", q2_3=VIOLATES) as begun:
        numbers(begun)
        order(begun)
        yield replace(begun, desk=replace(begun.desk, forms=forms))


def report_clock(site: OnSite):
    (finding,) = site.desk.case(site.inspection).findings
    record_measure(site.desk, site.inspection, "M4", [finding.id], "演练停止")
    found = [one for one in clocks(site.desk, site.desk.case(site.inspection)) if "向上级" in one.title]
    return found[-1]


# decided on Monday 8 June 2026; 19 June is the Dragon Boat festival: ten days end on the 18th, ten working days later
@pytest.mark.parametrize(("setting", "due", "kind"), [
    ("", date(2026, 6, 18), "日历日"), ("d", date(2026, 6, 18), "日历日"), ("wd", date(2026, 6, 23), "工作日"),
])  # fmt: skip
def test_that_a_duty_is_counted_as_the_bureau_set_and_says_so(site, setting, due, kind) -> None:
    set_unstated_days(site.desk, setting)
    clock = report_clock(site)
    assert clock.due.astimezone(CHINA).date() == due
    assert clock.explanation[0].startswith(HOW.format(kind=kind))


def test_that_a_duty_keeps_the_day_it_was_given_when_the_setting_changes(site) -> None:
    before = report_clock(site)
    set_unstated_days(site.desk, "wd")
    after = next(one for one in clocks(site.desk, site.desk.case(site.inspection)) if one.subject == before.subject)
    assert after.due == before.due and HOW.format(kind="工作日") not in after.explanation[0]


def test_that_only_the_administrator_sets_it_and_only_to_a_kind_of_day(site) -> None:
    with pytest.raises(Refused):
        set_unstated_days(site.desk.acting("yi"), "wd")
    with pytest.raises(Refused):
        set_unstated_days(site.desk, "hours")
    assert unstated_days(site.desk) == ""


def test_that_the_ten_days_of_the_source_list_state_no_kind_of_day() -> None:
    remedy = shelf(FORMS).legal.remedy_for("D40")
    assert remedy is not None and [one.term for one in remedy.terms] == ["10u"]
