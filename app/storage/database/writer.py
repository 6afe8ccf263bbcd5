"""One in-process writer at a time; a person's commit goes before background work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition


class WriterLock:
    """The turn to write. Two free-running writers with BEGIN IMMEDIATE would starve an answer for seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds from any beginning."""
        self._clock = clock
        self._last_act = -1e9
        self._condition = Condition()
        self._held = False
        self._interactive = 0
        self._heard: Callable[[int], None] = _nobody

    def listen(self, heard: Callable[[int], None]) -> None:
        """Call ``heard(acts)`` at the end of every turn from now on, while it is still held: it must be quick."""
        self._heard = heard

    @contextmanager
    def interactive(self) -> Iterator[None]:
        """Hold the turn for an act of a person: next in line, before all background work."""
        with self.in_between():
            try:
                yield
            finally:
                self._last_act = self._clock()

    @contextmanager
    def in_between(self) -> Iterator[None]:
        """Hold the turn next in line for bookkeeping that nobody did by hand: no other act of a person follows it."""
        with self._condition:
            self._interactive += 1
            self._condition.wait_for(lambda: not self._held)
            self._held = True
        try:
            yield
        finally:
            self._heard(1)
            with self._condition:
                self._interactive -= 1
                self._held = False
                self._condition.notify_all()

    @contextmanager
    def background(self, acts: int = 1) -> Iterator[None]:
        """Hold the turn for a short piece of background work, once no person waits.

        ``acts`` is as how many commits of a person it counts, by what it writes.
        """
        with self._condition:
            self._condition.wait_for(lambda: not self._held and not self._interactive)
            self._held = True
        try:
            yield
        finally:
            self._heard(acts)
            with self._condition:
                self._held = False
                self._condition.notify_all()

    def quiet_for(self) -> float:
        """Return the seconds since the last act of a person, 0 while one waits."""
        return 0.0 if self._interactive else self._clock() - self._last_act

    def wanted(self) -> bool:
        """Return whether a person waits for the turn: who holds it for background work ends soon."""
        return self._interactive > 0

    def give_way(self) -> None:
        """Wait while a person writes; background work calls this between its steps, so as not to fight for the GIL."""
        if self._interactive:
            with self._condition:
                self._condition.wait_for(lambda: not self._interactive)


def _nobody(acts: int) -> None:
    """Hear of a turn where nobody listens."""
