"""The field where an officer shows who it is, by PIN or passphrase."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from ui.widgets.field import Field


def back_to_secret(held: QWidget | None) -> None:
    """Put the focus back into the line whose secret was refused: the next try is typed there."""
    if isinstance(held, QLineEdit) and isValid(held) and held.echoMode() != QLineEdit.EchoMode.Normal:
        held.setFocus()


class SecretField(Field):
    """What is typed is hidden, and forgotten once it is taken. ``returned()`` on the return key."""

    returned = Signal()

    def __init__(self, title: str, name: str, *, training: bool) -> None:
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(title, self._line, name)
        usual = self.tr("当天第一次、锁定以后第一次用口令，之后用 PIN")
        hint = self.tr("演练数据的 PIN 是 000000") if training else usual
        self._hint.setText(hint)
        self._hint.show()
        self._line.setAccessibleDescription(hint)
        self._line.returnPressed.connect(self.returned)
        self._line.textChanged.connect(lambda text: self.set_problem("") if text else None)

    def take(self) -> str:
        """Return what was entered and forget it; where nothing was, say so beside the field and return ""."""
        secret = self._line.text()
        if not secret:
            self.set_problem(self.tr("请输入本人的 PIN 或口令。"))
            self._line.setFocus()
        self._line.clear()
        return secret

    def clear(self) -> None:
        """Forget what was entered."""
        self._line.clear()
        self.set_problem("")
