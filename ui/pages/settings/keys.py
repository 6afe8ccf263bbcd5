"""设置 · 口令和恢复密钥: the own passphrase changed, the recovery key tried out and renewed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.session.opening import OpenDesk
from app.services.session.renewing import change_passphrase, recovery_fits, renew_recovery
from ui import style
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_file, ask_new_file
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card
from ui.workplace import Workplace

KEY_FILES = "(*.key);;(*)"


class KeysCard(QWidget):
    """``done(words)`` after something was changed. In a training store it only says why nothing can be."""

    done = Signal(str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        titles = {
            "old": self.tr("现在的口令"),
            "pin": self.tr("现在的 PIN（6 位数字）"),
            "new": self.tr("新口令（至少 10 个字符）"),
            "again": self.tr("再输入一次新口令"),
        }
        self._lines = {name: QLineEdit() for name in titles}
        self._fields = {name: Field(title, self._lines[name], f"keys_{name}") for name, title in titles.items()}
        self._change = button(self.tr("更换我的口令"), "keysChange")
        self._try = button(self.tr("试用恢复密钥…"), "recoveryTry")
        self._renew = button(self.tr("更换恢复密钥…"), "recoveryRenew")
        for line in self._lines.values():
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self._build(training=bool(place.desk.store.training))
        self._change.clicked.connect(self._on_change)
        self._try.clicked.connect(self._on_try)
        self._renew.clicked.connect(self._on_renew)

    def try_file(self, path: Path) -> None:
        """Say whether a recovery key opens this data."""
        self._place.ask(self, lambda desk: recovery_fits(desk, path), self._on_tried, self._notice.show_error)

    def renew_into(self, path: Path) -> None:
        """Write a new recovery key and let the one before open nothing any more."""
        words = self.tr("恢复密钥已更换并试用通过，旧的已失效。请与电脑分开保管。")
        self._place.ask(
            self, lambda desk: renew_recovery(desk, path), lambda _: self.done.emit(words), self._notice.show_error
        )

    def _build(self, *, training: bool) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("口令和恢复密钥"), "section"))
        about = (
            self.tr("演练数据用公开的口令和 PIN，不能更换，也不需要恢复密钥。")
            if training
            else self.tr("忘记口令或 PIN 的，由管理员在“登记簿 · 执法人员”中选中本人，发放一次性码后重新设置。")
        )
        inside.addWidget(label(about, "quiet", wrap=True, name="keysAbout"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        across = 1 if style.current() is style.LARGE else 2
        for place_in, field in enumerate(self._fields.values()):
            grid.addWidget(field, place_in // across, place_in % across, Qt.AlignmentFlag.AlignTop)
            if training:
                field.hide()
        inside.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self._change, self._try, self._renew):
            row.addWidget(one)
            if training:
                one.hide()
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _on_change(self) -> None:
        texts = {name: line.text() for name, line in self._lines.items()}
        told = {name: self.tr("请填写。") for name, text in texts.items() if not text}
        if texts["new"] != texts["again"]:
            told["again"] = self.tr("两次输入的口令不一致，请重新输入。")
        mark(self._fields, told)
        if told:
            self._lines[next(iter(told))].setFocus()
            return

        def work(desk: OpenDesk) -> None:
            change_passphrase(desk, texts["old"], texts["new"], texts["pin"])

        self._change.setEnabled(False)
        self._place.ask(self, work, self._on_changed, self._on_failed)

    def _on_changed(self, _: object) -> None:
        self._change.setEnabled(True)
        for line in self._lines.values():
            line.clear()
        self.done.emit(self.tr("口令已更换，下次打开用新口令。"))

    def _on_failed(self, error: Exception) -> None:
        self._change.setEnabled(True)
        self._notice.show_error(error)

    def _on_try(self) -> None:
        chosen = ask_file(self, self.tr("选择恢复密钥"), KEY_FILES)
        if chosen:
            self.try_file(Path(chosen))

    def _on_tried(self, fits: bool) -> None:
        if fits:
            self._notice.say(SUCCESS, self.tr("试用通过：这份恢复密钥能打开本机数据。"))
        else:
            self._notice.say(WARNING, self.tr("这份恢复密钥打不开本机数据。请换一份，或由管理员更换恢复密钥。"))

    def _on_renew(self) -> None:
        name = self.tr("恢复密钥.key")
        chosen = ask_new_file(self, self.tr("把新的恢复密钥存到 U 盘"), name, KEY_FILES)
        if chosen:
            self.renew_into(Path(chosen))
