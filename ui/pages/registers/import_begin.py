"""Where no table was chosen yet: what to do, which columns are known, and a place to drop the file on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.services.registers.importing.columns import FIELDS
from ui.widgets.labels import label

TABLES = "(*.xlsx *.xlsm *.csv *.txt)"


class ImportBeginning(QFrame):
    """``dropped(path)`` with the table that somebody dropped here."""

    dropped = Signal(object)

    def __init__(self, register: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAcceptDrops(True)
        titles = "、".join(one.title for one in FIELDS[register])
        told = self.tr("认识的列：{titles}。\n列名和顺序不同也可以，预览时再对应；没有表格的，先点“保存模板”。")
        lines = (
            label(self.tr("把表格拖到这里，或者点“选择文件”"), "section", name="importBegin"),
            label(told.format(titles=titles), "quiet", wrap=True, name="importKnown"),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 40, 24, 40)
        layout.setSpacing(12)
        for one in lines:
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(one)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a table that is dragged here."""
        if tables_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which table was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(tables_in(event.mimeData())[0])


def tables_in(content: QMimeData) -> list[Path]:
    """Return the files among what is dragged that may be tables."""
    files = [Path(one.toLocalFile()) for one in content.urls() if one.isLocalFile()]
    return [one for one in files if one.suffix and f"*{one.suffix.lower()}" in TABLES]
