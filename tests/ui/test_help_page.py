"""帮助: every page has a chapter, links lead somewhere, and one comes back to what was being typed."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton, QTextBrowser

from tests.ui.conftest import calm, on_stage, part
from tests.ui.test_everybody import controls
from tests.ui.test_way_in import click
from ui import style
from ui.memory import Memory
from ui.models.help import ORDER, chapter_text, chapters
from ui.pages.help import PICTURE, HelpPage
from ui.pages.settings.page import SettingsPage

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help"
STEPS = ("preparation", "arrival", "checking", "outcome", "record", "papers", "closing")


def press_f1(window, qtbot) -> str:
    QTest.keyClick(window, Qt.Key.Key_F1)
    calm(qtbot, window.tasks)
    assert isinstance(window.workbench.page, HelpPage)
    return window.workbench.page.chapter


def test_that_f1_opens_the_chapter_of_each_page_and_goes_back(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    for button, chapter in (
        ("navHome", "home"), ("navSync", "sync"), ("navRegisters", "registers"), ("navSettings", "settings"),
        ("seatButton", "seat"), ("newInspection", "new_inspection"),
    ):  # fmt: skip
        if button == "newInspection":
            click(qtbot, window, "navHome")
        click(qtbot, window, button)
        shown = window.workbench.page
        assert press_f1(window, qtbot) == chapter
        click(qtbot, window, "helpBack")
        assert window.workbench.page is shown
    window.workbench.show_inspection(visit.inspection)
    calm(qtbot, window.tasks)
    for step in STEPS:
        click(qtbot, window, f"step_{step}")
        assert press_f1(window, qtbot) == step
        click(qtbot, window, "helpBack")


def test_that_a_page_that_comes_while_help_is_being_left_stays(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(visit.inspection)
    calm(qtbot, window.tasks)
    press_f1(window, qtbot)
    let_go: list[bool] = []
    part(window, QPushButton, "helpBack").clicked.connect(lambda: let_go.append(True))
    QTest.keyClick(window, Qt.Key.Key_Escape)  # Qt lets the button go a tenth of a second later
    window.workbench.show_inspection(visit.inspection, "record")
    calm(qtbot, window.tasks)
    shown = window.workbench.page
    qtbot.waitUntil(lambda: bool(let_go))
    assert window.workbench.page is shown


def test_that_help_leaves_what_is_typed_as_it_is(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "navRegisters")
    part(window, QLineEdit, "register_name").setText("演练写到一半")
    press_f1(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    name = part(window, QLineEdit, "register_name")
    qtbot.waitUntil(name.isVisible)  # a shortcut presses its button for a moment
    assert name.text() == "演练写到一半"


@pytest.mark.parametrize("name", ORDER)
def test_that_a_chapter_has_a_title_and_says_something(name) -> None:
    text = chapter_text(name)
    assert text.startswith("# ")
    assert len(text) > 150
    for link in re.findall(r"\]\(([^)]*)\)", text):
        assert (FOLDER / link).is_file(), link


@pytest.mark.parametrize("name", ORDER)
def test_that_a_chapter_begins_with_words_and_its_pictures_have_captions(qtbot, name) -> None:
    page = HelpPage()
    window = on_stage(qtbot, page)
    page.show_chapter(name)
    document = part(page, QTextBrowser, "helpText").document()
    blocks = [document.findBlockByNumber(at) for at in range(document.blockCount())]
    pictures = [at for at, one in enumerate(blocks) if one.text() == PICTURE]
    assert pictures and pictures[0] > 1
    for at in pictures:
        assert blocks[at - 1].text().strip() and blocks[at + 1].text().startswith("图：")
        shape = blocks[at].layout()
        picture = blocks[at].begin().fragment().charFormat().toImageFormat().name()
        whole = document.documentLayout().blockBoundingRect(blocks[at]).height()
        assert whole <= QImage(str(FOLDER / picture)).height() + 20
        gap = shape.position().y() - blocks[at - 1].layout().position().y()
        assert gap <= blocks[at - 1].layout().boundingRect().height() + 40
    window.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("width", [780, 1093])
def test_that_no_picture_is_wider_than_the_text(qtbot, width) -> None:
    page = HelpPage()
    window = on_stage(qtbot, page)
    window.setMinimumSize(0, 0)
    window.resize(width, 500)
    page.show_chapter("papers")
    text = part(page, QTextBrowser, "helpText")
    qtbot.waitUntil(lambda: text.horizontalScrollBar().maximum() == 0)
    window.resize(width - 80, 500)
    qtbot.waitUntil(lambda: text.horizontalScrollBar().maximum() == 0)
    window.close()


def test_that_a_chapter_read_to_its_end_is_at_its_top_when_asked_for_again(qtbot) -> None:
    page = HelpPage()
    window = on_stage(qtbot, page)
    page.show_chapter("papers")
    bar = part(page, QTextBrowser, "helpText").verticalScrollBar()
    bar.setValue(bar.maximum())
    page.show_chapter("papers")
    assert bar.value() == 0 < bar.maximum()
    window.close()


def test_that_every_file_is_in_the_list_and_a_link_opens_its_chapter(qtbot) -> None:
    assert {one.stem for one in FOLDER.glob("*.md")} == set(ORDER)
    page = HelpPage()
    qtbot.addWidget(page)
    page.show_chapter("home")
    part(page, QTextBrowser, "helpText").anchorClicked.emit(QUrl("papers.md"))
    assert page.chapter == "papers"
    assert [one.title for one in chapters()][:3] == ["首次使用与解锁", "键盘操作", "工作台"]


def test_that_f1_helps_before_anything_is_set_up(open_window, qtbot) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_F1)
    page = part(window, HelpPage, "page")
    assert page.chapter == "start"
    click(qtbot, window, "helpBack")
    click(qtbot, window, "startStandalone")
    assert part(window, QLineEdit, "administrator").isVisible()


@pytest.mark.parametrize("large", [False, True])
def test_that_these_pages_fit_and_every_control_has_a_name(open_window, qtbot, visit, qapp, large) -> None:
    Memory().large = large
    style.dress(qapp, large)
    window = open_window()
    click(qtbot, window, "seat_jia")
    wrong = []
    registers = ("navRegisters", "register_officers", "officerNew", "register_numbers", "register_sheets")
    ways = (*registers, "goVerify", "navSettings", "navHelp")
    for way in ways:
        click(qtbot, window, way)
        least = window.shell.minimumSizeHint()
        if least.width() > 1366 or least.height() > 700:
            wrong.append((way, least.width(), least.height()))
        for one in controls(window):
            heard = QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
            if not heard or not one.objectName() or one.height() < 44:
                wrong.append((way, type(one).__name__, one.objectName(), heard, one.height()))
    assert not wrong


def test_that_large_letters_from_the_settings_come_back_to_the_settings(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    click(qtbot, window, "navSettings")
    click(qtbot, window, "settingsPart_habits")
    click(qtbot, window, "settingsLarge")
    qtbot.waitUntil(lambda: style.current() is style.LARGE)
    calm(qtbot, window.tasks)
    assert isinstance(window.workbench.page, SettingsPage)
    assert window.workbench.page.shown == "habits"
    assert Memory().large


def test_that_help_leads_to_what_the_program_is_made_of_and_back(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    press_f1(window, qtbot)
    click(qtbot, window, "helpAbout")
    assert part(window, QListWidget, "aboutComponents").isVisible()
    assert part(window, QPushButton, "aboutBack").text() == "返回帮助"
    click(qtbot, window, "aboutBack")
    assert part(window, QTextBrowser, "helpText").isVisible()


def test_that_a_chapter_keeps_no_pictures_behind_another_page_and_is_whole_again(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    press_f1(window, qtbot)
    words = part(window, QTextBrowser, "helpText")
    whole = words.toPlainText()
    assert PICTURE in whole
    click(qtbot, window, "helpBack")
    assert words.document().isEmpty()
    assert press_f1(window, qtbot) == "home"
    assert words.toPlainText() == whole
