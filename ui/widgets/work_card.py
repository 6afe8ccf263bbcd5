"""A card of what there is to do of one kind: its first rows, each with its next act one click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.widgets.buttons import button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle

LEAST = 80


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One row: who it is about, what is to be done, and the words of its button; ``pressing`` is told in red."""

    key: str
    title: str
    words: str
    act: str
    pressing: bool = False


class WorkCard(QFrame):
    """``wanted(key)`` opens a row, ``all_wanted()`` asks for all of this kind."""

    wanted = Signal(str)
    all_wanted = Signal()

    def __init__(self, name: str, title: str, nothing: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}Card")
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._name, self._title = name, title
        self._count = label("", "count", name=f"{name}Count")
        self._count.setFixedHeight(round(style.current().base * 2.3))
        self._count.hide()
        self._all = button("", f"{name}All", "link")
        self._all.hide()
        self._nothing = label(nothing, "quiet", wrap=True, name=f"{name}Nothing")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(10)
        heading = label(title, "section")
        heading.setMinimumHeight(style.current().target)
        head.addWidget(heading)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 6, 20, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows)
        layout.addStretch(1)
        self._all.clicked.connect(self.all_wanted)

    def show_lines(self, lines: Sequence[WorkLine], count: int, *, pressing: bool = False) -> None:
        """Show the first rows of ``count``."""
        empty(self._rows)
        for place, one in enumerate(lines):
            self._rows.addWidget(self._row(one, place))
        self._count.setText(f"{count:,}")
        self._count.setVisible(count > 0)
        restyle(self._count, "pressing", "true" if pressing else "false")
        self._count.setAccessibleName(self.tr("{title} {count} 项").format(title=self._title, count=count))
        self._nothing.setVisible(not lines)
        self._all.setText(self.tr("全部 {count:,} 项").format(count=count))
        self._all.setAccessibleName(self.tr("{title}，全部 {count} 项").format(title=self._title, count=count))
        self._all.setVisible(count > len(lines) and bool(lines))

    def _row(self, one: WorkLine, place: int) -> QWidget:
        row = QFrame()
        row.setProperty("role", "row")
        words = QVBoxLayout()
        words.setSpacing(0)
        title = ElidedLabel("plain", f"{self._name}_{place}Title", LEAST)
        title.setText(one.title)
        title.setToolTip(one.title)
        told = ElidedLabel("problem" if one.pressing else "small", f"{self._name}_{place}Words", LEAST)
        told.setText(one.words)
        told.setToolTip(one.words)
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(told)
        words.addStretch(1)
        tip = f"{one.act} {one.title}"
        act = button(one.act, f"{self._name}_{place}", tip=tip)
        act.clicked.connect(lambda: self.wanted.emit(one.key))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 7, 0, 7)
        layout.setSpacing(12)
        layout.addLayout(words, 1)
        layout.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        return row
