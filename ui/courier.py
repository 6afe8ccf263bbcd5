"""The one runner of synchronisations at a desk: begun by hand or by itself, never two at once, stopped when asked."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from app.services.exchange.syncing import SyncReport
    from app.services.session.opening import OpenDesk

Ask = Callable[..., None]  # Workplace.ask of the desk

SHORT_PATIENCE = 10.0
FIRST_SECONDS, SEALING_SECONDS = 20, 30
QUIET_SECONDS, WAITING_SECONDS, LONGEST_SECONDS = 300, 60, 1800


def seconds_until_next(state: str, failures: int) -> int:
    """Return when the next automatic synchronisation is due: soon after one cut short, ever later without a line.

    A refusal needs a person, so that the centre is not asked over and over.
    """
    if state == "synced":
        return QUIET_SECONDS
    if state == "pending":
        return WAITING_SECONDS
    if state == "unreachable":
        return int(min(LONGEST_SECONDS, WAITING_SECONDS * 2 ** min(max(0, failures - 1), 10)))
    return LONGEST_SECONDS


class Courier(QObject):
    """``began`` and ``ended(report)`` or ``failed(error)`` of each; ``heard(what, count)`` in between."""

    began = Signal()
    heard = Signal(str, int)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._stop = Event()
        self._under_way = False
        self.by_itself = False  # how the last one began: nobody asked for it, nobody is told of it

    @property
    def under_way(self) -> bool:
        """Return whether a synchronisation runs."""
        return self._under_way

    def start(self, *, by_itself: bool = False) -> None:
        """Begin one, unless one runs already; by itself it gives up soon where nobody answers."""
        if self._under_way:
            return
        self._under_way, self.by_itself = True, by_itself
        self._stop.clear()
        self.began.emit()
        heard, stopped = self.heard.emit, self._stop.is_set

        def work(desk: OpenDesk) -> SyncReport:
            return _synchronised(desk, heard, stopped, by_itself)

        self._ask(self, work, self._on_ended, self._on_failed, behind=True)

    def stop(self) -> None:
        """End the one that runs at its next step; everything stays queued."""
        self._stop.set()

    def _on_ended(self, report: SyncReport) -> None:
        self._under_way = False
        self.ended.emit(report)

    def _on_failed(self, error: Exception) -> None:
        self._under_way = False
        self.failed.emit(error)


class Rounds(QObject):
    """Begins a synchronisation from time to time where this laptop is set so; ``may_begin`` is asked each time.

    Nothing is shown and nothing waits for it: the page of sync and the badge tell of it.
    """

    def __init__(self, ask: Ask, courier: Courier, may_begin: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._ask, self._courier, self._may_begin = ask, courier, may_begin
        self._failures = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        courier.ended.connect(self._on_ended)
        courier.failed.connect(self._on_failed)

    @property
    def seconds_left(self) -> int:
        """Return in how many seconds it looks again, -1 while one runs or it was never begun."""
        left = self._timer.remainingTime()
        return left if left < 0 else left // 1000

    def begin(self) -> None:
        """Begin a while after the desk was opened: the person comes first."""
        self._wait(FIRST_SECONDS)

    def look(self) -> None:
        """Begin one now where it may be."""
        from app.services.exchange.journal import automatic

        if not self._may_begin():
            self._wait(SEALING_SECONDS)
            return
        self._ask(self, automatic, self._on_wanted)

    def _on_wanted(self, wanted: bool) -> None:
        if wanted and not self._courier.under_way:
            self._courier.start(by_itself=True)
        else:
            self._wait(WAITING_SECONDS)

    def _on_ended(self, report: SyncReport) -> None:
        self._failures = self._failures + 1 if report.state == "unreachable" else 0
        self._wait(seconds_until_next(report.state, self._failures))

    def _on_failed(self, _: Exception) -> None:
        self._wait(LONGEST_SECONDS)

    def _wait(self, seconds: int) -> None:
        self._timer.start(seconds * 1000)


def _synchronised(
    desk: OpenDesk, heard: Callable[[str, int], None], stopped: Callable[[], bool], by_itself: bool
) -> SyncReport:
    from app.services.exchange.syncing import impatient, synchronise
    from app.services.safekeeping.backups import step_done

    if by_itself:
        report = synchronise(
            desk, progress=heard, cancelled=stopped, patience=impatient(), seconds=SHORT_PATIENCE, by_itself=True
        )
    else:
        report = synchronise(desk, progress=heard, cancelled=stopped)
    if report.problem is None and (report.pushed or report.pulled) and not stopped():
        step_done(desk)
    return report
