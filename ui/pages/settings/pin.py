"""设置 · PIN: a new one on the administrator's one-time code; the passphrase stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.session.opening import OpenDesk
from app.services.session.renewing import change_pin
from ui import style
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.notice import Notice
from ui.widgets.page import card
from ui.workplace import Workplace


class PinCard(QWidget):
    """``done(words)`` after the PIN was changed. Not for a training store, whose PIN is published."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        titles = {
            "code": self.tr("管理员发放的一次性码"),
            "pin": self.tr("新 PIN（6 位数字）"),
            "again": self.tr("再输入一次新 PIN"),
        }
        self._lines = {name: QLineEdit() for name in titles}
        self._fields = {name: Field(title, self._lines[name], f"pin_{name}") for name, title in titles.items()}
        for name in ("pin", "again"):
            self._lines[name].setEchoMode(QLineEdit.EchoMode.Password)
        self._change = button(self.tr("更换我的 PIN"), "pinChange")
        self._build()
        self._change.clicked.connect(self._on_change)
        if place.desk.store.training:
            self.hide()

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("PIN"), "section"))
        about = self.tr(
            "只换 PIN，口令不变。一次性码由管理员在“登记簿 · 执法人员”中选中本人后发放，免得同事代签。"
            "管理员本人由另一名管理员发放；只有一名管理员的，锁定后点“忘记口令…”，用恢复密钥重新设置。"
        )
        inside.addWidget(label(about, "quiet", wrap=True, name="pinAbout"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        across = 1 if style.current() is style.LARGE else len(self._fields)
        for place, field in enumerate(self._fields.values()):
            grid.addWidget(field, place // across, place % across)
        inside.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self._change)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _on_change(self) -> None:
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        told = {name: self.tr("请填写。") for name, text in texts.items() if not text}
        if texts["pin"] != texts["again"]:
            told["again"] = self.tr("两次输入的 PIN 不一致，请重新输入。")
        mark(self._fields, told)
        if told:
            self._lines[next(iter(told))].setFocus()
            return

        def work(desk: OpenDesk) -> None:
            change_pin(desk, desk.officer, texts["pin"], texts["code"])

        self._change.setEnabled(False)
        self._place.ask(self, work, self._on_changed, self._on_failed)

    def _on_changed(self, _: object) -> None:
        self._change.setEnabled(True)
        for line in self._lines.values():
            line.clear()
        self.done.emit(self.tr("PIN 已更换，口令没有变。"))

    def _on_failed(self, error: Exception) -> None:
        self._change.setEnabled(True)
        self._notice.show_error(error)
