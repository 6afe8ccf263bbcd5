"""First run: a training store in one click, or a bureau without a centre with administrator, secrets, recovery key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import Refused
from ui.entry import FirstRun
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import card, scrolled

RECOVERY_NAME = "recovery.key"


class FirstRunPage(QWidget):
    """Nothing is in the data folder yet: what shall it become?"""

    training_wanted = Signal()
    standalone_wanted = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setObjectName("page")
        self._notice = Notice()
        self._views = QStackedWidget()
        self._choice = self._choice_view(folder)
        self._form = StandaloneForm()
        self._views.addWidget(self._choice)
        self._views.addWidget(self._form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 28, 0, 16)
        middle = QVBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._notice)
        middle.addWidget(self._views, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(middle, 6)
        row.addStretch(1)
        layout.addLayout(row)
        self._connect()

    def set_bureaus(self, bureaus: Sequence[tuple[str, str]]) -> None:
        """Offer these bureaus, as (code, name)."""
        self._form.set_bureaus(bureaus)

    def show_error(self, error: Exception) -> None:
        """Show why nothing was set up; what was entered stays."""
        self.setEnabled(True)
        if isinstance(error, Refused) and error.code == "weak":
            self._form.show_weakness([one.text for one in error.blockers])
            return
        self._notice.show_error(error)

    def _choice_view(self, folder: Path) -> QWidget:
        view = QWidget()
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(label(self.tr("欢迎使用档案执法检查"), "title"))
        told = self.tr("本机还没有数据。请选择怎样开始；数据将加密保存在：{folder}").format(folder=folder)
        layout.addWidget(label(told, "quiet", wrap=True))
        self._training = button(self.tr("建立演练数据"), "startTraining", "primary")
        self._standalone = button(self.tr("设置本局数据"), "startStandalone")
        for title, text, act in (
            (
                self.tr("先练一练"),
                self.tr("立即建立带虚构人员的演练数据，口令公开。文书都带“演练”标记，与正式数据完全分开。"),
                self._training,
            ),
            (
                self.tr("本局独立使用（没有中心库）"),
                self.tr("由管理员设置口令、PIN 和恢复密钥。请先准备一个 U 盘存放恢复密钥。"),
                self._standalone,
            ),
        ):
            layout.addWidget(self._option(title, text, act))
        told = self.tr("已有中心库登记文件的，请管理员在命令行执行 enrol；有备份的执行 restore。")
        layout.addWidget(label(told, "small", wrap=True))
        layout.addStretch(1)
        return view

    def _option(self, title: str, text: str, act: QWidget) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(title, "section"))
        inside.addWidget(label(text, "quiet", wrap=True))
        row = QHBoxLayout()
        row.addWidget(act)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _connect(self) -> None:
        self._training.clicked.connect(self._on_training)
        self._standalone.clicked.connect(self._on_standalone)
        self._form.given_up.connect(self._on_given_up)
        self._form.completed.connect(self._on_completed)

    def _on_training(self) -> None:
        self.setEnabled(False)
        self.training_wanted.emit()

    def _on_standalone(self) -> None:
        self._notice.clear()
        self._views.setCurrentWidget(self._form)
        self._form.begin()

    def _on_given_up(self) -> None:
        self._notice.clear()
        self._views.setCurrentWidget(self._choice)

    def _on_completed(self, entered: FirstRun) -> None:
        self._notice.clear()
        self.setEnabled(False)
        self.standalone_wanted.emit(entered)


class StandaloneForm(QWidget):
    """Bureau, administrator, passphrase twice, PIN, and where the recovery key goes."""

    completed = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bureau = QComboBox()
        self._administrator = QLineEdit()
        self._passphrase, self._again, self._pin = (QLineEdit() for _ in range(3))
        for secret in (self._passphrase, self._again, self._pin):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin.setMaxLength(6)
        self._recovery = QLineEdit()
        self._browse = button(self.tr("选择…"), "chooseRecovery", tip=self.tr("选择恢复密钥的存放位置"))
        self._fields = {
            "bureau": Field(self.tr("档案局"), self._bureau, "bureau"),
            "administrator": Field(self.tr("管理员姓名"), self._administrator, "administrator"),
            "passphrase": Field(
                self.tr("口令"), self._passphrase, "passphrase",
                self.tr("至少 10 个字符，只有本人知道；当天第一次打开时输入"),
            ),
            "again": Field(self.tr("再输入一次口令"), self._again, "passphraseAgain", self.tr("两次必须一致")),
            "pin": Field(self.tr("PIN（6 位数字）"), self._pin, "pin", self.tr("当天再次确认身份时使用")),
            "recovery": Field(
                self.tr("恢复密钥存放位置"), self._recovery, "recovery",
                self.tr("放在 U 盘上并与电脑分开保管；口令全部忘记时只有它能打开数据"),
            ),
        }  # fmt: skip
        self._back = button(self.tr("返回"), "standaloneBack")
        self._go = button(self.tr("完成设置"), "standaloneGo", "primary")
        self._build()
        self._back.clicked.connect(self.given_up)
        self._go.clicked.connect(self._on_go)
        self._browse.clicked.connect(self._on_browse)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._administrator.setFocus()

    def set_bureaus(self, bureaus: Sequence[tuple[str, str]]) -> None:
        """Offer these bureaus, as (code, name)."""
        self._bureau.clear()
        for code, name in bureaus:
            self._bureau.addItem(name, code)

    def show_weakness(self, problems: Sequence[str]) -> None:
        """Show what is wrong with passphrase or PIN next to them."""
        for name, mine in (("pin", True), ("passphrase", False)):
            self._fields[name].set_problem("".join(one for one in problems if one.startswith("PIN") is mine))
        (self._pin if all(one.startswith("PIN") for one in problems) else self._passphrase).setFocus()

    def _build(self) -> None:
        frame, inside = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        for place, name in enumerate(("bureau", "administrator", "passphrase", "again", "pin")):
            grid.addWidget(self._fields[name], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields["recovery"], 1)
        row.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(row, 3, 0, 1, 2)
        inside.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("设置本局数据"), "title"))
        layout.addWidget(scrolled(frame), 1)
        layout.addLayout(buttons)

    def _on_browse(self) -> None:
        title = self.tr("恢复密钥存放位置")
        chosen, _ = QFileDialog.getSaveFileName(self, title, RECOVERY_NAME, self.tr("恢复密钥 (*.key)"))
        if chosen:
            self._recovery.setText(chosen)

    def _on_go(self) -> None:
        problems = {
            "administrator": "" if self._administrator.text().strip() else self.tr("请填写管理员姓名。"),
            "again": ""
            if self._passphrase.text() == self._again.text()
            else self.tr("两次输入的口令不一致，请重新输入。"),
            "recovery": "" if self._recovery.text().strip() else self.tr("请选择恢复密钥的存放位置。"),
        }
        for name, field in self._fields.items():
            field.set_problem(problems.get(name, ""))
        wrong = [name for name, text in problems.items() if text]
        if wrong:
            self._fields[wrong[0]].control.setFocus()
            return
        self.completed.emit(
            FirstRun(
                str(self._bureau.currentData()),
                self._administrator.text().strip(),
                self._passphrase.text(),
                self._pin.text(),
                Path(self._recovery.text().strip()),
            )
        )
