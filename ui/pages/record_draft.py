"""Parts of the record's step: its three parts with the unit's own statement, and the draft as it would be printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.procedure.circumstances import day_of
from app.services.checking.answering import drop_draft, save_draft, take_drafts
from app.services.desk import Desk
from app.services.record import journey
from app.services.saving import save_file
from ui import style
from ui.models.papers import PaperBytes, paper_bytes
from ui.models.record import CONTENT, FINDINGS, HANDLING, Line, RecordView, Section
from ui.models.signing import void_all
from ui.pages.record_step import RecordStep
from ui.pages.step_page import Part
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_new_file, file_name
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card
from ui.widgets.pdf_view import PdfView
from ui.widgets.typed_text import TypedText

_PLACE = ("record", "statement")


class ContentsPart(Part):
    """内容、问题、处理 as the record will say them, and what the unit says to it in its own words."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._said = QVBoxLayout()
        self._said.setSpacing(12)
        self._speaker, self._text = DropDown(), TypedText(3)
        hint = self.tr("没有意见的，点“记录为无意见”。")
        self._fields = (
            Field(self.tr("陈述人"), self._speaker, "speaker"),
            Field(self.tr("陈述和申辩（按对方原话记录）"), self._text, "statement", hint),
        )
        self._recorded = label("", "plain", wrap=True, name="statementRecorded")
        self._record = button(self.tr("记录陈述"), "recordStatement")
        self._none = button(self.tr("记录为无意见"), "noStatement")
        self._last = ""
        self._wrong = button(self.tr("最后一条记录有误…"), "statementWrong", "link", checkable=True)
        self._reason = QLineEdit()
        self._voiding = Field(self.tr("作废最后一条陈述的原因"), self._reason, "statementVoidReason")
        self._void = button(self.tr("作废这条陈述"), "voidStatement")
        self._form = QWidget()
        self._build()
        self._text.typed.connect(self._on_typed)
        self._text.textChanged.connect(lambda: self._fields[1].set_problem(""))
        self._record.clicked.connect(self._on_record)
        self._none.clicked.connect(lambda: self._give(""))
        self._void.clicked.connect(self._on_void)
        page.place.ask(self, lambda desk: take_drafts(desk, page.inspection), self._on_kept)

    def show_view(self, view: RecordView) -> None:
        """Show the three parts and the statement."""
        empty(self._said)
        for section in view.sections:
            if section.key in (CONTENT, FINDINGS, HANDLING):
                self._said.addWidget(self._card(section, locked=view.sealed is not None))
        offer(self._speaker, view.speakers)
        said = self.tr("已记录（{told}）：{text}").format(told=view.told, text=view.statement)
        self._recorded.setText(said if view.statement else self.tr("还没有记录。"))
        self._form.setVisible(view.sealed is None)
        if view.last_statement != self._last:
            self._wrong.setChecked(False)
            self._reason.clear()
        self._last = view.last_statement
        again = bool(view.statement)
        self._record.setText(self.tr("补充陈述") if again else self.tr("记录陈述"))
        self._none.setVisible(not again)
        self._wrong.setVisible(again)

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("被检查单位的陈述和申辩"), "section"))
        inside.addWidget(self._recorded)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        for field in self._fields:
            form.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self._record)
        row.addWidget(self._none)
        row.addStretch(1)
        form.addLayout(row)
        for part in (self._wrong, self._voiding, self._void):
            form.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if part is not self._voiding else Qt.AlignmentFlag(0))
        for part in (self._voiding, self._void):
            part.hide()
            self._wrong.toggled.connect(part.setVisible)
        inside.addWidget(self._form)
        large = style.current() is style.LARGE
        layout = QBoxLayout(QBoxLayout.Direction.BottomToTop if large else QBoxLayout.Direction.LeftToRight, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(self._said, 3)
        layout.addWidget(frame, 2, Qt.AlignmentFlag.AlignTop)

    def _card(self, section: Section, locked: bool) -> QWidget:
        frame, inside = card()
        head = QHBoxLayout()
        head.addWidget(label(section.title, "section"))
        head.addStretch(1)
        place = next((one.place for one in section.lines if one.place), "")
        if place and not locked:
            words = self.tr("修改")
            change = button(words, f"change_{section.key}", "link", tip=f"{words}：{section.title}")
            change.clicked.connect(lambda _=False: self.page.go(place))
            head.addWidget(change)
        inside.addLayout(head)
        for line in section.lines:
            inside.addLayout(_row(line))
        return frame

    def _on_typed(self, text: str) -> None:
        self.page.place.ask(self, lambda desk: save_draft(desk, self.page.inspection, _PLACE[0], text, _PLACE[1]))

    def _on_kept(self, drafts: Mapping[tuple[str, str], str]) -> None:
        text = drafts.get(_PLACE, "")
        if text and not self._text.toPlainText():
            self._text.show_text(text)

    def _on_record(self) -> None:
        text = self._text.toPlainText().strip()
        if not text:
            self._fields[1].set_problem(self.tr("请写下对方的陈述；没有意见的，点“记录为无意见”。"))
            self._text.setFocus()
            return
        self._give(text)

    def _give(self, text: str) -> None:
        person = str(self._speaker.currentData() or "")
        page = self.page

        def done(_: object) -> None:
            self._text.show_text("")
            page.place.ask(self, lambda desk: drop_draft(desk, page.inspection, *_PLACE))
            page.say_done(self.tr("陈述已记录。"))

        more = bool(self._last)
        page.act(lambda desk: journey.state_for_unit(desk, page.inspection, person, text, more=more), done)

    def _on_void(self) -> None:
        reason, page, last = self._reason.text().strip(), self.page, self._last
        self._voiding.set_problem("" if reason else self.tr("请写明原因。"))
        if reason:
            page.act(lambda desk: journey.void_statement(desk, page.inspection, last, reason))


class DraftPart(Part):
    """The record as PDF, before it is signed with 草稿 on every page; drafted again where something changed."""

    page: RecordStep

    def __init__(self, page: RecordStep) -> None:
        super().__init__(page)
        self._shown: tuple[str, int] = ("", 0)
        self._signatures: tuple[str, ...] = ()
        self._wanted: RecordView | None = None
        self._pdf = b""
        self._state = Notice()
        self._view = PdfView(page.place.tasks)
        self._draft = button(self.tr("生成笔录"), "draftRecord", "primary")
        self._save = button(self.tr("另存为 PDF…"), "saveDraft", tip=self.tr("保存一份草稿，供打印交阅"))
        self._print = button(self.tr("打印草稿"), "printDraft", tip=self.tr("打印草稿，交对方阅读"))
        self._reason = QLineEdit()
        self._void = Field(self.tr("作废已有签名的原因"), self._reason, "voidAllReason")
        self._build()
        self._draft.clicked.connect(self._on_draft)
        self._save.clicked.connect(self._on_save)
        self._print.clicked.connect(lambda: page.print_file(self._pdf, self.tr("现场检查笔录草稿")))

    def show_view(self, view: RecordView) -> None:
        """Show the draft, or that there is none or that it no longer says what is recorded."""
        self._signatures = view.signatures
        sealed = view.sealed is not None
        self._draft.setText(self.tr("重新生成笔录") if view.document else self.tr("生成笔录"))
        self._draft.setVisible(not sealed and not view.drafted)
        self._void.setVisible(not sealed and bool(view.changed) and bool(view.signatures))
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
        self.page.place.tasks.run(self, lambda: save_file(path, pdf), done, self._state.show_error, behind=True)

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
        none = self.tr("本机没有打印机：请另存为 PDF，到别处打印")
        self._print.setToolTip(self.tr("打印草稿，交对方阅读") if printers else none)

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

        self.page.act(work, lambda _: self._reason.clear())

    def _on_save(self) -> None:
        today = day_of(self.page.place.desk.now())
        words = self.tr("现场检查笔录-{unit}-{day}").format(unit=self.page.unit_name, day=today)
        chosen = ask_new_file(self, self.tr("另存为"), file_name(words, "pdf"), self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.save_as(Path(chosen))


def _row(line: Line) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    text = label(line.text, "plain", wrap=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(text, 3, Qt.AlignmentFlag.AlignTop)
    if line.value:
        value = label(line.value, "quiet", wrap=True)
        restyle(value, "role", "problem" if line.alert else "quiet")
        row.addWidget(value, 1, Qt.AlignmentFlag.AlignTop)
    return row
