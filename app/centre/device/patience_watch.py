"""Deadlines of calls: one thread for all calls of a line, since to start one for each costs more than many a call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread, current_thread

_NEVER = float("inf")


class PatienceWatch:
    """Acts when a call outlasts its patience: a line that was cut without a word would be waited on for ever."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._thread: Thread | None = None
        self._deadline = self._looks_again = _NEVER
        self._act: Callable[[], None] | None = None

    @contextmanager
    def within(self, seconds: float, act: Callable[[], None]) -> Iterator[None]:
        """Call ``act`` on another thread if the block takes longer than ``seconds``; one block at a time."""
        with self._condition:
            self._deadline, self._act = time.monotonic() + seconds, act
            if self._thread is None:
                self._thread = Thread(target=self._run, name="patience", daemon=True)
                self._thread.start()
            elif self._deadline < self._looks_again:
                self._condition.notify_all()
        try:
            yield
        finally:
            with self._condition:
                self._deadline, self._act = _NEVER, None

    def end(self) -> None:
        """End the thread; the next block begins another."""
        with self._condition:
            thread, self._thread = self._thread, None
            self._condition.notify_all()
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        with self._condition:
            while self._thread is current_thread():
                left = self._deadline - time.monotonic()
                if self._act is not None and left <= 0:
                    self._act()
                    self._deadline, self._act = _NEVER, None
                # not woken when a block ends: the deadline of the next is later than the one waited for here
                self._looks_again = self._deadline
                self._condition.wait(None if self._deadline == _NEVER else max(0.0, left))
