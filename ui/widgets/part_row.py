"""The parts of one step as a row: each with its state in words, so that one decision has one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import style
from ui.widgets.question_delegate import draw_tick
from ui.widgets.return_presses import ReturnPresses

_LEFT, _RIGHT, _TICK_GAP = 10, 6, 6
_AROUND = _LEFT + _RIGHT + 4


@dataclass(frozen=True, slots=True)
class PartState:
    """One part of a step: its words, and whether nothing is left to do in it; an ``optional`` one gets no tick."""

    key: str
    title: str
    words: str
    done: bool
    optional: bool = False


class PartButton(ReturnPresses):
    """One part: title and state; a tick where it is done."""

    def __init__(self, part: PartState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"part_{part.key}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_part(part)

    def show_part(self, part: PartState) -> None:
        """Show the part as it stands."""
        self._part = part
        self.setText(part.title)
        self.setAccessibleName(f"{part.title} {part.words}")
        self.setToolTip(part.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size for two lines, both whole: a part with more to say gets more of the row."""
        small, least = QFontMetrics(self._small()), self.minimumSizeHint()
        tick = small.ascent() + _TICK_GAP if self._ticked else 0
        return least.expandedTo(QSize(small.horizontalAdvance(self._part.words) + tick + _AROUND, 0))

    def minimumSizeHint(self) -> QSize:
        """Return a size in which the title is whole."""
        height = self.fontMetrics().height() + QFontMetrics(self._small()).height() + 16
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 34, max(style.current().target, height))

    @property
    def _ticked(self) -> bool:
        return self._part.done and not self._part.optional

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked, done = self.isChecked(), self._ticked
        painter.setBrush(QColor(style.SURFACE if checked else style.GROUND))
        painter.setPen(QPen(QColor(style.LINE), 1))
        rect = self.rect().adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, 6, 6)
        if checked:
            painter.fillRect(QRect(rect.left() + 6, rect.bottom() - 2, rect.width() - 12, 3), QColor(style.BRAND))
        inner = rect.adjusted(_LEFT, 6, -_RIGHT, -7)
        self._paint_words(painter, inner, done)
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 6, 6)

    def _paint_words(self, painter: QPainter, inner: QRect, done: bool) -> None:
        font = QFont(self.font())
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(style.BRAND if self.isChecked() else style.INK))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.text())
        painter.setFont(self._small())
        metrics = painter.fontMetrics()
        words = inner
        if done:
            side = metrics.ascent()
            draw_tick(painter, QRect(inner.left(), inner.bottom() - side, side, side - 2), style.GREEN)
            words = inner.adjusted(side + _TICK_GAP, 0, 0, 0)
        painter.setPen(QColor(style.GREEN if done else style.QUIET))
        shown = metrics.elidedText(self._part.words, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(style.current().small)
        return font


class PartRow(QWidget):
    """All parts of a step. ``part_wanted(key)`` by click or by key."""

    part_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("partRow")
        self._buttons: dict[str, PartButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    def show_parts(self, parts: Sequence[PartState]) -> None:
        """Show the parts as they stand."""
        for part in parts:
            if part.key in self._buttons:
                self._buttons[part.key].show_part(part)
                continue
            made = PartButton(part)
            made.clicked.connect(lambda _=False, key=part.key: self.part_wanted.emit(key))
            self._buttons[part.key] = made
            self._layout.addWidget(made)

    def mark(self, key: str) -> None:
        """Mark the part that is shown."""
        self._buttons[key].setChecked(True)
