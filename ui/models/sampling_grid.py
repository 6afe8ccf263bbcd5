"""The Qt model of a sampling table: what was entered is told at once and shown until the store has it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.models.sampling import Cell, Column, Grid

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
PATH_ROLE = _ROLE.UserRole
"""The path of the answer that a cell holds."""


class GridModel(QAbstractTableModel):
    """``entered(path, value)`` when a cell was left with another value. A refused value stays, marked."""

    entered = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid: Grid | None = None
        self._waiting: dict[str, Any] = {}
        self._refused: dict[str, str] = {}

    def replace(self, grid: Grid) -> None:
        """Show a table as it stands; the cell being edited stays where its rows and columns stay."""
        before = self._grid
        same = before is not None and (before.ids, before.columns) == (grid.ids, grid.columns)
        if not same:
            self.beginResetModel()
        self._grid = grid
        paths = {one.path: one for row in grid.cells for one in row}
        self._waiting = {
            path: value for path, value in self._waiting.items()
            if path in paths and (path in self._refused or paths[path].value != value)
        }  # fmt: skip
        self._refused = {path: text for path, text in self._refused.items() if path in self._waiting}
        if not same:
            self.endResetModel()
        elif grid.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(grid.ids) - 1, len(grid.columns) - 1))

    def refuse(self, path: str, text: str) -> None:
        """Mark a value that was not recorded."""
        self._refused[path] = text
        self._tell_all()

    def forget(self, path: str) -> None:
        """Drop a value that was not recorded."""
        self._waiting.pop(path, None)
        self._refused.pop(path, None)
        self._tell_all()

    def column(self, place: int) -> Column:
        """Return one column."""
        assert self._grid is not None
        return self._grid.columns[place]

    def row_id(self, place: int) -> str:
        """Return the id of a row."""
        assert self._grid is not None
        return self._grid.ids[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many pieces there are."""
        return 0 if parent.isValid() or self._grid is None else len(self._grid.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many columns there are."""
        return 0 if parent.isValid() or self._grid is None else len(self._grid.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell shows, holds, or what is wrong with it."""
        if not index.isValid() or self._grid is None:
            return None
        cell, column = self._cell(index), self.column(index.column())
        problem = self.problem(index)
        if role == _ROLE.DisplayRole:
            return self._shown(cell, column)
        if role == _ROLE.EditRole:
            return self._waiting.get(cell.path, cell.value)
        if role == PATH_ROLE:
            return cell.path
        if role == _ROLE.ToolTipRole:
            return problem or column.hint or None
        if role == _ROLE.AccessibleTextRole:
            return f"{column.title} {self._shown(cell, column)} {problem}".strip()
        return None

    def problem(self, index: Index) -> str:
        """Return what is wrong with a cell, "" where nothing is."""
        cell = self._cell(index)
        if cell.path in self._refused:
            return self._refused[cell.path]
        return "" if cell.path in self._waiting else cell.problem

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Take what was entered; nothing is told where it is what stands there."""
        if role != _ROLE.EditRole or not index.isValid():
            return False
        cell = self._cell(index)
        entered = value.strip() or None if isinstance(value, str) else value
        if entered == self._waiting.get(cell.path, cell.value) and cell.path not in self._refused:
            return False
        if entered == cell.value:
            self.forget(cell.path)
            return True
        self._waiting[cell.path] = entered
        self._refused.pop(cell.path, None)
        self.dataChanged.emit(index, index)
        self.entered.emit(cell.path, entered)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that relevant cells are edited."""
        flags = super().flags(index)
        relevant = index.isValid() and self._cell(index).relevant
        return flags | Qt.ItemFlag.ItemIsEditable if relevant else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return a column's title (with a star where it must be filled) or a row's number."""
        if self._grid is None or role not in (_ROLE.DisplayRole, _ROLE.TextAlignmentRole):
            return None
        if role == _ROLE.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        column = self.column(section)
        return f"{column.title} *" if column.required else column.title

    def _cell(self, index: Index) -> Cell:
        assert self._grid is not None
        return self._grid.cells[index.row()][index.column()]

    def _shown(self, cell: Cell, column: Column) -> str:
        if cell.path not in self._waiting:
            return cell.shown
        value = self._waiting[cell.path]
        return "" if value is None else dict(column.choices).get(str(value), str(value))

    def _tell_all(self) -> None:
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
