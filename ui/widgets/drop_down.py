"""A drop-down that a turned mouse wheel passes by: the page under it scrolls, and the choice stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class DropDown(QComboBox):
    """Never takes the wheel, nor the focus by it; its open list scrolls as any list.

    Qt's own box changes its choice under a hand that only wants to go further down the page, and nobody sees it: most
    easily the box that was just chosen from and has the focus still.
    Every drop-down of the window is one of these (tests/architecture/test_wheel.py).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()
