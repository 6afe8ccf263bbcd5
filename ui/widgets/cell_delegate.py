"""The controls inside a table's cells: text is typed, a choice is a list that takes digits."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import style
from ui.models.sampling_grid import GridModel
from ui.widgets.cell_words import CellWords
from ui.widgets.drop_down import DropDown
from ui.widgets.typed_line import TypedLine

RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = {Qt.Key.Key_Tab: True, Qt.Key.Key_Backtab: False}
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Text is typed; a choice is a list that also takes the first letter or the digits 1, 2, 3.

    ``left()`` by Enter, ``tabbed(forward)`` by Tab and Shift+Tab: what was entered is recorded, the cell closed.
    """

    left = Signal()
    tabbed = Signal(bool)
    undo_wanted = Signal()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell; what is wrong with it is tinted, and said where the cell is empty."""
        model = index.model()
        problem = model.problem(index) if isinstance(model, GridModel) else ""
        if problem:
            painter.fillRect(option.rect.adjusted(0, 0, 0, -1), QColor(style.RED_TINT))  # type: ignore[attr-defined]  # the stubs lack what every option has
        super().paint(painter, option, index)
        if problem and not index.data(Qt.ItemDataRole.DisplayRole):
            painter.save()
            painter.setPen(QColor(style.RED))
            words = option.rect.adjusted(14, 0, -4, 0)  # type: ignore[attr-defined]  # the stubs lack what every option has
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, problem)
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the control for a cell."""
        model = index.model()
        assert isinstance(model, GridModel)
        column = model.column(index.column())
        made: QWidget
        if column.choices:
            box = DropDown(parent)
            box.addItem("", None)
            for name, words in column.choices:
                box.addItem(words, name)
            box.activated.connect(lambda _: self._on_chosen(box))
            made = box
        else:
            made = TypedLine(parent=parent)
        made.setObjectName("cellEditor")
        made.setAccessibleName(column.title)
        made.setAccessibleDescription(column.hint)
        made.setStyleSheet("min-height: 0; border-radius: 0;")
        if isinstance(made, QLineEdit):
            CellWords(made)
        return made

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Let the control fill its cell, and nothing of the next one."""
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]  # the stubs lack what every option has

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what the cell holds, unless somebody has begun to type: the answer of the cell before may come late."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            return
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit):
            editor.setText("" if value is None else str(value))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Give the cell what was entered."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the cell on Enter and Tab; choose by digit in a list; pass Ctrl+Z on where nothing was typed yet."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            if event.key() in RETURN:
                self._leave(watched)
                self.left.emit()
                return True
            if event.key() in TABS:
                self._leave(watched)
                self.tabbed.emit(TABS[Qt.Key(event.key())])
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not _can_undo(watched):  # a line would swallow it
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                self.undo_wanted.emit()
                return True
            digit = event.key() - Qt.Key.Key_0
            if isinstance(watched, QComboBox) and 1 <= digit < watched.count():
                watched.setCurrentIndex(digit)
                self._leave(watched)
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _on_chosen(self, box: QComboBox) -> None:
        self.commitData.emit(box)

    def _leave(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def _can_undo(editor: QWidget) -> bool:
    """Return whether something was typed in the cell at hand: that is taken back before what was done earlier."""
    return isinstance(editor, QLineEdit) and editor.isUndoAvailable()
