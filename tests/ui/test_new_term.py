"""重新确定改正期限: the notice whose term is over leads to it, and it is set there with its reason."""

from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QDateEdit, QLabel, QLineEdit

from app.services.papers import life
from tests.ui import stage
from tests.ui.conftest import calm, on_stage, part
from tests.ui.outcome_page import press
from tests.ui.test_papers_page import approve
from ui.pages.inspection import InspectionPage
from ui.widgets.fact_grid import FactGrid
from ui.widgets.hindrance_list import HindranceList

sealed, place, site, notice = stage.sealed, stage.place, stage.site, stage.notice
WHY = "通知书未能在原定期限前印发（演练）"


@pytest.fixture
def opened(place, site, notice, watch, qtbot):
    """Open the inspection at its papers: the notice is approved, and its term is over."""

    windows = []

    def open_at(step: str, days: int) -> InspectionPage:
        approve(site, notice)
        watch.pass_by(days=days)
        made = InspectionPage(place, site.inspection, step, "")
        windows.append(on_stage(qtbot, made))
        calm(qtbot, place.tasks)
        return made

    return open_at


def told(page) -> str:
    return "".join(one.text() for one in part(page, FactGrid, "orderFacts0").findChildren(QLabel))


def test_that_a_notice_whose_term_is_over_leads_to_a_new_one(opened, site, notice, place, qtbot) -> None:
    page = opened("papers", 40)
    press(page, "checkupGo_T21", place, qtbot)
    assert "已到或者已过" in part(page, QLabel, "renewWhy0").text()
    part(page, QDateEdit, "newDue0").setDate(date(2026, 8, 31))
    part(page, QLineEdit, "newReason0").setText(WHY)
    press(page, "renewTermGo0", place, qtbot)
    (term,) = place.desk.case(site.inspection).new_terms
    assert (term.due, term.reason) == (date(2026, 8, 31), WHY)
    assert "2026年8月31日（笔录所载2026年7月8日）" in told(page)
    press(page, "noticeWay", place, qtbot)
    assert part(page, QAbstractButton, "step_papers").isChecked()


def test_that_a_missing_reason_and_a_day_off_are_told_beside_their_fields(opened, place, site, qtbot) -> None:
    page = opened("outcome/order", 40)
    press(page, "renewTermGo0", place, qtbot)
    assert "请写明" in part(page, QLabel, "newReason0Problem").text()
    (listed,) = [one for one in page.findChildren(HindranceList, "refusal") if one.isVisible()]
    assert listed.accessibleName().count("请写明") == 1
    part(page, QDateEdit, "newDue0").setDate(date(2026, 8, 30))
    part(page, QLineEdit, "newReason0").setText(WHY)
    press(page, "renewTermGo0", place, qtbot)
    assert "不是工作日" in part(page, QLabel, "newDue0Problem").text()
    assert place.desk.case(site.inspection).new_terms == ()


def test_that_a_new_term_waits_behind_a_link_while_the_old_one_can_be_obeyed(opened, place, qtbot) -> None:
    page = opened("outcome/order", 1)
    assert not part(page, QDateEdit, "newDue0").isVisible()
    press(page, "renewTerm0", place, qtbot)
    assert part(page, QDateEdit, "newDue0").isVisible()


def test_that_a_final_notice_offers_no_new_term(opened, site, notice, place, qtbot) -> None:
    page = opened("papers", 0)
    life.freeze(place.desk, site.inspection, notice)
    page.show_step("outcome/order")
    calm(qtbot, place.tasks)
    assert page.findChild(QAbstractButton, "renewTerm0") is None
