"""A bureau without a centre: which one, its administrator with own secrets, and where the recovery key goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ui.entry import FirstRun
from ui.pages.entrance.new_secrets import NewSecrets
from ui.pages.entrance.recovery_place import RecoveryPlace
from ui.pages.entrance.way_in_form import WayInForm
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field, level
from ui.widgets.typed_line import TypedLine


class StandaloneForm(WayInForm):
    """``completed`` carries a FirstRun."""

    def __init__(self, folder: Path) -> None:
        super().__init__(self.tr("设置本局数据"), "", "standalone", self.tr("完成设置"))
        self._bureau, self._administrator = DropDown(), TypedLine()
        self._bureau.setPlaceholderText(self.tr("请选择"))
        self._name = Field(self.tr("管理员姓名"), self._administrator, "administrator")
        unlisted = self.tr("列表中没有本局的，按 F1 看怎样添加")
        self._which = Field(self.tr("档案局"), self._bureau, "bureau", unlisted)
        level(self._which, self._name)
        self._secrets = NewSecrets((self._which, self._name))
        self._recovery = RecoveryPlace(folder)
        self.inside.addWidget(self._secrets)
        self.inside.addWidget(self._recovery)
        self.go.clicked.connect(self._on_go)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        (self._administrator if self._bureau.currentIndex() >= 0 else self._bureau).setFocus()

    def set_bureaus(self, bureaus: Sequence[tuple[str, str]]) -> None:
        """Offer these bureaus, as (code, name); of several none is chosen beforehand: all papers will bear its name."""
        self._bureau.clear()
        for code, name in bureaus:
            self._bureau.addItem(name, code)
        self._bureau.setCurrentIndex(0 if len(bureaus) == 1 else -1)

    def _on_go(self) -> None:
        code, name = str(self._bureau.currentData() or ""), self._administrator.text().strip()
        self._which.set_problem("" if code else self.tr("请选择档案局。"))
        self._name.set_problem("" if name else self.tr("请填写管理员姓名。"))
        place, complete = self._recovery.complete(), self._secrets.complete()  # the first one lacking has the focus
        if not (code and name):
            (self._administrator if code else self._bureau).setFocus()
        if not (code and name and complete and place is not None):
            return
        self.completed.emit(FirstRun(code, name, self._secrets.passphrase, self._secrets.pin, place))
