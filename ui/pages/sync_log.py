"""同步记录: every synchronisation that is kept, and the receipt of the one chosen, to copy or to save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import style
from ui.models.sync_state import Done
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card
from ui.workplace import Workplace


class SyncLog(QWidget):
    """The list to the left, the receipt to the right."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._entries: tuple[Done, ...] = ()
        self._list = QListWidget()
        self._empty = label(self.tr("还没有同步过。"), "quiet", name="noSyncLog")
        self._receipt = label("", "plain", wrap=True, name="syncReceipt")
        self._receipt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._save = button(self.tr("另存回执…"), "saveReceipt")
        self._notice = Notice()
        self._build()
        self._list.currentRowChanged.connect(self._on_row)
        self._save.clicked.connect(self._on_save)

    def show_entries(self, entries: Sequence[Done]) -> None:
        """Show these synchronisations, newest first."""
        chosen = max(0, self._list.currentRow())
        self._entries = tuple(entries)
        self._list.clear()
        for one in self._entries:
            self._list.addItem(QListWidgetItem(f"{one.title}\n{one.words}"))
        self._list.setVisible(bool(self._entries))
        self._empty.setVisible(not self._entries)
        self._list.setCurrentRow(min(chosen, len(self._entries) - 1))
        self._on_row(self._list.currentRow())

    def save_to(self, path: Path) -> None:
        """Write the receipt that is shown."""
        text = self._receipt.text() + "\n"
        write = lambda: path.write_text(text, encoding="utf-8")  # noqa: E731  # reads better than a def
        told = self.tr("回执已保存。")
        self._place.tasks.run(self, write, lambda _: self._notice.say(SUCCESS, told), self._notice.show_error)

    def _build(self) -> None:
        self._list.setObjectName("syncLog")
        self._list.setAccessibleName(self.tr("同步记录"))
        self._list.setWordWrap(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        left = QVBoxLayout()
        left.addWidget(self._empty)
        left.addWidget(self._list, 1)
        frame, inside = card()
        inside.addWidget(label(self.tr("回执"), "section"))
        inside.addWidget(self._notice)
        inside.addWidget(self._receipt)
        inside.addWidget(self._save, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        frame.setFixedWidth(round(style.current().base * 42))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(left, 1)
        right = QVBoxLayout()
        right.addWidget(frame)
        layout.addLayout(right)

    def _on_row(self, row: int) -> None:
        one = self._entries[row] if 0 <= row < len(self._entries) else None
        none = self.tr("这次同步没有完成，没有回执。") if one is not None else self.tr("同步完成后，这里显示回执。")
        self._receipt.setText(one.receipt or none if one is not None else none)
        self._save.setVisible(one is not None and bool(one.receipt))
        self._notice.clear()

    def _on_save(self) -> None:
        words = self.tr("同步回执.txt")
        found = ask_new_file(self, self.tr("另存回执"), words, self.tr("文本文件 (*.txt)"))
        if found:
            self.save_to(Path(found))
