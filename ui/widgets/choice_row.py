"""A few choices side by side, one of them chosen: arrow keys move, Tab goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout

from ui.widgets.buttons import button
from ui.widgets.focusing import FocusedInside


class ChoiceRow(FocusedInside):
    """``chosen(key)`` whenever another one is chosen."""

    chosen = Signal(str)

    def __init__(self, name: str, words: Mapping[str, str], first: str = "", *, columns: int = 0) -> None:
        """Lay the choices out in a row, or in rows of so many ``columns`` where the place is narrow."""
        super().__init__()
        self.setObjectName(name)
        self._words = dict(words)
        self._group = QButtonGroup(self)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        across = columns or len(words)
        for place, (key, text) in enumerate(words.items()):
            made = button(text, f"{name}_{key}", checkable=True)
            made.setProperty("key", key)
            made.setChecked(key == first)
            self._group.addButton(made)
            layout.addWidget(made, place // across, place % across)
        layout.setColumnStretch(across, 1)
        self.first_focus = self._group.checkedButton() or self._group.buttons()[0]
        self._group.buttonClicked.connect(lambda made: self.chosen.emit(str(made.property("key"))))

    def key(self) -> str:
        """Return what is chosen, "" where nothing is."""
        made = self._group.checkedButton()
        return "" if made is None else str(made.property("key"))

    def button_of(self, key: str) -> QAbstractButton:
        """Return the button of a choice."""
        return next(made for made in self._group.buttons() if made.property("key") == key)

    def set_words(self, key: str, words: str) -> None:
        """Change what one choice says."""
        for made in self._group.buttons():
            if made.property("key") == key:
                made.setText(words)
                made.setAccessibleName(words)

    def offer(self, keys: Collection[str]) -> None:
        """Show only these choices."""
        for made in self._group.buttons():
            made.setVisible(made.property("key") in keys)

    def choose(self, key: str) -> None:
        """Choose one as if it were tapped; a focus that stands on another choice comes along."""
        held = any(made.hasFocus() for made in self._group.buttons())
        for made in self._group.buttons():
            if made.property("key") == key:
                made.click()
                if held:
                    made.setFocus()

    def clear(self) -> None:
        """Choose none."""
        self._group.setExclusive(False)
        for made in self._group.buttons():
            made.setChecked(False)
        self._group.setExclusive(True)

    def say_counts(self, counts: Mapping[str, int]) -> None:
        """Say behind each choice how many there are."""
        for made in self._group.buttons():
            key = str(made.property("key"))
            if key in counts:
                made.setText(f"{self._words[key]} {counts[key]}")
                made.setAccessibleName(made.text())
