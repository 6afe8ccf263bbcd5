"""正在读取…: a page that still waits for its content says so, and stops saying so once it is there."""

import threading

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from app.errors import StorageFailed
from tests.ui.conftest import calm, on_stage, part
from ui.pages.home import HomePage
from ui.pages.inspection import InspectionPage
from ui.tasks import Tasks
from ui.widgets.reading import Reading
from ui.workbench import Workbench
from ui.workplace import Workplace


@pytest.fixture
def gate():
    held = threading.Event()
    yield held
    held.set()


def said(root: QWidget) -> bool:
    return any(one.isVisible() for one in root.findChildren(QLabel, "reading"))


def hold(tasks: Tasks, gate: threading.Event, owner: QWidget) -> None:
    tasks.run(owner, lambda: gate.wait(60))


def test_that_an_inspection_says_that_it_is_read_until_it_is_there(place, visit, gate, qtbot) -> None:
    hold(place.tasks, gate, place.tasks)
    page = InspectionPage(place, visit.inspection, "preparation", "")
    window = on_stage(qtbot, page)
    qtbot.waitUntil(lambda: said(page))
    gate.set()
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: not said(window))
    assert part(page, QLabel, "stepTitle").text() == "准备"


def test_that_a_step_shown_later_says_that_it_is_read(place, visit, gate, qtbot) -> None:
    page = InspectionPage(place, visit.inspection, "checking", "")
    window = on_stage(qtbot, page)
    calm(qtbot, place.tasks)
    hold(place.tasks, gate, place.tasks)
    part(page, QAbstractButton, "step_papers").click()
    qtbot.waitUntil(lambda: said(page))
    gate.set()
    calm(qtbot, place.tasks)
    assert not said(window)


@pytest.mark.parametrize("name", ["home", "inspections", "deadlines", "registers", "sync", "settings"])
def test_that_a_page_of_the_top_bar_says_that_it_is_read(name, place: Workplace, gate, qtbot) -> None:
    bench = Workbench(place, large=False)
    window = on_stage(qtbot, bench)
    calm(qtbot, place.tasks)
    hold(place.tasks, gate, place.tasks)
    bench.show_destination(name)
    qtbot.waitUntil(lambda: said(bench.page))
    gate.set()
    calm(qtbot, place.tasks)
    assert not said(window)


NOTHING = ("dueNothing", "openNothing", "awaitingNothing", "firstInspection", "open_0")


def test_that_the_home_page_calls_nothing_empty_before_it_is_read(place, visit, gate, qtbot) -> None:
    hold(place.tasks, gate, place.tasks)
    bench = Workbench(place, large=False)
    bench.begin()
    window = on_stage(qtbot, bench)
    qtbot.waitUntil(lambda: said(window))
    told = [one.objectName() for one in window.findChildren(QWidget) if one.isVisible()]
    assert not set(NOTHING) & set(told)
    gate.set()
    calm(qtbot, place.tasks)
    home = HomePage(place)
    on_show = on_stage(qtbot, home)
    hold(place.tasks, gate, place.tasks)
    assert not any(part(home, QWidget, name).isVisible() for name in NOTHING[:4])
    home.refresh()
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: part(on_show, QWidget, "open_0").isVisible())
    assert part(on_show, QWidget, "awaitingNothing").isVisible()


def test_that_a_home_page_that_cannot_be_read_says_so_and_is_read_again(place, visit, qtbot, monkeypatch) -> None:
    home = HomePage(place)
    window = on_stage(qtbot, home)

    def damaged(desk, most):
        raise StorageFailed("演练", "数据没有读出。", "请重新读取。")

    with monkeypatch.context() as patched:
        patched.setattr("ui.pages.home.overview", damaged)
        home.refresh()
        calm(qtbot, place.tasks)
    assert "数据没有读出" in part(window, QLabel, "noticeTitle").text()
    assert not any(part(home, QWidget, name).isVisible() for name in NOTHING[:4])
    part(home, QAbstractButton, "homeAgain").click()
    calm(qtbot, place.tasks)
    qtbot.waitUntil(lambda: part(window, QWidget, "open_0").isVisible())
    assert not part(window, QLabel, "noticeTitle").isVisible()


def test_that_what_others_wait_for_is_not_said_over_a_page(place, gate, qtbot) -> None:
    page, other = QWidget(), QWidget()
    window = on_stage(qtbot, page)
    reading = Reading(place.tasks, page)
    hold(place.tasks, gate, other)
    reading.watch(page)
    qtbot.waitUntil(lambda: not reading._patience.isActive())
    assert not said(window)
    gate.set()
    calm(qtbot, place.tasks)


def test_that_a_page_gone_while_it_is_read_troubles_nobody(place, gate, qtbot) -> None:
    page, holder = QWidget(), QWidget()
    window = on_stage(qtbot, holder)
    page.setParent(holder)
    page.show()
    reading = Reading(place.tasks, holder)
    hold(place.tasks, gate, page)
    reading.watch(page)
    qtbot.waitUntil(lambda: said(page))
    page.deleteLater()
    gate.set()
    calm(qtbot, place.tasks)
    assert not said(window)
