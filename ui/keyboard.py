"""Working by keyboard alone: Tab goes as the eye does, F6 from pane to pane, and the focus is never lost."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.reading_order import focus, in_order, is_stop, stop_after
from ui.tasks import Tasks

# What is around a page, by its name, and the pane it belongs to; the page itself is what is left.
FRAME = {"topBar": "bar", "stepRail": "rail", "nextPart": "head", "partRow": "head"}


class Keyboard(QObject):
    """Watches over the focus of one window.

    A control that hides, goes or cannot be used any more takes the focus with it: keys would go nowhere, and Tab would
    begin at the top of the window. Once nothing is under way the nearest part that still stands has it.
    """

    def __init__(self, window: QWidget, shell: QWidget, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._shell, self._tasks = window, shell, tasks
        self._last: list[QWidget] = []  # what had the focus last, and all around it
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_changed)
        application.focusWindowChanged.connect(self._look_soon)
        tasks.busy_changed.connect(self._look_soon)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), window, lambda step=step: self._to_pane(step))

    def step(self, *, forward: bool) -> bool:
        """Go to the next control in the order of reading, or to the one before."""
        here = QApplication.focusWidget()
        if here is not None and not (here.isVisible() and here.isEnabled()):
            # Not the Tab key: Qt hands the focus of what hides or is disabled to whatever comes next, where a second
            # press of Return would do something else.
            here.clearFocus()
            return False
        here = here or next((one for one in self._last if isValid(one)), None)
        found = stop_after(self._shell, here, forward=forward)
        if found is None:
            return False
        focus(found, Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _on_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            self._look_soon()
        elif now.window() is self._window:
            self._last = list(_around(now))

    def _look_soon(self, *_: object) -> None:
        # The page itself knows best where the focus goes next; it has this turn of the loop for it.
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        lost = QApplication.focusWidget() is None and QApplication.activePopupWidget() is None
        if not lost or self._tasks.busy or not self._window.isActiveWindow():
            return
        around = [one for one in self._last if isValid(one) and one.isVisible()] or [self._shell]
        if around[0] is next(iter(self._last), None) and is_stop(around[0]):
            focus(around[0], Qt.FocusReason.OtherFocusReason)
            return
        for part in around:
            found = self._first_in(part)
            if found is not None:
                focus(found, Qt.FocusReason.OtherFocusReason)
                return

    def _first_in(self, part: QWidget) -> QWidget | None:
        """Return the first stop of the page in a part: what is around the page is there on every page."""
        stops = [one for one in in_order(part) if is_stop(one)]
        for pane in ("", "head"):
            for one in stops:
                if self._pane(one) == pane:
                    return one
        return None

    def _pane(self, control: QWidget) -> str:
        return next((FRAME[one.objectName()] for one in _around(control) if one.objectName() in FRAME), "")

    def _to_pane(self, step: int) -> None:
        """Go to the next pane: the bar at the top, the rail of steps, the page."""
        stops: dict[str, QWidget] = {}
        for one in in_order(self._shell):
            if is_stop(one):
                stops.setdefault(self._pane(one), one)
        here = QApplication.focusWidget()
        panes = list(stops)
        if panes:
            at = panes.index(self._pane(here)) if here is not None and self._pane(here) in panes else -1
            focus(stops[panes[(at + step) % len(panes)]], Qt.FocusReason.ShortcutFocusReason)


def _around(control: QWidget | None) -> list[QWidget]:
    found = []
    while control is not None:
        found.append(control)
        control = control.parentWidget()
    return found
