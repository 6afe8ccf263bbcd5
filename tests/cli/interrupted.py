"""Running a command that is told to stop at a place of its course: signals come at the n-th call within the program."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from tests.cli.folders import run

_PROGRAM = f"{os.sep}app{os.sep}"


@dataclass
class Stopper:
    """Counts the calls of the program's functions on this thread; sends ``number`` at the ``at``-th.

    ``late`` seconds after it: where the program waits for the disk or for a server then, it is interrupted there.
    """

    at: int = 0
    number: int = signal.SIGTERM
    late: float = 0.0
    count: int = 0
    _sender: threading.Thread | None = None

    def run(self, words: Sequence[object], secrets: tuple[str, ...]) -> int:
        """Return the exit code of a command."""
        before = signal.signal(self.number, lambda number, frame: None)  # one that comes when all is over does nothing
        watching = sys.gettrace()
        sys.settrace(self._called)  # told of calls only, as it looks into none: a profile would hear of each return too
        try:
            return run(*words, secrets=secrets)
        finally:
            sys.settrace(watching)
            if self._sender is not None:
                self._sender.join()
            signal.signal(self.number, before)

    def _called(self, frame: FrameType, event: str, argument: Any) -> None:
        if _PROGRAM not in frame.f_code.co_filename:
            return
        self.count += 1
        if self.count == self.at and self.late:
            self._sender = threading.Thread(target=self._later)
            self._sender.start()
        elif self.count == self.at:
            os.kill(os.getpid(), self.number)

    def _later(self) -> None:
        time.sleep(self.late)
        os.kill(os.getpid(), self.number)
