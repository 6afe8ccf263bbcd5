"""A table of a register: plain rows of words, a heading for each column, red where a row warns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui import style
from ui.models.pinyin import by_pinyin

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """The words of a row by column, its id, and which column is told in red (-1 for none)."""

    id: str
    words: tuple[str, ...]
    warns: int = -1


class RegisterTable(QAbstractTableModel):
    """Rows of words under fixed headings."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._given: tuple[Row, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._sorted, self._order = -1, Qt.SortOrder.AscendingOrder

    def replace(self, rows: Sequence[Row]) -> None:
        """Show these rows, in the order in which they are given until a person wants another."""
        self.beginResetModel()
        self._given = tuple(rows)
        self._rows = self._arranged()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the words of a column, -1 as they were given. What is chosen stays chosen."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        chosen = [(self._rows[one.row()], one.column()) for one in before]
        self._sorted, self._order = column, order
        self._rows = self._arranged()
        self.changePersistentIndexList(before, [self.index(self._rows.index(row), at) for row, at in chosen])
        self.layoutChanged.emit()

    def _arranged(self) -> tuple[Row, ...]:
        if self._sorted < 0:
            return self._given
        falling = self._order is Qt.SortOrder.DescendingOrder
        return tuple(sorted(self._given, key=lambda one: by_pinyin(one.words[self._sorted]), reverse=falling))

    def id(self, row: int) -> str:
        """Return the id of a row, "" where there is no such row."""
        return self._rows[row].id if 0 <= row < len(self._rows) else ""

    def place_of(self, wanted: str) -> int:
        """Return the row with an id, -1 where there is none."""
        return next((place for place, one in enumerate(self._rows) if one.id == wanted), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words or the colour of a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.words[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(style.RED if row.warns == column else style.INK)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[column]} {row.words[column]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings, aligned with the cells below them."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None
