"""What is wrong with the controls of the page in front: no name, too small, not reached by Tab or out of its order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QScrollArea, QWidget

from tests.ui.test_everybody import controls
from ui import style
from ui.main_window import MainWindow
from ui.reading_order import group_of

CELL = "cellEditor"  # a cell that is being typed into is part of its table
MOST_STEPS = 300  # no page has as many controls


def faults_of_controls(window: MainWindow) -> Iterator[str]:
    """Give what is wrong, one line each."""
    here, order = [one for one in controls(window) if one.objectName() != CELL], order_of_tab(window)
    reached = set(order)
    for one in here:
        named = f"{type(one).__name__} {one.objectName()}"
        if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name).strip():
            yield f"{named} has no name for a screen reader"
        if not one.objectName():
            yield f"{named} in {type(one.parent()).__name__} has no object name"
        if one.height() < style.current().target:
            yield f"{named} is {one.height()} high"
        if one.isEnabled() and one not in reached and not _beside(one, reached) and not _typed_into(one, reached):
            yield f"{named} is not reached by Tab"
    seen = [place for place, one in enumerate(order) if not one.visibleRegion().isEmpty()]
    shown = [place for place in seen if _top_left(order[place], window)[0] >= 0]
    first = min(shown, key=lambda place: _top_left(order[place], window), default=0)
    in_turn, areas = order[first:] + order[:first], window.findChildren(QScrollArea)
    for one, following in pairwise(in_turn):
        if _stands_before(following, one, window, areas):
            yield f"Tab leads from {one.objectName()} back to {following.objectName()}"


def order_of_tab(window: MainWindow) -> list[QWidget]:
    """Return all that has the focus in turn as Tab is pressed."""
    window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    found: list[QWidget] = []
    for _ in range(MOST_STEPS):
        window.focusNextChild()
        focused = window.focusWidget()
        if focused is None or focused in found:
            break
        found.append(focused)
    return found


def _top_left(one: QWidget, window: MainWindow) -> tuple[int, int]:
    at = one.mapTo(window, QPoint(0, 0))
    return at.y(), at.x()


def _stands_before(one: QWidget, other: QWidget, window: MainWindow, areas: list[QScrollArea]) -> bool:
    """Return whether a reader meets one before another: it is above, and not in a column further to the right."""
    for area in areas:  # what is scrolled out of sight stands where its area does
        if area.isAncestorOf(one) != area.isAncestorOf(other):
            one, other = (area if area.isAncestorOf(part) else part for part in (one, other))
            break
    here, there = (QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in (one, other))
    return here.bottom() <= there.top() and here.left() < there.right()


def _typed_into(one: QWidget, reached: set[QWidget]) -> bool:
    """Return whether the focus went into a cell: a table that is typed into gives it on to what it opens there."""
    return isinstance(one, QAbstractItemView) and any(one.isAncestorOf(other) for other in reached)


def _beside(one: QWidget, reached: set[QWidget]) -> bool:
    """Return whether the arrow keys lead here: of buttons that exclude each other Tab reaches the chosen one."""
    if not isinstance(one, QAbstractButton):
        return False
    group = group_of(one)
    if group is not None and group.exclusive():
        return any(other in reached for other in group.buttons())
    parent = one.parentWidget()
    beside = parent.findChildren(QAbstractButton) if parent is not None and one.autoExclusive() else []
    return any(other in reached and other.autoExclusive() for other in beside)
