"""A paper made at the office beside its own pages: what is shown is what will be printed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import style
from ui.models.hindrances import step_of
from ui.models.office_papers import PaperStage
from ui.models.papers import PaperBytes
from ui.models.preparing import shown_paper
from ui.pages.parts.step_page import Part, StepPage
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import label
from ui.widgets.long_words import LongWords
from ui.widgets.notice import WARNING
from ui.widgets.page import card, headed, scrolled
from ui.widgets.pdf_view import PdfView


class PaperPart(Part):
    """Title, state and acts on the left; the paper itself on the right, drawn on the lane for what takes long."""

    scrolls_itself = True

    def __init__(self, page: StepPage, title: str, name: str) -> None:
        super().__init__(page)
        self.paper = PaperStage("", "", "")
        self._asked: tuple[object, ...] = ()
        self._title, self.words = label(title, "section"), label("", "quiet", wrap=True, name=f"{name}Words")
        self.stale, self.wrong = HindranceList(f"{name}Stale"), HindranceList(f"{name}Wrong")
        for reasons in (self.stale, self.wrong):
            reasons.place_wanted.connect(page.step_wanted)
        self._returned = LongWords("problem", f"{name}Returned")
        self.draft = button(self.tr("起草"), f"{name}Draft", "primary")
        self.freeze = button(self.tr("定稿"), f"{name}Freeze", "primary")
        self._out = button(self.tr("去打印、另存"), f"{name}Out")
        self.acts, self.foot = QVBoxLayout(), QVBoxLayout()  # what scrolls, and what stays in sight below it
        self.view = PdfView(page.place.tasks)
        self.view.show_words("")  # there is nothing to choose here while the only paper is being read
        self._build()

    def show_paper(self, paper: PaperStage, decisions: object = ()) -> None:
        """Show the paper; it is drawn anew only where it, or what is decided on it, changed."""
        self.paper = paper
        number = f"{paper.number} · " if paper.number else ""
        self.words.setText(f"{number}{paper.words}")
        if paper.stale:
            title = self.tr("内容又有改动，请重新起草：")
            self.stale.show_list(WARNING, title, paper.stale, ())
        else:
            self.stale.clear()
        title = self.tr("文书体检发现下列问题，报批、定稿前请先办理：") if paper.wrong else ""
        self.wrong.show_list(WARNING, title, paper.wrong, [one.place for one in paper.wrong if step_of(one.place)])
        told = self.tr("已退回，请按意见修改后重新起草，再报批。{words}。")
        self._returned.setText(told.format(words=paper.refused))
        self._returned.setVisible(bool(paper.refused) and not paper.stale)
        self.draft.setVisible(not paper.final)
        self.freeze.setVisible(bool(paper.id) and not paper.final)
        self._out.setVisible(paper.final)
        asked = (paper, decisions)
        if asked == self._asked:
            return
        self._asked = asked
        if not paper.id:
            self.view.show_words(self.tr("起草后在这里预览，与打印的完全一致。"))
            return
        document = paper.id
        self.page.place.ask(
            self, lambda desk: shown_paper(desk, self.page.inspection, document), self._on_bytes, self._on_none,
            behind=True,
        )  # fmt: skip

    def _build(self) -> None:
        frame, inside = card()
        # above what is long: the next act is always seen
        headed(inside, (self._title, 1), self.draft, self.freeze, self._out)
        inside.addWidget(self.words)
        inside.addWidget(self.stale)
        inside.addWidget(self.wrong)
        inside.addWidget(self._returned)
        self._out.clicked.connect(lambda: self.page.step_wanted.emit("papers"))
        inside.addLayout(self.acts)
        left = QWidget()
        held = QVBoxLayout(left)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(frame)
        held.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        column = QWidget()
        column.setFixedWidth(round(style.current().base * (34 if style.current() is style.LARGE else 42)))
        down = QVBoxLayout(column)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(8)
        down.addWidget(scrolled(left), 1)
        down.addLayout(self.foot)
        layout.addWidget(column)
        layout.addWidget(self.view, 1)

    def _on_bytes(self, found: PaperBytes) -> None:
        if found.document == self.paper.id:
            self.view.show_pdf(found.pdf)

    def _on_none(self, error: Exception) -> None:
        self.view.show_words(self.tr("这份文书现在不能显示。"))
        self.page.show_failure(error)
