"""Which column of the table is which field: one box for each field, with what may hold for every row instead."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.services.registers.importing.columns import FIELDS
from app.services.registers.importing.reading import Table
from app.services.registers.importing.rows import Wish
from ui import style
from ui.models.importing import FIXED, Looked
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field

NONE = ""


class ColumnChoice(QWidget):
    """``changed()`` whenever a person chose another column."""

    changed = Signal()

    def __init__(self, fixed: Mapping[str, Mapping[str, str]], register: str) -> None:
        super().__init__()
        self._register, self._fixed = register, fixed
        self._shown: Table | None = None
        self._boxes = {one.name: DropDown() for one in FIELDS[register]}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        across = 2 if style.current() is style.LARGE else 4
        for place, one in enumerate(FIELDS[register]):
            title = self.tr("{title}（必选）").format(title=one.title) if one.needed else one.title
            grid.addWidget(Field(title, self._boxes[one.name], f"column_{one.name}"), place // across, place % across)
        for box in self._boxes.values():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _: self.changed.emit())

    def show_columns(self, looked: Looked) -> None:
        """Offer the headings of a table and show which are chosen."""
        for name, box in self._boxes.items():
            box.clear()
            box.addItem(self.tr("没有这一列"), NONE)
            for place, heading in enumerate(looked.table.headings):
                box.addItem(heading or self.tr("第 {number} 列").format(number=place + 1), str(place))
            for code, words in self._fixed.get(name, {}).items():
                box.addItem(self.tr("全部按“{words}”").format(words=words), FIXED + code)
            usual = looked.wish.usual.get(name, "")
            chosen = str(looked.wish.columns[name]) if name in looked.wish.columns else FIXED + usual if usual else NONE
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def to_be_seen(self, looked: Looked, seen: bool) -> bool:
        """Return whether the boxes are to be seen: where one is to be chosen; else rows come first."""
        again, self._shown = looked.table is self._shown, looked.table
        if looked.missing or again:
            return bool(looked.missing) or seen
        return bool(self.lacking()) and style.current() is not style.LARGE

    def lacking(self) -> list[str]:
        """Return, in words, what the table says nothing of though something may hold for every row."""
        titles = {one.name: one.title for one in FIELDS[self._register]}
        words = self.tr("表中没有认出“{title}”：请在下面选一列；全都一样的，选列名后面的“全部按…”。")
        return [words.format(title=titles[name]) for name in self._fixed if not self._boxes[name].currentData()]

    def begin(self, looked: Looked) -> None:
        """Put the focus on the first column that is missing."""
        titles = {one.title: one.name for one in FIELDS[self._register]}
        self._boxes[titles[looked.missing[0]]].setFocus()

    def wish(self) -> Wish:
        """Return the columns as chosen."""
        chosen = {name: str(box.currentData() or NONE) for name, box in self._boxes.items()}
        columns = {name: int(one) for name, one in chosen.items() if one.isdecimal()}
        usual = {name: one.removeprefix(FIXED) for name, one in chosen.items() if one.startswith(FIXED)}
        return Wish(self._register, columns, usual)
