"""Shows the window as a screen of 1366x768 pixels does at the scale of QT_SCALE_FACTOR, and tells what is cut.

A program of its own (``python -m tests.ui.scaled_window DATA CHOICES INSPECTION``): the scale is read when Qt starts.
It prints what is wrong, one line each; nothing where all is well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QScrollArea, QWidget

from tests.pictures.studio import press, settle
from tests.services.on_site import FORMS, Watch
from ui import style
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory

PIXELS = (1366, 768)
STEPS = ("", "checking", "record", "papers")  # "" is the home page


def main(data: Path, choices: Path, inspection: str) -> None:
    """Go through the pages and print what is wrong."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(choices))
    application = QApplication([])
    style.dress(application, large=False)
    window = MainWindow(Premises(data, FORMS, Watch()), Memory())
    window.show()
    window.start()
    window.showNormal()
    width, height = (round(one / window.devicePixelRatioF()) for one in PIXELS)
    window.resize(width, height)
    settle(window.tasks)
    press(window, "seat_jia")
    print(f"scale {window.devicePixelRatioF()}", file=sys.stderr)
    if window.width() > width or window.height() > height:
        print(f"the window needs {window.width()}x{window.height()}, the screen has {width}x{height}")
    for step in STEPS:
        assert window.workbench is not None
        if step:
            window.workbench.show_inspection(inspection, step)
        else:
            window.workbench.show_home()
        settle(window.tasks)
        for fault in faults(window):
            print(f"{step or 'home'}: {fault}")
    window.close()


def faults(window: MainWindow) -> Iterator[str]:
    """Give the buttons that are cut, and the acts that cannot be reached."""
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
    for one in buttons:
        if one.width() < one.sizeHint().width():
            yield f"{one.objectName()} “{one.text()}” is cut: {one.width()} of {one.sizeHint().width()}"
    acts = [one for one in buttons if isinstance(one, QPushButton) and one.property("kind") == "primary"]
    # A page whose step is not ready has no main act: then every act that can be done is to be reached.
    for one in acts or [one for one in buttons if one.isEnabled()]:
        scroll_to(one)
        if one.visibleRegion().boundingRect() != one.rect():
            yield f"{one.objectName()} “{one.text()}” cannot be reached"


def scroll_to(control: QWidget) -> None:
    """Bring a control into sight, through each area around it, as the wheel or the Tab key does."""
    above: QWidget | None = control.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(control, 4, 4)
            QApplication.processEvents()
        above = above.parentWidget()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    sys.stdout.flush()
    os._exit(0)  # what Qt takes down at the end of a process is not looked at here
