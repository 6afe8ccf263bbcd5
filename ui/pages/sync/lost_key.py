"""核对新的签发密钥: the bureau's former key is lost, and a person compares the code of the new one, told by phone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.session.lost_key import take_offered_key
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card, reveal
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class LostKeyCard(QWidget):
    """``taken()`` once the new key counts here; synchronise next."""

    taken = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("lostKey")
        self._place = place
        self._notice, self._done = Notice(), Notice()
        self._done.forget_with(self)
        self._said = label("", "plain", wrap=True, name="lostKeySaid")
        self._code = TypedLine()
        self._code_field = Field(self.tr("口令码"), self._code, "lostKeyCode", self.tr("电话里听到的 16 位"))
        self._go = button(self.tr("采用新的签发密钥"), "lostKeyGo")
        about = self.tr(
            "请用平时知道的号码打电话给管理员，问清原因和口令码。口令码一致才采用；没有人通知过的，不要采用，请告诉负责人。"
            "以前打印的文书仍按原来的证书核验。"
        )
        self._frame, inside = card()
        inside.addWidget(label(self.tr("核对新的签发密钥"), "section"))
        inside.addWidget(self._said)
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._notice)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._code_field, 1)
        row.addStretch(1)
        row.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._done)
        layout.addWidget(self._frame)
        self._go.clicked.connect(self._on_go)
        self._code.returnPressed.connect(self._on_go)

    def show_words(self, words: str) -> None:
        """Show what the administrator declared, or that it was taken; else there is nothing to be seen."""
        self._said.setText(words)
        self._frame.setVisible(bool(words))
        self.setVisible(bool(words) or not self._done.isHidden())

    def _on_go(self) -> None:
        code = self._code.text().strip()
        self._code_field.set_problem("" if code else self.tr("请输入电话告知的口令码。"))
        if not code:
            return
        self._notice.clear()
        self._go.setEnabled(False)
        self._place.ask_once(self, lambda desk: take_offered_key(desk, code), lambda _: self._on_taken(), self._on_not)

    def _on_taken(self) -> None:
        self._go.setEnabled(True)
        self._code.clear()
        told = self.tr("接着自动同步，换成新的证书。请告诉管理员“已采用”，由他打勾。")
        self._done.say(SUCCESS, self.tr("本机已采用新的签发密钥。"), [told])
        self.show_words("")
        self.taken.emit()

    def _on_not(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._notice.show_error(error)
        reveal(self, self._code)  # the words above it must not push the field out of sight
