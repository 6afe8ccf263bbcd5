"""离场: the day at the unit ends; the next one begins with a visit of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.problems import Problem
from app.domain.procedure.circumstances import day_of
from app.domain.procedure.records import Visit
from app.services.arrival.visits import leave
from ui.models.acting import moment_of
from ui.models.arrival import ArrivalView
from ui.models.moments import day_words
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import HindranceList
from ui.widgets.labels import label
from ui.widgets.notice import WARNING
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine

MINUTE = timedelta(minutes=1)  # a time is typed without its seconds


class LeavingPart(Part):
    """The time of leaving, at the end of the day."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._visit: Visit | None = None
        self._words = label("", "plain", wrap=True, name="leavingWords")
        self._waits = HindranceList("leavingWaits")
        self._at = TypedLine()
        self._field = Field(self.tr("离场时间"), self._at, "leftAt", self.tr("如 17:00；不填为现在"))
        self._go = button(self.tr("登记离场"), "leaveSite")
        self._again = button(self.tr("登记新的到场…"), "newVisit")
        frame, inside = card()
        inside.addWidget(label(self.tr("离场"), "section"))
        inside.addWidget(self._words)
        inside.addWidget(self._waits)
        inside.addWidget(self._field)
        row = QHBoxLayout()
        row.addWidget(self._again)
        row.addStretch(1)
        row.addWidget(self._go)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._kept = Unfinished(self, page.place, "")
        self._go.clicked.connect(self._on_go)
        self._at.returnPressed.connect(self._on_go)
        self._waits.place_wanted.connect(self.page.step_wanted)
        self._again.clicked.connect(lambda: self.page.show_part("visit"))

    def show_view(self, view: ArrivalView) -> None:
        """Show whether officers are on site."""
        self._visit = view.visit
        late = view.open and view.visit is not None and day_of(view.visit.arrived_at) < view.day
        hint = self.tr("那天实际离场的时间，如 17:00") if late else self.tr("如 17:00；不填为现在")
        self._field.set_hint(hint)
        if late and view.visit is not None:
            words = self.tr("{day}到场后没有登记离场。请补记实际离场的时间，再登记今天的到场。").format(
                day=day_words(day_of(view.visit.arrived_at))
            )
        elif view.open:
            words = self.tr(
                "检查、笔录和送达都在现场办完后再登记离场，笔录封存之后也可以登记。"
                "隔天继续检查的，今天离场，明天登记新的到场。"
            )
        elif view.visit is None:
            words = self.tr("还没有到场。")
        else:
            words = view.visits[-1]
        self._words.setText(words)
        linked = [one.place for one in view.waiting if one.place]
        self._waits.show_list(WARNING, "", view.waiting if view.open else (), linked)
        for part in (self._field, self._go):
            part.setVisible(view.open)
        self._again.setVisible(not view.open)
        if view.open and view.visit is not None:
            self._kept.begin_once(f"leaving/{view.visit.id}")

    def _on_go(self) -> None:
        typed = self._at.text().strip()
        moment = self._moment(typed)
        if typed and moment is None:
            wrong = [Problem("left_at", self.tr("请写成 17:00 这样的时间，不填为现在。"))]
            self.page.enter(lambda desk: (None, wrong), wrong=self._show_problems)
            return
        self.page.enter(lambda desk: leave(desk, self.page.inspection, moment), self._on_left, self._show_problems)

    def _on_left(self, visit: object) -> None:
        self._at.clear()
        self._kept.finish()

    def _moment(self, typed: str) -> datetime | None:
        """Return the time on the day of the visit; one before the arrival is after that midnight."""
        if self._visit is None:
            return None
        arrived = self._visit.arrived_at
        moment = moment_of(typed, day_of(arrived))
        if moment is None or moment >= arrived - MINUTE:
            return moment
        next_day = moment + timedelta(days=1)
        return next_day if next_day <= self.page.place.desk.now() else moment

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        self._field.set_problem("".join(one.text for one in problems))
