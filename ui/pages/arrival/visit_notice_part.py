"""行政检查通知书（D2）: made with its number, made final, its stamp registered."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.life import AT_BUREAU, SHEET, STAMP_WAYS, freeze, stamp
from ui.models.preparation import PreparationView
from ui.models.preparing import draft_notice
from ui.pages.papers.voiding import VoidForm
from ui.pages.parts.paper_part import PaperPart
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import ASKS, button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.labels import restyle
from ui.widgets.typed_line import TypedLine

AWAITING = "awaiting_stamp"


class VisitNoticePart(PaperPart):
    """The next act is the primary one: make, make final, register the stamp."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page, self.tr("行政检查通知书"), "notice")
        self._way = ChoiceRow("stampWay", STAMP_WAYS, AT_BUREAU)
        self._sheet = TypedLine()
        self._sheet_field = Field(self.tr("预盖章纸的编号"), self._sheet, "sheetNumber")
        self._stamp = button(self.tr("登记盖章"), "recordStamp", "primary")
        self._stamp.setProperty(ASKS, self._way)  # how it was stamped is looked at first
        self._usual = ""
        self._stamping = QWidget()
        layout = QVBoxLayout(self._stamping)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Field(self.tr("盖章方式"), self._way, "stampWay"))
        layout.addWidget(self._sheet_field)
        layout.addWidget(self._stamp)
        self._sheet_field.hide()
        self._kept = Unfinished(self._stamping, page.place, "")
        self._kept.restored.connect(self._show_sheet)
        self._void = VoidForm(page)
        self.acts.addWidget(self._stamping)
        self.acts.addWidget(self._void)
        self._way.chosen.connect(self._show_sheet)
        self.draft.clicked.connect(self._on_draft)
        self.freeze.clicked.connect(self._on_freeze)
        self._stamp.clicked.connect(self._on_stamp)

    def show_view(self, view: PreparationView) -> None:
        """Show D2 as it stands."""
        self.show_paper(view.notice)
        paper = view.notice
        self.draft.setText(self.tr("重新起草") if paper.id else self.tr("制作通知书（取号）"))
        self.freeze.setVisible(bool(paper.id) and not paper.final and not paper.stale)
        restyle(self.draft, "kind", "primary" if not paper.id or paper.stale else "")
        self._stamping.setVisible(paper.state == AWAITING)
        if view.usual_stamp != self._usual:  # as the bureau stamps, until somebody chooses another way
            self._usual = view.usual_stamp
            self._way.choose(view.usual_stamp)
        if paper.state == AWAITING:
            self._kept.begin_once(f"stampNotice/{paper.id}")
        self._void.show_paper(paper.id, view.voiding)

    def _show_sheet(self) -> None:
        self._sheet_field.setVisible(self._way.key() == SHEET)

    def _on_draft(self) -> None:
        self.page.act(lambda desk: draft_notice(desk, self.page.inspection))

    def _on_freeze(self) -> None:
        document = self.paper.id
        self.page.act(lambda desk: freeze(desk, self.page.inspection, document))

    def _on_stamp(self) -> None:
        way, sheet, document = self._way.key(), self._sheet.text().strip(), self.paper.id
        lacks = way == SHEET and not sheet
        self._sheet_field.set_problem(self.tr("请填写纸张上印的编号。") if lacks else "")
        if lacks:
            self._sheet.setFocus()
            return
        used = sheet if way == SHEET else ""
        kept = self._kept
        self.page.act(
            lambda desk: stamp(desk, self.page.inspection, document, way=way, sheet=used), lambda _: kept.finish()
        )
