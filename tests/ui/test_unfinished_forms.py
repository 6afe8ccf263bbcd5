"""A form half filled in survives 大字, a lock and another page: nothing typed is lost."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit

from tests.ui.conftest import calm, part
from tests.ui.test_home_and_planning import fill_plan, planning
from tests.ui.test_way_in import click, notice
from ui import style
from ui.pages.home import HomePage
from ui.pages.new_inspection import NewInspectionPage


def switch_to_large(qtbot, window) -> None:
    click(qtbot, window, "largeButton")
    qtbot.waitUntil(lambda: style.current() is style.LARGE)
    calm(qtbot, window.tasks)


def insist_plan_is_there(window) -> None:
    assert isinstance(window.workbench.page, NewInspectionPage)
    assert part(window, QLineEdit, "unitName").text() == "保定市演练示范局"
    assert part(window, QLineEdit, "purpose").text() == "电子档案监管"
    assert part(window, QComboBox, "mode").currentData() == "routine"
    assert part(window, QLineEdit, "source_plan_title").text() == "演练年度检查计划"
    assert part(window, QCheckBox, "officer_yi").isChecked()
    assert part(window, QDateEdit, "plannedTo").date() == QDate(2026, 6, 11)


def half_a_plan(open_window, qtbot, premises):
    window = planning(open_window, qtbot, premises)
    fill_plan(window)
    part(window, QDateEdit, "plannedTo").setDate(QDate(2026, 6, 11))
    return window


def test_that_the_large_view_keeps_a_plan_half_entered(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    switch_to_large(qtbot, window)
    insist_plan_is_there(window)
    assert "已恢复" in notice(window)


def test_that_a_lock_keeps_a_plan_half_entered(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    click(qtbot, window, "lockButton")
    click(qtbot, window, "seat_jia")
    insist_plan_is_there(window)


def test_that_a_plan_half_entered_is_on_the_disk_while_it_is_typed(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    desk = window.workbench._place.desk
    qtbot.waitUntil(lambda: any("电子档案监管" in one.text for one in desk.store.drafts.drafts("window-jia")))


def test_that_a_plan_given_up_does_not_come_back(open_window, qtbot, premises) -> None:
    window = half_a_plan(open_window, qtbot, premises)
    click(qtbot, window, "planBack")
    click(qtbot, window, "lockButton")
    click(qtbot, window, "seat_jia")
    assert isinstance(window.workbench.page, HomePage)
    click(qtbot, window, "firstInspection")
    assert part(window, QLineEdit, "purpose").text() == ""
