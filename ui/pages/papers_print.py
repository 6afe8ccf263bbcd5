"""Printing a final paper copy by copy, each print logged; a reprint says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.problems import Problem
from ui.models.paper_view import PaperView, Printable, log_print
from ui.pages.papers_step import PapersStep
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.field import Field
from ui.widgets.labels import label


class PrintForm(QWidget):
    """Which copy, on which printer, on which pre-stamped sheet; and why once more."""

    def __init__(self, page: PapersStep, view: PaperView, *, sheets: bool, primary: bool) -> None:
        super().__init__()
        self._page, self._view = page, view
        self._copy, self._printer, self._sheet, self._reason = QComboBox(), QComboBox(), QLineEdit(), QLineEdit()
        self._reason_field = Field(self.tr("重新打印的原因"), self._reason, "reprintReason", self.tr("如：卡纸、漏墨"))
        self._go = button(self.tr("打印"), "printCopyNow", "primary" if primary else "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        printers = page.printers.names()
        offer(self._copy, [(one, self._words(one)) for one in view.copies])
        offer(self._printer, [(one, one) for one in printers])
        layout.addWidget(Field(self.tr("打印哪一联"), self._copy, "printCopy"))
        if printers:
            layout.addWidget(Field(self.tr("打印机"), self._printer, "printer"))
        if sheets:
            hint = self.tr("不用预盖章纸的不填")
            layout.addWidget(Field(self.tr("预盖章纸编号"), self._sheet, "printSheet", hint))
        layout.addWidget(self._reason_field)
        layout.addWidget(self._go)
        if not printers:
            self._go.hide()
            words = self.tr("本机没有打印机。请接好打印机后重新打开本页；也可以“另存为”后到别处打印。")
            layout.addWidget(label(words, "quiet", wrap=True, name="noPrinter"))
        self._copy.currentIndexChanged.connect(self._on_copy)
        self._go.clicked.connect(self._on_go)
        waiting = [at for at, one in enumerate(view.copies) if one not in view.printed]
        self._copy.setCurrentIndex(waiting[0] if waiting else 0)
        self._on_copy()

    def _words(self, copy: str) -> str:
        return self.tr("{copy}（已打印过）").format(copy=copy) if copy in self._view.printed else copy

    def _on_copy(self) -> None:
        self._reason_field.setVisible(self._copy.currentData() in self._view.printed)

    def _on_go(self) -> None:
        copy, sheet, reason = str(self._copy.currentData()), self._sheet.text().strip(), self._reason.text().strip()
        if copy in self._view.printed and not reason:
            self._reason_field.set_problem(self.tr("这一联已经打印过，请写明为什么再打印。"))
            return
        page, row, printer = self._page, self._view.row, str(self._printer.currentData())
        title = f"{row.title} {row.number}".strip()

        def send(made: Printable) -> None:
            page.print_copy(printer, made, title)

        page.enter(lambda desk: log_print(desk, page.inspection, row.id, copy, sheet, reason), send, self._show)

    def _show(self, problems: Sequence[Problem]) -> None:
        for one in problems:
            self._reason_field.set_problem(one.text)
