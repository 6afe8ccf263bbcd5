"""Controls in a row that goes on below where the window is too narrow for all: of officers there may be many."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class WrappingRow(QLayout):
    """Lays its parts out as words of a paragraph are, ``between`` pixels apart and ``below`` each other."""

    def __init__(self, between: int, below: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._between, self._below = between, below
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add a part at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return a part, None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem:
        """Take a part out."""
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it takes no more room than its parts need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that it is higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its rows at a width."""
        return self._lay(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put each part in its place."""
        super().setGeometry(rect)
        self._lay(rect, moving=True)

    def sizeHint(self) -> QSize:
        """Return the size of all in one row."""
        sizes = [one.sizeHint() for one in self._shown()]
        between = self._between * max(0, len(sizes) - 1)
        return QSize(sum(one.width() for one in sizes) + between, max((one.height() for one in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest part."""
        least = QSize(0, 0)
        for one in self._shown():
            least = least.expandedTo(one.minimumSize())
        return least

    def _shown(self) -> list[QLayoutItem]:
        return [one for one in self._items if not one.isEmpty()]

    def _lay(self, rect: QRect, *, moving: bool) -> int:
        left, top, high = rect.left(), rect.top(), 0
        for one in self._shown():
            size = one.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, high = rect.left(), top + high + self._below, 0
            if moving:
                one.setGeometry(QRect(QPoint(left, top), size))
            left, high = left + size.width() + self._between, max(high, size.height())
        return top + high - rect.top()
