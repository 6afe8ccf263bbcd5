"""The order in which Tab goes: that of the layouts, as the eye goes, not that in which the controls were made.

Qt's own chain keeps the order of their making: a field that is shown only after a choice would come after the button
at the foot of the page, a row that was added after everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLayout, QScrollArea, QWidget

LAST = "tabLast"
"""The property of what Tab reaches only after all that stands beside it."""


def in_order(root: QWidget) -> Iterator[QWidget]:
    """Give all that is visible inside a widget as it is read: along the layouts, the rest from top to bottom."""
    for one in _inside(root):
        if one.isVisible() and not one.isWindow():
            yield one
            yield from in_order(one)


def is_stop(control: QWidget) -> bool:
    """Return whether Tab stops at a control; of choices that exclude each other, at the chosen one."""
    if not (control.isEnabled() and control.isVisible() and control.focusProxy() is None):
        return False
    chosen = _chosen_beside(control) if isinstance(control, QAbstractButton) else None
    # Qt remembers who had the focus last in the policy itself: a choice made by the program leaves it at the old one.
    return control is chosen if chosen is not None else bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def stop_after(root: QWidget, here: QWidget | None, *, forward: bool) -> QWidget | None:
    """Return where Tab, or Shift+Tab, goes from a control; behind the last comes the first again."""
    seen = list(in_order(root))
    at = next((place for place, one in enumerate(seen) if one is here), -1 if forward else 0)
    around = [*seen[at + 1 :], *seen[: at + 1]] if forward else [*reversed(seen[:at]), *reversed(seen[at:])]
    return next((one for one in around if is_stop(one)), None)


def bring_into_sight(control: QWidget) -> None:
    """Scroll every area around a control so that it is seen."""
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(control)
        above = above.parentWidget()


def focus(control: QWidget, reason: Qt.FocusReason) -> None:
    """Give the focus to a control and let it be seen."""
    control.setFocus(reason)
    bring_into_sight(control)


def _chosen_beside(one: QAbstractButton) -> QAbstractButton | None:
    group, around = one.group(), one.parentWidget()
    if group is not None and group.exclusive():
        beside = group.buttons()
    elif one.autoExclusive() and around is not None:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        beside = [other for other in around.findChildren(QAbstractButton, options=direct) if other.autoExclusive()]
    else:
        return None
    return next((other for other in beside if other.isChecked() and other.isVisible() and other.isEnabled()), None)


def _inside(widget: QWidget) -> list[QWidget]:
    layout = widget.layout()
    laid = [] if layout is None else list(_laid_out(layout))
    rest = [one for one in widget.children() if isinstance(one, QWidget) and one not in laid]
    found = [*laid, *sorted(rest, key=lambda one: (one.y(), one.x()))]
    return sorted(found, key=lambda one: bool(one.property(LAST)))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in _places(layout):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _places(layout: QLayout) -> list[int]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: _cell(layout, place))
    return places


def _cell(grid: QGridLayout, place: int) -> tuple[int, int]:
    row, column, _, _ = cast("tuple[int, int, int, int]", grid.getItemPosition(place))
    return row, column
