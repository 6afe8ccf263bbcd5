"""What is wrong with the controls of the page in front: no name, too small, or never reached by the Tab key."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.test_everybody import controls
from ui import style
from ui.main_window import MainWindow

MOST_STEPS = 300  # no page has as many controls


def faults_of_controls(window: MainWindow) -> Iterator[str]:
    """Give what is wrong, one line each."""
    here, reached = controls(window), reached_by_tab(window)
    for one in here:
        named = f"{type(one).__name__} {one.objectName()}"
        if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name).strip():
            yield f"{named} has no name for a screen reader"
        if not one.objectName():
            yield f"{named} in {type(one.parent()).__name__} has no object name"
        if one.height() < style.current().target:
            yield f"{named} is {one.height()} high"
        if one.isEnabled() and one not in reached and not _beside(one, reached):
            yield f"{named} is not reached by Tab"


def reached_by_tab(window: MainWindow) -> set[QWidget]:
    """Return all that has the focus in turn as Tab is pressed."""
    window.activateWindow()
    QApplication.processEvents()
    found: list[QWidget] = []
    for _ in range(MOST_STEPS):
        window.focusNextChild()
        focused = window.focusWidget()
        if focused is None or (found and focused is found[0]):
            break
        found.append(focused)
    return set(found)


def _beside(one: QWidget, reached: set[QWidget]) -> bool:
    """Return whether the arrow keys lead here: of buttons that exclude each other Tab reaches the chosen one."""
    if not isinstance(one, QAbstractButton):
        return False
    group = one.group()
    if group is not None and group.exclusive():
        return any(other in reached for other in group.buttons())
    parent = one.parentWidget()
    beside = parent.findChildren(QAbstractButton) if parent is not None and one.autoExclusive() else []
    return any(other in reached and other.autoExclusive() for other in beside)
