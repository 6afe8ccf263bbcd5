"""The order in which Tab goes: that of the layouts, as the eye goes, not that in which the controls were made.

Qt's own chain keeps the order of their making: a field that is shown only after a choice would come after the button
at the foot of the page, a row that was added after everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QLayout,
    QScrollArea,
    QWidget,
)

from ui.ways_back import leads_back

_WAY = QBoxLayout.Direction
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


def stops_in(root: QWidget, *, links: bool) -> list[QWidget]:
    """Return where Tab stops inside a widget; ``links``: also at what is seldom used."""
    return [one for one in in_order(root) if is_stop(one) and (links or one.property("kind") != "link")]


def begin_at(stops: Sequence[QWidget], *, lists: bool) -> QWidget | None:
    """Return where a person begins: at the first field, or at the main act where no field stands before it.

    A plain button beside the main act is the way back, as "draft again" is. ``lists``: a list is a field, too.
    """
    main = (one for one in stops if not leads_back(one))
    first = (one for one in main if _is_field(one, lists=lists) or one.property("kind") == "primary")
    return next(first, next((one for one in stops if not leads_back(one)), next(iter(stops), None)))


def _is_field(control: QWidget, *, lists: bool) -> bool:
    if isinstance(control, QAbstractButton):
        return control.isCheckable()
    return lists or not control.inherits("QAbstractItemView")


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
    group, around = group_of(one), one.parentWidget()
    if group is not None and group.exclusive():
        beside = group.buttons()
    elif one.autoExclusive() and around is not None:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        beside = [other for other in around.findChildren(QAbstractButton, options=direct) if other.autoExclusive()]
    else:
        return None
    return next((other for other in beside if other.isChecked() and other.isVisible() and other.isEnabled()), None)


def group_of(one: QAbstractButton) -> QButtonGroup | None:
    """Return its group, a child of something around it. Not by ``group()``: with the button its group would go."""
    above = one.parentWidget()
    while above is not None:
        for child in above.children():
            if isinstance(child, QButtonGroup) and one in child.buttons():
                return child
        above = above.parentWidget()
    return None


def _inside(widget: QWidget) -> list[QWidget]:
    layout = widget.layout()
    children = [one for one in widget.children() if isinstance(one, QWidget)]
    places = {one: _place(layout, one) if layout is not None else () for one in children}
    found = sorted(children, key=lambda one: (not places[one], places[one], one.y(), one.x()))
    return sorted(found, key=lambda one: bool(one.property(LAST)))


def _place(layout: QLayout, one: QWidget) -> tuple[tuple[int, ...], ...]:
    """Return where a widget stands in a layout and in those inside it, () where it is in none.

    Not by ``itemAt``: what Python holds of an item outlives it, and is taken for the next object at its address.
    """
    at = layout.indexOf(one)
    if at >= 0:
        return (_rank(layout, at),)
    for inner in layout.children():
        if isinstance(inner, QLayout) and (found := _place(inner, one)):
            return (_rank(layout, layout.indexOf(inner)), *found)
    return ()


def _rank(layout: QLayout, at: int) -> tuple[int, ...]:
    if isinstance(layout, QGridLayout):
        return cast(tuple[int, ...], layout.getItemPosition(at))
    turned = isinstance(layout, QBoxLayout) and layout.direction() in (_WAY.BottomToTop, _WAY.RightToLeft)
    return (-at,) if turned else (at,)
