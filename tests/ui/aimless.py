"""Somebody who presses, types and chooses without aim: whatever is on the screen, in any order.

The acts follow from a seed, so that what went wrong can be looked at again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from app.domain.secret_strength import TRAINING_PASSPHRASE, TRAINING_PIN
from tests.services.on_site import Watch
from ui.main_window import MainWindow
from ui.widgets.ink_pad import InkPad

SAID = (
    "", "演练", "演练说明：㛃䶮𬍡与长句，" * 12, "1", "31", "-5", "2026-06-30", "2026年6月31日", "9:70", "130600",
    TRAINING_PIN, TRAINING_PASSPHRASE, "0312-0000000", " ", "<b>&", "a" * 300,
)  # fmt: skip
SECRETS = (TRAINING_PASSPHRASE, TRAINING_PASSPHRASE, TRAINING_PIN, TRAINING_PIN, "演练错误", "")
# What leads away from a page is pressed more seldom than what it offers.
AWAY, SELDOM = ("nav", "seat", "large", "lock", "goVerify", "backHome"), 0.15
KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Down,
    Qt.Key.Key_Up, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_F1, Qt.Key.Key_PageDown,
    Qt.Key.Key_Delete, Qt.Key.Key_Home,
)  # fmt: skip
CHORDS = (Qt.Key.Key_Z, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_V, Qt.Key.Key_S)
STEPS = ("", "preparation", "arrival", "checking", "checking/evidence", "outcome", "record", "papers", "closing")
HOURS = (0.01, 0.01, 0.02, 0.1, 1, 30)


class Aimless:
    """One such person; ``did`` is what was done, last at the end. ``calm`` waits until nothing is under way.

    To ``inspection`` the person comes back now and then: most of the pages are there.
    """

    def __init__(
        self, seed: int, window: MainWindow, watch: Watch, calm: Callable[[], None], inspection: str = ""
    ) -> None:
        self._chance = random.Random(seed)
        self._window = window
        self._watch = watch
        self._calm = calm
        self._inspection = inspection
        self.did: list[str] = []
        self._acts: tuple[tuple[Callable[[], bool], int], ...] = (
            (self._press, 10), (self._type, 5), (self._choose, 3), (self._point, 4), (self._key, 4), (self._chord, 1),
            (self._sign, 1), (self._wait, 1), (self._come_back, 1),
        )  # fmt: skip

    def act(self) -> None:
        """Do one thing and wait until it has ended."""
        acts, weights = zip(*self._acts, strict=True)
        self.did.append("")
        while not self._chance.choices(acts, weights)[0]():
            pass
        self._calm()

    def answer(self, box: QMessageBox) -> None:
        """Press one of a box's buttons."""
        pressed = self._chance.choice(box.buttons())
        self.did[-1] += f" [{box.text()}: {pressed.text()}]"
        pressed.click()

    def file_among(self, files: Sequence[Path]) -> str:
        """Return one of the files, or none."""
        chosen = str(self._chance.choice([*files, ""]))
        self.did[-1] += f" [{chosen}]"
        return chosen

    def _press(self) -> bool:
        found = self._one_of(QAbstractButton)
        if found is None or (found.objectName().startswith(AWAY) and self._chance.random() > SELDOM):
            return False
        self.did[-1] = f"press {_called(found)} {found.text()}"
        if isinstance(found, QPushButton | QToolButton) and found.menu() is not None:
            acts = [one for one in found.menu().actions() if one.isEnabled() and not one.isSeparator()]
            if acts:
                self._chance.choice(acts).trigger()
            return True
        found.click()
        return True

    def _type(self) -> bool:
        found = self._one_of(QLineEdit, QPlainTextEdit, QTextEdit)
        if found is None or found.isReadOnly():
            return False
        said = self._chance.choice(SECRETS if _is_secret(found) else SAID)
        self.did[-1] = f"type {said[:12]!r} into {_called(found)}"
        found.setFocus()
        found.selectAll()
        if said:
            QApplication.clipboard().setText(said)
            found.paste()
        else:
            QTest.keyClick(found, Qt.Key.Key_Delete)
        return True

    def _choose(self) -> bool:
        found = self._one_of(QComboBox)
        if found is None or not found.count():
            return False
        at = self._chance.randrange(found.count())
        self.did[-1] = f"choose {found.itemText(at)} of {_called(found)}"
        found.setCurrentIndex(at)
        found.activated.emit(at)
        return True

    def _point(self) -> bool:
        found = self._one_of(QAbstractItemView)
        if found is None:
            return False
        size = found.viewport().size()
        at = QPoint(self._chance.randrange(max(1, size.width())), self._chance.randrange(max(1, size.height())))
        self.did[-1] = f"point at {at.x()},{at.y()} in {_called(found)}"
        twice = self._chance.random() < 0.2
        (QTest.mouseDClick if twice else QTest.mouseClick)(found.viewport(), Qt.MouseButton.LeftButton, pos=at)
        if twice:  # Qt leaves the button pressed; what was pressed may be gone
            left = found.viewport() if isValid(found) else self._window
            QTest.mouseRelease(left, Qt.MouseButton.LeftButton, pos=at)
        return True

    def _key(self) -> bool:
        key = self._chance.choice(KEYS)
        self.did[-1] = f"key {key.name}"
        QTest.keyClick(self._focused(), key)
        return True

    def _chord(self) -> bool:
        key = self._chance.choice(CHORDS)
        self.did[-1] = f"ctrl {key.name}"
        QTest.keyClick(self._focused(), key, Qt.KeyboardModifier.ControlModifier)
        return True

    def _sign(self) -> bool:
        pad = self._one_of(InkPad)
        if pad is None:
            return False
        self.did[-1] = f"sign {_called(pad)}"
        width, height = pad.width(), pad.height()
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(width // 4, height // 3))
        for step in range(1, 8):
            QTest.mouseMove(pad, QPoint(width // 4 + step * width // 20, height // 3 + step % 3 * 12))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(width // 2, height // 2))
        return True

    def _wait(self) -> bool:
        hours = self._chance.choice(HOURS)
        self._watch.pass_by(hours=hours)
        self.did[-1] = f"{hours} hours go by"
        return True

    def _come_back(self) -> bool:
        bench = self._window.workbench
        if bench is None or not self._inspection:
            return False
        step = self._chance.choice(STEPS)
        self.did[-1] = f"back to the inspection at {step}"
        bench.show_inspection(self._inspection, step)
        return True

    def _one_of(self, *kinds: type[QWidget]):
        found = [
            one for kind in kinds for one in self._window.findChildren(kind)
            if one.isVisible() and one.isEnabled() and one.visibleRegion().isEmpty() is False
        ]  # fmt: skip
        return self._chance.choice(found) if found else None

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window


def _called(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def _is_secret(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit) and widget.echoMode() == QLineEdit.EchoMode.Password
