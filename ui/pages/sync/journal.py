"""记录: every synchronisation with its receipt; each can be read, printed and saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange.receipts import receipt_code, receipt_file
from app.services.saving import save_file
from ui.models.sync_entries import entry_facts, entry_line
from ui.models.sync_state import SyncState
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.giving_way import GivingWay
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import above_foot, card, scrolled
from ui.widgets.printing import Printers, look_whether_printed
from ui.widgets.receipt_paper import print_receipt, receipt_pdf
from ui.workplace import Workplace


class JournalTab(QWidget):
    """The list on the left, the one chosen beside it."""

    def __init__(self, place: Workplace, printers: Printers | None = None) -> None:
        super().__init__()
        self._place, self._printers = place, printers or Printers()
        self._entries: tuple[Mapping[str, Any], ...] = ()
        self._list, self._facts, self._notice = LinesList(), FactGrid("receiptFacts"), Notice()
        self._print = button(self.tr("打印回执"), "receiptPrint")
        self._save = button(self.tr("另存为 PDF…"), "receiptSave")
        tip = self.tr("保存成文件，交中心库管理员核对真伪和内容是否仍在")
        self._export = button(self.tr("导出回执文件…"), "receiptExport", tip=tip)
        self._none, _ = nothing_yet(self.tr("还没有同步过"), self.tr("每次同步的结果和回执会保存在这里。"))
        self._card, inside = card()
        inside.addWidget(label(self.tr("同步回执"), "section"))
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self._print, self._save, self._export):
            row.addWidget(one)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addWidget(self._facts)
        self._build()
        self._list.currentRowChanged.connect(self._on_current)
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._export.clicked.connect(self._on_export)

    def show_state(self, state: SyncState) -> None:
        """Show the log; the line chosen stays chosen."""
        if state.journal != self._entries or not self._entries:
            at = self._list.currentRow()
            self._entries = state.journal
            self._list.blockSignals(True)
            self._list.clear()
            self._list.addItems([entry_line(one) for one in self._entries])
            self._list.setCurrentRow(min(max(0, at), len(self._entries) - 1))
            self._list.blockSignals(False)
        for one in (self._list, self._card):
            one.setVisible(bool(self._entries))
        self._none.setVisible(not self._entries)
        self._on_current(self._list.currentRow())

    def save_to(self, path: Path) -> None:
        """Write the receipt chosen as a PDF."""
        facts = entry_facts(self._entries[self._list.currentRow()])
        self._write(path, receipt_pdf(self.tr("同步回执"), facts))

    def export_to(self, path: Path) -> None:
        """Write the receipt chosen as the file that the centre's administrator checks."""
        self._write(path, receipt_file(self._entries[self._list.currentRow()].get("receipt") or {}))

    def _write(self, path: Path, content: bytes) -> None:
        def saved(_: int) -> None:
            self._notice.say(SUCCESS, self.tr("回执已保存：{name}").format(name=path.name))

        self._place.tasks.run(self, lambda: save_file(path, content), saved, self._notice.show_error, behind=True)

    def _build(self) -> None:
        self._list.setObjectName("syncJournal")
        self._list.setAccessibleName(self.tr("同步记录"))
        GivingWay(self._list, 27, 22)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for one in (self._notice, self._none, self._card):
            column.addWidget(one)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(above_foot(self._list))
        layout.addWidget(scrolled(right, 760, at_edge=True), 1)

    def _on_current(self, place: int) -> None:
        if 0 <= place < len(self._entries):
            entry = self._entries[place]
            self._facts.show_facts(entry_facts(entry))
            self._export.setVisible(bool(receipt_code(entry.get("receipt") or {})))

    def _on_print(self) -> None:
        names = self._printers.names()
        if not names:
            told = self.tr("请接好打印机后重新打开本页；也可以“另存为 PDF”后到别处打印。")
            self._notice.say(ERROR, self.tr("本机没有打印机。"), [told])
            return
        pdf = receipt_pdf(self.tr("同步回执"), entry_facts(self._entries[self._list.currentRow()]))
        printer = self._printers.printer(names[0])
        title = self.tr("同步回执")

        def work() -> int:
            self._printers.insist(names[0])
            return print_receipt(printer, pdf, title)

        printed, failed = lambda _: self._on_printed(names[0]), self._notice.show_error
        self._place.tasks.run(self, work, printed, failed, behind=True)  # a printer may be long in answering

    def _on_printed(self, name: str) -> None:
        self._notice.say(SUCCESS, self.tr("已送到打印机：{name}").format(name=name))
        look_whether_printed(self, self._place.tasks, self._printers, name, self._notice)

    def _on_save(self) -> None:
        name = self.tr("同步回执-{at}.pdf").format(at=self._moment())
        found = ask_new_file(self, self.tr("另存为 PDF"), name, self.tr("PDF 文件 (*.pdf)"))
        if found:
            self.save_to(Path(found))

    def _on_export(self) -> None:
        name = self.tr("同步回执-{at}.json").format(at=self._moment())
        found = ask_new_file(self, self.tr("导出回执文件"), name, self.tr("回执文件 (*.json)"))
        if found:
            self.export_to(Path(found))

    def _moment(self) -> str:
        return str(self._entries[self._list.currentRow()]["at"])[:16].replace("T", "-").replace(":", "")
