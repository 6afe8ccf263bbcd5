"""文书与送达: the papers with their state, the file itself as preview, and saving it under a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.procedure.rail import DONE
from ui import style
from ui.models.inspection_state import InspectionState
from ui.models.papers import PaperBytes, PaperRow, paper_bytes, papers
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.pdf_view import PdfView
from ui.workplace import Workplace


class PapersPage(QWidget):
    """Every paper of the inspection. What is shown is what is printed and archived: the same bytes."""

    step_wanted = Signal(str)

    def __init__(self, place: Workplace, inspection: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._place, self._inspection = place, inspection
        self._rows: tuple[PaperRow, ...] = ()
        self._shown: PaperBytes | None = None
        self._list = QListWidget()
        self._view = PdfView(place.tasks)
        self._notice = Notice()
        self._said = label("", "quiet", name="paperWords")
        self._save = button(self.tr("另存为…"), "savePaper")
        self._build()
        self._list.currentRowChanged.connect(self._on_current)
        self._save.clicked.connect(self._on_save)

    def show_state(self, state: InspectionState) -> None:
        """Show the papers as they stand."""
        case = state.case
        self._place.ask(self, lambda desk: papers(desk, case), self._on_papers, self._notice.show_error)
        step = state.step("papers")
        if step.state != DONE:
            self._notice.say(WARNING, step.words, [one.text for one in step.blockers])

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        shown = self._shown
        assert shown is not None
        self._place.tasks.run(
            self, lambda: path.write_bytes(shown.pdf), self._on_saved, self._on_not_saved, behind=True
        )

    def _build(self) -> None:
        self._list.setObjectName("papers")
        self._list.setAccessibleName(self.tr("文书列表"))
        self._list.setWordWrap(True)
        self._list.setFixedWidth(round(style.current().base * 24))
        self._save.setEnabled(False)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("文书与送达"), "title"))
        head.addSpacing(12)
        head.addWidget(self._said, 1)
        head.addWidget(self._save)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self._list)
        body.addWidget(self._view, 1)
        note = self.tr("此处显示的就是打印和归档的同一份文件。定稿、盖章、送达在窗口中的办理页面尚未提供。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 14, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        layout.addLayout(body, 1)
        layout.addWidget(label(note, "small", wrap=True))

    def _on_papers(self, rows: Sequence[PaperRow]) -> None:
        if tuple(rows) == self._rows and rows:
            return
        self._rows = tuple(rows)
        self._list.clear()
        for one in rows:
            item = QListWidgetItem("\n".join(part for part in (one.title, one.number, one.state) if part))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title} {one.number} {one.state}")
            self._list.addItem(item)
        if not rows:
            self._view.show_words(self.tr("还没有文书。审批表在“准备”中起草，通知书和笔录随检查进行形成。"))
            return
        self._list.setCurrentRow(len(rows) - 1)

    def _on_current(self, place: int) -> None:
        if not 0 <= place < len(self._rows):
            return
        one = self._rows[place]
        self._shown = None
        self._save.setEnabled(False)
        self._said.setText(self.tr("正在生成…"))
        self._place.ask(
            self, lambda desk: paper_bytes(desk, self._inspection, one.id), self._on_bytes, self._on_no_bytes
        )

    def _on_bytes(self, found: PaperBytes) -> None:
        place = self._list.currentRow()
        if not 0 <= place < len(self._rows) or self._rows[place].id != found.document:
            return
        self._shown = found
        self._save.setEnabled(True)
        self._said.setText(self.tr("正式文件") if found.final else self.tr("草稿，定稿前内容还会变化"))
        self._view.show_pdf(found.pdf)

    def _on_no_bytes(self, error: Exception) -> None:
        self._said.setText("")
        self._view.show_words(self.tr("这份文书现在不能显示。"))
        self._notice.show_error(error)

    def _on_save(self) -> None:
        one = self._rows[self._list.currentRow()]
        usual = re.sub(r'[\\/:*?"<>|\s]+', "", f"{one.title}{one.number}") + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("另存为"), usual, self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.save_as(Path(chosen))

    def _on_saved(self, size: int) -> None:
        self._notice.say(SUCCESS, self.tr("已保存，{size} KB。").format(size=max(1, size // 1024)))

    def _on_not_saved(self, error: Exception) -> None:
        text = self.tr("文件没有保存。请换一个文件夹或文件名后重试；文书仍在本机。")
        self._notice.say("error", text, [str(getattr(error, "strerror", "") or "")])
