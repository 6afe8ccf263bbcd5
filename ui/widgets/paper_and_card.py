"""A paper to read and a card to act on: beside each other, on a small screen one at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import style

MOST = 16_777_215  # QWIDGETSIZE_MAX: no bound
LEAST_PAPER = 38.0  # in letters: a narrower paper is not read
SHARE, WIDEST = 0.5, 80  # how much of the window the card takes where there is more, up to so many letters


class PaperAndCard(QWidget):
    """``one_changed(bool)`` where only one of the two is seen at a time, and back; ``width`` is the least of the card.

    Each keeps its own acts in sight and scrolls by itself: on a small screen nobody has to look for them.
    """

    one_changed = Signal(bool)

    def __init__(self, paper: QWidget, card: QWidget, width: int) -> None:
        super().__init__()
        self._paper, self._width = paper, width
        self._card = card
        self.one_at_a_time = False
        self._reading = True
        # The paper asks for the height of its pages; here it has what the window leaves, and scrolls by itself.
        self._paper.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self._paper, 1)
        layout.addWidget(self._card)
        self._card.setFixedWidth(width)

    @property
    def shows_card(self) -> bool:
        """Return whether the card is seen."""
        return not self.one_at_a_time or not self._reading

    def show_card(self) -> None:
        """Show the card instead of the paper, where only one is seen."""
        self._reading = False
        self._arrange()

    def show_paper(self) -> None:
        """Show the paper instead of the card, where only one is seen."""
        self._reading = True
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one at a time where the paper would be too narrow to read."""
        base = style.current().base
        least = self._width + 16 + round(base * LEAST_PAPER)
        one = self.width() < least
        wide = max(self._width, min(round(self.width() * SHARE), round(base * WIDEST)))
        self._card.setMinimumWidth(0 if one else wide)
        self._card.setMaximumWidth(MOST if one else wide)
        if one != self.one_at_a_time:
            self.one_at_a_time = one
            self._arrange()
            self.one_changed.emit(one)
        super().resizeEvent(event)

    def _arrange(self) -> None:
        self._paper.setVisible(not self.one_at_a_time or self._reading)
        self._card.setVisible(self.shows_card)
