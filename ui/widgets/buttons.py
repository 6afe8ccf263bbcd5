"""Buttons with name, words and kind in one line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

ASKS = "asks"
"""The property of an act of weight: the control to be looked at before it. A second Return must not do such an act."""


class WordedButton(QPushButton):
    """A button that a screen reader calls by the words it shows, also after they change."""

    def setText(self, text: str) -> None:
        """Show other words, and be called by them where the ones before were the name."""
        follows = self.accessibleName() == self.text()
        super().setText(text)
        if follows:
            self.setAccessibleName(text)


def button(text: str, name: str, kind: str = "", *, tip: str = "", checkable: bool = False) -> QPushButton:
    """Return a button that a screen reader calls by its words; kinds are primary, bar, link, choice and plain ""."""
    made = WordedButton(text)
    made.setObjectName(name)
    made.setAccessibleName(tip or text)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAutoDefault(True)  # Return presses it as Space does
    if kind:
        made.setProperty("kind", kind)
    if tip:
        made.setToolTip(tip)
    return made


def has_primary(page: QWidget) -> bool:
    """Return whether a page has a main act of its own: two buttons that both say "press me" say nothing."""
    return any(
        one.property("kind") == "primary" and one.isEnabled() and one.isVisibleTo(page)
        for one in page.findChildren(QPushButton)
    )


def next_focus(page: QWidget) -> QWidget | None:
    """Return where the focus goes in a page: on its main act that is seen, or on what that act asks first."""
    buttons = (one for one in page.findChildren(QPushButton) if one.isVisible())
    main = next((one for one in buttons if one.property("kind") == "primary"), None)
    asked = main.property(ASKS) if main is not None else None
    return asked if isinstance(asked, QWidget) else main
