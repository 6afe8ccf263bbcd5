"""One line of typed text: what is pasted comes in one line, without what nobody sees."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.characters import joined


class TypedLine(QLineEdit):
    """A line for words that are recorded: line ends and tabs become spaces, unseen characters go as they come in.

    Secrets stay as they are typed. What was typed before is never changed by Ctrl+Z's way back.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.textEdited.connect(self._tidy)

    def offer(self, text: str) -> None:
        """Put words in that nobody typed here: long ones are seen from their beginning, not their end."""
        self.setText(text)
        self.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the beginning of words that have no room once one goes on to another field: who reads begins there."""
        super().focusOutEvent(event)
        elsewhere = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if elsewhere and self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width():
            self.setCursorPosition(0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let words be dropped; files go on to the page, which may want them: nobody wants their paths as words."""
        if any(one.isLocalFile() for one in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def _tidy(self, text: str) -> None:
        tidy = joined(text)
        returning = self.isRedoAvailable()  # on the way back by Ctrl+Z; typing leaves nothing to do again
        if tidy == text or returning or self.echoMode() != QLineEdit.EchoMode.Normal:
            return
        behind = len(text) - self.cursorPosition()
        self.selectAll()
        self.insert(tidy)  # unlike setText it can be undone
        self.setCursorPosition(max(0, len(tidy) - behind))
