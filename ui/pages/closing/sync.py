"""同步 of one inspection: that everything is kept here, what waits for the centre, and the way to the page of sync."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from ui.destination_names import SYNC as SYNC_PAGE
from ui.models.closing import ClosingView
from ui.pages.parts.step_page import Part, StepPage
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.page import card


class SyncPart(Part):
    """Without a centre it says so; with one it leads to the page where everything of this laptop is synchronised."""

    destination_wanted = Signal(str)

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._words = label("", "plain", wrap=True, name="closingSyncWords")
        self._go = button(self.tr("去同步"), "closingSync")
        frame, inside = card()
        inside.addWidget(self._words)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)
        self._go.clicked.connect(lambda: self.destination_wanted.emit(SYNC_PAGE))

    def show_view(self, view: ClosingView) -> None:
        """Show what waits."""
        self._go.setVisible(view.pending is not None)
        if view.pending is None:
            words = self.tr("本机独立使用，没有中心库：内容只在本机和备份中，请确认已在“设置”中选好备份文件夹。")
        elif view.pending:
            words = self.tr("本机有 {n} 处改动等待同步，都已加密保存在本机。连上网络后再同步。").format(n=view.pending)
        else:
            words = self.tr("全部内容已同步到中心库。")
        self._words.setText(words)
