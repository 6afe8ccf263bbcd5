"""Where the focus goes when a form or a view as a whole is given it.

Not by ``setFocusProxy``: with a proxy Qt's Tab key skips every control of the widget that stands before the proxy.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget


class FocusedInside(QWidget):
    """Gives the focus on to ``first_focus``, one of its own controls; Tab goes through all of them."""

    first_focus: QWidget | None = None

    def setFocus(self, *reason: Any) -> None:
        """Put the focus on the control that comes first for a person."""
        if self.first_focus is None:
            super().setFocus(*reason)
        else:
            self.first_focus.setFocus(*reason)
