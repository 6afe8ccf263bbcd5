"""补签: what the chief or leader at the desk approved by phone and has not signed yet, above what waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.listing.due import ToCountersign, WorkRow
from ui import style
from ui.models.moments import column_words, kept_day
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.notice import ERROR, WARNING
from ui.workplace import Workplace

MOST, MOST_LARGE = 3, 1


class UnsignedTasks(QFrame):
    """Hidden while there is none. ``place_wanted(inspection, place)`` leads to where the signed sheet is bound."""

    place_wanted = Signal(str, str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("unsignedTasks")
        self._place = place
        self._title = label("", "label", wrap=True, name="unsignedTitle")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addLayout(self._rows)
        self.hide()

    def show_tasks(self, tasks: Sequence[tuple[WorkRow, ToCountersign]]) -> None:
        """Show the tasks, the nearest term first; amber, and red once a term has run out."""
        empty(self._rows)
        shown = tasks[: MOST_LARGE if style.current() is style.LARGE else MOST]
        title = self.tr("您电话批准的 {n} 份文书还没有补签：请在纸上签名，再由经办人关联照片。").format(n=len(tasks))
        if len(shown) < len(tasks):
            title += self.tr("这里是期限最近的 {n} 份。").format(n=len(shown))
        self._title.setText(title)
        for number, (row, one) in enumerate(shown):
            self._rows.addWidget(self._row(number, row, one))
        restyle(self, "role", ERROR if any(one.overdue for _, one in tasks) else WARNING)
        self.setVisible(bool(tasks))

    def _row(self, number: int, row: WorkRow, one: ToCountersign) -> QWidget:
        held = QWidget()
        parts = (row.unit, one.title, self._due(one))
        words = " · ".join(part for part in parts if part)
        role = "problem" if one.overdue else "plain"
        go = button(self.tr("去补签"), f"unsigned_{number}", tip=self.tr("去补签：{words}").format(words=words))
        go.clicked.connect(lambda: self.place_wanted.emit(row.inspection, one.bound_at))
        layout = QHBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(words, role, wrap=True, name=f"unsigned_{number}Words"), 1)
        layout.addWidget(go)
        return held

    def _due(self, one: ToCountersign) -> str:
        day = kept_day(one.due)
        if day is None:
            return ""
        words = self.tr("期限 {day}，已逾期") if one.overdue else self.tr("期限 {day}")
        return words.format(day=column_words(day, self._place.desk.now().date()))
