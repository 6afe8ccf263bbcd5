"""Buttons with name, words and kind in one line."""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

ASKS = "asks"
"""The property of an act of weight: the control to be looked at before it. A second Return must not do such an act."""


SAME_PRESS_S = 0.7
"""So long after a press another one may still be meant for what stood there before."""
_ONE_PLACE = 12


@dataclass
class _LastPress:
    """The last press of any button: which one, when, and where a click was not taken."""

    button: weakref.ref[QWidget] | None = None
    at: float = 0.0
    refused: QPoint | None = None

    def note(self, button: QWidget, refused: QPoint | None = None) -> None:
        self.button, self.at, self.refused = weakref.ref(button), time.monotonic(), refused

    def was_on(self, button: QWidget) -> bool:
        return self.button is not None and self.button() is button

    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < SAME_PRESS_S

    def was_refused_at(self, place: QPoint) -> bool:
        return self.refused is not None and self.is_fresh() and (place - self.refused).manhattanLength() < _ONE_PLACE


_last = _LastPress()


class WordedButton(QPushButton):
    """A button that a screen reader calls by the words it shows, also after they change.

    What a press puts in its own place is not pressed by the second half of a double click, nor by a Return that follows
    at once: the hand was not meant for it. A main act is done once, however often it is clicked in a row.
    """

    _led_here = False  # the program, not a key, brought the focus

    @property
    def was_led_here(self) -> bool:
        """Return whether the program, and no key of a person, brought the focus here last."""
        return self._led_here

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the button, but not with the third click of a row whose second was not taken."""
        place = event.globalPosition().toPoint()
        if _last.was_refused_at(place):
            _last.note(self, place)
            return
        _last.note(self)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Press again what is pressed often in a row (a page, a step), never what has just come or is a main act."""
        if _last.was_on(self) and self.property("kind") != "primary":
            super().mouseDoubleClickEvent(event)
        else:
            _last.note(self, event.globalPosition().toPoint())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Notice who brought the focus."""
        self._led_here = event.reason() == Qt.FocusReason.OtherFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button by Return, Enter or Space, unless the key was meant for the button before it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._led_here and not _last.was_on(self) and _last.is_fresh():
                return
            _last.note(self)
            self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)  # as Tab does
        super().keyPressEvent(event)

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
        one.property("kind") == "primary" and one.isEnabled() and one.isVisibleTo(page) for one in _of(page)
    )


def next_focus(page: QWidget) -> QWidget | None:
    """Return where the focus goes in a page: on its main act that is seen, or on what that act asks first."""
    buttons = (one for one in _of(page) if one.isVisible())
    main = next((one for one in buttons if one.property("kind") == "primary"), None)
    asked = main.property(ASKS) if main is not None else None
    return asked if isinstance(asked, QWidget) else main


def _of(page: QWidget) -> Iterator[QPushButton]:
    """Return the buttons of a page itself: a window that was opened over it is a child of it, too."""
    return (one for one in page.findChildren(QPushButton) if one.window() is page.window())
