"""A small table to fill in by keyboard: rows are added below, cells are texts or one of a few choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.entries import CHOICE, DAY, LINE, MOMENT, NUMBER, TEXT, EntryField
from ui.models.making import day_typed, moment_typed
from ui.models.moments import kept_moment_words
from ui.widgets.buttons import button
from ui.widgets.cell_words import CellWords
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.typed_line import TypedLine

Rows = list[dict[str, Any]]
_Mode = QHeaderView.ResizeMode
MOST_LETTERS = 18  # a column is not made wider for a long text
CELL_PADDING = 14  # that of a cell in resources/icons/style.qss, with its lines
TEXT_MARGIN = 3  # which Qt leaves beside the words inside that, before it cuts them
TEXT_LETTERS = 8  # of a long text in a line, below which the table is turned sideways instead
TO_THE_MINUTE = len("2026-06-08T09:30")
LEAST_LETTERS = 7  # where words are typed in a column of short ones, however empty it is


class _Cells(QStyledItemDelegate):
    """Enter keeps the cell and goes to the next, as Tab does; a cell is as tall as its words.

    Qt counts the lines of a cell without the padding of the style sheet, so that the last one would be cut.
    ``left(forward)``: the last or the first cell was left outwards, where Qt would begin again at the other end.
    """

    left = Signal(bool)

    def __init__(self, table: QTableWidget, columns: Sequence[EntryField]) -> None:
        super().__init__(table)
        self._typed_into = frozenset(at for at, one in enumerate(columns) if one.type == LINE)

    def createEditor(self, parent: QWidget, option: Any, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        """Return the control for a cell, called as its column: a screen reader says what is typed into."""
        made = TypedLine(parent=parent)  # Qt's own grows over the columns beside it
        made.setStyleSheet("min-height: 0; border-radius: 0;")
        CellWords(made)
        made.setObjectName("cellEditor")
        heading = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        made.setAccessibleName(f"{heading} {index.row() + 1}")
        return made

    def updateEditorGeometry(
        self, editor: QWidget, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Let the control fill its cell, and nothing of the next one."""
        editor.setGeometry(option.rect)

    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a cell at the width of its column, and the width that shows its words in one line."""
        table = self.parent()
        assert isinstance(table, QTableWidget)
        width = max(1, table.columnWidth(index.column()) - 2 * CELL_PADDING)
        words, flags = str(index.data() or ""), int(Qt.TextFlag.TextWordWrap.value)
        metrics = QFontMetrics(option.font)
        height = metrics.boundingRect(QRect(0, 0, width, 10_000), flags, words).height()
        longest = max((metrics.horizontalAdvance(line) for line in words.split("\n")), default=0)
        if index.column() in self._typed_into:
            longest = max(longest, LEAST_LETTERS * metrics.horizontalAdvance("证"))
        across = min(longest, MOST_LETTERS * metrics.height()) + 2 * (CELL_PADDING + TEXT_MARGIN)
        return QSize(across, height + CELL_PADDING)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter, and Tab at either end; everything else is the editor's."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        enters, hints = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter), QAbstractItemDelegate.EndEditHint
        outwards = (enters or event.key() == Qt.Key.Key_Tab) and self._is_at(last=True)
        back = event.key() == Qt.Key.Key_Backtab and self._is_at(last=False)
        if not (enters or outwards or back):
            return super().eventFilter(watched, event)
        self.commitData.emit(watched)
        self.closeEditor.emit(watched, hints.NoHint if outwards or back else hints.EditNextItem)
        if outwards or back:
            self.left.emit(outwards)
        return True

    def _is_at(self, *, last: bool) -> bool:
        table = self.parent()
        assert isinstance(table, QTableWidget)
        end = (table.rowCount() - 1, table.columnCount() - 1) if last else (0, 0)
        return (table.currentRow(), table.currentColumn()) == end


class RowsTable(QWidget):
    """``entered(rows)`` whenever a cell was left with another value, a row added or taken away."""

    entered = Signal(object)

    def __init__(self, name: str, title: str, columns: Sequence[EntryField], today: date) -> None:
        super().__init__()
        self._name, self._columns, self._today = name, tuple(columns), today
        self._wide = [at for at, one in enumerate(columns) if one.type == TEXT or len(columns) < 3 or at == 0]
        self._table = QTableWidget(0, len(columns))
        self._add = button(self.tr("加一行"), f"{name}AddRow", tip=self.tr("在表格末尾加一行"))
        self._take = button(self.tr("删去所选行"), f"{name}TakeRow", tip=self.tr("删去光标所在的行"))
        self._sideways = False
        self._refit = QTimer(self)
        self._refit.setSingleShot(True)
        self._refit.setInterval(0)
        self._refit.timeout.connect(self._fit)
        self._build(title)
        self._table.itemChanged.connect(lambda _: self._tell())
        self._add.clicked.connect(self._on_add)
        self._take.clicked.connect(self._on_take)

    def show_rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show rows; what is shown already stays, so that the cursor keeps its place."""
        if list(rows) == self.rows():
            return
        self._table.blockSignals(True)
        self._table.setRowCount(0)
        for row in rows:
            self._put(row)
        self._table.blockSignals(False)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._refit.start()

    def rows(self) -> Rows:
        """Return what stands in the table."""
        return [self._row(at) for at in range(self._table.rowCount())]

    def setEnabled(self, enabled: bool) -> None:
        """Let cells be changed or only read."""
        editing = QAbstractItemView.EditTrigger
        self._table.setEditTriggers(editing.AllEditTriggers if enabled else editing.NoEditTriggers)
        for one in (self._add, self._take, *self._table.findChildren(QComboBox)):
            one.setEnabled(enabled)

    def _build(self, title: str) -> None:
        table = self._table
        table.setObjectName(self._name)
        table.setAccessibleName(title)
        table.setHorizontalHeaderLabels([one.label for one in self._columns])
        table.setWordWrap(True)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        cells = _Cells(table, self._columns)
        cells.left.connect(self._on_left)
        table.setItemDelegate(cells)
        table.verticalHeader().setVisible(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        table.setTabKeyNavigation(False)
        head = table.horizontalHeader()
        for at, one in enumerate(self._columns):
            mode = _Mode.Stretch if at in self._wide else _Mode.ResizeToContents
            if one.type == CHOICE:  # the list lies over the cell, which knows nothing of its words
                mode = _Mode.Fixed
            head.setSectionResizeMode(at, mode)
        head.sectionResized.connect(lambda *_: self._refit.start())
        buttons = QHBoxLayout()
        buttons.addWidget(self._add)
        buttons.addWidget(self._take)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(table)
        layout.addLayout(buttons)
        self._fit()

    def _put(self, row: Mapping[str, Any]) -> None:
        at = self._table.rowCount()
        self._table.insertRow(at)
        for place, one in enumerate(self._columns):
            value = row.get(one.name)
            if one.type == CHOICE:
                box = DropDown()
                offer(box, [(option.key, option.label) for option in one.options], self.tr("请选择"))
                box.setCurrentIndex(max(0, box.findData(value or "")))
                box.setAccessibleName(f"{one.label} {at + 1}")
                box.currentIndexChanged.connect(lambda _: self._tell())
                self._table.setCellWidget(at, place, box)
                wide = box.sizeHint().width() + 2 * CELL_PADDING
                self._table.setColumnWidth(place, max(self._table.columnWidth(place), wide))
            else:
                self._table.setItem(at, place, QTableWidgetItem(_shown(value, one.type)))

    def _row(self, at: int) -> dict[str, Any]:
        return {one.name: self._cell(at, place, one) for place, one in enumerate(self._columns)}

    def _cell(self, at: int, place: int, one: EntryField) -> Any:
        if one.type == CHOICE:
            box = self._table.cellWidget(at, place)
            return str(box.currentData() or "") if isinstance(box, QComboBox) else ""
        item = self._table.item(at, place)
        text = item.text().strip() if item is not None else ""
        return int(text) if one.type == NUMBER and text.isdigit() else self._stored(text, one.type)

    def _stored(self, text: str, kind: str) -> str:
        if kind == DAY:
            return day_typed(text, self._today)
        return moment_typed(text, self._today) if kind == MOMENT and text else text

    def _on_add(self) -> None:
        self._table.blockSignals(True)
        self._put({})
        self._table.blockSignals(False)
        self._fit()
        last = self._table.rowCount() - 1
        self._table.setCurrentCell(last, 0)
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _on_left(self, forward: bool) -> None:
        if forward:
            self._add.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._table.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _on_take(self) -> None:
        if self._table.currentRow() >= 0:
            self._table.removeRow(self._table.currentRow())
            self._fit()
            self._tell()

    def _tell(self) -> None:
        self._fit()
        self.entered.emit(self.rows())

    def _fit(self) -> None:
        """Take the height of the rows, so that the page scrolls and not the table."""
        self._share_width()
        self._table.resizeRowsToContents()
        rows = sum(max(44, self._table.rowHeight(at)) for at in range(self._table.rowCount()))
        for at in range(self._table.rowCount()):
            self._table.setRowHeight(at, max(44, self._table.rowHeight(at)))
        bar = self._table.horizontalScrollBar().sizeHint().height() if self._sideways else 0
        head = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(min(520, head + max(rows, 44) + 6) + bar)

    def _share_width(self) -> None:
        """Let long texts share what is left of the width, or be turned to where that is a few letters each."""
        head, least = self._table.horizontalHeader(), TEXT_LETTERS * self._table.fontMetrics().horizontalAdvance("证")
        least += 2 * (CELL_PADDING + TEXT_MARGIN)
        taken = sum(head.sectionSize(at) for at in range(len(self._columns)) if at not in self._wide)
        sideways = self._table.viewport().width() - taken < least * len(self._wide)
        if sideways != self._sideways:
            self._sideways = sideways
            for at in self._wide:
                head.setSectionResizeMode(at, _Mode.Fixed if sideways else _Mode.Stretch)
        for at in self._wide if sideways else ():
            head.resizeSection(at, least)


def _shown(value: Any, kind: str) -> str:
    text = "" if value is None else str(value)
    return kept_moment_words(text) if kind in (DAY, MOMENT) and len(text) <= TO_THE_MINUTE else text.replace("T", " ")
