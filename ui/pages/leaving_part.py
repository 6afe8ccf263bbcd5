"""离场: the day at the unit ends; the next one begins with a visit of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.domain.problems import Problem
from app.services.arrival.visits import leave
from ui.models.acting import moment_of
from ui.models.arrival import ArrivalView
from ui.pages.step_page import Part, StepPage
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import card


class LeavingPart(Part):
    """The time of leaving, at the end of the day."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._words = label("", "plain", wrap=True, name="leavingWords")
        self._at = QLineEdit()
        self._field = Field(self.tr("离场时间"), self._at, "leftAt", self.tr("如 17:00；不填为现在"))
        self._go = button(self.tr("登记离场"), "leaveSite")
        self._again = button(self.tr("登记新的到场…"), "newVisit")
        frame, inside = card()
        inside.addWidget(label(self.tr("离场"), "section"))
        inside.addWidget(self._words)
        inside.addWidget(self._field)
        row = QHBoxLayout()
        row.addWidget(self._again)
        row.addStretch(1)
        row.addWidget(self._go)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._go.clicked.connect(self._on_go)
        self._again.clicked.connect(lambda: self.page.show_part("visit"))

    def show_view(self, view: ArrivalView) -> None:
        """Show whether officers are on site."""
        if view.open:
            words = self.tr(
                "检查、笔录和送达都在现场办完后再登记离场，笔录封存之后也可以登记。"
                "隔天继续检查的，今天离场，明天登记新的到场。"
            )
        elif view.visit is None:
            words = self.tr("还没有到场。")
        else:
            words = view.visits[-1]
        self._words.setText(words)
        for part in (self._field, self._go):
            part.setVisible(view.open)
        self._again.setVisible(not view.open)

    def _on_go(self) -> None:
        typed = self._at.text().strip()
        moment = moment_of(typed, self.page.place.desk.now().date())
        if typed and moment is None:
            self._show_problems([Problem("left_at", self.tr("请写成 17:00 这样的时间，不填为现在。"))])
            return
        self.page.enter(
            lambda desk: leave(desk, self.page.inspection, moment), lambda _: self._at.clear(), self._show_problems
        )

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        self._field.set_problem("".join(one.text for one in problems))
