"""The list of questions under the fingers: 1 to 4 answer, N jumps on, Ctrl+V brings evidence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QKeyCombination, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui import style
from ui.models.questions import ROW_ROLE
from ui.widgets.question_delegate import QuestionDelegate

Index = QModelIndex | QPersistentModelIndex
_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


class QuestionView(QListView):
    """Hears keys only while the list itself has the focus, never while text is typed elsewhere."""

    answered = Signal(str)
    next_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = ""
        self.setObjectName("questions")
        self.setAccessibleName(self.tr("检查项列表。按 1 到 4 作答，N 跳到下一个未答"))
        self.delegate = QuestionDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def say_empty(self, words: str) -> None:
        """Say this in the place of the questions, where a filter leaves none; "" says nothing."""
        self._empty = words
        self.setAccessibleDescription(words)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the questions, or why there are none."""
        super().paintEvent(event)
        if self._empty and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.QUIET))
            place = self.viewport().rect().adjusted(20, 28, -20, -20)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self._empty)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint the rows anew and nothing else: an answer never changes a height, so nothing is laid out again."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn a key into what it means here; all others move in the list."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in _KEYS:
            self._answer(_KEYS.index(Qt.Key(event.key())))
        elif plain and event.key() == Qt.Key.Key_N:
            self.next_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _CTRL_Y:
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _answer(self, place: int) -> None:
        row = self.currentIndex().data(ROW_ROLE)
        if row is not None and place < len(row.verdicts):
            self.answered.emit(row.verdicts[place])
