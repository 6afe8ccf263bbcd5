"""登记到中心库: the file of the administrator, the code told by phone, then the own secrets and the recovery key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InspectorError
from ui.entering import Invitation, Joining
from ui.pages.entrance.new_secrets import NewSecrets
from ui.pages.entrance.recovery_place import RecoveryPlace
from ui.pages.entrance.way_in_form import WayInForm
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.typed_line import TypedLine

CODE_WRONG = "enrolment-code-wrong"


class EnrolForm(WayInForm):
    """``read_wanted(file, code)`` first; once the invitation is shown, ``completed`` carries a Joining."""

    read_wanted = Signal(object, str)

    def __init__(self, folder: Path) -> None:
        about = self.tr("登记文件由中心库管理员发放，72 小时内有效，只能用一次；口令码另用电话告知。")
        super().__init__(self.tr("登记到中心库"), about, "enrol", self.tr("读取登记文件"))
        self._invitation: Invitation | None = None
        self._file = PathField(
            self.tr("登记文件"), "enrolFile", OPEN, hint=self.tr("管理员给的 U 盘里，或收到的文件"),
            kinds=self.tr("登记文件 (*.enrol *.json);;所有文件 (*)"),
        )  # fmt: skip
        self._code = TypedLine()
        self._code_field = Field(
            self.tr("口令码"), self._code, "enrolCode", self.tr("电话里听到的，例如 ABCD-EFGH-JKLM")
        )
        self._facts = FactGrid("invitation")
        self._officer = DropDown()
        who = Field(self.tr("谁首先使用本机"), self._officer, "enrolOfficer", self.tr("其他人员以后凭一次性码加入"))
        self._secrets = NewSecrets((who,))
        self._recovery = RecoveryPlace(folder)
        self._own = QWidget()
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(12)
        own.addWidget(self._secrets)
        own.addWidget(self._recovery)
        first = QHBoxLayout()
        first.setSpacing(20)
        first.addWidget(self._file, 3)
        first.addWidget(self._code_field, 2)
        self.inside.addLayout(first)
        for one in (self._facts, self._own):
            self.inside.addWidget(one)
        self._forget()
        for line in (self._file.line, self._code):
            line.textChanged.connect(self._forget)
        self.go.clicked.connect(self._on_go)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._file.line.setFocus()

    def show_invitation(self, found: Invitation) -> None:
        """Show what the file says and ask for what is still wanted."""
        self._invitation = found
        training = self.tr("演练中心库：不设口令，人员和文书都是演练用的")
        self._facts.show_facts(
            (
                (self.tr("档案局"), found.bureau),
                (self.tr("本机名称"), found.device),
                (self.tr("中心库"), found.centre),
                (self.tr("有效期至"), found.until),
                (self.tr("类型"), training if found.training else ""),
            )
        )
        self._facts.show()
        offer(self._officer, [("", self.tr("管理员")), *found.officers])
        self._own.setVisible(not found.training)
        self.go.setText(self.tr("登记并首次同步"))
        if found.training:
            self.go.setFocus()
        else:
            self._officer.setFocus()

    def refuse(self, error: Exception) -> None:
        """Put the focus on what is to be entered anew after the file could not be opened: the code, or the file."""
        wrong = isinstance(error, InspectorError) and error.code == CODE_WRONG
        line = self._code if wrong else self._file.line
        line.setFocus()
        line.selectAll()

    def _forget(self) -> None:
        """Another file or code: what was read before no longer holds."""
        self._invitation = None
        self._facts.hide()
        self._own.hide()
        self.go.setText(self.tr("读取登记文件"))

    def _on_go(self) -> None:
        if self._invitation is None:
            self._read()
        elif self._invitation.training:
            self.completed.emit(Joining(self._invitation))
        else:
            self._join(self._invitation)

    def _read(self) -> None:
        file, code = self._file.path(), self._code.text().strip()
        self._file.set_problem("" if file is not None else self.tr("请选择登记文件。"))
        self._code_field.set_problem("" if code else self.tr("请输入电话告知的口令码。"))
        if file is None:
            self._file.line.setFocus()
        elif not code:
            self._code.setFocus()
        else:
            self.read_wanted.emit(file, code)

    def _join(self, invitation: Invitation) -> None:
        place, same = self._recovery.complete(), self._secrets.complete()  # the first one lacking has the focus
        if same and place is not None:
            who = str(self._officer.currentData() or "")
            self.completed.emit(Joining(invitation, who, self._secrets.passphrase, self._secrets.pin, place))
