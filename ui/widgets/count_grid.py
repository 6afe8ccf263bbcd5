"""Names with their counts, each of which opens what it counts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui import style
from ui.widgets.buttons import button
from ui.widgets.labels import label

ACROSS = 2  # beside each other: six counts fit a small screen


class CountGrid(QWidget):
    """Shows (name, words, key); ``wanted(key)`` where its words are pressed. Without a key there is nothing to open."""

    wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2 * ACROSS, 1)

    def show_counts(self, counts: Iterable[tuple[str, str, str]]) -> None:
        """Show these and nothing else."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, words, key) in enumerate(counts):
            row, column = place // ACROSS, 2 * (place % ACROSS)
            self._grid.addWidget(label(name, "quiet"), row, column, Qt.AlignmentFlag.AlignVCenter)
            shown = self._count(place, name, words, key)
            self._grid.addWidget(shown, row, column + 1, Qt.AlignmentFlag.AlignLeft)

    def _count(self, place: int, name: str, words: str, key: str) -> QWidget:
        if not key:
            shown = label(words, "plain", name=f"{self.objectName()}_{place}")
            shown.setContentsMargins(1, 0, 40, 0)  # as the border of a link
            shown.setMinimumHeight(style.current().target)
            return shown
        tip = self.tr("{name}：{words}，打开列表").format(name=name, words=words)
        made = button(words, f"{self.objectName()}_{place}", "link", tip=tip)
        made.clicked.connect(lambda: self.wanted.emit(key))
        return made
