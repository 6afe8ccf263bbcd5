"""The way back out of a page or of a form that is open: Esc takes it, and the focus never begins there."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

LEAVES, BACK = "leavesBy", "leadsBack"
"""The properties of what is left, and of the button that leads back out of it."""


def leaves_by(part: QWidget, way: QAbstractButton) -> None:
    """Let Esc inside a part press the button by which a person leaves it: nothing that was typed goes with it."""
    part.setProperty(LEAVES, way)
    way.setProperty(BACK, True)
    if way.isCheckable():
        way.setProperty(LEAVES, way)  # the focus may have stayed on it


def way_out_of(part: QWidget) -> QAbstractButton | None:
    """Return the button by which a part can be left now, None where it is not open."""
    way = part.property(LEAVES)
    if not isinstance(way, QAbstractButton) or not isValid(way) or not (way.isVisible() and way.isEnabled()):
        return None
    return way if way.isChecked() or not way.isCheckable() else None


def leads_back(control: QWidget | None) -> bool:
    """Return whether a control only leads back out of a page."""
    return control is not None and bool(control.property(BACK)) and not _opens(control)


def _opens(control: QWidget) -> bool:
    return isinstance(control, QAbstractButton) and control.isCheckable()
