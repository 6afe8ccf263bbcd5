"""Printing a final paper copy by copy, each print logged; a reprint says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.services.papers.life import Print
from ui.models.paper_prints import Printable, log_elsewhere, log_print
from ui.models.paper_view import PaperView
from ui.pages.papers.step import PapersStep
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine


class PrintForm(QWidget):
    """Which copy, on which printer, on which pre-stamped sheet; and why once more."""

    def __init__(self, page: PapersStep, view: PaperView, *, sheets: bool, primary: bool) -> None:
        super().__init__()
        self._page, self._view = page, view
        self._copy, self._printer, self._sheet, self._reason = DropDown(), DropDown(), DropDown(), TypedLine()
        self._reason_field = Field(self.tr("重新打印的原因"), self._reason, "reprintReason", self.tr("如：卡纸、漏墨"))
        self._spoils = TickBox(self.tr("上次的那张作废"))
        self._spoiled = label("", "small", wrap=True, name="reprintSpoiled")
        self._go = button(self.tr("打印"), "printCopyNow", "primary" if primary else "")
        tip = self.tr("“另存为”后用别的电脑、打印机打印的，在这里登记；打坏的、重打的写明原因")
        self._elsewhere = button(self.tr("登记在别处打印的这一联"), "printedElsewhere", tip=tip)
        self._build(page.printers.names(), sheets=sheets)
        self._copy.currentIndexChanged.connect(self._on_copy)
        self._go.clicked.connect(self._on_go)
        self._elsewhere.clicked.connect(self._on_elsewhere)
        waiting = [at for at, one in enumerate(view.copies) if one not in view.printed]
        self._copy.setCurrentIndex(waiting[0] if waiting else 0)
        self._on_copy()
        self._kept = kept_form(self, page.place, f"print/{view.row.id}")

    def _build(self, printers: Sequence[str], *, sheets: bool) -> None:
        view, layout = self._view, QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        offer(self._copy, [(one, self._words(one)) for one in view.copies])
        offer(self._printer, [(one, one) for one in printers])
        layout.addWidget(Field(self.tr("打印哪一联"), self._copy, "printCopy"))
        if printers:
            layout.addWidget(Field(self.tr("打印机"), self._printer, "printer"))
        if sheets and view.sheets:
            offer(self._sheet, [(one, one) for one in view.sheets], self.tr("不用预盖章纸"))
            hint = self.tr("落款的那一页放这张纸；其余各页用白纸")
            layout.addWidget(Field(self.tr("预盖章纸"), self._sheet, "printSheet", hint))
        layout.addWidget(self._reason_field)
        self._spoils.setObjectName("reprintSpoils")
        self._spoils.setChecked(True)
        layout.addWidget(self._spoils)
        layout.addWidget(self._spoiled)
        layout.addWidget(self._go)
        layout.addWidget(self._elsewhere)
        if not printers:
            self._go.hide()
            words = self.tr("本机没有打印机。请接好打印机后重新打开本页；也可以“另存为”后到别处打印，再在这里登记。")
            layout.addWidget(label(words, "quiet", wrap=True, name="noPrinter"))

    def _words(self, copy: str) -> str:
        return self.tr("{copy}（已打印过）").format(copy=copy) if copy in self._view.printed else copy

    def _on_copy(self) -> None:
        copy = str(self._copy.currentData())
        again, sheet = copy in self._view.printed, self._view.last_sheets.get(copy, "")
        self._reason_field.setVisible(again)
        for one in (self._spoils, self._spoiled):
            one.setVisible(bool(sheet))
        self._spoiled.setText(self.tr("上次所用的预盖章纸：{number}").format(number=sheet))
        self._spoils.setAccessibleName(self.tr("上次所用的预盖章纸 {number} 作废").format(number=sheet))

    def _entered(self) -> Print | None:
        """Return what is to be logged, None where a reason is still asked for."""
        copy, reason = str(self._copy.currentData()), self._reason.text().strip()
        if copy in self._view.printed and not reason:
            self._reason_field.set_problem(self.tr("这一联已经打印过，请写明为什么再打印。"))
            self._reason.setFocus()
            return None
        sheet, printer = str(self._sheet.currentData() or ""), str(self._printer.currentData())
        return Print(copy, printer, sheet, reason, self._spoils.isChecked())

    def _on_go(self) -> None:
        told = self._entered()
        if told is None:
            return
        page, row, printer = self._page, self._view.row, told.printer
        title = f"{row.title} {row.number}".strip()

        def send(made: Printable) -> None:
            self._kept.finish()
            page.print_copy(printer, made, title)

        log = lambda desk: log_print(desk, page.inspection, row.id, told)  # noqa: E731  # reads better than a def
        page.when_ready(printer, lambda: page.enter(log, send, self._show))

    def _on_elsewhere(self) -> None:
        told = self._entered()
        if told is None:
            return
        page, document = self._page, self._view.row.id
        said = self.tr("已登记：{copy}在别处打印。").format(copy=told.copy)
        work = lambda desk: log_elsewhere(desk, page.inspection, document, told)  # noqa: E731  # reads better

        def logged(_: object) -> None:
            self._kept.finish()
            page.say_done(said)

        page.enter(work, logged, self._show)

    def _show(self, problems: Sequence[Problem]) -> None:
        for one in problems:
            self._reason_field.set_problem(one.text)
