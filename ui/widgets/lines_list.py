"""A list whose rows hold several lines of words: each row is as tall as its words need at the width there is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

ACROSS, DOWN = 10, 8  # the padding of a row in resources/icons/style.qss
BORDER = 1
TALLEST = 10_000


class _Wrapped(QStyledItemDelegate):
    """Qt counts the lines of a row without the padding of the style sheet, so that the last one is cut."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a row at the width of the list."""
        given = index.data(Qt.ItemDataRole.SizeHintRole)
        view = self.parent()
        if isinstance(given, QSize) or not isinstance(view, QListWidget):
            return super().sizeHint(option, index)
        font = index.data(Qt.ItemDataRole.FontRole) or view.font()
        width = max(1, view.viewport().width() - 2 * ACROSS - 6)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        height = QFontMetrics(font).boundingRect(QRect(0, 0, width, TALLEST), flags, words).height()
        return QSize(view.viewport().width(), height + 2 * DOWN + BORDER)


class LinesList(QListWidget):
    """Words wrap, nothing is cut, and there is no scrolling sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Wrapped(self))
