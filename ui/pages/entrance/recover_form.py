"""忘记口令: the recovery key opens the data, and the officer chosen sets a new passphrase and PIN."""

from __future__ import annotations

from collections.abc import Sequence

from ui.entering import Recovering
from ui.models.pinyin import by_pinyin
from ui.pages.entrance.new_secrets import NewSecrets
from ui.pages.entrance.way_in_form import WayInForm
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.path_field import OPEN, PathField


class RecoverForm(WayInForm):
    """``completed`` carries a Recovering."""

    def __init__(self, officers: Sequence[tuple[str, str]], chosen: str) -> None:
        about = self.tr(
            "忘了口令或 PIN 的，先请管理员用自己的口令打开本机，在“登记簿 · 执法人员”中发放一次性码，不需要恢复密钥。"
            "没有人能打开本机的，用 U 盘上的恢复密钥重新设置；内容不会丢失，该人员在本机的签名密钥会换新。"
        )
        super().__init__(self.tr("忘记口令"), about, "recover", self.tr("设置新口令并打开"))
        self._officer = DropDown()
        for one, name in sorted(officers, key=lambda one: by_pinyin(one[1])):
            self._officer.addItem(name, one)
        self._officer.setCurrentIndex(max(0, self._officer.findData(chosen)))
        kinds = self.tr("恢复密钥 (*.key);;所有文件 (*)")
        self._key = PathField(self.tr("恢复密钥"), "recoverKey", OPEN, kinds=kinds, hint=self.tr("U 盘上的 .key 文件"))
        self._secrets = NewSecrets(
            (Field(self.tr("为谁设置新口令"), self._officer, "recoverOfficer", self.tr("其他人员的口令不变")),)
        )
        self.inside.addWidget(self._key)
        self.inside.addWidget(self._secrets)
        told = self.tr("恢复密钥丢失、口令也全部忘记的，数据无法打开；有中心库的请向管理员重新领取登记文件。")
        self.inside.addWidget(label(told, "small", wrap=True))
        self.go.clicked.connect(self._on_go)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._key.line.setFocus()

    def _on_go(self) -> None:
        key = self._key.path()
        self._key.set_problem("" if key is not None else self.tr("请选择 U 盘上的恢复密钥文件。"))
        same = self._secrets.complete()
        if key is None:
            self._key.line.setFocus()
        elif same:
            who = str(self._officer.currentData())
            self.completed.emit(Recovering(who, self._secrets.passphrase, self._secrets.pin, key))
