"""全程: everything of the case on one line of time, day by day, each entry a way to where it stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout

from app.domain.clock import CHINA
from app.services.timeline.events import Event
from ui import style
from ui.models.closing import ClosingView
from ui.models.moments import day_words
from ui.pages.parts.step_page import Part, StepPage
from ui.widgets.labels import label
from ui.widgets.lines_list import LEAD, LinesList
from ui.widgets.typed_line import TypedLine


class TimelinePart(Part):
    """``step_wanted(key)`` from an entry that was activated."""

    scrolls_itself = True
    step_wanted = Signal(str)

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._events: tuple[Event, ...] = ()
        self._list, self._words = LinesList(), TypedLine()
        self._count = label("", "quiet", name="timelineCount")
        self._words.setObjectName("timelineWords")
        self._words.setPlaceholderText(self.tr("在全程记录中查找"))
        self._words.setAccessibleName(self.tr("在全程记录中查找"))
        self._words.setClearButtonEnabled(True)
        self._list.setObjectName("timeline")
        self._list.setAccessibleName(self.tr("全程记录，回车到该步骤"))
        head = QHBoxLayout()
        head.addWidget(self._words, 1)
        head.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._list, 1)
        self._words.textChanged.connect(lambda _: self._fill())
        self._list.itemActivated.connect(self._on_activated)

    def show_view(self, view: ClosingView) -> None:
        """Show the events as they stand."""
        if view.events != self._events:
            self._events = view.events
            self._fill()

    def _fill(self) -> None:
        words = self._words.text().split()
        shown = [one for one in self._events if all(word in f"{one.title}{one.detail}" for word in words)]
        self._list.clear()
        day: date | None = None
        for one in shown:
            at = one.at.astimezone(CHINA)
            if at.date() != day:
                day = at.date()
                self._list.addItem(self._heading(day, ahead=one.ahead))
            self._list.addItem(self._item(one))
        ahead = sum(one.ahead for one in shown)
        told = self.tr("{n} 条记录，{m} 个期限") if ahead else self.tr("{n} 条记录")
        self._count.setText(told.format(n=len(shown) - ahead, m=ahead))

    def _heading(self, day: date, *, ahead: bool) -> QListWidgetItem:
        words = self.tr("{day} 到期").format(day=day_words(day)) if ahead else day_words(day)
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self._list.font())
        font.setBold(True)
        item.setFont(font)
        return item

    def _item(self, one: Event) -> QListWidgetItem:
        time = f"{one.at.astimezone(CHINA):%H:%M}" if not one.ahead else self.tr("期限")
        time = self.tr("当日") if one.day_only else time
        item = QListWidgetItem(one.title + (f"\n{one.detail}" if one.detail else ""))
        item.setData(LEAD, time)
        item.setData(Qt.ItemDataRole.UserRole, one.step)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{time} {one.title} {one.detail}")
        if one.ahead:
            item.setForeground(QColor(style.BRAND))
        return item

    def _on_activated(self, item: QListWidgetItem) -> None:
        step = str(item.data(Qt.ItemDataRole.UserRole) or "")
        if step:
            self.step_wanted.emit(step)
