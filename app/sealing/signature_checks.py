"""The signatures of a long pull, checked by a process of their own.

In a thread each check would queue up for the interpreter again, behind whoever takes in what came before: on a laptop
with two cores a pull then lasts a third longer. The process is started by ``multiprocessing``'s spawn, so that Windows
has it too. It holds no key and no file, hears public keys and signatures only, and ends by itself when nobody asks.
Where it cannot be started or does not answer, the rest of that pull is checked here, and the log says so.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any, NamedTuple

from app.sealing.signing import verify_transaction

# so many signatures within a pull cost as much as the start of the process
LONG_PULL = 2_000
IDLE_SECONDS = 10.0
# Within this time an answer comes, or the process is stuck (held by a scanner of viruses, swapped out).
PATIENCE_SECONDS = 30.0
_LOWER_PRIORITY = 5

_log = logging.getLogger(__name__)


class Check(NamedTuple):
    """A device's signature over one transaction; ``chain`` is that of its last operation."""

    public_key: bytes
    device: str
    txn: str
    chain: str
    signature: bytes


class SignatureChecks:
    """Says which signatures are false: the first ones of a pull are looked at here, the many of a long one beside."""

    def __init__(
        self, long_pull: int = LONG_PULL, idle: float = IDLE_SECONDS, patience: float = PATIENCE_SECONDS
    ) -> None:
        """``long_pull`` signatures are checked here first; the process ends after ``idle`` seconds without any.

        An answer that does not come in ``patience`` seconds is given here.
        """
        self._long_pull, self._idle, self._patience = long_pull, idle, patience
        self._turn = Lock()
        self._seen, self._last, self._in_vain = 0, 0.0, False
        self._line: Connection[Any, Any] | None = None
        self._process: BaseProcess | None = None

    @property
    def beside(self) -> int | None:
        """The id of the process that checks, None where there is none."""
        return None if self._process is None or not self._process.is_alive() else self._process.pid

    def first_false(self, checks: Sequence[Check], give_way: Callable[[], None] = lambda: None) -> int | None:
        """Return the place of the first signature that its device did not make, None where all are right.

        ``give_way`` is called between two checks made here, so that a person goes first.
        """
        with self._turn:
            if time.monotonic() - self._last >= self._idle:  # another pull
                self._seen, self._in_vain = 0, False
            self._seen += len(checks)
            try:
                if self._seen >= self._long_pull and not self._in_vain:
                    return self._asked(checks)
            except (EOFError, OSError) as error:
                # it could not be started, was ended or is stuck: a scanner that holds it up would hold up each anew
                _log.warning("signatures of this pull are checked without a process: %s", type(error).__name__)
                self._in_vain = True
                self._end()
            finally:
                self._last = time.monotonic()
        return first_false(checks, give_way)

    def close(self) -> None:
        """End the process where there is one; the next long pull starts another."""
        with self._turn:
            self._end()

    def _asked(self, checks: Sequence[Check]) -> int | None:
        line = self._line if self.beside is not None else None
        if line is None:
            self._end()
            line = self._started()
        line.send([tuple(one) for one in checks])
        if not line.poll(self._patience):
            raise EOFError
        found: int | None = line.recv()
        return found

    def _started(self) -> Connection[Any, Any]:
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        with theirs:
            self._process = spawn.Process(target=serve, args=(theirs, self._idle), name="signatures", daemon=True)
            self._process.start()
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()  # nothing in it is to be kept, and nobody waits for one that is stuck
            self._process.join()
        self._line = self._process = None


def first_false(checks: Sequence[Check], give_way: Callable[[], None] = lambda: None) -> int | None:
    """Return the place of the first signature that its device did not make, None where all are right."""
    for place, one in enumerate(checks):
        give_way()
        if not verify_transaction(*one):
            return place
    return None


def serve(line: Connection[Any, Any], idle: float) -> None:
    """Check signatures for whoever holds the other end, until it is gone or asks nothing for ``idle`` seconds."""
    if hasattr(os, "nice"):
        os.nice(_LOWER_PRIORITY)
    with suppress(EOFError, OSError, KeyboardInterrupt), line:
        while line.poll(idle):
            line.send(first_false([Check(*one) for one in line.recv()]))
