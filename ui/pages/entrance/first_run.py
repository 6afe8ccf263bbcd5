"""First run: training in one click, a bureau of its own, the file of a centre, or a backup brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.pages.entrance.enrol_form import EnrolForm
from ui.pages.entrance.restore_form import RestoreForm
from ui.pages.entrance.standalone_form import StandaloneForm
from ui.pages.entrance.way_in_form import WayInForm
from ui.pages.entrance.way_in_page import WayInPage
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.page import card, scrolled


class FirstRunPage(WayInPage):
    """Nothing is in the data folder yet: what shall it become?"""

    training_wanted = Signal()

    def __init__(self, folder: Path, called: Callable[[str], str]) -> None:
        super().__init__()
        self.standalone, self.enrolment, self.backup = StandaloneForm(folder), EnrolForm(folder), RestoreForm(called)
        self._training = button(self.tr("建立演练数据"), "startTraining", "primary")
        self._ways: dict[QPushButton, WayInForm] = {
            button(self.tr("设置本局数据"), "startStandalone"): self.standalone,
            button(self.tr("选择登记文件"), "startEnrol"): self.enrolment,
            button(self.tr("选择备份"), "startRestore"): self.backup,
        }
        self._choice = self._choice_view(folder)
        self.views.addWidget(self._choice)
        for form in self._ways.values():
            self.views.addWidget(form)
        self._training.clicked.connect(self._on_training)
        for act, form in self._ways.items():
            form.given_up.connect(lambda way=act: self._back_to(way))
            act.clicked.connect(lambda _=False, wanted=form: self._open(wanted))

    def _choice_view(self, folder: Path) -> QWidget:
        view, inside = QWidget(), QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(16)
        words = (
            (
                self.tr("先练一练"),
                self.tr("立即建立虚构人员的演练数据，签名用 PIN 000000。文书都带“演练”标记，与正式数据分开。"),
            ),
            (
                self.tr("本局独立使用（没有中心库）"),
                self.tr("由管理员设置口令、PIN 和恢复密钥。请先备好一个 U 盘，用来存放恢复密钥。"),
            ),
            (
                self.tr("登记到中心库"),
                self.tr("已拿到管理员发放的登记文件，并在电话里听到了口令码。需要能连上中心库的网络。"),
            ),
            (
                self.tr("从备份恢复"),
                self.tr("换了电脑、数据损坏或口令全部忘记时用。请备好备份 U 盘，以及口令或恢复密钥。"),
            ),
        )
        for place, ((title, text), act) in enumerate(zip(words, (self._training, *self._ways), strict=True)):
            grid.addWidget(self._option(title, text, act), place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(label(self.tr("欢迎使用档案执法检查"), "title"))
        told = self.tr("本机还没有数据。请选择怎样开始；数据将加密保存在：{folder}").format(folder=folder)
        layout.addWidget(label(told, "quiet", wrap=True))
        layout.addWidget(scrolled(inside), 1)
        return view

    def _option(self, title: str, text: str, act: QWidget) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(title, "section", wrap=True))
        inside.addWidget(label(text, "quiet", wrap=True))
        inside.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(act)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _open(self, form: WayInForm) -> None:
        self.show_view(form)
        form.begin()

    def _back_to(self, way: QPushButton) -> None:
        """Show the choice, at the way that was tried: a Return too many makes no training data."""
        self.show_view(self._choice)
        way.setFocus()

    def _on_training(self) -> None:
        self.set_under_way(True)
        self.training_wanted.emit()
