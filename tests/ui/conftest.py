"""A window on real stores: made-up officers, a moving clock, choices remembered in a folder of the test."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.services.session.opening import OpenDesk, close
from app.services.session.setting_up import set_up_training
from tests.services.on_site import BUREAU, FORMS, PEOPLE, OnSite, Watch, begin
from tests.ui.ui_thread import watched
from ui import style
from ui.cycles import CycleSearch
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory
from ui.tasks import Tasks
from ui.widgets import buttons
from ui.workplace import Workplace

UI = Path(style.__file__).parent


@pytest.fixture(autouse=True)
def remembered(tmp_path: Path, qapp: QApplication) -> Iterator[None]:
    """Keep what the window remembers inside the test, and give every test the normal view."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "choices"))
    style.dress(qapp, large=False)
    yield
    style.dress(qapp, large=False)


@pytest.fixture(autouse=True)
def cycles_searched_on_the_window_s_thread(qapp: QApplication) -> Iterator[None]:
    """Free no widget of a page that went on a worker's thread, as the program does."""
    owner = QObject()
    CycleSearch(owner).begin()
    yield
    owner.deleteLater()
    gc.enable()


@pytest.fixture(autouse=True)
def presses_as_fast_as_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every press of a key: a test does not rest between what it means."""
    monkeypatch.setattr(buttons, "SAME_PRESS_S", 0.0)


@pytest.fixture(autouse=True)
def no_button_of_the_mouse_left_pressed(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves one pressed: for all that follow, the focus would seem to go where a mouse sent it."""
    yield
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture(autouse=True)
def nothing_slow_on_the_ui_thread() -> Iterator[None]:
    """Fail a test in which a page does SQL, files, keys or papers on the UI thread."""
    with watched() as found:
        yield
    assert not found, "off the UI thread, by Workplace.ask: " + "; ".join(sorted(set(found)))


@pytest.fixture(autouse=True)
def no_part_shown_as_a_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which the window shows a part before it has its place: it flashes up and takes the keyboard."""
    found: set[str] = set()
    original = QWidget.setVisible

    def noting(widget: QWidget, visible: bool) -> None:
        caller = sys._getframe(1)
        if visible and widget.windowType() is Qt.WindowType.Window and _is_ours(caller):
            found.add(f"{Path(caller.f_code.co_filename).name}:{caller.f_lineno} {widget.objectName()}")
        original(widget, visible)

    monkeypatch.setattr(QWidget, "setVisible", noting)
    yield
    assert not found, "shown without a place, as a window: " + "; ".join(sorted(found))


def _is_ours(frame: FrameType) -> bool:
    return Path(frame.f_code.co_filename).is_relative_to(UI)


@pytest.fixture
def watch() -> Watch:
    """The clock of the test."""
    return Watch()


@pytest.fixture
def premises(tmp_path: Path, watch: Watch) -> Premises:
    """An empty data folder."""
    return Premises(tmp_path / "data", FORMS, watch)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OnSite]:
    """A closed training store in which a visit has begun: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    desk = new_store(Premises(folder, FORMS, Watch()))
    site = begin(desk, Watch())
    close(desk)
    return folder, site


@pytest.fixture
def visit(premises: Premises, watch: Watch, prepared: tuple[Path, OnSite]) -> OnSite:
    """A closed training store in which a visit has begun."""
    folder, site = prepared
    shutil.copytree(folder, premises.folder)
    return replace(site, watch=watch)


def new_store(premises: Premises) -> OpenDesk:
    """Return the open desk of a new training store with the officers of the tests."""
    return set_up_training(premises.folder, forms=premises.forms, clock=premises.clock, bureau=BUREAU, officers=PEOPLE)


@pytest.fixture
def open_window(premises: Premises, qtbot) -> Iterator[Callable[[], MainWindow]]:
    """Open windows on the data folder; each is closed with its store at the end."""
    opened: list[MainWindow] = []

    def open_one() -> MainWindow:
        window = MainWindow(premises, Memory())
        opened.append(window)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.resize(1366, 700)
        window.start()
        calm(qtbot, window.tasks)
        return window

    yield open_one
    for window in opened:
        window.close()


@pytest.fixture
def place(premises: Premises, visit: OnSite) -> Iterator[Workplace]:
    """A desk with 演练甲 at it in the store of the visit, for tests of one page."""
    from app.services.session.opening import open_desk

    desk = open_desk(premises.folder, forms=premises.forms, clock=premises.clock, officer="jia")
    tasks = Tasks()
    yield Workplace(desk, tasks)
    tasks.close()
    close(desk)


def calm(qtbot, tasks: Tasks) -> None:
    """Wait until nothing is under way and what was told is seen; what ended may have begun something more.

    Qt shows what was laid into a page that is on the screen only with the events after.
    """

    def seen() -> bool:
        told = not tasks.busy
        turn()
        return told and not tasks.busy

    qtbot.waitUntil(seen)


def turn() -> None:
    """Let what was laid out be shown and what is to go be gone: a turn of the loop.

    ``processEvents`` outside of a loop puts off what is to go until something else is to go.
    """
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


def part(root: QWidget, kind: type, name: str):
    """Return a control by its object name; of several (a page may be about to go) the one that is seen."""
    found = root.findChildren(kind, name)
    assert found, name
    return next((one for one in found if one.isVisible()), found[-1])


def on_stage(qtbot, page: QWidget) -> QMainWindow:
    """Return a shown window of the smallest screen with the page in it."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setMinimumSize(960, 600)
    window.setCentralWidget(page)
    window.resize(1366, 700)
    with qtbot.waitExposed(window):
        window.show()
    return window
