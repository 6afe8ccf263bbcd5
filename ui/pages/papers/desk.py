"""The papers of an inspection at the desk: the list, the next act of the one chosen, and the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout

from app.services.saving import save_file
from ui import style
from ui.models.paper_view import PaperView, paper_view
from ui.models.papers import NOTHING, SIGN, PaperBytes, PaperRow
from ui.pages.papers.acts import PaperActs
from ui.pages.papers.step import PapersStep, StepView
from ui.pages.parts.step_page import Part
from ui.widgets.buttons import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.file_dialogs import ask_new_file, file_name
from ui.widgets.lines_list import LinesList
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import scrolled
from ui.widgets.pdf_view import PdfView

BESIDE = 84  # in letters: the width from which acts and paper stand side by side
ACTS, SIGNING = 29, 40  # in letters: the width of the acts there; a signature needs more
MOST = 16_777_215  # QWIDGETSIZE_MAX: no bound


class PapersDesk(Part):
    """One paper at a time. ``serve_wanted()`` leads to its service."""

    page: PapersStep
    scrolls_itself = True
    serve_wanted = Signal()
    form_wanted = Signal(str)
    step_wanted = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, page: PapersStep) -> None:
        super().__init__(page)
        self._rows: tuple[PaperRow, ...] = ()
        self._shown: PaperBytes | None = None
        self._asked: PaperRow | None = None
        self._wanted = ""  # a paper that may not be in the list yet
        self._list, self._view = LinesList(), PdfView(page.place.tasks)
        self._acts = PaperActs(page)
        self._scrolled = scrolled(self._acts)
        self._title = ElidedLabel("section", "paperTitle", 0)
        self._state, self._said = ElidedLabel("quiet", "paperState", 0), ElidedLabel("quiet", "paperWords", 0)
        self._told = Notice()
        self._save = button(self.tr("另存为…"), "savePaper")
        self._look = button(self.tr("看文书"), "lookAtPaper", checkable=True)
        self._signing = False
        self._build()
        self._list.currentRowChanged.connect(self._on_current)
        self._save.clicked.connect(self._on_save)
        self._look.toggled.connect(self._on_look)
        self._acts.serve_wanted.connect(self.serve_wanted)
        self._acts.form_wanted.connect(self.form_wanted)
        self._acts.step_wanted.connect(self.step_wanted)
        self._acts.place_wanted.connect(self.place_wanted)
        self._acts.idle.connect(self._on_idle)

    @property
    def document(self) -> str:
        """Return the id of the paper that is shown, "" while it is not drafted."""
        return self._asked.id if self._asked is not None else ""

    def show_view(self, view: StepView) -> None:
        """Show the papers as they stand; the one chosen stays chosen, else the first that waits for something."""
        rows = view.rows
        if rows == self._rows:
            self._on_current(self._list.currentRow())
            return
        self._leave_what_was_signed(rows)
        chosen = self._place_of(rows)
        self._rows = rows
        self._list.blockSignals(True)
        self._list.clear()
        for one in rows:
            item = QListWidgetItem("\n".join(part for part in (one.title, one.number, one.stands) if part))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title} {one.number} {one.stands} {one.next}")
            item.setToolTip(one.next)
            self._list.addItem(item)
        self._list.setCurrentRow(chosen)
        self._list.blockSignals(False)
        if not rows:
            self._view.show_words(self.tr("还没有文书。审批表在“准备”中起草，通知书和笔录随检查进行形成。"))
        self._on_current(chosen)

    def choose(self, document: str) -> None:
        """Show one paper, known by its id, now or once it is listed."""
        self._wanted = document
        self._asked = next((one for one in self._rows if one.id == document), self._asked)
        self._list.setCurrentRow(self._place_of(self._rows))

    def ask_reason(self, document: str, trap: str) -> None:
        """Put the focus on the reason that a rule of 文书体检 asks for, once the paper is shown; "" on none."""
        self._acts.reason.ask(document, trap)

    def choose_row(self, row: PaperRow) -> None:
        """Show one paper, which may not be drafted yet."""
        self._asked = row
        self._list.setCurrentRow(self._place_of(self._rows))

    def save_as(self, path: Path) -> None:
        """Write the file that is shown."""
        shown = self._shown
        assert shown is not None
        pdf = shown.pdf
        told = lambda error: self._told.show_unsaved(error, self._on_save)  # noqa: E731  # reads better than a def
        self.page.place.tasks.run(self, lambda: save_file(path, pdf), self._on_saved, told, behind=True)

    def _build(self) -> None:
        base = style.current().base
        self._list.setObjectName("papers")
        self._list.setAccessibleName(self.tr("文书列表"))
        self._list.setMaximumWidth(round(base * 18))
        self._list.setMinimumWidth(round(base * 13))
        self._save.setEnabled(False)
        self._view.setMinimumHeight(round(base * 6))  # on a magnified screen it gives way to what is told above it
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self._list)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addLayout(self._head())
        side.addWidget(self._told)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._scrolled)
        row.addWidget(self._view, 1)
        side.addLayout(row, 1)
        body.addLayout(side, 1)
        self._arrange()

    def _head(self) -> QHBoxLayout:
        """Return which paper is acted on and looked at: it stays while the acts scroll."""
        about = QHBoxLayout()
        about.setSpacing(14)
        about.addWidget(self._state)
        about.addWidget(self._said, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addLayout(about)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self._look)
        head.addWidget(self._save)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show acts and paper one at a time where there is no room for both beside each other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        base = style.current().base
        beside = self.width() >= round(base * (BESIDE + (SIGNING - ACTS if self._signing else 0)))
        width = round(base * (SIGNING if self._signing else ACTS))
        self._scrolled.setMinimumWidth(width if beside else 0)
        self._scrolled.setMaximumWidth(width if beside else MOST)
        self._look.setVisible(not beside)
        self._scrolled.setVisible(beside or not self._look.isChecked())
        self._view.setVisible(beside or self._look.isChecked())

    def _leave_what_was_signed(self, rows: Sequence[PaperRow]) -> None:
        """Go on to what waits where the paper chosen was signed in another step meanwhile."""
        chosen = self.document
        was, now = ({one.act for one in known if one.id == chosen} for known in (self._rows, rows))
        if chosen and was == {SIGN} and now == {NOTHING}:
            self._asked = None

    def _place_of(self, rows: Sequence[PaperRow]) -> int:
        wanted = [at for at, one in enumerate(rows) if self._wanted and one.id == self._wanted]
        if wanted:
            self._wanted = ""
            return wanted[0]
        asked = self._asked
        if asked is not None:
            same = [at for at, one in enumerate(rows) if one.id == asked.id and one.measure == asked.measure]
            drafted = [at for at, one in enumerate(rows) if not asked.id and one.measure == asked.measure]
            if same or drafted:
                return (same or drafted)[0]
        waiting = [at for at, one in enumerate(rows) if one.act != NOTHING]
        return waiting[0] if waiting else len(rows) - 1

    def _on_current(self, place: int) -> None:
        if not 0 <= place < len(self._rows):
            return
        one = self._rows[place]
        if self._asked is None or one.id != self._asked.id:
            self._told.clear()
        self._asked = one
        self._title.setText(one.title)
        self._state.setText(" · ".join(part for part in (one.number, one.stands) if part))
        self._said.setText(self.tr("正在生成…"))
        inspection = self.page.inspection
        self.page.place.ask(self, lambda desk: paper_view(desk, inspection, one), self._on_view, self._on_no_view)

    def _on_view(self, found: PaperView) -> None:
        if found.row is not self._asked:
            return
        self._acts.show_paper(found)
        self._signing = found.signing is not None
        self._arrange()
        before, self._shown = self._shown, found.found
        self._offer_save(found)
        if found.found is None:
            self._on_no_file(found)
            return
        self._told.clear()
        void = self.tr("只供查阅") if found.row.void else ""
        self._said.setText(void or self.tr("正式文件") if found.found.final else self.tr("定稿前内容还会变化"))
        if before != found.found:
            self._view.show_pdf(found.found.pdf)

    def _on_idle(self) -> None:
        """Go on to the papers that wait; what came of the last act stands above."""
        self._list.setFocus()
        self._scrolled.verticalScrollBar().setValue(0)

    def _offer_save(self, found: PaperView) -> None:
        """Let what is shown be saved; where it cannot be, the button says why."""
        why = self.tr("作废的文书只供查阅，不能另存、打印；需要时重新起草。") if found.row.void else ""
        why = why or (self.tr("还没有可以另存的文件。") if found.found is None else "")
        self._save.setEnabled(not why)
        self._save.setToolTip(why)
        self._save.setAccessibleDescription(why)

    def _on_no_file(self, found: PaperView) -> None:
        self._said.setText("")
        if found.error is None:
            self._view.show_words(self.tr("起草后在这里看到文书。"))
            return
        self._view.show_words(self.tr("这份文书现在不能显示。"))
        self._told.show_error(found.error)

    def _on_no_view(self, error: Exception) -> None:
        self._said.setText("")
        self._told.show_error(error)

    def _on_look(self, looking: bool) -> None:
        self._arrange()
        self._look.setText(self.tr("返回办理") if looking else self.tr("看文书"))

    def _on_save(self) -> None:
        one = self._rows[self._list.currentRow()]
        usual = file_name(f"{one.title}{one.number}-{self.page.unit_name}", "pdf")
        chosen = ask_new_file(self, self.tr("另存为"), usual, self.tr("PDF 文件 (*.pdf)"))
        if chosen:
            self.save_as(Path(chosen))

    def _on_saved(self, size: int) -> None:
        self._told.say(SUCCESS, self.tr("已保存，{size} KB。").format(size=max(1, size // 1024)))

