"""从备份恢复: the folder, whose passphrase or the recovery key, and what becomes of the document numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.entering import Restoring
from ui.models.moments import kept_moment_words
from ui.models.pinyin import by_pinyin
from ui.pages.entrance.new_secrets import NewSecrets
from ui.pages.entrance.unlock import nameless_words
from ui.pages.entrance.way_in_form import WayInForm
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.path_field import FOLDER, OPEN, PathField

if TYPE_CHECKING:
    from app.services.safekeeping.restoring import FoundBackup

BY_PASSPHRASE, BY_KEY = "passphrase", "key"


class RestoreForm(WayInForm):
    """``read_wanted(folder)`` first; once the backup is shown, ``completed`` carries a Restoring."""

    read_wanted = Signal(object)

    def __init__(self, called: Callable[[str], str]) -> None:
        about = self.tr(
            "恢复到本机空的数据文件夹，备份本身不会改动。备份之后的内容，已同步的可在恢复后同步取回。"
            "恢复前领用的文号暂停使用：有中心库的同步一次后恢复；独立使用的由管理员在“登记簿 → 文号”核对后恢复。"
        )
        super().__init__(self.tr("从备份恢复"), about, "restore", self.tr("查看备份"))
        self._called = called
        self._found: FoundBackup | None = None
        hint = self.tr("备份所在的 U 盘或文件夹")
        self._source = PathField(self.tr("备份位置"), "restoreFrom", FOLDER, hint=hint)
        self._facts = FactGrid("foundBackup")
        self._by = ChoiceRow(
            "restoreBy", {BY_PASSPHRASE: self.tr("用口令"), BY_KEY: self.tr("用恢复密钥")}, BY_PASSPHRASE
        )
        self._officer, self._passphrase = DropDown(), QLineEdit()
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._who = Field(self.tr("人员"), self._officer, "restoreOfficer", self.tr("在原来那台电脑上有口令的人员"))
        self._nameless = label("", "small", wrap=True, name="restoreNameless")
        self._secret = Field(self.tr("口令"), self._passphrase, "restorePassphrase", self.tr("与原来那台电脑上的相同"))
        self._key = PathField(self.tr("恢复密钥"), "restoreKey", OPEN, kinds=self.tr("恢复密钥 (*.key);;所有文件 (*)"))
        self._new = NewSecrets()
        self._with_key = QWidget()
        self._rest = QWidget()
        self._build()
        self._forget()
        self._connect()

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._source.line.setFocus()

    def show_backup(self, found: FoundBackup) -> None:
        """Show which backup was found and ask for what opens it."""
        self._found = found
        training = self.tr("演练数据，不需要口令")
        self._facts.show_facts(
            (
                (self.tr("备份时间"), kept_moment_words(found.taken_at)),
                (self.tr("内容"), self._content(found.operations)),
                (self.tr("类型"), training if found.training else ""),
            )
        )
        people = [(one, found.names.get(one) or self._called(one)) for one in found.officers]
        listed = sorted(people, key=lambda one: by_pinyin(one[1]))  # as the page to unlock lists them
        offer(self._officer, listed, usual=next(iter(found.officers), ""))  # who set the laptop up
        self._nameless.setText(nameless_words(found.officers, found.names))
        self._nameless.setVisible(bool(self._nameless.text()))
        self._facts.show()
        self._rest.setVisible(not found.training)
        self.go.setText(self.tr("开始恢复"))
        self._on_by(self._by.key())
        if found.training:
            self.go.setFocus()

    def _build(self) -> None:
        with_key = QVBoxLayout(self._with_key)
        with_key.setContentsMargins(0, 0, 0, 0)
        with_key.setSpacing(12)
        with_key.addWidget(self._key)
        told = self.tr("恢复密钥只打开数据；请为上面选定的人员设置新的口令和 PIN，其他人员的口令不变。")
        with_key.addWidget(label(told, "small", wrap=True))
        with_key.addWidget(self._new)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(12)
        rest.addWidget(self._by)
        who = QHBoxLayout()
        who.setSpacing(20)
        who.addWidget(self._who, 1)
        who.addWidget(self._secret, 1)
        rest.addLayout(who)
        rest.addWidget(self._nameless)
        rest.addWidget(self._with_key)
        for one in (self._source, self._facts, self._rest):
            self.inside.addWidget(one)

    def _connect(self) -> None:
        self._source.line.textChanged.connect(self._forget)
        self._source.chosen.connect(self.read_wanted)
        self._by.chosen.connect(self._on_by)
        self.go.clicked.connect(self._on_go)

    def _content(self, operations: int) -> str:
        if not operations:
            return self.tr("备份的说明文件缺失，恢复时逐页核对")
        return self.tr("{n} 处改动").format(n=operations)

    def _forget(self) -> None:
        self._found = None
        self._facts.hide()
        self._rest.hide()
        self.go.setText(self.tr("查看备份"))

    def _on_by(self, way: str) -> None:
        self._secret.setVisible(way == BY_PASSPHRASE)
        self._with_key.setVisible(way == BY_KEY)
        (self._passphrase if way == BY_PASSPHRASE else self._key.line).setFocus()

    def _on_go(self) -> None:
        source = self._source.path()
        self._source.set_problem("" if source is not None else self.tr("请选择备份所在的位置。"))
        if source is None:
            self._source.line.setFocus()
        elif self._found is None:
            self.read_wanted.emit(source)
        elif self._found.training or self._by.key() == BY_PASSPHRASE:
            if not self._found.training and not self._passphrase.text():
                self._secret.set_problem(self.tr("请输入口令。"))
                self._passphrase.setFocus()
                return
            who = "" if self._found.training else str(self._officer.currentData())
            self.completed.emit(Restoring(source, who, self._passphrase.text()))
        else:
            self._by_key()

    def _by_key(self) -> None:
        source, key = self._source.path(), self._key.path()
        self._key.set_problem("" if key is not None else self.tr("请选择 U 盘上的恢复密钥文件。"))
        same = self._new.complete()
        if key is None:
            self._key.line.setFocus()
        elif same and source is not None:
            who = str(self._officer.currentData())
            self.completed.emit(Restoring(source, who, self._new.passphrase, self._new.pin, key))
