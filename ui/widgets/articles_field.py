"""Provisions of the legal texts to cite: found by words, added, taken away; repealed ones shown as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.services.papers.articles import Provision, find_provisions
from ui.models.making import Choice
from ui.widgets.buttons import button
from ui.widgets.entry_controls import Control
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.workplace import Workplace

PAUSE_MS = 250


class ArticlesControl(Control):
    """``entered(ids)`` when a provision was added or taken away. The search runs off the UI thread."""

    entered = Signal(object)

    def __init__(self, name: str, place: Workplace, words_of: Callable[[], Sequence[Choice]]) -> None:
        held = QWidget()
        super().__init__(held)
        self._place, self._words_of, self._ids = place, words_of, list[str]()
        self._search, self._found = QLineEdit(), QListWidget()
        self._chosen = QVBoxLayout()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._build(name, held)
        self._search.textEdited.connect(lambda _: self._pause.start())
        self._pause.timeout.connect(self._on_search)
        self._found.itemActivated.connect(self._on_found)
        self._found.itemClicked.connect(self._on_found)

    def show_value(self, value: Any) -> None:
        """Show which provisions are cited."""
        self._ids = [str(one) for one in value or ()]
        words = {one.id: one.words for one in self._words_of()}
        empty(self._chosen)
        for one in self._ids:
            self._chosen.addWidget(self._line(one, words.get(one, one)))

    def _build(self, name: str, held: QWidget) -> None:
        self._search.setObjectName(name)
        self._search.setPlaceholderText(self.tr("按名称、条号或条文中的字查找，如：档案法 四十五"))
        self._found.setObjectName(f"{name}Found")
        self._found.setAccessibleName(self.tr("找到的条款，回车添加"))
        self._found.setFixedHeight(180)
        self._found.hide()
        self._chosen.setSpacing(4)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._chosen)
        column.addWidget(self._search)
        column.addWidget(self._found)
        self.first_focus = self.named = self._search

    def _line(self, one: str, words: str) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(words, "plain", wrap=True), 1)
        take = button(self.tr("去掉"), "takeArticle", "link", tip=self.tr("去掉 {words}").format(words=words))
        take.clicked.connect(lambda: self.entered.emit([kept for kept in self._ids if kept != one]))
        row.addWidget(take)
        return held

    def _on_search(self) -> None:
        words = self._search.text()
        self._place.ask(self, lambda desk: find_provisions(desk, words), self._show_found)

    def _show_found(self, found: Sequence[Provision]) -> None:
        self._found.clear()
        for one in found:
            state = "" if one.in_force else self.tr("（已废止或失效）")
            item = QListWidgetItem(f"{one.cite}{state}　{one.text[:40]}")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setToolTip(one.text)
            self._found.addItem(item)
        self._found.setVisible(bool(found))

    def _on_found(self, item: QListWidgetItem) -> None:
        chosen = str(item.data(Qt.ItemDataRole.UserRole))
        self._found.hide()
        self._search.clear()
        if chosen not in self._ids:
            self.entered.emit([*self._ids, chosen])
