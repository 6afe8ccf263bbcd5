"""Turning 大字 on or off leaves nobody's page: the same page, the same part, and what was typed."""

import shutil

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QListWidget, QPlainTextEdit, QPushButton, QTableView, QWidget

from tests.services.on_site import OnSite
from tests.ui import sealed_visit
from tests.ui.conftest import calm, part
from tests.ui.test_way_in import click
from ui.destinations import offered
from ui.pages.help import HelpPage
from ui.pages.registers import RegistersPage
from ui.pages.seat import SeatPage
from ui.pages.sync import SyncPage
from ui.pages.unit import UnitPage
from ui.pages.verifying import VerifyingPage
from ui.whereabouts import recalled


@pytest.fixture(scope="session")
def sealed(tmp_path_factory):
    return sealed_visit.concluded(tmp_path_factory)


@pytest.fixture
def window(open_window, qtbot, visit):
    made = open_window()
    click(qtbot, made, "seat_jia")
    return made


def change(qtbot, window) -> None:
    before = window.workbench
    click(qtbot, window, "largeButton")
    qtbot.waitUntil(lambda: window.workbench not in (None, before), timeout=30_000)
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
    qtbot.waitUntil(lambda: window.workbench not in (None, before), timeout=30_000)
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


@pytest.fixture
def at_the_end(premises, watch, sealed) -> OnSite:
    """A data folder in which a visit is sealed and its notice drafted."""
    folder, site, _ = sealed
    shutil.copytree(folder, premises.folder)
    watch.pass_by(hours=5)
    return site


def killed_and_opened(window, open_window, qtbot, tmp_path, premises):
    """Return a window on what a kill left behind: the data as they are now, without a word to the program."""
    calm(qtbot, window.tasks)
    copy = tmp_path / "killed"
    shutil.copytree(premises.folder, copy, ignore=shutil.ignore_patterns("lock"))
    window.close()
    shutil.rmtree(premises.folder)
    copy.rename(premises.folder)
    again = open_window()
    click(qtbot, again, "seat_jia")
    calm(qtbot, again.tasks)
    return again


def remembered(window, place: str, qtbot) -> None:
    def stored() -> bool:
        last = window.workbench._place.desk.store.drafts.last_place()
        return last is not None and "/".join(one for one in (last.step, last.question) if one) == place

    qtbot.waitUntil(stored)


@pytest.mark.parametrize(
    "where",
    ["checking/sample/q1_5", "checking/evidence", "checking/items", "arrival/persons", "closing/timeline",
     "papers/service", "record/draft"],
)  # fmt: skip
def test_that_after_a_kill_a_step_is_open_at_its_part(
    open_window, qtbot, at_the_end, where, tmp_path, premises
) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection)
    calm(qtbot, window.tasks)
    window.workbench.page.show_step(where)
    remembered(window, where, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == where


@pytest.mark.parametrize("where", ["sync/backup", "registers/officers", "settings/paper", "deadlines"])
def test_that_after_a_kill_a_page_is_open_at_its_tab(open_window, qtbot, visit, where, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    window.workbench.show_destination(where)
    remembered(window, where, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.whereabouts.destination == where


def test_that_after_a_kill_the_signer_and_the_way_are_chosen_again(
    open_window, qtbot, at_the_end, tmp_path, premises
) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "record/signing")
    calm(qtbot, window.tasks)
    signers = part(window, QListWidget, "signers")
    signers.setCurrentRow(signers.count() - 1)
    place = window.workbench.page.shown
    assert place.startswith("record/signing/ink/")
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == place
    assert part(again, QListWidget, "signers").currentRow() == signers_last(again)


def signers_last(window) -> int:
    return part(window, QListWidget, "signers").count() - 1


def test_that_after_a_kill_the_paper_is_chosen_again(open_window, qtbot, at_the_end, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "papers")
    calm(qtbot, window.tasks)
    papers = part(window, QListWidget, "papers")
    row = next(row for row in range(papers.count()) if row != papers.currentRow())
    papers.setCurrentRow(row)
    calm(qtbot, window.tasks)
    place = window.workbench.page.shown
    assert place != "papers/papers"
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert part(again, QListWidget, "papers").currentRow() == row
    assert again.workbench.page.shown == place


def test_that_after_a_kill_the_finding_is_shown_again(open_window, qtbot, at_the_end, tmp_path, premises) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(at_the_end.inspection, "outcome")
    calm(qtbot, window.tasks)
    window.workbench.page.show_step("outcome/findings")
    calm(qtbot, window.tasks)
    place = window.workbench.page.shown
    assert place.startswith(f"outcome/findings/{at_the_end.inspection}/")
    remembered(window, place, qtbot)
    again = killed_and_opened(window, open_window, qtbot, tmp_path, premises)
    assert again.workbench.page.shown == place


def test_that_a_place_an_officer_cannot_go_to_is_the_home_page(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    calm(qtbot, window.tasks)
    window.workbench._place.desk.store.drafts.remember_place("", "approvals")
    assert "approvals" not in offered(window.workbench._place)
    last = window.workbench._place.desk.store.drafts.last_place()
    assert recalled(last, window.workbench._place).destination == "home"
