"""未签到说明: of a refused entry on an earlier day, who was there and why nobody signed in, for the record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.services.arrival.unsigned import explain_unsigned
from ui.models.arrival import ArrivalView, UnsignedRow
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_text import TypedText


class UnsignedForm(QWidget):
    """The officers of the team who did not sign in, to be ticked where they were there, and the reason."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page, self._visit = page, ""
        self._shown: UnsignedRow | None = None
        self._words = label("", "plain", wrap=True, name="unsignedWords")
        self._boxes: dict[str, TickBox] = {}
        held = QWidget()
        self._people = QHBoxLayout(held)
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.setSpacing(24)
        self._reason = TypedText(2)
        self._fields = {
            "officers": Field(self.tr("当日到场、没有签到的执法人员"), held, "unsignedOfficers"),
            "reason": Field(self.tr("没有签到的原因"), self._reason, "unsignedReason"),
        }
        self._go = button(self.tr("记录未签到的原因"), "explainUnsigned", "primary")
        frame, inside = card()
        inside.addWidget(label(self.tr("未签到说明"), "section"))
        inside.addWidget(self._words)
        for field in self._fields.values():
            inside.addWidget(field)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._kept = Unfinished(frame, page.place, "")
        self._go.clicked.connect(self._on_go)
        self.hide()

    def show_view(self, view: ArrivalView) -> None:
        """Ask about the first refused entry that nobody explained yet."""
        row = view.unsigned[0] if view.unsigned else None
        self.setVisible(row is not None)
        if row is None or row == self._shown:
            return
        self._kept.rest()
        if row.visit != self._visit:
            self._reason.show_text("")
        self._shown, self._visit = row, row.visit
        words = self.tr(
            "{day}被拒绝进场，当天没有签到。签到不能补办：由当日到场的执法人员写明原因，"
            "原因写入现场检查笔录，由勾选的人员签名确认。"
        )
        self._words.setText(words.format(day=row.day))
        empty(self._people)
        self._boxes = {}
        for someone, name in row.officers:
            box = TickBox(self.tr("{name}当日到场").format(name=name))
            box.setObjectName(f"unsigned_{someone}")
            self._boxes[someone] = box
            self._people.addWidget(box)
        self._people.addStretch(1)
        self._kept.begin(f"unsigned/{row.visit}")

    def _on_go(self) -> None:
        visit, reason = self._visit, self._reason.toPlainText()
        there = [someone for someone, box in self._boxes.items() if box.isChecked()]
        self._page.enter(
            lambda desk: explain_unsigned(desk, self._page.inspection, visit, there, reason),
            lambda _: self._on_done(visit), self._show_problems,
        )  # fmt: skip

    def _on_done(self, visit: str) -> None:
        self._kept.finish(f"unsigned/{visit}")

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)
