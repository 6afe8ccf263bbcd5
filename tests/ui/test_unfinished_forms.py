"""A form half filled in survives 大字, a lock and another page: nothing typed is lost."""

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLabel, QLineEdit, QTableView

from tests.ui.conftest import calm, part
from tests.ui.test_home_and_planning import fill_plan, planning
from tests.ui.test_way_in import click, notice
from ui import style
from ui.pages.home import HomePage
from ui.pages.preparing.new_inspection import NewInspectionPage


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
    assert "电子档案监管" not in part(window, QLineEdit, "purpose").text()


def registers(window, qtbot):
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "navRegisters")
    return window


def test_that_a_lock_keeps_a_unit_half_changed(open_window, qtbot, visit) -> None:
    window = registers(open_window(), qtbot)
    view = part(window, QTableView, "units")
    view.selectRow(view.model().place_of("unit-1"))
    calm(qtbot, window.tasks)
    part(window, QLineEdit, "register_phone").setText("0312-1234567")
    click(qtbot, window, "lockButton")
    click(qtbot, window, "seat_jia")
    assert part(window, QLabel, "unitHeading").text() == "修改单位"
    assert part(window, QLineEdit, "register_name").text() == "保定市演练示范局（演练单位）"
    assert part(window, QLineEdit, "register_phone").text() == "0312-1234567"


def test_that_the_large_view_keeps_a_new_unit_and_each_unit_its_own_text(open_window, qtbot, visit) -> None:
    window = registers(open_window(), qtbot)
    part(window, QLineEdit, "register_name").setText("演练新单位")
    view = part(window, QTableView, "units")
    view.selectRow(0)
    calm(qtbot, window.tasks)
    assert part(window, QLineEdit, "register_name").text() != "演练新单位"
    click(qtbot, window, "unitNew")
    assert part(window, QLineEdit, "register_name").text() == "演练新单位"
    switch_to_large(qtbot, window)
    assert part(window, QLineEdit, "register_name").text() == "演练新单位"
    box = part(window, QComboBox, "register_kind")
    box.setCurrentIndex(box.findData("village"))
    click(qtbot, window, "unitSave")
    click(qtbot, window, "unitNew")
    assert part(window, QLineEdit, "register_name").text() == ""


def test_that_an_officer_half_entered_comes_back_until_given_up(open_window, qtbot, visit) -> None:
    window = registers(open_window(), qtbot)
    click(qtbot, window, "register_officers")
    click(qtbot, window, "officerNew")
    part(window, QLineEdit, "officerName").setText("演练戊")
    switch_to_large(qtbot, window)
    click(qtbot, window, "register_officers")
    assert part(window, QLineEdit, "officerName").text() == "演练戊"
    click(qtbot, window, "officerBack")
    click(qtbot, window, "navHome")
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "register_officers")
    assert not part(window, QLineEdit, "officerName").isVisible()
