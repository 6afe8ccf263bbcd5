import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from app.errors import StorageFailed
from tests.ui.conftest import calm
from ui.tasks import QUIET, Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.close()


def test_that_work_runs_off_the_ui_thread_and_is_told_on_it(tasks, qtbot) -> None:
    seen = []
    tasks.run(tasks, threading.get_ident, lambda ident: seen.extend([ident, threading.get_ident()]))
    calm(qtbot, tasks)
    assert seen[0] != threading.get_ident()
    assert seen[1] == threading.get_ident()


def test_that_store_work_is_serial_and_in_order(tasks, qtbot) -> None:
    running, most, order = [0], [0], []

    def work(number: int) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        order.append(number)
        running[0] -= 1

    for number in range(50):
        tasks.run(tasks, lambda number=number: work(number))
    calm(qtbot, tasks)
    assert most == [1]
    assert order == list(range(50))


def test_that_long_work_behind_does_not_hold_up_the_store(tasks, qtbot) -> None:
    gate, told = threading.Event(), []
    tasks.run(tasks, lambda: gate.wait(60), behind=True)
    tasks.run(tasks, lambda: "answered", told.append)
    qtbot.waitUntil(lambda: told == ["answered"])
    gate.set()
    calm(qtbot, tasks)


def test_that_a_failure_nobody_takes_is_told_to_the_window(tasks, qtbot) -> None:
    def fails() -> None:
        raise ValueError("made up")

    with qtbot.waitSignal(tasks.went_wrong) as told:
        tasks.run(tasks, fails)
    assert isinstance(told.args[0], ValueError)


def test_that_a_page_which_is_gone_is_not_told(tasks, qtbot) -> None:
    gate, told = threading.Event(), []
    page = QWidget()
    tasks.run(page, lambda: gate.wait(60), told.append)
    page.deleteLater()
    page.destroyed.connect(gate.set)
    calm(qtbot, tasks)
    assert told == []


def test_that_the_failure_of_a_page_which_is_gone_is_told_to_the_window(tasks, qtbot) -> None:
    page, gate, taken = QWidget(), threading.Event(), []

    def fails() -> None:
        gate.wait(60)
        raise StorageFailed("disk-full", "磁盘空间不足，未能保存。", "演练")

    tasks.run(page, fails, None, taken.append)
    delete(page)
    with qtbot.waitSignal(tasks.went_wrong) as told:
        gate.set()
    assert isinstance(told.args[0], StorageFailed) and not taken


def test_that_a_failure_is_told_though_its_desk_was_left_meanwhile(tasks, qtbot) -> None:
    gate, owner = threading.Event(), QObject()

    def fails() -> None:
        gate.wait(60)
        raise StorageFailed("disk-full", "磁盘已满。", "请清理。")

    tasks.run(owner, fails, failed=lambda _: pytest.fail("the page is of another desk"))
    tasks.forget()
    with qtbot.waitSignal(tasks.went_wrong) as told:
        gate.set()
    assert isinstance(told.args[0], StorageFailed)


def test_that_a_failure_is_told_though_the_window_closes(qapp) -> None:
    tasks, told, owner = Tasks(), [], QObject()
    tasks.went_wrong.connect(told.append)

    def fails() -> None:
        raise StorageFailed("disk-full", "磁盘已满。", "请清理。")

    tasks.run(owner, fails)
    tasks.close()
    assert [one.title for one in told] == ["磁盘已满。"]


def test_that_nothing_is_begun_after_the_end_though_something_waited_for_the_painting(qapp, qtbot) -> None:
    tasks, page = Tasks(), QObject()
    tasks.run_after_painting(page, lambda: None)
    tasks.close()
    qtbot.waitUntil(lambda: not tasks.busy)
    with qtbot.captureExceptions() as raised:
        qtbot.wait(2 * QUIET)
    assert not raised


def test_that_what_was_begun_at_another_desk_is_not_told(tasks, qtbot) -> None:
    told = []
    owner = QObject()
    gate = threading.Event()
    tasks.run(owner, lambda: gate.wait(60), told.append)
    tasks.forget()
    gate.set()
    calm(qtbot, tasks)
    assert told == []


class Sheet(QWidget):
    """Notes when it is painted."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self.seen = seen

    def paintEvent(self, event) -> None:
        self.seen.append("painted")


@pytest.fixture
def sheet(qtbot):
    made = Sheet([])
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.seen.clear()
    return made


def test_that_reading_after_an_act_waits_until_the_act_is_painted(tasks, sheet, qtbot) -> None:
    tasks.run_after_painting(sheet, lambda: sheet.seen.append("read"))
    sheet.update()
    assert tasks.busy
    calm(qtbot, tasks)
    assert sheet.seen == ["painted", "read"]


def test_that_nothing_is_read_for_a_page_gone_before_the_painting(tasks, qtbot) -> None:
    page, read = QWidget(), []
    tasks.run_after_painting(page, lambda: read.append("read"))
    delete(page)
    calm(qtbot, tasks)
    tasks.run_after_painting(tasks, lambda: read.append("of another desk"))
    tasks.forget()
    calm(qtbot, tasks)
    assert read == []
