"""Shows the window as a screen of 1366x768 pixels does at the scale of QT_SCALE_FACTOR, and tells what is cut.

A process of its own: the scale is read when Qt starts. A step is its key and, after ``/``, the part where people sign
(``record/signing``): there the window of the party is looked at too; with ``@`` before it a step is a page of the bench
(``@registers/numbers``). It prints what is wrong, one line each; nothing where all is well.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QPushButton, QScrollArea, QWidget

from tests.pictures.studio import press, settle
from tests.services.on_site import FORMS, Watch
from ui import style
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory
from ui.pages.parts.handover import HandOver
from ui.widgets.ink_pad import InkPad
from ui.widgets.pdf_view import PdfView

PIXELS = (1366, 768)
WHOLE_UP_TO = 1.5
LEAST_PAPER = 250  # logical pixels of the paper's height that are seen at once
SIGNERS = {"signers": "handOver", "receiptSigners": "handOverReceipt"}  # the list, and the button for a party


@dataclass(frozen=True)
class Showing:
    """What to show: a data folder and where the window remembers, an inspection, the steps of it, and how.

    ``hours`` have gone by since the visit began.
    """

    data: Path
    choices: Path
    inspection: str
    hours: int
    steps: tuple[str, ...]
    large: bool = False


def show_at(factor: str, shown: Showing, report: Path, errors: Path) -> None:
    """Show it at a scale, with what is printed in two files; the process ends with it."""
    os.environ.update({"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor})
    for stream, file in ((sys.stdout, report), (sys.stderr, errors)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream.fileno())
    main(shown)
    sys.stdout.flush()
    os._exit(0)  # what Qt takes down at the end of a process is not looked at here


def main(shown: Showing) -> None:
    """Go through the pages and print what is wrong."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(shown.choices))
    application = QApplication([])
    Memory().large = shown.large
    style.dress(application, shown.large)
    watch = Watch()
    watch.pass_by(hours=shown.hours)
    window = MainWindow(Premises(shown.data, FORMS, watch), Memory())
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
    for step in shown.steps:
        assert window.workbench is not None
        key, _, inner = step.partition("/")
        if key.startswith("@"):
            window.workbench.show_destination(step.removeprefix("@"))
            inner = ""
            settle(window.tasks)
            for fault in () if shown.large else scrolled_as_a_whole(window):
                print(f"{step}: {fault}")
        else:
            window.workbench.show_inspection(shown.inspection, key)
        settle(window.tasks)
        if inner:
            press(window, f"part_{inner}")
        # In 大字 the pages of the officers scroll at these scales; the party's window does not.
        officers = () if shown.large else faults(window)
        for fault in [*officers, *(at_the_party(window, (width, height)) if inner else ())]:
            print(f"{step}: {fault}")
    window.close()


def at_the_party(window: MainWindow, size: tuple[int, int]) -> Iterator[str]:
    """Hand the laptop over, write one stroke, and give what the party cannot reach; then what the officer cannot."""
    (signers,) = [one for one in window.findChildren(QListWidget) if one.isVisible() and one.objectName() in SIGNERS]
    (party,) = signers.findItems("演练负责人", Qt.MatchFlag.MatchStartsWith)
    signers.setCurrentItem(party)
    settle(window.tasks)
    if style.current() is not style.LARGE:
        yield from faults(window)
    press(window, SIGNERS[signers.objectName()])
    (handed,) = [one for one in window.findChildren(HandOver) if one.isVisible()]
    handed.showNormal()  # the screen that is not there is smaller or larger than the one meant
    handed.resize(*size)
    settle(window.tasks)
    if (handed.width(), handed.height()) != size:
        yield f"the party's window needs {handed.width()}x{handed.height()}"
    (pad,), (view,) = handed.findChildren(InkPad), handed.findChildren(PdfView)
    if view.height() < LEAST_PAPER:
        yield f"only {view.height()} of the paper's height are seen"
    yield from out_of_sight(handed)
    read(handed)
    yield from out_of_sight(handed)
    if pad.visibleRegion().boundingRect() != pad.rect():
        yield "the pad cannot be seen whole"
    before = pad.mapTo(handed, QPoint())
    stroke(pad)
    if pad.is_empty or pad.mapTo(handed, QPoint()) != before:
        yield "a stroke from the top of the pad to its foot scrolls the page"
    yield from out_of_sight(handed)
    press(window, "giveBack")
    yield from out_of_sight(handed)
    handed.end()
    settle(window.tasks)


def read(handed: HandOver) -> None:
    """Read the paper to its end, and go on to the pad where only one of the two is seen."""
    for name in ("readOn", "toPad"):
        (act,) = handed.findChildren(QPushButton, name)
        while act.isVisible() and act.isEnabled():
            act.click()
            QApplication.processEvents()


def scrolled_as_a_whole(window: MainWindow) -> Iterator[str]:
    """Give the ways in which a page does not fit: the window scrolls with its bar, and half of it is away.

    At 175 % it may: there is less height than two rows of buttons and a month need.
    """
    if window.devicePixelRatioF() > WHOLE_UP_TO:
        return
    (area,) = window.findChildren(QScrollArea, "shellArea")
    for words, bar in (("sideways", area.horizontalScrollBar()), ("down", area.verticalScrollBar())):
        if bar.maximum() > 0:
            yield f"the whole window scrolls {words}, by {bar.maximum()}"


def out_of_sight(handed: HandOver) -> Iterator[str]:
    """Give the buttons of the party's window that are cut or cannot be seen whole: it has no need to be scrolled."""
    for one in handed.findChildren(QAbstractButton):
        if one.isVisible() and one.width() < one.sizeHint().width():
            yield f"{one.objectName()} “{one.text()}” is cut: {one.width()} of {one.sizeHint().width()}"
        if one.isVisible() and one.visibleRegion().boundingRect() != one.rect():
            yield f"{one.objectName()} “{one.text()}” is not in sight"


def stroke(pad: InkPad) -> None:
    """Write one stroke from the top of the pad to its foot."""
    middle = pad.rect().center().x()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(middle, 4))
    for down in range(8, pad.height() - 4, 8):
        QTest.mouseMove(pad, QPoint(middle, down))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(middle, pad.height() - 4))
    QApplication.processEvents()


def faults(window: QWidget) -> Iterator[str]:
    """Give the buttons that are cut, and the main acts that cannot be reached."""
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
