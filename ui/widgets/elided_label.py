"""A line of text that ends in … where there is no room for all of it; a screen reader still reads the whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

LEAST_SIGNS = 2  # fewer say nothing, and two that begin alike read the same


class ElidedLabel(QLabel):
    """Gives way down to ``least`` pixels; ``text()`` stays whole."""

    def __init__(self, role: str, name: str, least: int) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)
        self._least, self._whole = least, False

    def stay_whole(self, *, whole: bool) -> None:
        """Give way no more, or as before."""
        self._whole = whole
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return the room without which it is not shown."""
        least = super().minimumSizeHint()
        return least if self._whole else QSize(self._least, least.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if words != self.text() and len(words.rstrip("…")) < LEAST_SIGNS:
            return  # no word of it: nothing says more than a dot
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
