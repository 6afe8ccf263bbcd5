"""A list whose rows hold several lines of words: each row is as tall as its words need at the width there is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import style
from ui.widgets.wrapped_label import given_up_by

CHOSEN = QStyle.StateFlag.State_Selected
ACROSS, DOWN = 10, 8  # the padding of a row in resources/icons/style.qss
BORDER = 1
TALLEST = 10_000
LEAD = Qt.ItemDataRole.UserRole + 1
"""A few letters (a time) that stand in a narrow column before the words of a row."""
LEAD_WIDTH = "00:00　"


class _Wrapped(QStyledItemDelegate):
    """Qt counts the lines of a row without the padding of the style sheet, so that the last one is cut."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a row at the width of the list."""
        given = index.data(Qt.ItemDataRole.SizeHintRole)
        view = self.parent()
        if isinstance(given, QSize) or not isinstance(view, QListWidget):
            return super().sizeHint(option, index)
        font = index.data(Qt.ItemDataRole.FontRole) or view.font()
        lead = _lead_width(QFontMetrics(font)) if index.data(LEAD) else 0
        width = max(1, view.viewport().width() - 2 * ACROSS - 6 - lead)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        height = QFontMetrics(font).boundingRect(QRect(0, 0, width, TALLEST), flags, words).height()
        return QSize(view.viewport().width(), height + 2 * DOWN + BORDER)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Keep the colour of a row that has its own while it is chosen: the style sheet has one for all chosen rows."""
        super().initStyleOption(option, index)
        row: Any = option  # PySide6 does not declare its attributes
        if isinstance(index.data(Qt.ItemDataRole.ForegroundRole), QBrush) and row.state & CHOSEN:
            row.state &= ~CHOSEN

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row, a lead to the left of its words; none of its lines is a character alone."""
        given: Any = option
        if given.state & CHOSEN:  # also where the row keeps its own colour
            painter.fillRect(given.rect, QColor(style.TINT))
        lead, view = str(index.data(LEAD) or ""), self.parent()
        row: Any = QStyleOptionViewItem(option)  # PySide6 does not declare its attributes
        self.initStyleOption(row, index)
        left = _lead_width(row.fontMetrics) if lead else 0
        spare = given_up_by(row.text, row.font, row.rect.width() - 2 * ACROSS - 6 - left)
        if not (lead or spare) or not isinstance(view, QListWidget):
            super().paint(painter, option, index)
            return
        words, row.text = row.text, ""
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, view)
        inside = row.rect.adjusted(ACROSS + 3, DOWN, -ACROSS - 3, 0)  # where Qt sets the words of other rows
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.save()
        painter.setFont(row.font)
        painter.setPen(colour.color() if isinstance(colour, QBrush) else row.palette.text().color())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignTop.value), lead)
        beside = inside.adjusted(left, 0, -spare, 0)
        painter.drawText(beside, int(Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignTop.value), words)
        painter.restore()


def _lead_width(metrics: QFontMetrics) -> int:
    return metrics.horizontalAdvance(LEAD_WIDTH)


class LinesList(QListWidget):
    """Words wrap, nothing is cut, and there is no scrolling sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Wrapped(self))


class WholeList(LinesList):
    """A short list in a page that scrolls: as high as its rows, so that nothing scrolls inside what scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        for changed in (self.model().rowsInserted, self.model().rowsRemoved, self.model().modelReset):
            changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the room of all rows."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Return the same height: less would hide a row."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where words break otherwise at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
