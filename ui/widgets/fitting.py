"""Words in an area as high as they are, which scrolls where there is less room for them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Fitting(QScrollArea):
    """Takes no more height than its content needs at this width."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content.setObjectName("scrolled")
        self.setWidget(content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the content at this width, once this width is taken: not while it is being taken."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        needed = max(self.widget().heightForWidth(self.width()), self.minimumHeight())
        if needed != self.maximumHeight():
            self.setMaximumHeight(needed)
