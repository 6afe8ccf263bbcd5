"""How fast the window is, drawn without a screen: start, change of pages, an answer, ink. Run by main.py bench."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListView, QMainWindow, QWidget

from app.domain.clock import CHINA
from app.services.benchmarks.figures import Figure, percentile
from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import Secrets, default_bureau, set_up_standalone, set_up_training
from tests.services.on_site import BUREAU, PEOPLE, Watch, begin
from ui import style
from ui.models.questions import ROW_ROLE
from ui.tasks import Tasks
from ui.widgets.ink_pad import InkPad
from ui.workbench import Workbench
from ui.workplace import Workplace

ROOT = Path(__file__).resolve().parents[2]
STARTS, SWITCHES, MOVES = 5, 35, 200
SLOWEST_START, FRAME, INK = 2.0, 16.0, 1.0
STEPS = ("preparation", "arrival", "checking", "outcome", "record", "papers", "closing")


def measure(folder: Path, forms: Path) -> list[Figure]:
    """Return the figures of start, pages, answers and ink."""
    settings = folder / "choices"
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
    figures = [_start(folder, forms)]
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    style.dress(application, large=False)
    with_visit = _Visit(folder, forms)
    try:
        figures += [*with_visit.pages(), *with_visit.taps(), with_visit.keys()]
    finally:
        with_visit.end()
    return [*figures, _ink()]


def _start(folder: Path, forms: Path) -> Figure:
    """Return how long it takes until the passphrase can be typed, against an empty window."""
    data = folder / "locked"
    close(
        set_up_standalone(
            data, forms=forms, clock=lambda: datetime.now(CHINA), bureau=default_bureau(forms), administrator="测速",
            secrets=Secrets("测速用的很长的口令一号", "135790"), recovery_file=folder / "recovery.json",
        )
    )  # fmt: skip
    environment = {**os.environ, "INSPECTION_WITNESS": "1", "XDG_CONFIG_HOME": str(folder / "choices")}
    ours, theirs = [], []
    for _ in range(STARTS + 1):
        theirs.append(_until_told([sys.executable, "-m", "tests.bench.empty_window"], environment, lambda _: True))
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(data)]
        ours.append(_until_told(command, environment, _takes_passphrase))
    value, baseline = (1e3 * percentile(one[1:], 0.5) for one in (ours, theirs))  # the first ones fill the disk cache
    return Figure("window", "start until the passphrase can be typed p50", "ms", value, baseline, 2 * baseline)


def _until_told(command: list[str], environment: dict[str, str], enough: Callable[[str], bool]) -> float:
    """Return the seconds from the start of a program until it says what is waited for."""
    begun = time.perf_counter()
    program = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert program.stdin is not None and program.stdout is not None
    try:
        while True:
            try:
                program.stdin.write("{}\n")
                program.stdin.flush()
            except BrokenPipeError:  # the empty window listens to nobody
                pass
            line = program.stdout.readline()
            assert line, "the program ended"
            if enough(line):
                return time.perf_counter() - begun
    finally:
        program.kill()
        program.communicate()


def _takes_passphrase(line: str) -> bool:
    shown: list[dict[str, Any]] = json.loads(line)["widgets"]
    return any(one["name"] == "unlockPassphrase" and one["focus"] and one["seen"] for one in shown)


class _Painted(QObject):
    """Remembers when a control was last painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the time after the painting."""
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


class _NextPainting(QObject):
    """Takes the time at which the window came back from the painting that it was asked for before now."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0
        QApplication.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.LowEventPriority.value)

    def event(self, event: QEvent) -> bool:
        """Take the time."""
        self.at = time.perf_counter()
        return super().event(event)


class _PaintedWith(QObject):
    """Takes the time at which the window has painted a view that already shows what is waited for, 0 until then."""

    def __init__(self, watched: QWidget, shown: Callable[[], bool]) -> None:
        super().__init__(watched)
        self.at, self._shown = 0.0, shown
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look whether what is about to be painted is there; whatever the window does next, it has painted it."""
        if event.type() == QEvent.Type.Paint:
            if watched is self.parent() and self._shown():
                watched.removeEventFilter(self)
                _application().installEventFilter(self)
        elif watched is not self.parent():
            _application().removeEventFilter(self)
            self.at = time.perf_counter()
        return False


class _Visit:
    """The workbench with a visit in which checking begins."""

    def __init__(self, folder: Path, forms: Path) -> None:
        self._desk: OpenDesk = set_up_training(
            folder / "visit", forms=forms, clock=Watch(), bureau=BUREAU, officers=PEOPLE
        )
        self._inspection = begin(self._desk, Watch()).inspection
        self._tasks = Tasks()
        self._window = QMainWindow()
        self._window.resize(1366, 700)
        self._bench = Workbench(Workplace(self._desk, self._tasks), large=False)
        self._window.setCentralWidget(self._bench)
        self._window.show()
        self._settle()

    def pages(self) -> list[Figure]:
        """Return how long it takes from the click on another page until it is painted, and stands as things are."""
        self._bench.begin()  # what the program gets ready behind its first page
        self._settle()
        self._bench.show_inspection(self._inspection, "checking")
        self._settle()
        painted, first, again = [], [], []
        for round_of in range(SWITCHES // len(STEPS)):
            for step in STEPS:
                button = self._part(QAbstractButton, f"step_{step}")
                begun = time.perf_counter()
                button.click()
                painting = _NextPainting()
                self._settle()
                (again if round_of else first).append(1e3 * (time.perf_counter() - begun))
                painted.append(1e3 * (painting.at - begun))
        return [
            Figure("window", "page painted with its frame, longest", "ms", max(painted)),
            Figure("window", "page for the first time, longest", "ms", max(first)),
            Figure("window", "page again p95", "ms", percentile(again, 0.95)),
        ]

    def taps(self) -> list[Figure]:
        """Return how long it takes from the end of a tap on an answer until it is on disk and its row painted."""
        view = self._questions()
        taken = []
        for row in range(40):
            view.scrollTo(view.model().index(row, 0))
            self._settle()
            place = self._place_of_first_answer(view, row)
            _mouse(QTest.mousePress, view, place)
            self._settle()  # a finger stays for 50 ms and more: the question is chosen by then
            taken.append(self._until_painted(view, row, 0, lambda at=place: _mouse(QTest.mouseRelease, view, at)))
        said = "answer tapped until recorded and painted"
        return [
            Figure("window", f"{said} p50", "ms", percentile(taken, 0.5)),
            Figure("window", f"{said} p95", "ms", percentile(taken, 0.95), aim=FRAME),
        ]

    def keys(self) -> Figure:
        """Return the same from the key 3 on the chosen question."""
        view = self._questions()
        taken = []
        for row in range(40):
            view.setCurrentIndex(view.model().index(row, 0))
            view.setFocus()
            self._settle()
            taken.append(self._until_painted(view, row, 2, lambda: QTest.keyClick(view, Qt.Key.Key_3)))
        value = percentile(taken, 0.95)
        return Figure("window", "answer by key until recorded and painted p95", "ms", value, aim=FRAME)

    def _questions(self) -> Any:
        self._bench.show_inspection(self._inspection, "checking")
        self._settle()
        return self._part(QListView, "questions")

    def _until_painted(self, view: Any, row: int, verdict: int, act: Callable[[], object]) -> float:
        wanted = view.model().row(row).verdicts[verdict]
        painted = _PaintedWith(view.viewport(), lambda: view.model().row(row).verdict == wanted)
        begun = time.perf_counter()
        act()
        while not painted.at:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        painted.deleteLater()
        self._settle()
        return 1e3 * (painted.at - begun)

    def end(self) -> None:
        """Close the store."""
        self._window.close()
        self._tasks.close()
        close(self._desk)

    def _place_of_first_answer(self, view: QListView, row: int) -> QPoint:
        index = view.model().index(row, 0)
        area = view.visualRect(index)
        delegate = view.itemDelegate()
        segment = delegate._segments(area, view.fontMetrics(), index.data(ROW_ROLE))[0]
        place: QPoint = segment.center()
        return place

    def _part(self, kind: type[QWidget], name: str) -> Any:
        found = self._window.findChildren(kind, name)
        return next(one for one in found if one.isVisible())

    def _settle(self) -> None:
        settle(self._tasks)


def settle(tasks: Tasks) -> None:
    """Wait until nothing is under way, and the window has laid out and painted what came of it."""
    dispatcher = QAbstractEventDispatcher.instance()
    rest = QEventLoop.ProcessEventsFlag.AllEvents
    while dispatcher.processEvents(rest) or tasks.busy:
        if tasks.busy:  # waiting, not looking again and again: that would take the worker's time away
            dispatcher.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _mouse(act: Callable[..., None], view: QListView, place: QPoint) -> None:
    act(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def _ink() -> Figure:
    """Return how long it takes from a move of the mouse until its ink is painted."""
    pad = InkPad()
    pad.resize(700, 260)
    pad.show()
    QApplication.processEvents()
    painted, taken = _Painted(pad), []
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 130))
    for number in range(MOVES):
        place = QPointF(40 + 3 * number, 130 + 40 * (number % 7 - 3))
        move = QMouseEvent(
            QEvent.Type.MouseMove, place, pad.mapToGlobal(place), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        begun = time.perf_counter()
        QApplication.sendEvent(pad, move)
        while painted.at < begun:
            QApplication.processEvents()
        taken.append(1e3 * (time.perf_counter() - begun))
    return Figure("window", "ink event until painted p95", "ms", percentile(taken[10:], 0.95), aim=INK)
