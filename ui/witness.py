"""Tells a test that drives the real window what is on the screen, where, and how long the UI thread was busy.

Only with ``INSPECTION_WITNESS=1`` in the environment; otherwise this module is never loaded. A question is one JSON
line on standard input, its answer one JSON line on standard output. Nothing here acts on the program: mouse and
keyboard come through the window system, as a person's do. What stands in a secret field is never told.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from ui.busy_spells import BusySpells
from ui.tasks import Tasks

MOST_ROWS = 60


class Witness(QObject):
    """Answers on the UI thread, after all that was waiting there before the question."""

    _asked = Signal(str)

    def __init__(self, application: QApplication, tasks: Tasks) -> None:
        super().__init__(application)
        self._tasks = tasks
        self._spells = BusySpells(self)
        self._asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, name="witness", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._asked.emit(line)

    def _on_asked(self, line: str) -> None:
        answer: Any = {"failed": "unknown"}
        try:
            answer = self._answer(json.loads(line))
        except Exception as error:
            answer = {"failed": "".join(traceback.format_exception(error))}
            raise
        finally:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        # What the answer itself took is the test's doing, not the window's.
        self._spells.forgive()

    def _answer(self, question: dict[str, Any]) -> Any:
        if "picture" in question:
            return QApplication.primaryScreen().grabWindow(0).save(question["picture"])
        if "spells" in question:
            return self._spells.taken()
        if "pace" in question:
            return self._spells.pace()
        return {"busy": self._tasks.busy, "widgets": list(_widgets())}


def attend(application: QApplication, tasks: Tasks) -> None:
    """Answer questions for as long as the application runs, and remember its process as one that is watched."""
    Witness(application, tasks).setObjectName(f"witness-{os.getpid()}")


def _widgets() -> Iterator[dict[str, Any]]:
    modal = QApplication.activeModalWidget() or QApplication.activePopupWidget()
    for top in QApplication.topLevelWidgets():
        if not isValid(top) or not top.isVisible():  # one without a parent may go with any search for cycles
            continue
        for one in [top, *top.findChildren(QWidget)]:
            named = bool(one.objectName()) or isinstance(one, QLabel | QAbstractButton)
            if named and one.isVisible() and one.window() is top:
                yield _told(one, blocked=modal is not None and one.window() is not modal)


def _told(one: QWidget, *, blocked: bool) -> dict[str, Any]:
    seen = one.visibleRegion().boundingRect()
    told: dict[str, Any] = {
        "name": one.objectName(),
        "kind": type(one).__name__,
        "text": _text(one),
        "at": _on_screen(one, seen),
        "size": [one.width(), one.height()],
        "area": _area(one),
        "seen": not seen.isEmpty(),
        "able": one.isEnabled() and not blocked,
        "focus": one.hasFocus(),
        "primary": one.property("kind") == "primary",
    }
    if isinstance(one, QAbstractButton) and one.isCheckable():
        told["checked"] = one.isChecked()
    if isinstance(one, QAbstractScrollArea):
        told["scrolled"] = one.verticalScrollBar().value()
    if isinstance(one, QAbstractItemView):
        told["rows"] = list(_rows(one))
        told["current"] = one.currentIndex().row()
    if isinstance(one, QComboBox):
        told["choices"] = [one.itemText(place) for place in range(one.count())]
    return told


def _area(one: QWidget) -> list[int]:
    """Return where the area is that scrolls a control into sight, empty where none does."""
    above = one.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is None:
        return []
    return _on_screen(above.viewport(), above.viewport().visibleRegion().boundingRect())


def _text(one: QWidget) -> str:
    if isinstance(one, QLineEdit):
        return one.displayText()  # dots in a secret field
    if isinstance(one, QPlainTextEdit | QTextEdit):
        return one.toPlainText()
    if isinstance(one, QComboBox):
        return one.currentText()
    return one.text() if isinstance(one, QLabel | QAbstractButton) else ""


def _rows(view: QAbstractItemView) -> Iterator[dict[str, Any]]:
    """Give the cells that are in sight; a list or table of 100,000 rows is asked for those only."""
    model, port = view.model(), view.viewport()
    if model is None:
        return
    first = max(0, view.indexAt(QPoint(4, 4)).row())
    columns = model.columnCount(QModelIndex()) if isinstance(view, QTableView) else 1
    for row in range(first, min(model.rowCount(QModelIndex()), first + MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column)
            seen = view.visualRect(index).intersected(port.rect())
            if not seen.isEmpty():
                yield {"row": row, "column": column, "text": _heard(index), "at": _on_screen(port, seen)}


def _heard(index: QModelIndex) -> str:
    heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
    return str(heard if heard is not None else index.data() or "")


def _on_screen(one: QWidget, area: QRect) -> list[int]:
    corner = one.mapToGlobal(area.topLeft())
    return [corner.x(), corner.y(), area.width(), area.height()]
