"""A list of bars, each with its words before and its number behind it: to compare at a glance, read out row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import style


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its number, and how much of it is marked (overdue)."""

    label: str
    value: int
    marked: int = 0


class BarList(QWidget):
    """Bars below each other; drawn, and told to a screen reader as one text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = tuple(bars)
        self.setAccessibleName("；".join(f"{one.label} {one.value}" for one in bars))
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell the whole words of the bar under the pointer: a question is longer than its place."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().y()), self)
            return True
        return super().event(event)

    def words_at(self, down: int) -> str:
        """Return the whole words of the bar at this height, "" where there is none."""
        place = down // self._line
        return self._bars[place].label if 0 <= place < len(self._bars) else ""

    def sizeHint(self) -> QSize:
        """Return a line of text for each bar."""
        return QSize(360, max(1, len(self._bars)) * self._line)

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 12

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, the bar in proportion to the longest, its marked part darker, the number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = round(self.width() * 0.42)
        room = self.width() - words - 70
        most = max((one.value for one in self._bars), default=1) or 1
        for at, one in enumerate(self._bars):
            top = at * self._line
            painter.setPen(QColor(style.INK))
            text = self.fontMetrics().elidedText(one.label, Qt.TextElideMode.ElideRight, words - 12)
            painter.drawText(QRectF(0, top, words - 12, self._line), Qt.AlignmentFlag.AlignVCenter, text)
            length = max(2.0, room * one.value / most)
            box = QRectF(words, top + 5, length, self._line - 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.BRAND))
            painter.drawRoundedRect(box, 3, 3)
            if one.marked:
                painter.setBrush(QColor(style.RED))
                painter.drawRoundedRect(QRectF(words, top + 5, room * one.marked / most, self._line - 10), 3, 3)
            painter.setPen(QColor(style.QUIET))
            number = QRectF(words + length + 8, top, 60, self._line)
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, str(one.value))
        painter.end()
