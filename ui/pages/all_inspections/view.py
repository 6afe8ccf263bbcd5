"""全部检查 · 列与排序: which columns are shown and by which the list is sorted, beside the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.services.listing.columns import COLUMNS
from ui import style
from ui.models.list_choices import sorts
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import card, scrolled
from ui.widgets.tick_box import TickBox

DOWN, UP = "down", "up"


class ViewPanel(QFrame):
    """``columns_wanted(keys)`` and ``sort_wanted(column, descending)`` as soon as something is chosen."""

    columns_wanted = Signal(object)
    sort_wanted = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(round(style.current().base * 24))
        self._sort, self._way = DropDown(), DropDown()
        offer(self._sort, sorts(), self.tr("最近新建的在前"))
        offer(self._way, ((UP, self.tr("从前到后（升序）")), (DOWN, self.tr("从后到前（降序）"))))
        self._checks = {one.key: TickBox(one.heading) for one in COLUMNS}
        frame, inside = card()
        inside.addWidget(Field(self.tr("排序"), self._sort, "sortBy"))
        inside.addWidget(Field(self.tr("顺序"), self._way, "sortWay"))
        inside.addWidget(label(self.tr("显示的列"), "label"))
        for key, check in self._checks.items():
            check.setObjectName(f"column_{key}")
            check.setAccessibleName(self.tr("显示列 {name}").format(name=check.text()))
            check.toggled.connect(self._on_toggled)
            inside.addWidget(check)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(frame))
        self._sort.currentIndexChanged.connect(self._on_sort)
        self._way.currentIndexChanged.connect(self._on_sort)

    def opened_by(self, opener: QPushButton, page: QWidget) -> None:
        """Let a button open and close the panel; Esc on the page closes it too, and the focus goes back to the button.

        The key is the page's own again while the panel is closed.
        """

        def close() -> None:
            opener.setChecked(False)
            opener.setFocus()

        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page, close)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.setEnabled(False)
        for told in (self.setVisible, escape.setEnabled):
            opener.toggled.connect(told)

    def show_columns(self, keys: Sequence[str]) -> None:
        """Tick the columns that are shown; the last one cannot be taken away."""
        for key, check in self._checks.items():
            check.blockSignals(True)
            check.setChecked(key in keys)
            check.setEnabled(not (len(keys) == 1 and key in keys))
            check.blockSignals(False)

    def show_sort(self, column: str, descending: bool) -> None:
        """Show by what the list is sorted."""
        for box, value in ((self._sort, column), (self._way, DOWN if descending else UP)):
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(value)))
            box.blockSignals(False)

    def _on_toggled(self) -> None:
        self.columns_wanted.emit(tuple(key for key, check in self._checks.items() if check.isChecked()))

    def _on_sort(self) -> None:
        self.sort_wanted.emit(str(self._sort.currentData() or ""), self._way.currentData() == DOWN)
