"""换用文号: a draft whose number is of another year than the paper takes one of the right year, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.renumbering import take_number_of_year
from ui.pages.parts.step_page import StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class NumberOfYearForm(QWidget):
    """Told at once; the reason is asked behind a link. ``told``: the act, then what comes of it."""

    def __init__(self, page: StepPage, document: str, told: Sequence[str]) -> None:
        super().__init__()
        self._page, self._document = page, document
        act, *lines = told
        self._reason = TypedLine()
        self._field = Field(self.tr("更换的原因"), self._reason, "numberOfYearReason", self.tr("如：跨年定稿"))
        more, form = button(self.tr("{act}…").format(act=act), "openNumberOfYear", checkable=True), QWidget()
        go = button(act, "takeNumberOfYear", "primary")
        inside, layout = QVBoxLayout(form), QVBoxLayout(self)
        for column in (inside, layout):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
        for one in lines:
            layout.addWidget(label(one, "warning", wrap=True, name="numberOfYearTold"))
        inside.addWidget(self._field)
        inside.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(form)
        opens(more, form, self._reason)
        self._kept = kept_form(form, page.place, f"numberOfYear/{document}", lambda: more.setChecked(True))
        go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        page, document, reason = self._page, self._document, self._reason.text().strip()
        self._field.set_problem("" if reason else self.tr("请写明更换文号的原因。"))
        if not reason:
            self._reason.setFocus()
            return
        page.act(lambda desk: take_number_of_year(desk, page.inspection, document, reason), self._on_taken)

    def _on_taken(self, _: object) -> None:
        self._kept.finish()
        self._page.say_done(self.tr("已换用文号，原文号作废并登记了原因；请重新报批。"))
