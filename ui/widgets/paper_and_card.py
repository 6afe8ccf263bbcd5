"""A paper to read and a card to act on: beside each other, on a small screen below each other in one column."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget

from ui import style
from ui.widgets.page import scrolled

MOST = 16_777_215  # QWIDGETSIZE_MAX: no bound
PEEP = 4.0  # of the card, in letters, that show below the paper: it goes on there
LEAST_PAPER = 38.0  # in letters: a narrower paper is not read


class PaperAndCard(QScrollArea):
    """``column_changed(bool)`` where the two go below each other, and back. Only bars, wheel and keys scroll.

    A drag never does: a stroke of pen or finger on the card is ink.
    """

    column_changed = Signal(bool)

    def __init__(self, paper: QWidget, card: QWidget, width: int) -> None:
        super().__init__()
        self._paper, self._width = paper, width
        self._card, self._holder = scrolled(card), QWidget()
        self.is_column = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._holder.setObjectName("scrolled")
        # The paper asks for the height of its pages; here it has what the window leaves, and scrolls by itself.
        self._paper.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._holder)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(16)
        self._both.addWidget(self._paper, 1)
        self._both.addWidget(self._card)
        self._card.setFixedWidth(width)
        self.setWidgetResizable(True)
        self.setWidget(self._holder)

    def show_card(self) -> None:
        """Scroll down to the card."""
        self.verticalScrollBar().setValue(self._card.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go below each other where the paper would be too narrow to read."""
        letter = style.current().base
        # By the whole width, not that inside the bars: a bar that comes and goes must not turn it back.
        column = self.width() < self._width + self._both.spacing() + round(letter * LEAST_PAPER)
        if column != self.is_column:
            self.is_column = column
            self._turn(column)
            self.column_changed.emit(column)
        if column:
            self._paper.setFixedHeight(max(1, self.height() - round(letter * PEEP)))
            inside = self._card.widget()
            wide = self.viewport().width()
            self._card.setFixedHeight(max(inside.heightForWidth(wide), inside.sizeHint().height()))
        super().resizeEvent(event)

    def _turn(self, column: bool) -> None:
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.TopToBottom if column else ways.LeftToRight)
        for one in (self._paper, self._card):
            one.setMinimumHeight(0)
            one.setMaximumHeight(MOST)
        self._card.setMinimumWidth(0 if column else self._width)
        self._card.setMaximumWidth(MOST if column else self._width)
