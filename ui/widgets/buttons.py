"""Buttons with name, words and kind in one line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget


class _Button(QPushButton):
    """Enter presses it as the space bar does; while it waits for its own act it keeps the focus in mind.

    Qt gives the focus of a button that is switched off to whatever follows, often the top bar, and never back.
    """

    _left_to: QWidget | None = None

    def setEnabled(self, enabled: bool) -> None:
        """Switch on or off; the focus comes back unless a person took it elsewhere meanwhile."""
        had, window = self.hasFocus(), self.window()
        super().setEnabled(enabled)
        if had and not enabled:
            self._left_to = window.focusWidget()
        elif enabled and self._left_to is not None:
            if window.focusWidget() is self._left_to:
                self.setFocus()
            self._left_to = None


def button(text: str, name: str, kind: str = "", *, tip: str = "", checkable: bool = False) -> QPushButton:
    """Return a button that a screen reader calls by its words; kinds are primary, bar, link, choice and plain ""."""
    made = _Button(text)
    made.setObjectName(name)
    made.setAccessibleName(tip or text)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if kind:
        made.setProperty("kind", kind)
    made.setAutoDefault(True)
    if tip:
        made.setToolTip(tip)
    return made


def has_primary(page: QWidget) -> bool:
    """Return whether a page has a main act of its own: two buttons that both say "press me" say nothing."""
    return any(
        one.property("kind") == "primary" and one.isEnabled() and one.isVisibleTo(page)
        for one in page.findChildren(QPushButton)
    )
