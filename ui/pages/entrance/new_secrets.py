"""The own passphrase and the own PIN, each twice: nobody sees what was typed. What is wrong stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.domain.secret_strength import PIN_DIGITS, passphrase_problems, pin_problems
from ui.widgets.field import Field


class NewSecrets(QWidget):
    """Up to two further fields may stand in the same grid, before these: ``lead``."""

    def __init__(self, lead: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._passphrase, self._again, self._pin, self._pin_again = (QLineEdit() for _ in range(4))
        for secret in self._lines:
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        for secret in (self._pin, self._pin_again):
            secret.setMaxLength(PIN_DIGITS)
        hint = self.tr("至少 10 个字符，不能只用数字；每天首次打开用")
        usual = self.tr("不用重复或连续的数字；当天再次确认身份用")
        twice = self.tr("两次必须一致")
        self._fields = {
            "passphrase": Field(self.tr("口令"), self._passphrase, "passphrase", hint),
            "again": Field(self.tr("再输入一次口令"), self._again, "passphraseAgain", twice),
            "pin": Field(self.tr("PIN（6 位数字）"), self._pin, "pin", usual),
            "pin_again": Field(self.tr("再输入一次 PIN"), self._pin_again, "pinAgain", twice),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        own = tuple(self._fields.values())
        for row, beside in enumerate((lead, own[:2], own[2:])):  # both of a pair stand in one row
            for column, one in enumerate(beside):
                grid.addWidget(one, row, column, Qt.AlignmentFlag.AlignTop)

    @property
    def _lines(self) -> tuple[QLineEdit, ...]:
        return (self._passphrase, self._again, self._pin, self._pin_again)

    @property
    def passphrase(self) -> str:
        """Return the passphrase entered."""
        return self._passphrase.text()

    @property
    def pin(self) -> str:
        """Return the PIN entered."""
        return self._pin.text()

    def begin(self) -> None:
        """Put the focus on the passphrase."""
        self._passphrase.setFocus()

    def clear(self) -> None:
        """Forget what was entered."""
        for secret in self._lines:
            secret.clear()
        self._clear_problems()

    def complete(self) -> bool:
        """Return whether all is given, strong, and twice the same; else say all that is wrong and go there."""
        told = {
            "passphrase": "".join(passphrase_problems(self.passphrase)) if self.passphrase else self.tr("请输入口令。"),
            "again": "" if self.passphrase == self._again.text() else self.tr("两次输入的口令不一致，请重新输入。"),
            "pin": "".join(pin_problems(self.pin)) if self.pin else self.tr("请输入 6 位数字。"),
            "pin_again": "" if self.pin == self._pin_again.text() else self.tr("两次输入的 PIN 不一致，请重新输入。"),
        }
        for name, text in told.items():
            self._fields[name].set_problem(text)
        wrong = [self._fields[name].control for name, text in told.items() if text]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def _clear_problems(self) -> None:
        for field in self._fields.values():
            field.set_problem("")
