"""Choices that exclude each other: every arrow key moves between them, however they are laid out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QRadioButton

from ui.reading_order import choice_beside, chosen_beside

_WAYS = {Qt.Key.Key_Right: True, Qt.Key.Key_Down: True, Qt.Key.Key_Left: False, Qt.Key.Key_Up: False}


def moves_on(one: QAbstractButton, event: QKeyEvent) -> bool:
    """Return whether an arrow key that Qt left alone led to the choice after or before.

    Qt looks only where the arrow points: → does nothing in a column, ↓ nothing in a row. As with Qt, the next one is
    chosen too, unless none was.
    """
    forward = _WAYS.get(Qt.Key(event.key()))
    if forward is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not one.hasFocus():
        return False
    found = choice_beside(one, forward=forward)
    if found is None:
        return False
    chosen = chosen_beside(one)
    found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    if chosen is not None:
        found.click()
    return True


class Choice(QRadioButton):
    """A radio button among others."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on by every arrow key; every other key is Qt's."""
        super().keyPressEvent(event)
        if not event.isAccepted() and moves_on(self, event):
            event.accept()
