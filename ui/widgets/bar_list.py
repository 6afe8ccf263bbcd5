"""A list of bars, each with its words before and its number behind it: to compare at a glance, and to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import style
from ui.widgets.buttons import button
from ui.widgets.return_presses import ReturnPresses

THICK = 22
SHARES, BESIDE = (0.25, 0.6), 16
"""What of the width words get at least and at most, and what stands free after them, in pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its number, and how much of it is marked (overdue); the keys are told when it is opened."""

    label: str
    value: int
    marked: int = 0
    key: str = ""
    marked_key: str = ""


class BarList(QWidget):
    """Bars below each other, each a button. ``wanted(key)`` opens one, or what is marked of it."""

    wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setAccessibleName("；".join(f"{one.label} {one.value}" for one in bars))
        most = max((one.value for one in bars), default=1) or 1
        longest = max((self.fontMetrics().horizontalAdvance(one.label) for one in bars), default=0)
        for at, one in enumerate(bars):
            self._grid.addWidget(self._bar(at, one, most, longest), at, 0)
            if one.marked:
                self._grid.addWidget(self._marked(at, one), at, 1)

    def _bar(self, at: int, one: Bar, most: int, longest: int) -> QWidget:
        made = BarButton(one, most, longest)
        made.setObjectName(f"{self.objectName()}_{at}")
        tip = self.tr("{label}：{count}，打开列表").format(label=one.label, count=one.value)
        made.setAccessibleName(tip)
        made.setToolTip(tip)
        made.clicked.connect(lambda: self.wanted.emit(one.key))
        return made

    def _marked(self, at: int, one: Bar) -> QWidget:
        words = self.tr("逾期 {n}").format(n=one.marked)
        tip = self.tr("{label}：逾期 {n}，打开列表").format(label=one.label, n=one.marked)
        made = button(words, f"{self.objectName()}_{at}Marked", "link", tip=tip)
        made.clicked.connect(lambda: self.wanted.emit(one.marked_key))
        return made


class BarButton(ReturnPresses):
    """One bar, drawn in proportion to the longest of its list; ``longest`` are the widest words of the list."""

    def __init__(self, bar: Bar, most: int, longest: int) -> None:
        super().__init__()
        self._bar, self._most, self._longest = bar, most, longest
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return a line that can be tapped."""
        return QSize(300, style.current().target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, the bar, its marked part in red, the number; a frame where the keys are."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        least, widest = (round(self.width() * share) for share in SHARES)
        words, high = max(least, min(widest, self._longest + BESIDE)), self.height()
        room = max(1, self.width() - words - 70)
        text = self.fontMetrics().elidedText(self._bar.label, Qt.TextElideMode.ElideRight, words - BESIDE)
        painter.setPen(QColor(style.INK))
        painter.drawText(QRectF(0, 0, words - BESIDE, high), Qt.AlignmentFlag.AlignVCenter, text)
        length = max(2.0, room * self._bar.value / self._most)
        self._draw(painter, words, length, style.BRAND)
        if self._bar.marked:
            self._draw(painter, words, room * self._bar.marked / self._most, style.RED)
        painter.setPen(QColor(style.BRAND))
        number = QRectF(words + length + 8, 0, 62, high)
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, f"{self._bar.value:,}")
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(words - 8, 1, -1, -1), 6, 6)
        painter.end()

    def _draw(self, painter: QPainter, left: float, length: float, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(left, (self.height() - THICK) / 2, length, THICK), 3, 3)
