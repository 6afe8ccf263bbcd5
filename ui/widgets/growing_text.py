"""A line that grows with what is typed into it: one paragraph, wrapped, never more than some lines high."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import style
from ui.widgets.typed_text import TypedText

MOST = 6
AROUND = 20  # what the frame and the margins of the document take


class GrowingText(TypedText):
    """As high as its text, and never less than what its placeholder needs, so that nothing moves as one begins to type.

    Return goes on to the next field: papers print it as one paragraph.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, parent)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def text(self) -> str:
        """Return what was typed as one paragraph."""
        return " ".join(part for line in self.toPlainText().splitlines() if (part := line.strip()))

    def setText(self, text: str) -> None:
        """Show a text as if it had been typed."""
        self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the next field with Return; every other key is typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the placeholder the lines that it has at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _least(self) -> int:
        width = self.viewport().width() - 2 * round(self.document().documentMargin())
        if not self.placeholderText() or width <= 0:
            return 1
        flags, metrics = int(Qt.TextFlag.TextWordWrap.value), self.fontMetrics()
        high = metrics.boundingRect(QRect(0, 0, width, 10_000), flags, self.placeholderText()).height()
        return max(1, round(high / metrics.lineSpacing()))

    def _fit(self) -> None:
        lines = round(self.document().size().height())  # of plain text: how many lines it has
        lines = max(self._least(), min(MOST, lines))
        height = max(self.fontMetrics().lineSpacing() * lines + AROUND, style.current().target)
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(height)
        scrolls = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines == MOST else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(scrolls)
