"""The walk of somebody who works by keyboard: every page, every act of it once, and what is wrong after each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from tests.pictures import by_keys
from tests.pictures.by_keys import Key, Looking
from tests.pictures.controls import faults_of_controls
from tests.pictures.gallery import SHOTS, Shot
from tests.pictures.studio import opened
from tests.pictures.studio import press as click
from tests.pictures.taking import Stores
from ui.destination_names import HELP
from ui.destinations import DESTINATIONS
from ui.main_window import MainWindow
from ui.pages.help import HelpPage
from ui.pages.inspection import InspectionPage
from ui.reading_order import group_of, stops_in

TYPED, OPENS = "yan lian", ("…", "...")
HELP_BACK = "helpBack"
DEEP = 2  # so many acts one after the other


@dataclass
class Found:
    """What was wrong, by its sort, and how many acts were done."""

    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    acts: int = 0
    chapters: dict[str, str] = field(default_factory=dict)  # which one F1 opens at which page


class Walk:
    """Goes to pages and presses what is there. ``asked`` is what dialogs were answered, by going back."""

    def __init__(self, stores: Stores, choices: Path, asked: list[str]) -> None:
        self._stores, self._choices, self._asked = stores, choices, asked
        self._looking, self.found = Looking(), Found()
        self._done: set[tuple[str, str]] = set()
        self._states: set[tuple[str, ...]] = set()
        self._open = ExitStack()

    def walk(self, shots: Iterable[Shot] = SHOTS) -> Found:
        """Go to all these pages and return what was wrong."""
        ordered = sorted(shots, key=lambda one: (one.step, one.seat))
        for _, group in groupby(ordered, key=lambda one: (one.step, one.seat) if one.step else one.name):
            of_store = list(group)
            self._enter(of_store[0])
            for shot in of_store:
                self._visit(shot)
            self._open.close()
        return self.found

    def bare_pages(self, shot: Shot) -> list[str]:
        """Return the pages of an empty store, by their names, on which nothing but the bar can be pressed."""
        self._enter(shot)
        self._go(shot, ())
        bench, found = self._window.workbench, []
        assert bench is not None
        for name in DESTINATIONS:
            if name == HELP:
                continue
            bench.show_destination(name)
            by_keys.rest(self._window)
            stops = [one for one in stops_in(bench.page, links=True) if isinstance(one, QAbstractButton)]
            if not [one for one in stops if not one.isCheckable()] and len(_tabs(bench.page)) < 2:
                found.append(name)
        self._open.close()
        return found

    def _enter(self, shot: Shot) -> None:
        self._open.close()
        self._store = self._stores.copy(shot.step, long=False)
        opening = opened(self._store.folder, self._store.moment, self._choices, large=False)
        self._window: MainWindow = self._open.enter_context(opening)
        self._window.activateWindow()
        QApplication.processEvents()
        self._window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if shot.step:
            click(self._window, f"seat_{shot.seat}")

    def _go(self, shot: Shot, path: tuple[Key, ...]) -> bool:
        """Go to a page and do these acts; return whether all were there."""
        try:
            shot.way(self._window, self._store.inspection)
        except LookupError:
            return False
        by_keys.rest(self._window)
        if QApplication.focusWidget() is None:
            QTest.keyClick(self._window, Qt.Key.Key_Tab)
            by_keys.rest(self._window)
        for key in path:
            one = by_keys.find(self._window, key)
            if one is None:
                return False
            by_keys.press(self._window, one)
        return True

    def _visit(self, shot: Shot) -> None:
        if not self._go(shot, ()):
            self._enter(shot)
            assert self._go(shot, ()), shot.name
        self._look(shot.name, QApplication.focusWidget() if _was_pressed(QApplication.focusWidget()) else None)
        self._ask_for_help(shot)
        here = self._page()
        waiting = [((), key) for key in by_keys.acts(self._window)]
        while waiting:
            path, key = waiting.pop(0)
            if self._known(key):
                continue
            one = self._reach(shot, path, key)
            if one is None:
                continue
            self._press(shot, path, key, one)
            if len(path) + 1 < DEEP and self._page() is here:
                found = [one for one in by_keys.acts(self._window) if not self._known(one)]
                known = {one for _, one in waiting}
                waiting = [((*path, key), one) for one in found if one not in known] + waiting

    def _ask_for_help(self, shot: Shot) -> None:
        """Open the help by F1 and leave it by Esc: it is at the chapter of the page, and the page as it was."""
        before, here, page = QApplication.focusWidget(), self._window.focusWidget(), self._page()
        if isinstance(page, HelpPage):
            return
        QTest.keyClick(here or self._window, Qt.Key.Key_F1)
        by_keys.rest(self._window)
        helps = [one for one in self._window.findChildren(HelpPage) if one.isVisible()]
        if not helps:
            self.found.faults["help"].append(f"{shot.name}: F1 opens nothing")
            return
        self.found.chapters[shot.name] = helps[0].chapter
        QTest.keyClick(QApplication.focusWidget() or self._window, Qt.Key.Key_Escape)
        by_keys.rest(self._window)
        if self._page() is not page or QApplication.focusWidget() is not before:
            now, was = by_keys.named(QApplication.focusWidget()), by_keys.named(before)
            self.found.faults["help"].append(f"{shot.name}: back from the help {now} has the focus, not {was}")

    def _known(self, key: Key) -> bool:
        return (self._place(), re.sub(r"\d.*", "#", key[0])) in self._done

    def _reach(self, shot: Shot, path: tuple[Key, ...], key: Key) -> QWidget | None:
        one = by_keys.find(self._window, key)
        if one is not None or (self._go(shot, path) and (one := by_keys.find(self._window, key)) is not None):
            return one
        self._enter(shot)
        return by_keys.find(self._window, key) if self._go(shot, path) else None

    def _press(self, shot: Shot, path: tuple[Key, ...], key: Key, one: QWidget) -> None:
        self._done.add((self._place(), re.sub(r"\d.*", "#", key[0])))
        if _leads_nowhere(one):
            return
        told = " > ".join([shot.name, *(name for name, _ in path), key[0]])
        before, focused = by_keys.shown_words(self._window), QApplication.focusWidget()
        self._asked.clear()
        by_keys.press(self._window, one)
        self.found.acts += 1
        still = QApplication.focusWidget() is one and focused is not None
        if still and not self._asked and by_keys.shown_words(self._window) == before:
            self.found.faults["silent"].append(told)
        again = by_keys.find(self._window, key) if not isValid(one) or not one.isVisible() else None
        if again is not None and again is not QApplication.focusWidget() and not _acts(again):
            told_now = by_keys.named(QApplication.focusWidget())
            self.found.faults["focus"].append(f"{told}: it was made anew, and {told_now} has the focus")
        back = key[0] == HELP_BACK  # it leads to where help was asked for, wherever that was
        self._look(told, QApplication.focusWidget() if back else one if isValid(one) else None)
        if isValid(one) and _opened(one):
            self._leave(told, one)

    def _leave(self, told: str, opener: QAbstractButton) -> None:
        """Leave by Esc what an act opened: it closes, the focus is on what opened it, and no word is lost."""
        here = QApplication.focusWidget()
        typed = isinstance(here, QLineEdit | QPlainTextEdit) and here is not opener and not here.isReadOnly()
        if typed:
            here.clear()
            QTest.keyClicks(here, TYPED)
        for _ in range(2):  # the first one leaves a text of several lines
            if isValid(opener) and opener.isChecked():
                QTest.keyClick(QApplication.focusWidget() or self._window, Qt.Key.Key_Escape)
                by_keys.rest(self._window)
        if isValid(opener) and opener.isChecked():
            self.found.faults["esc"].append(f"{told}: Esc does not close what it opened")
        elif QApplication.focusWidget() is not opener:
            self.found.faults["esc"].append(f"{told}: Esc leads to {by_keys.named(QApplication.focusWidget())}")
        if typed and isValid(here) and TYPED not in by_keys.text_of(here):
            self.found.faults["esc"].append(f"{told}: Esc loses what was typed into {here.objectName()}")

    def _look(self, told: str, pressed: QWidget | None) -> None:
        faults = self.found.faults
        faults["focus"] += [f"{told}: {one}" for one in by_keys.faults_of_focus(self._window, pressed, self._looking)]
        state = tuple(sorted({one.objectName() for one in by_keys.controls(self._window)}))
        if state not in self._states:
            self._states.add(state)
            held = QApplication.focusWidget()
            faults["controls"] += [f"{told}: {one}" for one in faults_of_controls(self._window)]
            if held is not None and isValid(held):
                held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self) -> QWidget | None:
        return self._window.workbench.page if self._window.workbench is not None else None

    def _place(self) -> str:
        page = self._page()
        if isinstance(page, InspectionPage):
            return page.shown.partition("/")[0]
        return type(page).__name__


def _tabs(page: QWidget) -> list[QAbstractButton]:
    """Return the choices of a page that show its parts."""
    return [one for one in page.findChildren(QAbstractButton) if one.isVisible() and group_of(one) is not None]


def _acts(one: QWidget) -> bool:
    """Return whether a control does something once: a second press must not follow by itself."""
    return isinstance(one, QAbstractButton) and not one.isCheckable()


def _was_pressed(one: QWidget | None) -> bool:
    """Return whether a page of the bar or a part of a step has the focus because it was gone to by its own button."""
    return isinstance(one, QAbstractButton) and one.isChecked()


def _opened(one: QWidget) -> bool:
    """Return whether a button holds something open: it stays pressed, and it is not one of several."""
    if not isinstance(one, QAbstractButton) or one.inherits("QCheckBox") or not one.text().endswith(OPENS):
        return False
    return one.isCheckable() and one.isChecked()


def _leads_nowhere(one: QWidget) -> bool:
    """Return whether there is nothing to choose: one entry, or the one of several that is chosen already."""
    if isinstance(one, QComboBox):
        return one.count() < 2
    group = group_of(one) if isinstance(one, QAbstractButton) else None
    exclusive = isinstance(one, QAbstractButton) and (one.autoExclusive() or (group is not None and group.exclusive()))
    return exclusive and isinstance(one, QAbstractButton) and one.isChecked()
