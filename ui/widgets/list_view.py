"""The view of the list of all inspections: whole rows, widths of the reader's choice, the same place on return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.services.listing.columns import column_of
from ui import style
from ui.models.all_inspections import InspectionList

LEAST_WIDTH = 60
TEAM, BETWEEN_NAMES = "officers", "、"
PADDING = 32  # that of a cell in resources/icons/style.qss, with the margins that Qt adds to its words


@dataclass(frozen=True, slots=True)
class Seen:
    """What is selected, and which inspection stands at the top."""

    selected: str
    top: str


class _Team(QStyledItemDelegate):
    """Says of several officers how many they are where there is no room for all: a name cut in two is nobody's."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Put the words of a cell that is too narrow."""
        super().initStyleOption(option, index)
        cell: Any = option  # PySide6 does not declare its attributes
        names = cell.text.split(BETWEEN_NAMES)
        if len(names) > 1 and cell.fontMetrics.horizontalAdvance(cell.text) > cell.rect.width() - PADDING:
            cell.text = self.tr("{name}等 {n} 人").format(name=names[0], n=len(names))


class ListView(QTableView):
    """``sort_wanted(column, descending)`` by a click on a heading, ``resized()`` when a column was made wider."""

    sort_wanted = Signal(str, bool)
    resized = Signal()

    def __init__(self, table: InspectionList) -> None:
        super().__init__()
        self._table = table
        self._widths: dict[str, int] = {}
        self._team, self._others = _Team(self), QStyledItemDelegate(self)
        self._fitting = False
        self._sorted, self._descending = "", False
        self.setObjectName("allInspections")
        self.setAccessibleName(self.tr("检查列表，回车打开"))
        self.setModel(table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # units of one name are told apart at the end
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(style.current().target)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(LEAST_WIDTH)
        head.sectionClicked.connect(self._on_heading)
        head.sectionResized.connect(self._on_resized)
        self._show_teams()
        self.fit_columns()

    def take_focus(self) -> None:
        """Go on in the list, at its first row where none is selected."""
        if self.model().rowCount():
            if not self.currentIndex().isValid():
                self.setCurrentIndex(self.model().index(0, 0))
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def seen(self) -> Seen:
        """Return what is selected and stands at the top, to be seen again after the rows changed."""
        top = self.rowAt(0) if self.verticalScrollBar().value() else -1
        return Seen(self._table.root(self.currentIndex().row()), self._table.root(top))

    def see_again(self, seen: Seen) -> None:
        """Select and show what was; where it is no longer listed, the list begins at its top."""
        row = self._table.row_of(seen.selected) if seen.selected else -1
        if row >= 0:
            self.setCurrentIndex(self._table.index(row, 0))
        top = self._table.row_of(seen.top) if seen.top else -1
        if top >= 0:
            self.scrollTo(self._table.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        elif row < 0:
            self.scrollToTop()

    def show_sort(self, column: str, descending: bool) -> None:
        """Show at its heading by what the list is sorted."""
        self._sorted, self._descending = column, descending
        shown = column in self._table.columns
        self.horizontalHeader().setSortIndicatorShown(shown)
        if shown:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicator(self._table.columns.index(column), order)

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Make columns as wide as they were left."""
        self._widths = dict(widths)
        self.fit_columns()

    def widths(self) -> dict[str, int]:
        """Return the widths that were chosen by hand."""
        return dict(self._widths)

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, each as wide as it was left."""
        self._fitting = True  # what Qt makes of new sections is nobody's choice
        self._table.show_columns(keys)
        self._show_teams()
        self.fit_columns()

    def fit_columns(self) -> None:
        """Make each column as wide as was chosen, or as its words need."""
        sign = self.fontMetrics().horizontalAdvance("中")
        self._fitting = True
        for place, key in enumerate(self._table.columns):
            self.setColumnWidth(place, self._widths.get(key, sign * column_of(key).wide + PADDING))
        self._fitting = False

    def _show_teams(self) -> None:
        for place, key in enumerate(self._table.columns):
            self.setItemDelegateForColumn(place, self._team if key == TEAM else self._others)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a current row as soon as keys arrive here."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _on_heading(self, section: int) -> None:
        key = self._table.columns[section]
        # Clicked once: rising, twice: falling, three times: the newest first again.
        if key != self._sorted:
            self.sort_wanted.emit(key, False)
        else:
            self.sort_wanted.emit("" if self._descending else key, not self._descending)

    def _on_resized(self, section: int, old: int, new: int) -> None:
        last = section == len(self._table.columns) - 1
        if not self._fitting and not last and old != new and section < len(self._table.columns):
            self._widths[self._table.columns[section]] = new
            self.resized.emit()
