"""Tells that the machine goes to sleep, or has slept: whoever opens the lid again must unlock the data first.

Three watchers, since none is enough alone: Windows' own message, systemd-logind on Linux, and on every system the
clocks. Modern standby tells desktop programs nothing, and a machine without logind neither.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from ctypes import wintypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, QTimer, Signal

if TYPE_CHECKING:
    from ui.logind import Logind

LOOK_SECONDS = 5
GAP_SECONDS = 60.0
WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
RESUMED = frozenset({0x0007, 0x0012})
_WINDOWS_MESSAGES = frozenset({b"windows_generic_MSG", b"windows_dispatcher_MSG"})


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at both clocks, in seconds."""

    wall: float
    steady: float


def look_at_clocks() -> Moment:
    """Return what both clocks show now."""
    return Moment(time.time(), time.monotonic())


def slept_between(before: Moment, after: Moment) -> bool:
    """Return whether the machine slept between two looks that should be seconds apart.

    On Linux and macOS the steady clock stands still meanwhile, on Windows it runs on: either the wall clock went
    ahead of it, or the second look came far too late.
    """
    wall, steady = after.wall - before.wall, after.steady - before.steady
    return steady > GAP_SECONDS or wall - steady > GAP_SECONDS


class ClockWatch(QObject):
    """``jumped`` where the clocks show that the machine slept."""

    jumped = Signal()

    def __init__(self, parent: QObject, look: Callable[[], Moment] = look_at_clocks) -> None:
        super().__init__(parent)
        self._look, self._last = look, look()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_SECONDS * 1000)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look every few seconds from now on."""
        self._last = self._look()
        self._timer.start()

    def rest(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compare with the last look."""
        before, self._last = self._last, self._look()
        if slept_between(before, self._last):
            self.jumped.emit()


class PowerMessages(QAbstractNativeEventFilter):
    """Calls ``slept`` for the messages with which Windows tells of suspend and of resuming."""

    def __init__(self, slept: Callable[[], None]) -> None:
        super().__init__()
        self._slept = slept

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Look at one message of the system; nothing is kept from anybody."""
        if bytes(kind.data() if isinstance(kind, QByteArray) else kind) in _WINDOWS_MESSAGES and int(message):
            told = wintypes.MSG.from_address(int(message))
            if told.message == WM_POWERBROADCAST and told.wParam in RESUMED | {PBT_APMSUSPEND}:
                self._slept()
        return False, 0


class SuspendWatch(QObject):
    """``slept`` before the machine sleeps where the system tells it, else right after it woke.

    ``begin`` when a desk is opened, ``rest`` once it is closed: only then may a laptop go to sleep that waits for us.
    """

    slept = Signal()

    def __init__(self, parent: QObject, platform: str = sys.platform) -> None:
        super().__init__(parent)
        self._platform = platform
        self._clocks = ClockWatch(self)
        self._clocks.jumped.connect(self.slept)
        self._messages: PowerMessages | None = None
        self._logind: Logind | None = None

    def begin(self) -> None:
        """Watch from now on."""
        self._clocks.begin()
        application: Any = QCoreApplication.instance()
        if self._platform == "win32" and self._messages is None and application is not None:
            self._messages = PowerMessages(self.slept.emit)
            application.installNativeEventFilter(self._messages)
        if self._platform.startswith("linux"):
            self._ask_logind()

    def rest(self) -> None:
        """Stop watching: everything is closed, and the machine may sleep."""
        self._clocks.rest()
        if self._logind is not None:
            self._logind.let_sleep()

    def _ask_logind(self) -> None:
        if self._logind is None:
            from ui.logind import Logind  # QtDBus is loaded behind the unlock prompt, and on Linux only

            self._logind = Logind(self)
            self._logind.going_to_sleep.connect(self.slept)
        self._logind.hold_sleep()
