"""Synchronises by itself when the centre can be reached: quietly, behind, without pop-ups; offline it waits longer."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.exchange.link import LINK
from app.services.exchange.outstanding import automatic
from ui.workplace import Workplace

FIRST_MINUTES, MINUTES, LONGEST_MINUTES = 1, 10, 60


class AutoSync(QObject):
    """``synchronised()`` after each try that reached the centre or not; a failure is a line in the log, no error."""

    synchronised = Signal()

    def __init__(self, place: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._stop = threading.Event()
        self._minutes = MINUTES
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)

    @property
    def minutes(self) -> float:
        """Return in how many minutes the next try comes."""
        return self._timer.interval() / 60_000

    def begin(self) -> None:
        """Try for the first time a minute from now."""
        self._wait(FIRST_MINUTES)

    def stop(self) -> None:
        """Try no more, and end what is under way at its next step."""
        self._timer.stop()
        self._stop.set()

    def _wait(self, minutes: float) -> None:
        self._timer.start(round(minutes * 60_000))

    def _on_time(self) -> None:
        if self._place.tasks.busy:  # somebody works: a little later
            self._wait(FIRST_MINUTES)
            return
        stopped = self._stop.is_set
        self._place.ask(self, lambda desk: _tried(desk, stopped), self._on_tried, self._on_failed, behind=True)

    def _on_tried(self, state: str) -> None:
        reached = state in ("", "synced", "pending")
        self._minutes = MINUTES if reached else min(LONGEST_MINUTES, 2 * self._minutes)
        self._wait(self._minutes)
        if state:
            self.synchronised.emit()

    def _on_failed(self, error: Exception) -> None:
        # The page of sync tells of a failing store with the next try by hand; here nothing was lost.
        self._on_tried("refused")


def _tried(desk: Any, stopped: Any) -> str:
    """Return how a try ended, "" where none is wanted."""
    from app.services.exchange.syncing import synchronise

    if not isinstance(desk.store.settings.get(LINK), dict) or not automatic(desk):
        return ""
    return str(synchronise(desk, cancelled=stopped, seconds=20.0).state)
