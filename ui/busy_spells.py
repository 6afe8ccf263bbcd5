"""How long the UI thread was busy at a stretch, in its own CPU time, and what it did meanwhile. For tests only."""

from __future__ import annotations

import sys
import threading
import time
from types import FrameType
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QObject

WORTH_TELLING = 0.020
PACE_ROUNDS = 200_000
_LOOK_EVERY = 0.005


class BusySpells(QObject):
    """Measures every spell of work of the event loop: from its awaking until it waits again, and the turns in it.

    Qt's own dispatcher looks for keys and the mouse at the beginning of each turn and takes as many turns as there is
    work before it waits. CPU time of the thread, not the clock on the wall: another program that takes the processor
    away is not the window's doing. A thread that only looks on notes where a long spell was.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._begun: tuple[float, float] | None = None
        self._turned = self._longest = 0.0
        self._spells: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}
        self._thread = threading.get_ident()
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._on_awake)
        dispatcher.aboutToBlock.connect(self._on_about_to_block)
        threading.Thread(target=self._look_on, name="onlooker", daemon=True).start()

    def taken(self) -> list[dict[str, Any]]:
        """Return the spells worth telling since the last question: ``cpu``, ``turn`` and ``wall`` in ms, ``places``.

        ``turn`` is the longest one of the spell, so long a key waited at most; in CPU time as ``cpu``.
        """
        taken, self._spells = self._spells, []
        return taken

    def pace(self) -> float:
        """Return the CPU ms of a fixed piece of work on this thread: how fast this machine is just now."""
        begun = time.thread_time()
        total = 0
        for number in range(PACE_ROUNDS):
            total += number * number % 7
        return 1e3 * (time.thread_time() - begun)

    def forgive(self) -> None:
        """Leave the present turn out."""
        self._begun = None

    def _on_awake(self) -> None:
        now = time.thread_time()
        if self._begun is None:
            self._places, self._longest = {}, 0.0
            self._begun = (now, time.perf_counter())
        else:
            self._longest = max(self._longest, now - self._turned)
        self._turned = now

    def _on_about_to_block(self) -> None:
        if self._begun is None:
            return
        now = time.thread_time()
        cpu, wall = now - self._begun[0], time.perf_counter() - self._begun[1]
        turn = max(self._longest, now - self._turned)
        self._begun = None
        if cpu >= WORTH_TELLING or wall >= 10 * WORTH_TELLING:
            often = sorted(self._places.items(), key=lambda one: -one[1])[:4]
            told = {"cpu": cpu, "turn": turn, "wall": wall}
            self._spells.append({**{name: round(1e3 * one, 1) for name, one in told.items()}, "places": dict(often)})

    def _look_on(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(_LOOK_EVERY)
            begun = self._begun
            if begun is not None and time.perf_counter() - begun[1] > WORTH_TELLING / 2:
                place = _place(sys._current_frames().get(self._thread))
                self._places[place] = self._places.get(place, 0) + 1


def _place(frame: FrameType | None) -> str:
    """Return where our code is, innermost first."""
    found: list[str] = []
    while frame is not None and len(found) < 5:
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/ui/" in file or "/app/" in file:
            found.append(f"{file.rsplit('/', 1)[-1]}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found)
