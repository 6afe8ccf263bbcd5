"""The rail of six steps, the first in two halves: each with its state in words, from the data, never from clicks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.procedure.rail import DONE, FIRST_HALVES, LOCKED, StepState, first_of_rail
from ui import style
from ui.widgets.page import in_narrow_window
from ui.widgets.question_delegate import draw_tick
from ui.widgets.return_presses import ReturnPresses

WIDE, NARROW = 19.5, 6
"""Widths of the rail with and without words, in heights of a letter."""
FOOT_INDENT = 17  # with the border of a link its words begin where the circles do


class StepButton(ReturnPresses):
    """One step: number or tick, title, state in words."""

    def __init__(self, number: int, step: StepState, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setObjectName(f"step_{name or step.key}")
        self._tell(step)

    @property
    def key(self) -> str:
        """Return the step that a click opens."""
        return self._step.key

    def show_step(self, step: StepState) -> None:
        """Show the step as it stands; nothing is painted anew where it still stands so."""
        if step != self._step:
            self._tell(step)

    def _tell(self, step: StepState) -> None:
        self._step = step
        self.setText(step.title)
        told = self.tr("第{number}步 {title} {words}").format(
            number=self._number or 1, title=step.title, words=step.words
        )
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def fitted(self) -> str:
        """Return the words as they are painted, cut where they are wider than the rail."""
        metrics = QFontMetrics(self._small())
        return metrics.elidedText(self._step.words, Qt.TextElideMode.ElideRight, self._room().width())

    def sizeHint(self) -> QSize:
        """Return a size for two lines, or for the number alone; never less than a finger needs."""
        rail, least = self.parentWidget(), style.current().target
        width = min(120, rail.maximumWidth() - 1) if rail else 120
        return QSize(width, least if width < 120 else max(least + 8, self.fontMetrics().height() * 2 + 14))

    def minimumSizeHint(self) -> QSize:
        """Return the size in a low window: a number gives way down to its circle, so that all steps stay in sight."""
        wanted = self.sizeHint()
        return QSize(wanted.width(), self._circle().height() + 6 if self._is_narrow() else wanted.height())

    def _is_narrow(self) -> bool:
        rail = self.parentWidget()
        return isinstance(rail, StepRail) and rail.is_narrow

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect()
        painter.fillRect(rect, QColor(style.TINT if self.isChecked() else style.SURFACE))
        if self.isChecked():
            painter.fillRect(QRect(0, 0, 4, rect.height()), QColor(style.BRAND))
        circle = self._circle()
        self._paint_circle(painter, circle)
        if self._room().width() > circle.width():  # a narrow one tells the rest when asked
            self._paint_words(painter, self._room())
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -3, -3), 4, 4)

    def _paint_circle(self, painter: QPainter, circle: QRect) -> None:
        done, locked = self._step.state == DONE, self._step.state == LOCKED
        colour = style.GREEN if done else style.EDGE if locked else style.BRAND
        painter.setPen(QPen(QColor(colour), 1.6))
        painter.setBrush(QColor(style.SURFACE if locked else colour))
        painter.drawEllipse(circle)
        if done:
            third = circle.width() // 3
            draw_tick(painter, circle.adjusted(third - 2, third, 2 - third, -third), style.SURFACE)
            return
        painter.setPen(QColor(style.QUIET if locked else style.SURFACE))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _paint_words(self, painter: QPainter, where: QRect) -> None:
        bold = QFont(self.font())
        bold.setBold(self.isChecked() or self._step.state not in (DONE, LOCKED))
        painter.setFont(bold)
        painter.setPen(QColor(style.QUIET if self._step.state == LOCKED else style.INK))
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self._step.title)
        painter.setFont(self._small())
        colours = {DONE: style.GREEN, LOCKED: style.QUIET}
        painter.setPen(QColor(colours.get(self._step.state, style.BRAND)))
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.fitted())

    def _circle(self) -> QRect:
        side = round(style.current().base * 2.4)
        return QRect(18, self.rect().center().y() - side // 2, side, side)

    def _room(self) -> QRect:
        left = self._circle().right() + 12
        return QRect(left, 8, self.width() - left - 4, self.height() - 16)

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(style.current().small)
        return small


class HalfButton(StepButton):
    """One half of the first step, in one line: its title, ticked once it is done."""

    def sizeHint(self) -> QSize:
        """Return a size for one line."""
        return QSize(60, style.current().target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the half: its title underlined where it is shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().adjusted(4, 4, -4, -4)
        done, locked = self._step.state == DONE, self._step.state == LOCKED
        painter.setPen(QPen(QColor(style.BRAND if self.isChecked() else style.LINE), 1.4))
        painter.setBrush(QColor(style.TINT if self.isChecked() else style.SURFACE))
        painter.drawRoundedRect(rect, 6, 6)
        words = self.fontMetrics().horizontalAdvance(self._step.title)
        tick = self.fontMetrics().height() // 2
        gap = 6 if words + tick + 18 < rect.width() else 3  # in a narrow rail
        left = rect.center().x() - (words + (tick + gap if done else 0)) // 2
        if done:
            draw_tick(painter, QRect(left, rect.center().y() - tick // 2, tick, tick), style.GREEN)
            left += tick + gap
        painter.setPen(QColor(style.GREEN if done else style.QUIET if locked else style.INK))
        painter.drawText(
            QRect(left, rect.top(), words + 4, rect.height()), Qt.AlignmentFlag.AlignVCenter, self._step.title
        )
        if self.hasFocus():
            painter.setPen(QPen(QColor(style.FOCUS), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), 6, 6)


class StepRail(QFrame):
    """All steps, always. ``step_wanted(key)``: a locked step opens too, and says there why it is locked.

    In a narrow window (1366x768 at 150 %) the page needs the room: the rail keeps numbers and ticks.
    """

    step_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepRail")
        self.setProperty("role", "rail")
        self._feet: list[QWidget] = []
        self._buttons: dict[str, StepButton] = {}
        self._first: StepButton | None = None
        self._halves = QHBoxLayout()
        self._halves.setSpacing(0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 1, 2)
        self._layout.setSpacing(2)
        self._layout.addStretch(1)
        self._fit(narrow=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the window that the rail is shown in, now and when its size changes."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit(narrow=in_narrow_window(self))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window became narrower or wider: the page may not, since it scrolls where it must."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit(narrow=in_narrow_window(self))
        return super().eventFilter(watched, event)

    @property
    def is_narrow(self) -> bool:
        """Return whether it keeps numbers and ticks only."""
        return self.maximumWidth() <= self._width(narrow=True)

    def _fit(self, *, narrow: bool) -> None:
        self.setFixedWidth(self._width(narrow=narrow))
        way = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)
        self._halves.setContentsMargins(*((3, 0, 2, 2) if narrow else (14, 0, 10, 4)))
        for one in self._feet:
            one.setVisible(not narrow)
        for button in (self._first, *self._buttons.values()):
            if button is not None:
                button.updateGeometry()  # numbers alone need less height, and the page gets it

    def _width(self, *, narrow: bool) -> int:
        return round(style.current().base * (NARROW if narrow else WIDE))

    def show_steps(self, steps: Sequence[StepState]) -> None:
        """Show the steps as they stand."""
        self._show_first(steps)
        for step in steps:
            if step.key in self._buttons:
                self._buttons[step.key].show_step(step)
            elif step.key in FIRST_HALVES:
                self._halves.addWidget(self._made(HalfButton(0, step)))
            else:
                self._layout.insertWidget(self._layout.count() - 1, self._made(StepButton(len(self._buttons), step)))

    def add_foot(self, part: QWidget) -> None:
        """Put something that is no step at the foot of the rail."""
        row = QHBoxLayout()
        row.setContentsMargins(FOOT_INDENT, 0, 0, 0)
        row.addWidget(part)
        self._feet.append(part)
        row.addStretch(1)
        self._layout.addLayout(row)
        part.setVisible(not self.is_narrow)  # before, it would be a window of its own

    def mark(self, key: str) -> None:
        """Mark the step that is shown."""
        for name, one in self._buttons.items():
            one.setChecked(name == key)
        if self._first is not None:
            self._first.setChecked(key in FIRST_HALVES)

    def _show_first(self, steps: Sequence[StepState]) -> None:
        first = first_of_rail(steps)
        if self._first is not None:
            self._first.show_step(first)
            return
        self._first = StepButton(1, first, "first")
        self._first.clicked.connect(self._on_first)
        self._layout.insertWidget(0, self._first)
        self._layout.insertLayout(1, self._halves)

    def _made(self, made: StepButton) -> StepButton:
        key = made.key
        made.clicked.connect(lambda: self._on_clicked(key))
        self._buttons[key] = made
        return made

    def _on_first(self) -> None:
        assert self._first is not None
        self._on_clicked(self._first.key)

    def _on_clicked(self, key: str) -> None:
        self.mark(key)
        self.step_wanted.emit(key)
