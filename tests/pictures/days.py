"""Days and moments that a page shows as machines write them, never people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

MACHINE = re.compile(r"\d{4}-\d\d-\d\d|(?<![\d-])\d\d-\d\d \d\d:\d\d")
MOST_ROWS = 200


def machine_days(window: QWidget) -> tuple[str, ...]:
    """Return what of the page in front shows a day as machines write it, one line each."""
    return tuple(sorted({f"{where}: {text}" for where, text in texts(window) if MACHINE.search(text)}))


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """Give what every control that is seen says, to the eye and to a screen reader, with its name."""
    for one in window.findChildren(QWidget):
        if one.isVisible():
            for text in (*shown_by(one), one.accessibleName(), one.toolTip()):
                yield one.objectName() or type(one).__name__, text


def shown_by(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel | QAbstractButton | QLineEdit):
        yield one.text()
    elif isinstance(one, QPlainTextEdit | QTextBrowser):
        yield one.toPlainText()
    elif isinstance(one, QComboBox):
        yield from (one.itemText(at) for at in range(one.count()))
    elif isinstance(one, QAbstractItemView) and one.model() is not None:
        yield from cells(one.model())


def cells(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.index(row, column).data(role) or "")
