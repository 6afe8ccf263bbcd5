"""A label of several lines whose last one is not a single character: the lines above give it some of theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel

LEAST_LAST = 2.5
"""The least width of a last line, in characters: a word and its full stop."""
LINE_SEPARATOR = "\u2028"  # what Qt makes of a new line in a row of a list
PAUSES = "，。；：、！？）》” "
MOST_GIVEN = 6
"""The most that the lines give up at their ends, in characters, and the share of their width."""
MOST_SHARE = 0.25
MOST_RECKONED = 512
_reckoned: dict[tuple[str, str, int], int] = {}


def given_up(text: str, font: QFont, width: int) -> int:
    """Return by how many pixels the lines of a text are set shorter, so that none ends with a character alone.

    The text never takes more lines for it; 0 where nothing can be done, or need be.
    """
    em = QFontMetricsF(font).horizontalAdvance("字")
    lines, last, _ = _set(text, font, width)
    if last >= LEAST_LAST * em:
        return 0
    found = 0
    for step in range(1, MOST_GIVEN + 1):
        given = round(step * em)
        now, ends, parts_a_word = _set(text, font, width - given)
        if given > MOST_SHARE * width or now > lines:
            break
        if ends >= LEAST_LAST * em and not parts_a_word:
            return given
        found = found or (given if ends >= LEAST_LAST * em else 0)
    return found


def given_up_by(text: str, font: QFont, width: int) -> int:
    """Return the same, reckoned once for what is painted again and again."""
    key = (text, font.key(), width)  # no font is made of its key: that names one family only, and not those after it
    if key not in _reckoned:
        if len(_reckoned) >= MOST_RECKONED:
            _reckoned.clear()
        _reckoned[key] = given_up(text, font, width)
    return _reckoned[key]


def _set(text: str, font: QFont, width: int) -> tuple[int, float, bool]:
    """Return how many lines a text takes, the width of the shortest last line of a broken paragraph.

    And whether a last line begins in the middle of a phrase.
    """
    count, shortest, parts = 0, float(width), False
    for paragraph in text.replace(LINE_SEPARATOR, "\n").split("\n"):
        layout = QTextLayout(paragraph, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        lines, end, begin = 0, 0.0, 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines, end, begin = lines + 1, line.naturalTextWidth(), line.textStart()
        layout.endLayout()
        count += max(lines, 1)
        if lines > 1:
            shortest = min(shortest, end)
            parts = parts or paragraph[begin - 1] not in PAUSES
    return count, shortest, parts


class WrappedLabel(QLabel):
    """Plain text in several lines. While text of it is chosen it is set as Qt does."""

    _known: tuple[str, str, int] | None = None
    _given = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, its lines a little shorter where the last would be a character alone."""
        given = 0 if self.hasSelectedText() or self.hasFocus() else self._given_now()
        if not given:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        flags = int((self.alignment() | Qt.TextFlag.TextWordWrap).value)
        where = self.contentsRect().adjusted(0, 0, -given, 0)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(where, flags, self.text())

    def _given_now(self) -> int:
        text, width = self.text(), self.contentsRect().width()
        if self.textFormat() != Qt.TextFormat.PlainText or self.height() < 1.8 * self.fontMetrics().height():
            return 0
        now = (text, self.font().key(), width)
        if now != self._known:
            self._known, self._given = now, given_up(text, self.font(), width)
        return self._given
