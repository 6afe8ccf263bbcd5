"""The record as PDF before it is signed, and drafted again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.procedure.circumstances import day_of
from app.services.desk import Desk
from app.services.record import journey
from app.services.saving import save_file
from ui.models.papers import PaperBytes, paper_bytes
from ui.models.record import RecordView
from ui.models.signing import void_all
from ui.pages.parts.step_page import Part
from ui.pages.record.record_step import RecordStep
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_new_file, file_name
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.pdf_view import PdfView
from ui.widgets.typed_line import TypedLine


class DraftPart(Part):
    """The record as PDF, before it is signed with 草稿 on every page; drafted again where something changed."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._shown: tuple[str, int] = ("", 0)
        self._signatures: tuple[str, ...] = ()
        self._wanted: RecordView | None = None
        self._pdf, self._title, self._sealed = b"", "", False
        self._state = Notice()
        self._view = PdfView(page.place.tasks)
        self._draft = button(self.tr("生成笔录"), "draftRecord", "primary")
        self._save = button(self.tr("另存为 PDF…"), "saveDraft", tip=self.tr("保存一份草稿，供打印交阅"))
        self._print = button(self.tr("打印草稿"), "printDraft", tip=self.tr("打印草稿，交对方阅读"))
        none = self.tr("本机没有打印机，不能在这里打印：请接好打印机后重新打开本页，或者另存为 PDF 到别处打印。")
        self._no_printer = label(none, "quiet", wrap=True, name="noPrinter")
        self._reason = TypedLine()
        self._void = Field(self.tr("作废已有签名的原因"), self._reason, "voidAllReason")
        self._build()
        self._kept = kept_form(self._void, page.place, f"voidAll/{page.inspection}")
        self._draft.clicked.connect(self._on_draft)
        self._save.clicked.connect(self._on_save)
        self._print.clicked.connect(self._on_print)

    def show_view(self, view: RecordView) -> None:
        """Show the draft, or that there is none or that it no longer says what is recorded."""
        self._signatures = view.signatures
        sealed = view.sealed is not None
        self._draft.setText(self.tr("重新生成笔录") if view.document else self.tr("生成笔录"))
        self._draft.setVisible(not sealed and not view.drafted)
        self._void.setVisible(not sealed and bool(view.changed) and bool(view.signatures))
        self._title, self._sealed = view.title, sealed
        self._print.setText(self.tr("打印") if sealed else self.tr("打印草稿"))
        self._enable()
        if sealed:
            self._state.say(SUCCESS, self.tr("笔录已封存，这是正式文件。"))
        elif view.changed:
            self._state.say(WARNING, self.tr("笔录生成后内容有改动，请重新生成，再次宣读。"), view.changed)
        elif view.document:
            self._state.say(SUCCESS, self.tr("笔录草稿与现在的记录一致。"))
        else:
            self._state.clear()
            self._view.show_words(self.tr("还没有笔录。点“生成笔录”，由已记录的内容生成草稿。"))
        self._wanted = view
        self._want()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the PDF made once somebody looks: rendering keeps other acts waiting."""
        super().showEvent(event)
        self._want()

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        pdf = self._pdf
        done = lambda _: self.page.say_done(self.tr("已保存。"))  # noqa: E731  # reads better than a def
        self.page.place.tasks.run(self, lambda: save_file(path, pdf), done, self._on_unsaved, behind=True)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._state, 1000)
        row.addWidget(self._void, 600)
        row.addStretch(1)
        row.addWidget(self._print, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._save, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._draft, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(10)
        layout.addLayout(row)
        layout.addWidget(self._no_printer)
        layout.addWidget(self._view, 1)

    def _want(self) -> None:
        """Have the PDF made once for each wording and each signature on it."""
        view = self._wanted
        if view is None or not self.isVisible():
            return
        wanted = (view.digest, len([one for one in view.signers if one.done]) + 100 * (view.sealed is not None))
        if not view.document or wanted == self._shown:
            return
        self._shown, self._pdf = wanted, b""
        self._enable()
        self._view.show_words(self.tr("正在生成…"))
        inspection, document = self.page.inspection, view.document
        work = lambda desk: paper_bytes(desk, inspection, document)  # noqa: E731  # reads better than a def
        self.page.place.ask(self, work, self._on_bytes, self._on_no_bytes)

    def _on_bytes(self, found: PaperBytes) -> None:
        self._pdf = found.pdf
        self._enable()
        self._view.show_pdf(found.pdf)

    def _on_no_bytes(self, error: Exception) -> None:
        self._shown = ("", 0)
        self._view.show_words(self.tr("笔录现在不能显示。"))
        self.page.show_failure(error)

    def _enable(self) -> None:
        """Saving and printing want the file that is shown, printing a printer too."""
        printers = bool(self.page.printers.names())
        self._save.setEnabled(bool(self._pdf))
        self._print.setEnabled(bool(self._pdf) and printers)
        self._no_printer.setVisible(bool(self._pdf) and not printers)  # a grey button is out of the keyboard's way
        self._print.setToolTip(self.tr("打印笔录") if self._sealed else self.tr("打印草稿，交对方阅读"))
        self._print.setAccessibleDescription("" if printers else self._no_printer.text())

    def _on_print(self) -> None:
        draft = "" if self._sealed else self.tr("草稿")
        self.page.print_file(self._pdf, f"{self._title}{draft}")

    def _on_draft(self) -> None:
        reason, signatures, inspection = self._reason.text().strip(), self._signatures, self.page.inspection
        if signatures and not reason:
            self._void.set_problem(self.tr("已有人签名：请写明作废签名、重新生成的原因。"))
            self._reason.setFocus()
            return
        self._void.set_problem("")

        def work(desk: Desk) -> None:
            void_all(desk, signatures, reason)
            journey.draft_record(desk, inspection)

        self.page.act(work, self._on_drafted)

    def _on_drafted(self, _: object) -> None:
        self._kept.finish()
        self._reason.clear()
        self._kept.begin()

    def _on_unsaved(self, error: Exception) -> None:
        self._state.show_unsaved(error, self._on_save)

    def _on_save(self) -> None:
        today = day_of(self.page.place.desk.now())
        words = self.tr("现场检查笔录-{unit}-{day}").format(unit=self.page.unit_name, day=today)
        chosen = ask_new_file(self, self.tr("另存为"), file_name(words, "pdf"), self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.save_as(Path(chosen))
