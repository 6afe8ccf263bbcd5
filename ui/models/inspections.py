"""The table of inspections: rows are plain data, columns are declared once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui import style
from ui.models.overview import InspectionRow

Index = QModelIndex | QPersistentModelIndex
OFFICERS = 2  # the column left out where letters are large
ID_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it shows, and the colour where it warns."""

    heading: str
    text: Callable[[InspectionRow], str]
    colour: Callable[[InspectionRow], str] = lambda row: style.INK


class InspectionTable(QAbstractTableModel):
    """Inspections, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[InspectionRow, ...] = ()
        self._columns = (
            Column(self.tr("被检查单位"), lambda row: row.unit),
            Column(self.tr("检查方式"), lambda row: row.mode),
            Column(self.tr("执法人员"), lambda row: row.officers),
            Column(self.tr("当前步骤"), self._step),
            Column(self.tr("下一期限"), self._due, lambda row: style.RED if row.overdue else style.INK),
        )

    def replace(self, rows: Sequence[InspectionRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def inspection(self, row: int) -> str:
        """Return the id of the inspection in a row."""
        return self._rows[row].id

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many inspections are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words, colour or id of a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(column.colour(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading} {column.text(row)}"
        return row.id if role == ID_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the headings, aligned with the cells below them."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._columns[section].heading if role == Qt.ItemDataRole.DisplayRole else None

    def _step(self, row: InspectionRow) -> str:
        return self.tr("已结束") if row.ended else f"{row.step} · {row.words}"

    def _due(self, row: InspectionRow) -> str:
        if row.due is None:
            return "—"
        shown = row.due.strftime("%Y-%m-%d")
        return self.tr("{day} 已逾期").format(day=shown) if row.overdue else shown
