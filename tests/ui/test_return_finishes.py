"""Return in the last field of a form does its act; Esc leads back from the first forms and closes a panel."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from shiboken6 import isValid

from tests.ui.conftest import calm, on_stage, part
from ui.pages.all_inspections.page import AllInspectionsPage
from ui.pages.entrance.first_run import FirstRunPage
from ui.pages.registers.sheets import SheetsTab
from ui.widgets.return_finishes import ReturnFinishes


@pytest.fixture
def first(qtbot):
    """Give the first run at the form of a bureau of its own."""
    page = FirstRunPage(Path("/nowhere"), str)
    page.standalone.set_bureaus([("1", "演练档案局")])
    window = on_stage(qtbot, page)
    part(page, QPushButton, "startStandalone").click()
    yield page
    window.close()


def press(line: QWidget, key: Qt.Key) -> None:
    line.setFocus()
    QTest.keyClick(line, key)


def test_that_return_in_the_last_field_says_what_is_missing_and_goes_there(first) -> None:
    press(part(first, QLineEdit, "administrator"), Qt.Key.Key_Return)
    assert not part(first, QLabel, "administratorProblem").text()
    press(part(first, QLineEdit, "recovery"), Qt.Key.Key_Return)
    assert part(first, QLabel, "administratorProblem").text()
    assert part(first, QLineEdit, "administrator").hasFocus()


def test_that_esc_leads_back_one_step_and_keeps_what_was_typed(first) -> None:
    part(first, QLineEdit, "administrator").setText("演练甲")
    press(part(first, QLineEdit, "administrator"), Qt.Key.Key_Escape)
    way = part(first, QPushButton, "startStandalone")
    assert way.isVisible() and way.hasFocus()
    way.click()
    assert part(first, QLineEdit, "administrator").text() == "演练甲"


def test_that_return_while_something_is_under_way_does_nothing(first) -> None:
    line = part(first, QLineEdit, "recovery")
    line.setFocus()
    first.set_under_way(True, "…")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert not part(first, QLabel, "administratorProblem").text()


def test_that_a_register_is_entered_by_keys_alone(place, qtbot) -> None:
    tab = SheetsTab(place)
    window = on_stage(qtbot, tab)
    tab.refresh()
    calm(qtbot, place.tasks)
    press(part(tab, QLineEdit, "sheetApproval"), Qt.Key.Key_Return)
    assert part(tab, QLabel, "sheetFirstProblem").text()
    window.close()


def test_that_esc_closes_the_panel_of_columns_and_no_other_key_is_taken(place, qtbot) -> None:
    page = AllInspectionsPage(place)
    window = on_stage(qtbot, page)
    page.refresh()
    calm(qtbot, place.tasks)
    opener, panel = part(page, QPushButton, "listColumns"), page._panel
    opener.click()
    assert panel.isVisible()
    press(next(iter(panel._checks.values())), Qt.Key.Key_Escape)
    assert not panel.isVisible() and opener.hasFocus()
    window.close()


def test_that_a_form_that_goes_after_return_takes_nothing_else_with_it(qtbot) -> None:
    """Qt's chain of focus leads through the whole window, and what is asked for along it hangs on who was asked."""
    page, form = QWidget(), QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(form)
    line, go, table = QLineEdit(form), QPushButton(form), QTableView()
    ReturnFinishes(form, go)
    layout.addWidget(table)
    window = on_stage(qtbot, page)
    press(line, Qt.Key.Key_Return)
    head = table.horizontalHeader()
    del line, go
    form.deleteLater()
    qtbot.waitUntil(lambda: not isValid(form))
    gc.collect()
    assert isValid(table) and isValid(head)
    table.resize(300, 200)
    window.close()
