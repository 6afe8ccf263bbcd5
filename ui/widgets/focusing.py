"""Where the focus goes when a form or a view as a whole is given it, and in which order Tab leads on.

Not by ``setFocusProxy``: with a proxy Qt's Tab key skips every control of the widget that stands before the proxy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget


def follow(before: QWidget, controls: Iterable[QWidget]) -> None:
    """Let Tab lead from one control to these in turn: what is made later would otherwise be the last of the window."""
    for one in controls:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, one)
            before = one


def lead_on(column: QWidget, beside: QWidget) -> None:
    """Let Tab go through a whole column before it goes on to what stands beside it."""
    chain, following = [column], column.nextInFocusChain()
    while following is not None and following is not column:
        chain.append(following)
        following = following.nextInFocusChain()
    last = [one for one in chain if column.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus][-1:]
    for one in last:
        follow(one, [control for control in chain if beside.isAncestorOf(control)])


class FocusedInside(QWidget):
    """Gives the focus on to ``first_focus``, one of its own controls; Tab goes through all of them."""

    first_focus: QWidget | None = None

    def setFocus(self, *reason: Any) -> None:
        """Put the focus on the control that comes first for a person."""
        if self.first_focus is None:
            super().setFocus(*reason)
        else:
            self.first_focus.setFocus(*reason)


class PageStack(QStackedWidget):
    """Pages of which one is shown. Whoever works in the page in front goes on in the one that follows it.

    Qt would put the focus on whatever comes next in the window, the first button of the top bar.
    """

    def setCurrentWidget(self, page: QWidget) -> None:
        """Show a page; one that does not take the focus itself has it as a whole, so that Tab leads into it."""
        working = self.window().focusWidget()
        inside = working is None or working is self or self.isAncestorOf(working)
        super().setCurrentWidget(page)
        now = self.window().focusWidget()
        if inside and (now is None or not page.isAncestorOf(now)):
            page.setFocus()


def has_focus_as_a_whole(page: QWidget) -> bool:
    """Return whether a page, or the page it lies in, was given the focus and no control of it has it yet."""
    now = page.window().focusWidget()
    return now is page or (now is not None and now.objectName() == "page" and now.isAncestorOf(page))
