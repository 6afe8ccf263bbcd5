"""A box to tick whose words go on in a second line where the place is narrow: Qt's own cuts them off."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

LEAST_LETTERS = 6
"""The least width of the words, in letters: a column that is narrower is made wider."""
AROUND = 12
"""The least room, in pixels, above and below words of several lines."""
WIDER_THAN_ANY = 1 << 14


class TickBox(QCheckBox):
    """``text()`` is the words as they were given; lines are broken only where they are painted."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        usual = QSizePolicy.Policy.Preferred
        policy = QSizePolicy(usual, usual, QSizePolicy.ControlType.CheckBox)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._laid: tuple[tuple[object, ...], list[str]] = ((), [])  # layouts ask, then the painting asks the same

    def hasHeightForWidth(self) -> bool:
        """Return that it is higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the box and all its words at a width."""
        words = len(self.lines(width)) * self.fontMetrics().lineSpacing()
        return max(self.sizeHint().height(), words + AROUND)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the box with a few of its words."""
        whole = self.sizeHint()
        letters = LEAST_LETTERS * self.fontMetrics().horizontalAdvance("字")
        return QSize(min(whole.width(), self._beside() + letters), whole.height())

    def lines(self, width: int) -> list[str]:
        """Return the words in the lines that they take at a width."""
        asked = (self.text(), self.font().key(), width)
        if self._laid[0] != asked:
            self._laid = asked, self._laid_out(width)
        return self._laid[1]

    def _laid_out(self, width: int) -> list[str]:
        layout, option = QTextLayout(self.text(), self.font()), QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        found = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width - self._beside()))
            found.append(self.text()[line.textStart() : line.textStart() + line.textLength()].strip())
        layout.endLayout()
        return found or [""]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box with its words in lines."""
        option: Any = QStyleOptionButton()  # the stubs leave out text, rect and direction
        self.initStyleOption(option)
        option.text = "\n".join(self.lines(self.width()))
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_CheckBox, option)

    def _beside(self) -> int:
        """Return how much of the width is not for words: the box, and what is kept free around it."""
        option: Any = QStyleOptionButton()
        self.initStyleOption(option)
        option.direction = Qt.LayoutDirection.LeftToRight
        option.rect = QRect(0, 0, WIDER_THAN_ANY, self.height() or 1)
        words = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        return WIDER_THAN_ANY - words.width()
