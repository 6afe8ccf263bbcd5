"""Where the focus goes when a form or a view as a whole is given it, and in which order Tab leads on.

Not by ``setFocusProxy``: with a proxy Qt's Tab key skips every control of the widget that stands before the proxy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow(before: QWidget, controls: Iterable[QWidget]) -> None:
    """Let Tab lead from one control to these in turn: what is made later would otherwise be the last of the window."""
    for one in controls:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, one)
            before = one


class FocusedInside(QWidget):
    """Gives the focus on to ``first_focus``, one of its own controls; Tab goes through all of them."""

    first_focus: QWidget | None = None

    def setFocus(self, *reason: Any) -> None:
        """Put the focus on the control that comes first for a person."""
        if self.first_focus is None:
            super().setFocus(*reason)
        else:
            self.first_focus.setFocus(*reason)
