"""Working by keyboard alone: Tab goes as the eye does, F6 from pane to pane, and the focus is never lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from ui.reading_order import begin_at, bring_into_sight, focus, in_order, is_stop, stop_after, stops_in
from ui.tasks import Tasks
from ui.ways_back import leads_back, way_out_of
from ui.widgets.buttons import WordedButton
from ui.widgets.typed_fields import put_cursor

# What is around a page, by its name, and the pane it belongs to; the page itself is what is left.
FRAME = {"topBar": "bar", "stepRail": "rail", "nextPart": "head", "partRow": "head"}

REASONS = ("lacking", "refusal")  # the lists, by name, of why something cannot be done yet
MOST_TURNS = 4  # of the loop, until what was made anew is seen
SEEN = 30  # so much of a control, in pixels, shows that it has the focus


class Keyboard(QObject):
    """Watches over the focus of one window.

    A control that hides, goes or cannot be used any more takes the focus with it: keys would go nowhere, and Tab would
    begin at the top of the window. Once nothing is under way the nearest part that still stands has it. Who has used
    the mouse alone so far sees nothing jump: for them Tab begins in the page.
    """

    def __init__(self, window: QWidget, shell: QWidget, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._shell, self._tasks = window, shell, tasks
        self._tabbed = False
        self._last: list[QWidget] = []  # what had the focus last, and all around it
        self._turns = 0
        self._name = ""  # of what had it last, unless that does something once
        self._left: list[QWidget] = []  # the same, when another window was opened over this one
        self._again = ("", 0)  # what had the focus before the pages were made anew, by its name, and the place in it
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        window.installEventFilter(self)
        application.focusChanged.connect(self._on_changed)
        application.focusWindowChanged.connect(self._on_window)
        tasks.busy_changed.connect(self._look_soon)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), window, lambda step=step: self._to_pane(step))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice Tab while nothing has the focus, and Esc that nobody wanted: such keys come to the window itself."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._tabbed = self._tabbed or event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat() and self._leave():
                return True
        return super().eventFilter(watched, event)

    @property
    def _by_keys(self) -> bool:
        """Return whether a key has moved the focus or pressed a button: the window remembers it."""
        return self._tabbed or self._window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)

    def return_to(self, name: str, cursor: int) -> None:
        """Give the focus to the control of this name once the pages, which are being made anew, have all they show.

        ``cursor`` is the place in its text.
        """
        self._again = (name, cursor)

    def step(self, *, forward: bool) -> bool:
        """Go to the next control in the order of reading, or to the one before."""
        here = QApplication.focusWidget()
        if here is not None and not (here.isVisible() and here.isEnabled()):
            # Not the Tab key: Qt hands the focus of what hides or is disabled to whatever comes next, where a second
            # press of Return would do something else.
            here.clearFocus()
            return False
        if here is None and not self._by_keys:
            return False  # not the Tab key: Qt looks where to go because something hid
        self._tabbed = True
        here = here or next((one for one in self._last if isValid(one) and one.isVisible()), None)
        found = stop_after(self._shell, here, forward=forward) if here is not None else self._next_act([self._shell])
        if found is None:
            return False
        focus(found, Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _on_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if _is_lost(now) or leads_back(now):
            self._look_soon()
        if _is_lost(now):
            return
        if now is not None and now.window() is self._window:
            if before is None:
                self._left = self._last
            self._last = self._around(now)
            self._name = "" if isinstance(now, QAbstractButton) and not now.isCheckable() else now.objectName()
            if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
                QTimer.singleShot(0, self, self._show_focus)  # the page is laid out by then

    def _show_focus(self) -> None:
        """Scroll to what has the focus: Return must never do what nobody sees."""
        here = QApplication.focusWidget()
        if here is not None and here.visibleRegion().boundingRect().height() < min(here.height(), SEEN):
            bring_into_sight(here)

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and window is self._window.windowHandle():
            QTimer.singleShot(0, self, self._come_back)

    def _come_back(self) -> None:
        """Go on in the page where what was left is gone: Qt begins at the top of the window then."""
        here, left = QApplication.focusWidget(), self._left
        gone = bool(left) and not (isValid(left[0]) and left[0].isVisible())
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if gone and not by_mouse and here is not None and self._pane(here) == "bar":
            self._last = left
            here.clearFocus()
        self._look_soon()

    def _look_soon(self, *_: object) -> None:
        # The page itself knows best where the focus goes next: it has this turn of the loop for it, and the next one,
        # in which what was added is seen.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._look))

    def _look(self) -> None:
        if self._tasks.busy or not self._window.isActiveWindow():
            return
        (name, cursor), self._again = self._again, ("", 0)
        same = next((one for one in self._shell.findChildren(QWidget, name) if is_stop(one)), None) if name else None
        if same is not None:
            focus(same, Qt.FocusReason.OtherFocusReason)
            put_cursor(same, cursor)
        elif _is_lost(QApplication.focusWidget()) and QApplication.activePopupWidget() is None:
            self._find_again()
        elif self._by_keys and _was_led_back(QApplication.focusWidget()):
            self._go_on_in_page()

    def _find_again(self) -> None:
        around = [one for one in self._last if isValid(one) and one.isVisible()] or [self._shell]
        if around[0] is next(iter(self._last), None) and is_stop(around[0]):
            focus(around[0], Qt.FocusReason.OtherFocusReason)
            return
        anew = self._made_anew(around)
        if anew is not None and not is_stop(anew) and self._turns < MOST_TURNS:
            self._turns += 1
            self._look_soon()  # it is not seen yet
            return
        self._turns = 0
        again = anew if anew is not None and is_stop(anew) else None
        found = (again or self._next_act(around) or self._way_out()) if self._by_keys else None
        if found is not None:
            focus(found, Qt.FocusReason.OtherFocusReason)

    def _made_anew(self, around: Sequence[QWidget]) -> QWidget | None:
        """Return what stands in the place of a field or a tick that its own act made anew, seen already or not."""
        inside = around[0].findChildren(QWidget, self._name) if self._name else []
        seen = next((one for one in inside if is_stop(one)), None)
        return seen or next((one for one in inside if one.isEnabled() and not one.isHidden()), None)

    def _go_on_in_page(self) -> None:
        """Leave the way back for what the page is about: Qt gives the focus to what stands first in it."""
        found = self._next_act(self._around(QApplication.focusWidget()))
        if found is not None:
            focus(found, Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> bool:
        """Go back one level: out of the innermost part around the focus that is open."""
        here = QApplication.focusWidget()
        around = self._around(here)
        way = next((found for one in around if (found := way_out_of(one)) is not None), None)
        if way is None and (here is None or self._pane(here)):  # beside the page, which is left as a whole
            ways = (way_out_of(one) for one in in_order(self._shell))
            way = next((one for one in ways if one is not None and not one.isCheckable()), None)
        if way is None:
            return False
        self._tabbed = True
        if way.isCheckable():
            focus(way, Qt.FocusReason.ShortcutFocusReason)  # what it opened closes; it can be opened again from here
        way.click()
        return True

    def _way_out(self) -> QWidget | None:
        """Return where the bar says one is: on a page that has nothing left to do the focus is seen there."""
        stops = [one for one in stops_in(self._shell, links=True) if self._pane(one) == "bar"]
        here = (one for one in stops if isinstance(one, QAbstractButton) and one.isChecked())
        return next(here, next(iter(stops), None))

    def _next_act(self, around: Sequence[QWidget]) -> QWidget | None:
        """Return the first field or act of the nearest part that has one."""
        ways = ((part, links) for links in (False, True) for part in around)
        return next((one for part, links in ways if (one := self._first_in(part, links=links)) is not None), None)

    def _first_in(self, part: QWidget, *, links: bool) -> QWidget | None:
        """Return the first field or act of the page in a part, the way to what it lacks, or the way on.

        ``links``: also what is seldom used.
        """
        stops = stops_in(part, links=links)
        ways = [one for one in stops_in(part, links=True) if self._leads_on(one)]
        page, head = ([one for one in stops if self._pane(one) == pane and one not in ways] for pane in ("", "head"))
        panes = (page, ways, head)
        return next((found for pane in panes if (found := begin_at(pane, lists=True)) is not None), None)

    def _pane(self, control: QWidget) -> str:
        return next((FRAME[one.objectName()] for one in self._around(control) if one.objectName() in FRAME), "")

    def _leads_on(self, control: QWidget) -> bool:
        """Return whether a control leads to what a page lacks before anything else can be done."""
        around = self._around(control)
        return isinstance(control, QAbstractButton) and any(one.objectName() in REASONS for one in around)

    def _around(self, control: QWidget | None) -> list[QWidget]:
        """Return a control and what it is in, from the inside out.

        Not what the shell is in: to know the viewport of the window PySide would complete fifty types before the first
        key is taken.
        """
        found: list[QWidget] = []
        while control is not None:
            found.append(control)
            control = control.parentWidget() if control is not self._shell else None
        return found

    def _to_pane(self, step: int) -> None:
        """Go to the next pane: the bar at the top, the rail of steps, the page."""
        stops: dict[str, QWidget] = {}
        for one in in_order(self._shell):
            if is_stop(one):
                stops.setdefault(self._pane(one), one)
        here, self._tabbed = QApplication.focusWidget(), True
        panes = list(stops)
        if panes:
            at = panes.index(self._pane(here)) if here is not None and self._pane(here) in panes else -1
            focus(stops[panes[(at + step) % len(panes)]], Qt.FocusReason.ShortcutFocusReason)


def _is_lost(control: QWidget | None) -> bool:
    """Return whether keys go nowhere, or where nobody sees it.

    Qt gives the focus to a page as a whole while none of its controls is there, and to what is not shown when told so.
    """
    if control is None or not control.isVisible():
        return True
    scrolls = isinstance(control, QScrollArea) and control.verticalScrollBar().maximum() > 0
    return control.focusPolicy() == Qt.FocusPolicy.NoFocus and not scrolls


def _was_led_back(control: QWidget | None) -> bool:
    """Return whether the focus stands on the way back of a page, and no key of a person brought it there."""
    return leads_back(control) and isinstance(control, WordedButton) and control.was_led_here
