"""One line with a mark: in order, to be looked at, or not in order; a shape and a word, never colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, WARNING
from ui.widgets.question_delegate import draw_tick

QUIET = "quiet"
_COLOURS = {SUCCESS: style.GREEN, WARNING: style.AMBER_INK, ERROR: style.RED, QUIET: style.QUIET}


class Mark(QWidget):
    """A tick, an exclamation mark or a cross in a circle."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        side = round(style.current().base * 2)
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(_COLOURS[self._kind])
        circle = self.rect().adjusted(1, 1, -2, -2)
        if self._kind == QUIET:
            middle = circle.center()
            painter.drawLine(middle.x() - circle.width() // 4, middle.y(), middle.x() + circle.width() // 4, middle.y())
            return
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(colour if self._kind != WARNING else QColor(style.AMBER_TINT))
        painter.drawEllipse(circle)
        third = circle.width() // 3
        inner = circle.adjusted(third - 1, third, 1 - third, -third)
        if self._kind == SUCCESS:
            draw_tick(painter, inner, style.SURFACE)
        elif self._kind == ERROR:
            self._cross(painter, inner)
        else:
            painter.setPen(colour)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "!")

    def _cross(self, painter: QPainter, inner: QRect) -> None:
        painter.setPen(QPen(QColor(style.SURFACE), 2))
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())


class StateLine(QWidget):
    """A mark, a title and what to do; more may be added beside it with ``side``."""

    def __init__(self, kind: str, title: str, advice: str = "", name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(" ".join([self._word(kind), title, advice]).strip())
        self.side = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(title, "plain", wrap=True))
        if advice:
            words.addWidget(label(advice, "problem" if kind == ERROR else "small", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 3, 0, 3)
        layout.setSpacing(12)
        layout.addWidget(Mark(kind), 0, Qt.AlignmentFlag.AlignTop if advice else Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        layout.addLayout(self.side)

    def _word(self, kind: str) -> str:
        """Return the word that a screen reader says for the mark."""
        said = {SUCCESS: self.tr("正常"), WARNING: self.tr("请留意"), ERROR: self.tr("不符合要求"), QUIET: ""}
        return said[kind]


COLUMNS = 2


def in_columns(lines: Sequence[QWidget]) -> QWidget:
    """Return short lines, those in order, in columns, read down the first one; in large letters in one."""
    held = QWidget()
    beside = QHBoxLayout(held)
    beside.setContentsMargins(0, 0, 0, 0)
    across = 1 if style.current() is style.LARGE else COLUMNS
    down = max(1, -(-len(lines) // across))
    for first in range(0, down * across, down):
        column = QVBoxLayout()
        column.setSpacing(2)
        for one in lines[first : first + down]:
            column.addWidget(one)
        column.addStretch(1)
        beside.addLayout(column, 1)
    return held
