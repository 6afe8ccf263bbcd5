"""The table of all inspections: ids in the order shown, cells read by page: 100,000 rows cost no more than ten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.domain.clock import CHINA
from app.services.listing.columns import COUNT, DAY, FIRST_SHOWN, column_of
from app.services.listing.index import Index
from app.services.listing.rows import overdue_at, step_words
from ui import style
from ui.models.moments import column_words, kept_day

ModelIndex = QModelIndex | QPersistentModelIndex
Cells = dict[str, Any]
Take = Callable[[dict[str, Cells]], None]
Fetch = Callable[[Sequence[str], Take], None]
PAGE, PAGES = 50, 60
NOTHING = "—"
# Qt gives roles as numbers; to compare an enumeration would take longer than all the rest.
_SPOKEN, _COLOUR = int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ForegroundRole)
_ANSWERED = frozenset((int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole), _SPOKEN, _COLOUR))
_RED, _INK = QColor(style.RED), QColor(style.INK)


class InspectionList(QAbstractTableModel):
    """``fetch`` reads the cells of some inspections off the UI thread; until they are there … is shown."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch, self._turn = fetch, 0
        self._index = Index()
        self._order: Sequence[int] = ()
        self._columns: tuple[str, ...] = FIRST_SHOWN
        self._now = datetime.max.replace(tzinfo=CHINA)
        self._today = date.max
        self._pages: OrderedDict[int, dict[str, Cells]] = OrderedDict()

    def show(self, index: Index, order: Sequence[int], now: datetime) -> None:
        """Show these places of the index, in this order."""
        self.beginResetModel()
        self._index, self._order, self._now = index, order, now
        self._today = now.astimezone(CHINA).date()
        self._pages.clear()
        self._turn += 1
        self.endResetModel()

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns."""
        self.beginResetModel()
        self._columns = tuple(keys)
        self.endResetModel()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the keys of the columns shown."""
        return self._columns

    def root(self, row: int) -> str:
        """Return the id of the inspection in a row, "" where there is no such row."""
        return self._index.roots[self._order[row]] if 0 <= row < len(self._order) else ""

    def row_of(self, root: str) -> int:
        """Return the row of an inspection, -1 where it is not shown."""
        place = self._index.place_of(root)
        try:
            return self._order.index(place)
        except ValueError:
            return -1

    def listed(self) -> list[tuple[str, str]]:
        """Return what is shown as (id, term), in order."""
        return [(self._index.roots[place], self._index.dues[place]) for place in self._order]

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many inspections are shown."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many columns are shown."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words or the colour of a cell; most of what Qt asks for is nothing, and answered first."""
        if role not in _ANSWERED or not index.isValid():
            return None
        row, key = index.row(), self._columns[index.column()]
        if role == _COLOUR:
            return _RED if key == "due" and self._overdue(row) else _INK
        words = self._words(row, key)
        return f"{column_of(key).heading} {words}" if role == _SPOKEN else words

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings, aligned with the cells below them."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return column_of(self._columns[section]).heading if role == Qt.ItemDataRole.DisplayRole else None

    def _words(self, row: int, key: str) -> str:
        if key == "due":
            due = self._day(self._index.dues[self._order[row]])
            return self.tr("{day} 已逾期").format(day=due) if self._overdue(row) else due or NOTHING
        cells = self._cells(row)
        if cells is None:
            return "…"
        if key == "step":
            return step_words(cells)
        value = cells.get(key)
        if column_of(key).kind == DAY:
            return self._day(str(value or "")) or NOTHING
        return str(value) if value else "0" if column_of(key).kind == COUNT else NOTHING

    def _day(self, kept: str) -> str:
        day = kept_day(kept)
        return kept if day is None else column_words(day, self._today)

    def _overdue(self, row: int) -> bool:
        return overdue_at(self._index.dues[self._order[row]], self._now)

    def _cells(self, row: int) -> Cells | None:
        number = row // PAGE
        if number not in self._pages:
            first = number * PAGE
            roots = [self._index.roots[place] for place in self._order[first : first + PAGE]]
            self._pages[number] = {}
            self._fetch(roots, partial(self._take, self._turn, number))
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        return self._pages[number].get(self.root(row))

    def _take(self, turn: int, number: int, found: dict[str, Cells]) -> None:
        """Show a page that was read, unless the list shows something else by now."""
        if turn != self._turn or number not in self._pages:
            return
        self._pages[number] = found
        first, last = number * PAGE, min(len(self._order), (number + 1) * PAGE) - 1
        if first <= last and self._columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
