"""Somebody who presses, by keyboard alone, all that a page offers one after the other, and looks where that leads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
    QWidget,
)
from shiboken6 import isValid

from tests.pictures.studio import settle
from tests.ui.conftest import turn
from tests.ui.test_everybody import controls
from ui.keyboard import FRAME
from ui.main_window import MainWindow
from ui.reading_order import in_order, is_stop

RING, LEAST_SEEN, LEAST_PAINTED, MOST_ROWS = 4, 24, 40, 30
BACK = ("←", "返回")
Key = tuple[str, int]


@dataclass
class Looking:
    """What was found wrong, and which kinds of controls were seen to show their focus."""

    faults: list[str] = field(default_factory=list)
    framed: dict[tuple[str, ...], bool] = field(default_factory=dict)


def acts(window: MainWindow) -> list[Key]:
    """Return what can be pressed or chosen on the page shown, each by its name and its place among those called so."""
    found: list[Key] = []
    for one in controls(window):
        if isinstance(one, QAbstractButton | QComboBox) and one.isEnabled() and pane_of(one) in ("", "head"):
            found.append((one.objectName(), sum(name == one.objectName() for name, _ in found)))
    return found


def find(window: MainWindow, key: Key) -> QWidget | None:
    """Return the control of this name and place, None where it is not there or cannot be used."""
    named = [one for one in controls(window) if one.objectName() == key[0] and one.isEnabled()]
    return named[key[1]] if key[1] < len(named) else None


def pane_of(one: QWidget) -> str:
    """Return which part of the window a control stands in: the bar, the rail, the head of a step, else the page."""
    above: QWidget | None = one
    while above is not None:
        if above.objectName() in FRAME:
            return FRAME[above.objectName()]
        above = above.parentWidget()
    return ""


def press(window: MainWindow, one: QWidget) -> None:
    """Go to a control as Tab does and use it by its key; wait until the page rests."""
    one.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    if isinstance(one, QComboBox):
        before = one.currentIndex()
        QTest.keyClick(one, Qt.Key.Key_Down)
        if isValid(one) and one.currentIndex() == before:
            QTest.keyClick(one, Qt.Key.Key_Up)
    else:
        QTest.keyClick(one, Qt.Key.Key_Space)
    rest(window)


def press_named(window: MainWindow, name: str) -> None:
    """Press by its key the button that is seen under this object name."""
    one = next((one for one in window.findChildren(QAbstractButton, name) if one.isVisible()), None)
    if one is None:
        raise LookupError(f"no button {name} is seen")
    press(window, one)


def rest(window: MainWindow) -> None:
    """Wait until nothing is under way and the focus has found its place."""
    for _ in range(3):  # what is to go is gone, and the focus is found again after two turns of the loop
        settle(window.tasks)
        turn()
    settle(window.tasks)


def shown_words(window: MainWindow) -> tuple[str, ...]:
    """Return all that is seen in words and states: what an act changed for a person."""
    found = []
    for one in window.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel):
            found.append(one.text() or str(one.pixmap().cacheKey()))
        elif isinstance(one, QAbstractButton):
            found.append(f"{one.text()}{one.isChecked()}{one.isEnabled()}{one.accessibleName()}")
        elif isinstance(one, QLineEdit):
            found.append(one.text())
        elif isinstance(one, QComboBox):
            found.append(one.currentText())
        elif isinstance(one, QPlainTextEdit | QTextBrowser):
            found.append(one.toPlainText())
        elif isinstance(one, QProgressBar):
            found.append(str(one.value()))
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            found.append(_rows_of(one))
    return tuple(found)


def _rows_of(view: QAbstractItemView) -> str:
    model = view.model()
    rows = range(min(model.rowCount(), MOST_ROWS))
    columns = range(1 if isinstance(view, QListView) else model.columnCount())
    cells = (model.index(row, column).data() for row in rows for column in columns)
    return f"{view.currentIndex().row()}|" + "|".join(str(one) for one in cells)


def faults_of_focus(window: MainWindow, pressed: QWidget | None, looking: Looking) -> Iterator[str]:
    """Give what is wrong with where the focus is once the page rests."""
    here = QApplication.focusWidget()
    if here is None:
        if any(pane_of(one) == "" and is_stop(one) for one in in_order(window.shell)):
            yield "nothing has the focus"
        return
    name = named(here)
    if here.window() is not window:
        yield f"the focus is in another window: {name}"
        return
    if not here.isVisible() or not here.isEnabled():
        yield f"the focus is on what cannot be used: {name}"
        return
    if here.focusPolicy() == Qt.FocusPolicy.NoFocus:
        yield f"the focus is on what takes none: {name}"
    seen = here.visibleRegion().boundingRect()
    if seen.height() < min(here.height(), LEAST_SEEN):
        yield f"the focus is out of sight: {name} shows {seen.height()} of {here.height()}"
    elif not _is_cell(here) and not _shows_focus(here, looking):
        yield f"no frame shows the focus of {name}"
    if here is not pressed and _is_way_round(here) and _others(window, here):
        yield f"the focus went to {name} and not into the page"


def named(one: QWidget | None) -> str:
    """Return what a control is called in what is told."""
    return f"{type(one).__name__} {one.objectName()}" if one is not None else "nothing"


def text_of(one: QLineEdit | QPlainTextEdit) -> str:
    """Return what is typed into a control."""
    return one.toPlainText() if isinstance(one, QPlainTextEdit) else one.text()


def _is_cell(here: QWidget) -> bool:
    """Return whether a cell of a table is being typed into: its cursor shows that, and it goes with the focus."""
    above = here.parentWidget()
    return above is not None and isinstance(above.parentWidget(), QAbstractItemView)


def _is_way_round(here: QWidget) -> bool:
    """Return whether a control leads away from what a page is about: the bar, the rail, its parts, the way back."""
    if here.objectName() == "nextPart":
        return here.property("kind") != "primary"
    told = here.text() if isinstance(here, QAbstractButton) else ""
    return pane_of(here) != "" or told.startswith(BACK)


def _others(window: MainWindow, here: QWidget) -> list[QWidget]:
    return [
        one for one in in_order(window.shell)
        if is_stop(one) and one is not here and not _is_way_round(one) and pane_of(one) == ""
    ]  # fmt: skip


def _shows_focus(here: QWidget, looking: Looking) -> bool:
    """Return whether the edge of a control looks another way than without the focus; each kind is looked at once."""
    kind = (
        type(here).__name__, str(here.property("kind")), str(here.property("role")),
        here.objectName() if type(here).__module__.startswith("ui.") else "",
        str(isinstance(here, QAbstractButton) and here.isChecked()),
    )  # fmt: skip
    if kind not in looking.framed:
        with_focus = _edge(here)
        here.clearFocus()
        QApplication.processEvents()
        without = _edge(here) if isValid(here) else with_focus
        if isValid(here):
            here.setFocus(Qt.FocusReason.OtherFocusReason)
            QApplication.processEvents()
        looking.framed[kind] = sum(one != other for one, other in zip(with_focus, without, strict=True)) > LEAST_PAINTED
    return looking.framed[kind]


def _edge(here: QWidget) -> list[int]:
    """Return the colours along the four sides of a control as the window shows it."""
    window = here.window()
    rect = QRect(here.mapTo(window, QPoint(0, 0)), here.size()).adjusted(-1, -1, 1, 1)
    image = window.grab(rect).toImage().convertToFormat(QImage.Format.Format_RGB32)
    wide, high = image.width(), image.height()
    found = [image.pixel(x, y) for x in range(0, wide, 2) for y in (*range(RING), *range(high - RING, high))]
    return found + [image.pixel(x, y) for y in range(0, high, 2) for x in (*range(RING), *range(wide - RING, wide))]


@contextmanager
def nothing_leaves(monkeypatch, asked: list[str]) -> Iterator[None]:
    """Answer the dialogs of the system, and each box, by going back."""
    from PySide6.QtWidgets import QFileDialog, QMessageBox

    def none(*_: object) -> tuple[str, str]:
        asked.append("file")
        return "", ""

    def back(box: QMessageBox) -> None:
        asked.append(box.text())
        box.buttons()[-1].click()

    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(none))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(none))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(lambda *_: ([], none()[0])))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: none()[0]))
    monkeypatch.setattr(QMessageBox, "exec", back)
    yield
