"""Unlock: who, and the own passphrase. In a training store everybody may open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.models.pinyin import by_pinyin
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import card

ADMINISTRATOR = "administrator"


def called(officer: str, names: Mapping[str, str]) -> str:
    """Return how an officer is called while the register is still locked; ``names`` are those of earlier days."""
    if officer in names:
        return names[officer]
    if officer == ADMINISTRATOR:
        return QCoreApplication.translate("UnlockPage", "管理员")
    return QCoreApplication.translate("UnlockPage", "人员 {end}").format(end=officer[-6:])


def nameless_words(officers: Sequence[str], names: Mapping[str, str]) -> str:
    """Return why somebody is called by the end of an id, "" where everybody has a name."""
    if all(one in names or one == ADMINISTRATOR for one in officers):
        return ""
    return QCoreApplication.translate(
        "UnlockPage", "只显示编号的人员：姓名加密存放在数据里，旧版本没有另外记下；任何一人解锁一次后，这里就显示姓名。"
    )


class UnlockPage(QWidget):
    """The data is locked: choose your name, give your passphrase."""

    unlock_wanted = Signal(str, str)
    recovery_wanted = Signal(str)

    def __init__(self, officers: Sequence[str], names: Mapping[str, str], last: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._notice = Notice()
        self._officer = DropDown()
        for one in sorted(officers, key=lambda one: by_pinyin(called(one, names))):
            self._officer.addItem(called(one, names), one)
        self._officer.setCurrentIndex(max(0, self._officer.findData(last)))
        self._nameless = label(nameless_words(officers, names), "small", wrap=True, name="unlockNameless")
        self._passphrase = QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret = Field(self.tr("口令"), self._passphrase, "unlockPassphrase")
        self._go = button(self.tr("解锁"), "unlockGo", "primary")
        self._forgotten = button(self.tr("忘记口令…"), "unlockForgotten", "link")
        self._build()
        self._nameless.setVisible(bool(self._nameless.text()))
        self._forgotten.clicked.connect(lambda: self.recovery_wanted.emit(str(self._officer.currentData())))
        self._go.clicked.connect(self._on_go)
        self._passphrase.returnPressed.connect(self._on_go)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._passphrase.setFocus()

    def say_why(self, reason: str) -> None:
        """Tell why the data was locked."""
        self._notice.say(WARNING, reason)

    def show_error(self, error: Exception) -> None:
        """Show why it stays locked."""
        self.setEnabled(True)
        self._passphrase.clear()
        self._notice.show_error(error)
        self._passphrase.setFocus()

    def _build(self) -> None:
        frame, inside = card()
        frame.setFixedWidth(460)
        inside.setContentsMargins(28, 24, 28, 28)
        inside.addWidget(label(self.tr("解锁数据"), "title"))
        inside.addWidget(label(self.tr("打开程序或锁定以后，请输入本人口令。"), "quiet", wrap=True))
        inside.addWidget(self._notice)
        inside.addWidget(Field(self.tr("执法人员"), self._officer, "unlockOfficer"))
        inside.addWidget(self._nameless)
        inside.addWidget(self._secret)
        inside.addSpacing(6)
        inside.addWidget(self._go)
        inside.addWidget(self._forgotten)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(3)

    def _on_go(self) -> None:
        self._notice.clear()
        if not self._passphrase.text():  # no try: it must not count as a wrong one
            self._secret.set_problem(self.tr("请输入本人口令。"))
            self._passphrase.setFocus()
            return
        self.setEnabled(False)
        self.unlock_wanted.emit(str(self._officer.currentData()), self._passphrase.text())
