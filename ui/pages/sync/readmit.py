"""重新接入: a laptop that the centre no longer lets in takes the administrator's file, and all its data stay."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange.enrolling import let_in_again, read_enrolment_file
from app.services.session.opening import OpenDesk
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import card
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class ReadmitCard(QWidget):
    """``let_in()`` once the centre knows this laptop again; synchronise next."""

    let_in = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("readmit")
        self._place = place
        self._notice = Notice()
        self._file = PathField(
            self.tr("重新接入的文件"), "readmitFile", OPEN, hint=self.tr("管理员给的 U 盘里，或收到的文件"),
            kinds=self.tr("登记文件 (*.enrol *.登记 *.json);;所有文件 (*)"),
        )  # fmt: skip
        self._code = TypedLine()
        self._code_field = Field(self.tr("口令码"), self._code, "readmitCode", self.tr("电话里听到的"))
        self._go = button(self.tr("重新接入"), "readmitGo")
        about = self.tr(
            "本机或者中心库从备份恢复过的，或者本机数据被复制过的，中心库不再接受本机。请管理员核对后发一份重新接入的文件；"
            "本机数据一条也不会少。已经停用的终端不能重新接入，请管理员安排另一台电脑接替。"
        )
        frame, inside = card()
        inside.addWidget(label(self.tr("重新接入"), "section"))
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._notice)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._file, 3)
        row.addWidget(self._code_field, 2)
        inside.addLayout(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._go)
        inside.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._go.clicked.connect(self._on_go)
        self._code.returnPressed.connect(self._on_go)

    def _on_go(self) -> None:
        file, code = self._file.path(), self._code.text().strip()
        self._file.set_problem("" if file is not None else self.tr("请选择管理员给的文件。"))
        self._code_field.set_problem("" if code else self.tr("请输入电话告知的口令码。"))
        if file is None or not code:
            return
        self._notice.clear()
        self._go.setEnabled(False)
        chosen: Path = file
        self._place.ask_once(self, lambda desk: _let_in(desk, chosen, code), lambda _: self._on_let_in(), self._on_not)

    def _on_let_in(self) -> None:
        self._go.setEnabled(True)
        self._code.clear()
        self.let_in.emit()

    def _on_not(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._notice.show_error(error)


def _let_in(desk: OpenDesk, file: Path, code: str) -> None:
    let_in_again(desk, read_enrolment_file(file, code, desk.clock))
