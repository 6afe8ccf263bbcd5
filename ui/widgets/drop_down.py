"""A drop-down that a turned mouse wheel passes by, and that fits its place however long its entries are."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

LEAST, USUAL = 8, 30
"""The characters that a drop-down has room for at least, and asks for at most."""
_FRAME = 60  # what the frame, the arrow and the room beside the words take


class DropDown(QComboBox):
    """Never takes the wheel, nor the focus by it; its open list scrolls as any list.

    Qt's own box changes its choice under a hand that only wants to go further down the page, and nobody sees it: most
    easily the box that was just chosen from and has the focus still. And it is as wide as its longest entry, so that a
    long name pushes half a page out of the window: this one shortens the words, and shows them whole when pointed at.
    Every drop-down of the window is one of these (tests/architecture/test_wheel.py).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """Return the size for the entries, no wider than usual words are long."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), self._width_of(USUAL)), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least size in which one still knows what is chosen."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._width_of(LEAST)), hint.height())

    def showPopup(self) -> None:
        """Open the list, as wide as its entries where the window has room for them."""
        view = self.view()
        room = self.window().width() - self.mapTo(self.window(), self.rect().topLeft()).x()
        view.setMinimumWidth(max(self.width(), min(view.sizeHintForColumn(0) + _FRAME, room)))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words shortened at their end where there is no room for all."""
        if self.isEditable() or self._has_room():
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle, QStylePainter

        option = self._option()
        if self.currentIndex() < 0:
            option.palette.setBrush(QPalette.ColorRole.ButtonText, self.palette().placeholderText())
        option.currentText = self._shown(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show shortened words whole when they are pointed at."""
        super().enterEvent(event)
        self.setToolTip(self.currentText() if self.is_shortened() else "")

    def is_shortened(self) -> bool:
        """Return whether the words do not stand whole."""
        if self.isEditable() or self.currentIndex() < 0 or self._has_room():
            return False
        return self._shown(self._option()) != self.currentText()

    def _has_room(self) -> bool:
        """Return whether the words fit for certain. Then Qt draws them: QStyle's hundreds of names are loaded late."""
        words = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        return self.fontMetrics().horizontalAdvance(words) <= self.width() - _FRAME

    def _option(self) -> Any:  # a QStyleOptionComboBox, of which the stubs lack what every option has
        from PySide6.QtWidgets import QStyleOptionComboBox

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option

    def _shown(self, option: Any) -> str:
        from PySide6.QtWidgets import QStyle

        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        words = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)

    def _width_of(self, characters: int) -> int:
        return self.fontMetrics().horizontalAdvance("\u6c49") * characters + _FRAME
