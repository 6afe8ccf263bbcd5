"""作废 of a final paper that was found wrong before anybody was served: what comes of it, the reason, then the act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.voiding_final import void_final
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class VoidForm(QWidget):
    """Closed until somebody asks for it; seen only where the paper can be voided."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._document = page, ""
        self._told: tuple[str, ...] = ()
        self._open = button(self.tr("文书有误，作废后重新制作…"), "openVoidPaper", "link", checkable=True)
        self._form, self._lines, self._reason = QWidget(), QVBoxLayout(), TypedLine()
        hint = self.tr("如：当事人名称写错；文书尚未送达")
        self._field = Field(self.tr("作废的原因"), self._reason, "voidPaperReason", hint)
        self._go = button(self.tr("作废这份文书"), "voidPaper")
        inside = QVBoxLayout(self._form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(self._lines)
        inside.addWidget(self._field)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._form)
        opens(self._open, self._form, self._reason)
        self._unfinished = Unfinished(self._form, page.place, "")
        self._unfinished.restored.connect(lambda: self._open.setChecked(True))
        self._open.toggled.connect(lambda _: self._field.set_problem(""))
        self._go.clicked.connect(self._on_go)

    def show_paper(self, document: str, told: Sequence[str]) -> None:
        """Offer to void a paper; ``told`` is what comes of it, nothing where it cannot be voided."""
        if document != self._document:
            self._unfinished.rest()
            self._reason.clear()
            self._open.setChecked(False)
            if told:
                self._unfinished.begin(f"voidPaper/{document}")
        self._document = document
        self.setVisible(bool(told))
        if tuple(told) == self._told:
            return
        self._told = tuple(told)
        empty(self._lines)
        for one in self._told:
            self._lines.addWidget(label(self.tr("· {text}").format(text=one), "plain", wrap=True))

    def _on_go(self) -> None:
        page, document, reason = self._page, self._document, self._reason.text().strip()
        self._field.set_problem("" if reason else self.tr("请写明作废的原因。"))
        if not reason:
            self._reason.setFocus()
            return
        page.act(lambda desk: void_final(desk, page.inspection, document, reason), self._on_voided)

    def _on_voided(self, _: object) -> None:
        self._unfinished.finish()
        self._page.say_done(self.tr("文书已作废，原因随文书保存。需要时请重新起草。"))
