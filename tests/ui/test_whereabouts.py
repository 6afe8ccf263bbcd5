"""Turning 大字 on or off leaves nobody's page: the same page, the same part, and what was typed."""


import openpyxl
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QPlainTextEdit, QPushButton, QTableView, QWidget

from tests.services.registers.test_importing import BODY, HEADINGS, VILLAGE
from tests.ui.conftest import calm, part
from tests.ui.registers_desk import said
from tests.ui.test_way_in import click
from ui.destinations import offered
from ui.pages.entrance.seat import SeatPage
from ui.pages.help import HelpPage
from ui.pages.registers.importing import ImportPanel
from ui.pages.registers.page import RegistersPage
from ui.pages.sync.page import SyncPage
from ui.pages.unit import UnitPage
from ui.pages.verifying import VerifyingPage


@pytest.fixture
def window(open_window, qtbot, visit):
    made = open_window()
    click(qtbot, made, "seat_jia")
    return made


def change(qtbot, window) -> None:
    before = window.workbench
    click(qtbot, window, "largeButton")
    qtbot.waitUntil(lambda: window.workbench not in (None, before))
    calm(qtbot, window.tasks)


def test_that_every_page_of_the_bench_is_there_after_the_change(window, qtbot) -> None:
    for name in offered(window.workbench._place):
        window.workbench.show_destination(name)
        calm(qtbot, window.tasks)
        kind = type(window.workbench.page)
        change(qtbot, window)
        assert type(window.workbench.page) is kind, name


def test_that_a_code_half_typed_stays_at_the_page_that_verifies(window, qtbot) -> None:
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "goVerify")
    qtbot.keyClicks(part(window, QLineEdit, "verifyCode"), "ABCD-1234")
    change(qtbot, window)
    assert isinstance(window.workbench.page, VerifyingPage)
    assert part(window, QLineEdit, "verifyCode").text() == "ABCD-1234"


def test_that_the_tab_that_was_looked_at_is_shown_again(window, qtbot) -> None:
    click(qtbot, window, "navSync")
    click(qtbot, window, "syncTab_backup")
    change(qtbot, window)
    assert isinstance(window.workbench.page, SyncPage) and window.workbench.page.shown == "backup"
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "register_officers")
    change(qtbot, window)
    assert isinstance(window.workbench.page, RegistersPage) and window.workbench.page.shown == "officers"


def test_that_a_unit_help_and_the_choice_of_officers_stay_too(window, qtbot) -> None:
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "register_units")
    next(one for one in window.findChildren(QTableView) if one.isVisible()).selectRow(0)
    calm(qtbot, window.tasks)
    click(qtbot, window, "unitPastShow")
    unit = window.workbench.page.unit
    change(qtbot, window)
    assert isinstance(window.workbench.page, UnitPage) and window.workbench.page.unit == unit
    click(qtbot, window, "navHelp")
    window.workbench.page.show_chapter("papers")
    change(qtbot, window)
    assert isinstance(window.workbench.page, HelpPage) and window.workbench.page.chapter == "papers"
    click(qtbot, window, "helpBack")
    assert isinstance(window.workbench.page, UnitPage)
    click(qtbot, window, "seatButton")
    change(qtbot, window)
    assert isinstance(window.workbench.page, SeatPage)


@pytest.mark.parametrize("where", ["checking/q1_5", "checking/evidence", "checking/items", "arrival/persons"])
def test_that_an_inspection_is_open_at_the_same_place_after_the_change(window, qtbot, visit, where) -> None:
    window.workbench.show_inspection(visit.inspection, where.partition("/")[0])
    calm(qtbot, window.tasks)
    window.workbench.page.show_step(where)
    calm(qtbot, window.tasks)
    assert window.workbench.page.shown == where
    change(qtbot, window)
    assert window.workbench.page.shown == where


class Dressed(QObject):
    """Counts how often what it watches is dressed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_that_pages_that_go_are_not_dressed_once_more(window, qtbot) -> None:
    window.workbench.show_destination("registers")
    calm(qtbot, window.tasks)
    dressed = Dressed()
    for one in window.workbench.findChildren(QWidget):
        one.installEventFilter(dressed)
    change(qtbot, window)
    assert dressed.times == 0


@pytest.mark.parametrize("where", ["home", "registers", "inspection"])
def test_that_the_focus_stays_on_the_button_that_was_pressed(window, qtbot, visit, where) -> None:
    window.activateWindow()
    if where == "inspection":
        window.workbench.show_inspection(visit.inspection, "checking", "q1_5")
    else:
        window.workbench.show_destination(where)
    calm(qtbot, window.tasks)
    before, pressed = window.workbench, part(window, QPushButton, "largeButton")
    pressed.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(pressed, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.workbench not in (None, before))
    calm(qtbot, window.tasks)
    qtbot.waitUntil(lambda: window.focusWidget() is part(window, QPushButton, "largeButton"))


def test_that_words_typed_just_before_the_data_were_locked_are_there_again(window, qtbot, visit) -> None:
    window.workbench.show_inspection(visit.inspection, "record")
    calm(qtbot, window.tasks)
    field = part(window, QPlainTextEdit, "statement")
    field.setFocus()
    qtbot.keyClicks(field, "ABC")
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    assert part(window, QPlainTextEdit, "statement").toPlainText() == "ABC"


def type_reason_and_lock(window, qtbot, visit, lock) -> None:
    window.activateWindow()
    window.workbench.show_inspection(visit.inspection, "checking", "q1_2")
    calm(qtbot, window.tasks)
    qtbot.keyClick(part(window, QListView, "questions"), "4")
    calm(qtbot, window.tasks)
    field = part(window, QPlainTextEdit, "reason")
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "ABDE")
    for _ in "DE":
        qtbot.keyClick(field, Qt.Key.Key_Left)
    lock()
    calm(qtbot, window.tasks)


def test_that_after_a_lock_one_types_on_where_one_typed(window, qtbot, visit) -> None:
    type_reason_and_lock(window, qtbot, visit, lambda: click(qtbot, window, "lockButton"))
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    qtbot.waitUntil(lambda: part(window, QPlainTextEdit, "reason").hasFocus())
    qtbot.keyClicks(window.focusWidget(), "1")
    assert part(window, QPlainTextEdit, "reason").toPlainText() == "AB1DE"


def test_that_another_officer_is_not_led_to_where_the_one_before_typed(window, qtbot, visit) -> None:
    type_reason_and_lock(window, qtbot, visit, lambda: window.lock("演练锁定"))
    click(qtbot, window, "seat_yi")
    calm(qtbot, window.tasks)
    assert not isinstance(window.focusWidget(), QPlainTextEdit)


def test_that_the_part_that_was_looked_at_is_shown_after_a_lock(window, qtbot, visit) -> None:
    click(qtbot, window, "navSync")
    click(qtbot, window, "syncTab_backup")
    window.lock("演练锁定")
    calm(qtbot, window.tasks)
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    assert isinstance(window.workbench.page, SyncPage) and window.workbench.page.shown == "backup"


def bring_in_a_table(qtbot, window, folder) -> None:
    """Choose a table of two units, as far as its preview."""
    book = openpyxl.Workbook()
    for row in (HEADINGS, VILLAGE, BODY):
        book.active.append(row)
    book.save(folder / "table.xlsx")
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "unitImport")
    part(window, ImportPanel, "importPanel").open_file(folder / "table.xlsx")
    calm(qtbot, window.tasks)


def test_that_a_table_being_brought_in_stays_under_the_eyes(window, qtbot, tmp_path) -> None:
    bring_in_a_table(qtbot, window, tmp_path)
    change(qtbot, window)
    assert part(window, QTableView, "importRows").model().rowCount() == 2
    assert part(window, QPushButton, "importGo").isVisible()
    click(qtbot, window, "importGo")
    assert "已导入：新增 2" in said(window.workbench.page)
    change(qtbot, window)
    assert "已导入：新增 2" in said(window.workbench.page)
    assert part(window, QPushButton, "importUndo").isVisible(), "what was entered can still be taken back"
    click(qtbot, window, "importBack")
    change(qtbot, window)
    assert window.workbench.page.shown == "units"


def test_that_rows_entered_while_the_pages_were_made_anew_are_told(window, qtbot, tmp_path) -> None:
    bring_in_a_table(qtbot, window, tmp_path)
    before = window.workbench
    part(window, QPushButton, "importGo").click()
    part(window, QPushButton, "largeButton").click()
    qtbot.waitUntil(lambda: window.workbench not in (None, before))
    calm(qtbot, window.tasks)
    assert "已导入：新增 2" in said(window.workbench.page)
