"""What holds for every page: it fits a small screen, is reached by keyboard, has names, and tells words by tr()."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.ui.conftest import calm, part
from tests.ui.test_way_in import click
from ui import style
from ui.memory import Memory
from ui.pages.entrance.unlock import UnlockPage

UI = Path(__file__).resolve().parents[2] / "ui"
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QDateEdit, QPlainTextEdit, QAbstractItemView)
# A word whose width is measured, and a format of Qt: neither is shown as it stands.
MEASURES_AND_FORMATS = {"不符合", "yyyy年M月d日"}
PARTS_OF_QT = ("qt_", "QComboBox", "QCalendar")


def walk(window, qtbot, stop):
    """Visit every page of the window and look at each with ``stop(name)``."""
    click(qtbot, window, "seat_jia")
    stop("home")
    click(qtbot, window, "homeDeparture")
    stop("departure")
    click(qtbot, window, "navInspections")
    click(qtbot, window, "listColumns")
    click(qtbot, window, "keepFilter")
    stop("all inspections")
    click(qtbot, window, "navSync")
    stop("sync")
    click(qtbot, window, "navRegisters")
    click(qtbot, window, "register_sheets")
    stop("sheets")
    click(qtbot, window, "goVerify")
    stop("verifying")
    click(qtbot, window, "seatButton")
    stop("seat")
    click(qtbot, window, "navHome")
    click(qtbot, window, "newInspection")
    stop("new inspection")
    window.workbench.show_inspection(walk.inspection)
    calm(qtbot, window.tasks)
    for step in ("preparation", "arrival", "checking", "outcome", "record", "papers", "closing"):
        click(qtbot, window, f"step_{step}")
        stop(step)


def controls(window) -> list[QWidget]:
    """Return what a person can use on the page shown; inner parts of Qt's own controls are theirs."""
    found = []
    for one in window.findChildren(QWidget):
        inner = one.objectName().startswith(PARTS_OF_QT) or isinstance(one.parent(), QComboBox | QDateEdit)
        if isinstance(one, CONTROLS) and one.isVisible() and not inner and one.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(one)
    return found


@pytest.mark.parametrize("large", [False, True])
def test_that_every_page_fits_a_small_screen(open_window, qtbot, visit, large, qapp) -> None:
    Memory().large = large
    style.dress(qapp, large)
    window = open_window()
    walk.inspection = visit.inspection
    too_big = {}

    def measure(name: str) -> None:
        least = window.shell.minimumSizeHint()
        if least.width() > 1366 or least.height() > 700:
            too_big[name] = (least.width(), least.height())

    walk(window, qtbot, measure)
    assert not too_big


def test_that_every_control_has_a_name_and_is_large_enough_for_a_finger(open_window, qtbot, visit) -> None:
    window = open_window()
    walk.inspection = visit.inspection
    wrong = []

    def inspect(page: str) -> None:
        for one in controls(window):
            heard = QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
            if not heard or not one.objectName():
                wrong.append((page, type(one).__name__, one.objectName(), "no name"))
            if one.height() < 44:
                wrong.append((page, one.objectName(), one.height()))

    walk(window, qtbot, inspect)
    assert not wrong


def test_that_tab_reaches_every_control_of_the_first_page(open_window, qtbot) -> None:
    window = open_window()
    window.activateWindow()
    reached = set()
    for _ in range(12):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        if window.focusWidget() is not None:
            reached.add(window.focusWidget().objectName())
    assert {"startTraining", "startStandalone"} <= reached


def test_that_the_large_view_stays_at_the_same_question(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(visit.inspection, "checking", "q1_5")
    calm(qtbot, window.tasks)
    click(qtbot, window, "largeButton")
    qtbot.waitUntil(lambda: style.current() is style.LARGE)
    calm(qtbot, window.tasks)
    assert style.current() is style.LARGE
    assert window.workbench.page._question == "q1_5"
    assert Memory().large


def test_that_the_window_opens_in_the_size_it_was_left(open_window) -> None:
    first = open_window()
    first.showNormal()
    first.resize(700, 480)  # the screen of the tests is small
    first.close()
    again = open_window()
    assert (again.width(), again.height()) == (700, 480)


def test_that_an_unlock_page_names_officers_it_knows(qtbot) -> None:
    page = UnlockPage(("administrator", "01a2-abcdef"), {"01a2-abcdef": "演练甲"}, "01a2-abcdef")
    qtbot.addWidget(page)
    box = part(page, QComboBox, "unlockOfficer")
    assert [box.itemText(place) for place in range(2)] == ["管理员", "演练甲"]
    assert box.currentText() == "演练甲"


def sources() -> list[Path]:
    return sorted(UI.rglob("*.py"))


def test_that_only_one_file_opens_message_boxes_and_one_reads_pdf() -> None:
    for word, home in (("QMessageBox", "messages.py"), ("pypdfium2", "pdf_pages.py")):
        users = {file.name for file in sources() if any(word in line for line in imports(file))}
        assert users == {home}, word


def imports(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_that_words_are_plain_literals_inside_tr() -> None:
    wrong = []
    for file in sources():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"self.tr", "tr"}:
                plain = len(node.args) == 1 and isinstance(node.args[0], ast.Constant)
                if not plain and file.name != "step_facts.py":
                    wrong.append(f"{file.name}:{node.lineno}")
    assert not wrong


def test_that_no_chinese_word_of_a_page_is_outside_tr() -> None:
    wrong = []
    for file in [*sorted((UI / "pages").glob("*.py")), *sorted((UI / "widgets").glob("*.py"))]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inside = {id(part) for node in ast.walk(tree) if is_told(node) for part in ast.walk(node)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in inside:
                continue
            said = sum("一" <= sign <= "鿿" for sign in node.value) > 1
            if said and node.value not in MEASURES_AND_FORMATS and not is_docstring(tree, node):
                wrong.append(f"{file.name}:{node.lineno} {node.value[:20]}")
    assert not wrong


def is_told(node: ast.AST) -> bool:
    """Return whether words are told by tr(), or recorded as particulars of evidence (data for papers, not a label)."""
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called.endswith((".tr", ".translate")) or called == "Particulars"


def is_docstring(tree: ast.Module, wanted: ast.Constant) -> bool:
    holders = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return any(
        holder.body and isinstance(holder.body[0], ast.Expr) and holder.body[0].value is wanted for holder in holders
    )
