"""A pad with what belongs to its signature (PIN, what is lacking, the act): beside it, or below where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.widgets.ink_pad import InkBox
from ui.widgets.secret_field import SecretField

BESIDE, ACTS = 54, 20  # in letters: the width from which both stand side by side, and that of the acts there
HIGHEST = 18  # in letters: a higher pad would not be seen whole in large letters
MOST = 16_777_215  # QWIDGETSIZE_MAX: no bound


class InkAndActs(QWidget):
    """``ink`` is the box with the pad; whoever signs on paper sees the acts alone.

    Where a ``secret`` is asked, it has the focus once somebody has signed: it is typed next.
    """

    def __init__(self, secret: SecretField, acts: Sequence[QWidget]) -> None:
        super().__init__()
        self._secret, self._acting = secret, acts
        self.ink = InkBox(highest=round(style.current().base * HIGHEST))
        self._acts = QWidget()
        column = QVBoxLayout(self._acts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for one in (secret, *acts):
            column.addWidget(one)
        column.addStretch(1)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(20)
        self._layout.addWidget(self.ink, 1)
        self._layout.addWidget(self._acts)
        self.ink.pad.changed.connect(self._on_ink)

    def show_ink(self, shown: bool) -> None:
        """Show the pad, or the acts alone."""
        self.ink.setVisible(shown)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the least width of the pad above the acts: else a window made narrower would never get there."""
        least = super().minimumSizeHint()
        widths = (one.minimumSizeHint().width() for one in (self.ink, self._secret, *self._acting))
        return QSize(min(least.width(), max(self.ink.minimumSizeHint().width(), *widths)), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pad the whole width where both beside each other would leave it too little."""
        super().resizeEvent(event)
        self._arrange()

    def _on_ink(self) -> None:
        line = self._secret.control
        if not self.ink.pad.is_empty and line.isVisible() and not line.hasFocus():
            line.setFocus()

    def _arrange(self) -> None:
        base = style.current().base
        beside = not self.ink.isHidden() and self.width() >= round(base * BESIDE)
        self._acts.setMinimumWidth(round(base * ACTS) if beside else 0)
        self._acts.setMaximumWidth(round(base * ACTS) if beside else MOST)
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
