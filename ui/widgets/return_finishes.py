"""Return in the last field of a form does what its button does, as in every form that people know."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ui.reading_order import in_order

_FIELDS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)


class ReturnFinishes(QObject):
    """Where something is missing, the act itself tells it and goes there. A hidden field is never the last."""

    def __init__(self, form: QWidget, go: QAbstractButton) -> None:
        super().__init__(form)
        self._form, self._go = form, go
        form.installEventFilter(self)  # a line passes Return on to what is around it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button; a key that is held down presses once, a form that is locked not at all."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not self._in_last():
            return super().eventFilter(watched, event)
        if not event.isAutoRepeat() and self._form.isEnabled() and self._go.isEnabled():
            self._go.click()
        return True

    def _in_last(self) -> bool:
        seen = (one for one in in_order(self._form) if isinstance(one, _FIELDS) and not _inner(one))
        fields = [one for one in seen if one.isEnabled()]
        return bool(fields) and isinstance(fields[-1], QLineEdit) and fields[-1].hasFocus()


def _inner(one: QWidget) -> bool:
    return isinstance(one.parentWidget(), QComboBox | QAbstractSpinBox)
