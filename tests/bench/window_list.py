"""How fast the list of a hundred thousand inspections is: until it is usable, at each key of the filter, on return."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from app.services.benchmarks.figures import Figure, percentile
from app.services.benchmarks.many_inspections import fill
from app.services.session.opening import OpenDesk, close, open_desk
from app.services.session.setting_up import set_up_training
from tests.bench.window import _Painted, settle
from tests.services.on_site import BUREAU, PEOPLE, Watch
from ui import style
from ui.destination_names import HOME, INSPECTIONS
from ui.tasks import Tasks
from ui.widgets.list_view import ListView
from ui.workbench import Workbench
from ui.workplace import Workplace

COUNT, FRAME, SWITCHES, LONGEST = 100_000, 16.0, 10, 0.3
TYPED = ("竞秀水利局", "2024 城建", "保档执通", "演练甲 逾期", "笔录", "中心医院 2.3")


def measure(folder: Path, forms: Path, count: int = COUNT) -> list[Figure]:
    """Return the figures; the baseline of each key is one search through a plain list of the same words."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "choices"))
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    style.dress(application, large=False)
    made = set_up_training(folder / "many", forms=forms, clock=Watch(), bureau=BUREAU, officers=PEOPLE)
    fill(made, count)
    plain = _plain_search(made)
    close(made)
    begun = time.perf_counter()
    desk = open_desk(folder / "many", forms=forms, clock=Watch())
    opened = _Opened(desk)
    try:
        opened.bench.show_destination(INSPECTIONS)
        opened.settle()
        usable = 1e3 * (time.perf_counter() - begun)
        keys = opened.keys()
        switches = [opened.switch() for _ in range(SWITCHES)]
    finally:
        opened.end()
    return [
        Figure("list", f"unlock until {count} are usable", "ms", usable),
        Figure("list", "key of the filter until painted p50", "ms", percentile(keys, 0.5), plain),
        Figure("list", "key of the filter until painted p95", "ms", percentile(keys, 0.95), plain, FRAME),
        Figure("list", "page again p95", "ms", percentile(switches, 0.95)),
    ]


def _plain_search(desk: OpenDesk) -> float:
    """Return the milliseconds of looking for one word in every row's text, one after the other."""
    texts = [str(one[9]) for one in desk.store.listing.short_rows()]
    begun = time.perf_counter()
    found = [place for place, text in enumerate(texts) if "水利局" in text]
    assert found
    return 1e3 * (time.perf_counter() - begun)


class _Opened:
    """The workbench over the store."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk, self._tasks, self._window = desk, Tasks(), QMainWindow()
        self._window.resize(1366, 700)
        self.bench = Workbench(Workplace(desk, self._tasks), large=False)
        self._window.setCentralWidget(self.bench)
        self._window.show()

    def keys(self) -> list[float]:
        """Return the milliseconds of each key until the list is painted anew."""
        line = self._window.findChild(QLineEdit, "inspectionFilter")
        view = self._window.findChild(ListView)
        painted = _Painted(view.viewport())
        taken = []
        for words in TYPED:
            line.clear()
            self.settle()
            for letter in words:
                begun = time.perf_counter()
                key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(line, key)
                while painted.at < begun and time.perf_counter() - begun < LONGEST:
                    QApplication.processEvents()
                if painted.at > begun:  # a key that changes no row paints nothing
                    taken.append(1e3 * (painted.at - begun))
                self.settle()
        return taken

    def switch(self) -> float:
        """Return the milliseconds from the way back to the list until it stands there."""
        self.bench.show_destination(HOME)
        self.settle()
        return 1e3 * self._taken(lambda: self.bench.show_destination(INSPECTIONS))

    def settle(self) -> None:
        """Wait until nothing is under way, and all of it is painted."""
        settle(self._tasks)

    def end(self) -> None:
        """Close the store."""
        self._window.close()
        self._tasks.close()
        close(self._desk)

    def _taken(self, act: Callable[[], object]) -> float:
        begun = time.perf_counter()
        act()
        self.settle()
        return time.perf_counter() - begun
