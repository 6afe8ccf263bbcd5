"""登记盖章: how a printed paper was stamped, and on which pre-stamped sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.life import SHEET, STAMP_WAYS, stamp
from ui.models.paper_view import PaperView
from ui.pages.papers.step import PapersStep
from ui.unfinished import kept_form
from ui.widgets.buttons import ASKS, button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.page import into_sight
from ui.widgets.typed_line import TypedLine


class StampForm(QWidget):
    """The way it was stamped, the sheet where one was used, and the act."""

    def __init__(self, page: PapersStep, view: PaperView) -> None:
        super().__init__()
        self._page, self._document = page, view.row.id
        printed_on = next(iter(view.last_sheets.values()), "")  # what was printed on a stamped sheet is stamped
        usual = SHEET if printed_on else view.usual_stamp or next(iter(STAMP_WAYS))
        self._ways = ChoiceRow("stampWay", STAMP_WAYS, usual, columns=1)
        self._sheet = TypedLine(printed_on)
        self._field = Field(self.tr("预盖章纸编号"), self._sheet, "stampSheet", self.tr("须有机关负责人书面批准"))
        self._go = go = button(self.tr("登记盖章"), "recordStamp", "primary")
        go.setProperty(ASKS, self._ways)  # how it was stamped is looked at first: a Return too many sets no stamp
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self._ways, self._field):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        self._on_way(self._ways.key())
        self._ways.chosen.connect(self._on_way)
        self._ways.chosen.connect(lambda _: QTimer.singleShot(0, self, lambda: into_sight(self._go)))
        go.clicked.connect(self._on_go)
        shown = lambda: self._on_way(self._ways.key())  # noqa: E731  # reads better than a def
        self._kept = kept_form(self, page.place, f"stamp/{view.row.id}", shown)

    def _on_way(self, way: str) -> None:
        self._field.setVisible(way == SHEET)

    def _on_go(self) -> None:
        page, document, way = self._page, self._document, self._ways.key()
        sheet = self._sheet.text().strip() if way == SHEET else ""
        lacking = way == SHEET and not sheet
        self._field.set_problem(self.tr("请填写预盖章纸的编号。") if lacking else "")
        if not lacking:
            page.act(lambda desk: stamp(desk, page.inspection, document, way=way, sheet=sheet), self._on_stamped)

    def _on_stamped(self, _: object) -> None:
        self._kept.finish()
