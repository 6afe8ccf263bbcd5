"""The laptop's lid is closed: the data is locked, and what stood on the screen is there again after unlocking."""

import ctypes
import os
import subprocess
from ctypes import wintypes

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from tests.ui.conftest import calm, part
from tests.ui.test_way_in import click, notice
from ui.pages.entrance.seat import SeatPage
from ui.suspend import PBT_APMSUSPEND, WM_POWERBROADCAST, ClockWatch, Moment, PowerMessages, slept_between
from ui.widgets.question_view import QuestionView


@pytest.mark.parametrize(
    ("after", "slept"),
    [
        (Moment(1005, 505), False),
        (Moment(1000 + 7200, 505), True),  # Linux: the steady clock stood still
        (Moment(1000 + 7200, 500 + 7200), True),  # Windows: it ran on, the look came too late
        (Moment(400, 505), False),  # the wall clock was set back
    ],
)
def test_that_the_clocks_tell_a_sleep(after, slept) -> None:
    assert slept_between(Moment(1000, 500), after) is slept


def test_that_a_watch_tells_a_sleep_once(qapp) -> None:
    looks = iter([Moment(0, 0), Moment(0, 0), Moment(5, 5), Moment(9000, 10), Moment(9005, 15)])
    owner, told = QObject(), []
    clocks = ClockWatch(owner, lambda: next(looks))
    clocks.jumped.connect(lambda: told.append(1))
    clocks.begin()
    for _ in range(3):
        clocks.look()
    assert told == [1]


def windows_message(number: int, parameter: int) -> wintypes.MSG:
    told = wintypes.MSG()
    told.message, told.wParam = number, parameter
    return told


def test_that_only_windows_word_of_a_suspend_is_heeded(qapp) -> None:
    heard = []
    messages = PowerMessages(lambda: heard.append(1))
    for number, parameter in ((WM_POWERBROADCAST, PBT_APMSUSPEND), (WM_POWERBROADCAST, 0x8013), (0x0100, 4)):
        told = windows_message(number, parameter)
        assert messages.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told)) == (False, 0)
        messages.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(told))
    assert heard == [1]


@pytest.fixture
def bus(tmp_path):
    """A message bus of the test's own."""
    from PySide6.QtDBus import QDBusConnection

    try:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={tmp_path}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
    except OSError:
        pytest.skip("there is no dbus-daemon here")
    address = daemon.stdout.readline().strip()
    fake, own = (QDBusConnection.connectToBus(address, f"{tmp_path.name}-{name}") for name in ("fake", "own"))
    yield fake, own
    for name in ("fake", "own"):
        QDBusConnection.disconnectFromBus(f"{tmp_path.name}-{name}")
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def test_that_logind_waits_for_the_data_to_be_closed(bus, qtbot) -> None:
    from PySide6.QtDBus import QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject

    from ui.logind import MANAGER, PATH, SERVICE, Logind

    fake, own = bus
    reader, writer = os.pipe()
    asked = []

    class Manager(QDBusVirtualObject):
        def introspect(self, path: str) -> str:
            return ""

        def handleMessage(self, message, connection) -> bool:
            asked.append((message.member(), message.arguments()[0], message.arguments()[3]))
            answer = message.createReply()
            answer.setArguments([QDBusUnixFileDescriptor(writer)])
            connection.send(answer)
            os.close(writer)
            return True

    manager = Manager()
    assert fake.registerService(SERVICE) and fake.registerVirtualObject(PATH, manager)
    owner, told = QObject(), []
    logind = Logind(owner, own)
    logind.going_to_sleep.connect(lambda: told.append(logind.holds))
    logind.hold_sleep()
    qtbot.waitUntil(lambda: logind.holds)
    going = QDBusMessage.createSignal(PATH, MANAGER, "PrepareForSleep")
    going.setArguments([True])
    fake.send(going)
    qtbot.waitUntil(lambda: bool(told))
    assert asked == [("Inhibit", "sleep", "delay")]
    assert told == [True]
    logind.let_sleep()
    assert not logind.holds
    os.close(reader)


def test_that_a_machine_without_a_bus_is_no_fault(qapp) -> None:
    from PySide6.QtDBus import QDBusConnection

    from ui.logind import Logind

    logind = Logind(QObject(), QDBusConnection("no-such-bus"))
    logind.hold_sleep()
    assert not logind.holds


def test_that_sleep_locks_and_unlocking_returns_to_the_question_with_what_was_typed(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_inspection(visit.inspection, "checking", "q1_5")
    calm(qtbot, window.tasks)
    QTest.keyClick(window.findChild(QuestionView), Qt.Key.Key_1)
    calm(qtbot, window.tasks)
    note = part(window, QPlainTextEdit, "note")
    note.setFocus()
    QTest.keyClicks(note, "half a w")
    window._suspend.slept.emit()
    calm(qtbot, window.tasks)
    qtbot.waitUntil(lambda: window.findChild(SeatPage) is not None)
    assert window.workbench is None
    assert "睡眠" in notice(window)
    click(qtbot, window, "seat_jia")
    assert window.workbench.page._question == "q1_5"
    assert part(window, QPlainTextEdit, "note").toPlainText() == "half a w"


def test_that_a_half_typed_plan_outlives_the_sleep(open_window, qtbot, visit) -> None:
    window = open_window()
    click(qtbot, window, "seat_jia")
    window.workbench.show_home()
    calm(qtbot, window.tasks)
    click(qtbot, window, "newInspection")
    purpose = part(window, QLineEdit, "purpose")
    purpose.setFocus()
    purpose.selectAll()
    QTest.keyClicks(purpose, "drill")
    window._suspend.slept.emit()
    calm(qtbot, window.tasks)
    qtbot.waitUntil(lambda: window.findChild(SeatPage) is not None)
    click(qtbot, window, "seat_jia")
    assert part(window, QLineEdit, "purpose").text() == "drill"
