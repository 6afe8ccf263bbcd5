"""A box for free text that tells when it was typed into (shortly after) and when it was left."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.characters import cleaned

TYPING_PAUSE_MS = 400


class TypedText(QPlainTextEdit):
    """``typed(text)`` within half a second of a key, ``left()`` when the focus goes elsewhere.

    ``finished()`` on Esc or Ctrl+Return: who types only by keyboard wants to go on; the text stays.
    """

    typed = Signal(str)
    left = Signal()
    finished = Signal()

    def __init__(self, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 26)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.typed.emit(self.toPlainText()))
        self.textChanged.connect(self._on_changed)

    def show_text(self, text: str) -> None:
        """Show a text without telling that it was typed; the cursor stays where it is in the same text."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._pause.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell that the text is finished; every other key is typed."""
        if event.key() == Qt.Key.Key_Escape or (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let words be dropped; files go on to the page, which may want them: nobody wants their paths as words."""
        if any(one.isLocalFile() for one in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words without what nobody sees in them."""
        self.textCursor().insertText(cleaned(source.text()))
        self.ensureCursorVisible()

    def _on_changed(self) -> None:
        # Not begun anew with each key: who types on without a pause must not lose all of it with the power.
        if not self._pause.isActive():
            self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the box was left; a menu or an input method over it does not count."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason):
            self._pause.stop()
            self.left.emit()
