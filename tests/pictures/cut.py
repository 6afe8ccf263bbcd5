"""What of the page in front cannot be read or reached: words cut, controls outside of their place or over others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTextBrowser,
    QWidget,
)

from ui import style
from ui.widgets.elided_label import ElidedLabel

LEAST_VIEW = 60  # pixels of height in which something can still be read while it scrolls: two lines
LEAST_CHOSEN = 4  # so many signs of what is chosen are seen; the list that opens shows it in full
BESIDE_HEADING, BESIDE_TYPED = 30, 16  # what the style sheet leaves free at both sides of words
ROUNDED = 1


def words_cut(window: QWidget) -> Iterator[str]:
    """Give what is wrong with the page in front, one line each."""
    for one in window.findChildren(QWidget):
        if not one.isVisible() or one.objectName().startswith("qt_") or isinstance(one.parent(), QComboBox):
            continue
        for fault in (*_words(one), *_place(one), *_neighbours(one)):
            yield f"{_named(one)} {fault}"


def _named(one: QWidget) -> str:
    return f"{type(one).__name__} {one.objectName()} in {type(one.parent()).__name__}"


def _words(one: QWidget) -> Iterator[str]:
    if isinstance(one, QLabel) and not isinstance(one, ElidedLabel) and one.text():
        yield from _of_label(one)
    elif isinstance(one, QAbstractButton):
        least = one.minimumSizeHint()
        if one.width() < least.width() or one.height() < least.height():
            yield f"“{one.text()}” is cut: {one.size().toTuple()} of {least.toTuple()}"
    elif isinstance(one, QComboBox):
        yield from _of_choice(one)
    elif isinstance(one, QLineEdit):
        needed = one.fontMetrics().horizontalAdvance(one.placeholderText()) + BESIDE_TYPED
        if not one.text() and needed > one.width():
            yield f"“{one.placeholderText()}” is cut: {one.width()} of {needed}"
    elif isinstance(one, QHeaderView) and one.orientation() == Qt.Orientation.Horizontal and one.model() is not None:
        yield from _of_head(one)


def _of_label(one: QLabel) -> Iterator[str]:
    said, place = f"“{one.text()[:30]}”", one.contentsRect()
    if not one.wordWrap():
        needed = one.sizeHint()
        if one.width() < needed.width() or one.height() < needed.height() - ROUNDED:
            yield f"{said} is cut: {one.size().toTuple()} of {needed.toTuple()}"
        return
    needed = one.heightForWidth(one.width())
    if needed > one.height() + ROUNDED:
        yield f"{said} is cut at its foot: {one.height()} of {needed}"
    wraps = int(Qt.TextFlag.TextWordWrap.value)
    wide = one.fontMetrics().boundingRect(QRect(0, 0, place.width(), 100_000), wraps, one.text()).width()
    if one.textFormat() == Qt.TextFormat.PlainText and wide > place.width() + ROUNDED:
        yield f"{said} has a word wider than its place: {wide} of {place.width()}"


def _of_choice(one: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    whole, inner = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = one.style().subControlRect(whole, option, inner, one).width()
    needed = one.fontMetrics().horizontalAdvance(one.currentText())
    if needed > room and room < LEAST_CHOSEN * one.fontMetrics().height():
        yield f"“{one.currentText()}” is cut: {room} of {needed}"


def _of_head(one: QHeaderView) -> Iterator[str]:
    font = QFont(one.font())
    font.setPointSizeF(style.current().small)
    font.setBold(True)
    for at in range(one.count()):
        words = str(one.model().headerData(at, Qt.Orientation.Horizontal) or "")
        needed = QFontMetrics(font).horizontalAdvance(words) + BESIDE_HEADING
        if words and not one.isSectionHidden(at) and one.sectionSize(at) < needed:
            yield f"column “{words}” is cut: {one.sectionSize(at)} of {needed}"


def _place(one: QWidget) -> Iterator[str]:
    parent = one.parentWidget()
    if parent is None or one.isWindow():
        return
    area = parent.parentWidget()
    if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
        if isinstance(area, QScrollArea) and area.widget() is one:
            yield from _of_scrolled(one, area)
    elif not parent.rect().contains(one.geometry()) and not isinstance(parent, QStackedWidget | QSplitter):
        yield f"is outside of its place: {one.geometry().getRect()} in {parent.rect().getRect()}"
    if isinstance(one, QAbstractItemView | QTextBrowser) and _in_a_slot(one):
        yield f"scrolls in a slot {one.viewport().height()} high"


def _of_scrolled(one: QWidget, area: QScrollArea) -> Iterator[str]:
    seen, hidden = area.viewport(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if one.width() > seen.width() and area.horizontalScrollBarPolicy() == hidden:
        yield f"is {one.width()} wide in a view of {seen.width()} that does not scroll sideways"
    if _in_a_slot(area):
        yield f"scrolls in a slot {seen.height()} high"


def _in_a_slot(area: QAbstractScrollArea) -> bool:
    return area.verticalScrollBar().maximum() > 0 and area.viewport().height() < LEAST_VIEW


def _neighbours(parent: QWidget) -> Iterator[str]:
    if parent.layout() is None or isinstance(parent, QStackedWidget):
        return
    inside = [one for one in parent.children() if isinstance(one, QWidget) and one.isVisible() and not one.isWindow()]
    for one, other in combinations((one for one in inside if not isinstance(one, QScrollBar)), 2):
        shared = one.geometry() & other.geometry()
        if shared.width() > ROUNDED and shared.height() > ROUNDED:
            yield f"has {_named(one)} over {_named(other)} by {shared.size().toTuple()}"
