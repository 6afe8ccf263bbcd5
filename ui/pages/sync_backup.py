"""备份与恢复 on the page of sync: where the second copy goes, how the last one ended, and how one is brought back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.destination_names import SETTINGS
from ui.models.sync_state import SyncState
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.labels import label
from ui.widgets.page import card


class SyncBackup(QWidget):
    """``destination_wanted`` leads to the settings, where the folder is chosen and a backup made by hand."""

    destination_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._facts = FactGrid("backupFacts")
        self._go = button(self.tr("去设置备份"), "goBackup")
        frame, inside = card()
        inside.addWidget(label(self.tr("备份"), "section"))
        inside.addWidget(self._facts)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        other, more = card()
        more.addWidget(label(self.tr("怎样恢复"), "section"))
        for line in (
            self.tr("电脑损坏或丢失时，在另一台电脑上安装本程序，第一次打开时选“从备份恢复”。"),
            self.tr("插上备份所在的 U 盘，选中备份文件夹，输入本人口令；口令忘记的，使用恢复密钥。"),
            self.tr("接入中心库的，恢复后先同步一次：本机的文号在同步前暂不能用，以免重号。"),
        ):
            more.addWidget(label(line, "plain", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(other)
        layout.addStretch(1)
        self._go.clicked.connect(lambda: self.destination_wanted.emit(SETTINGS))

    def show_state(self, state: SyncState) -> None:
        """Show where backups go and how the last one ended."""
        folder = state.backup_folder or self.tr("还没有选择：内容只在这台电脑上，请尽快选择一个 U 盘文件夹")
        self._facts.show_facts([
            (self.tr("备份到"), folder),
            (self.tr("上次备份"), state.backup_words or self.tr("还没有备份过")),
        ])  # fmt: skip
