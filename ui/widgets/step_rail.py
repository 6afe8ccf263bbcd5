"""The rail of six steps: each with its state in words, from the data and never from where one has clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.domain.procedure.rail import DONE, LOCKED, StepState
from ui import style
from ui.widgets.question_delegate import draw_tick


class StepButton(QAbstractButton):
    """One step: number or tick, title, state in words."""

    def __init__(self, number: int, step: StepState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setObjectName(f"step_{step.key}")
        self.show_step(step)

    def show_step(self, step: StepState) -> None:
        """Show the step as it stands."""
        self._step = step
        self.setText(step.title)
        self.setAccessibleName(
            self.tr("第{number}步 {title} {words}").format(number=self._number, title=step.title, words=step.words)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size for two lines, never less than a finger needs."""
        metrics = self.fontMetrics()
        return QSize(120, max(style.current().target + 8, metrics.height() * 2 + 22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect()
        painter.fillRect(rect, QColor(style.TINT if self.isChecked() else style.SURFACE))
        if self.isChecked():
            painter.fillRect(QRect(0, 0, 4, rect.height()), QColor(style.BRAND))
        side = round(style.current().base * 2.4)
        circle = QRect(18, rect.center().y() - side // 2, side, side)
        self._paint_circle(painter, circle)
        self._paint_words(
            painter, QRect(circle.right() + 12, 8, rect.width() - circle.right() - 16, rect.height() - 16)
        )
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
        small = QFont(self.font())
        small.setPointSizeF(style.current().small)
        painter.setFont(small)
        colours = {DONE: style.GREEN, LOCKED: style.QUIET}
        painter.setPen(QColor(colours.get(self._step.state, style.BRAND)))
        words = painter.fontMetrics().elidedText(self._step.words, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)


class StepRail(QFrame):
    """All steps, always. ``step_wanted(key)``: a locked step opens too, and says there why it is locked."""

    step_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepRail")
        self.setProperty("role", "rail")
        self.setFixedWidth(round(style.current().base * 19.5))
        self._buttons: dict[str, StepButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 12, 1, 12)
        self._layout.setSpacing(2)
        self._layout.addStretch(1)

    def show_steps(self, steps: Sequence[StepState]) -> None:
        """Show the steps as they stand."""
        for number, step in enumerate(steps, 1):
            if step.key in self._buttons:
                self._buttons[step.key].show_step(step)
                continue
            made = StepButton(number, step)
            made.clicked.connect(lambda _=False, key=step.key: self.step_wanted.emit(key))
            self._buttons[step.key] = made
            self._layout.insertWidget(number - 1, made)

    def add_foot(self, part: QWidget) -> None:
        """Put something that is no step at the foot of the rail."""
        self._layout.addWidget(part)

    def mark(self, key: str) -> None:
        """Mark the step that is shown."""
        self._buttons[key].setChecked(True)
