"""A drawn button that Return presses as Space does: Qt leaves it to each kind of button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from ui.widgets.choosing import moves_on


class ReturnPresses(QAbstractButton):
    """Pressed by Return and Enter too; a key that is held down presses once."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button; every other key is Qt's."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            if not event.isAccepted() and moves_on(self, event):
                event.accept()
        elif not event.isAutoRepeat():
            self.click()
