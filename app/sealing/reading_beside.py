"""What a long pull brings, read and checked by a process of its own while this one writes what came before.

In a thread each step would queue up for the interpreter again, behind whoever takes in what came before: on a laptop
with two cores a pull then lasts half as long again. The process is started by ``multiprocessing``'s spawn, so that
Windows has it too. It opens no file and holds no key; it hears what came and the public keys, and ends by itself when
nobody asks. Where it cannot be started or does not answer, the rest of that pull is read here, and the log says so.
"""

from __future__ import annotations

import gc
import logging
import marshal
import multiprocessing
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.sheets import Sheet, parts_read, read_columns, sheet_read

# so many operations within a pull cost as much as the start of the process
LONG_PULL = 10_000
IDLE_SECONDS = 10.0
# Within this time an answer comes, or the process is stuck (held by a scanner of viruses, swapped out).
PATIENCE_SECONDS = 30.0
_LOWER_PRIORITY = 5
# quicker than the later ones, which look for what occurs twice
_FORMAT = 2

_log = logging.getLogger(__name__)


class ReadingBeside:
    """Reads operations beside this process from the moment on that a pull has become long."""

    def __init__(
        self, long_pull: int = LONG_PULL, idle: float = IDLE_SECONDS, patience: float = PATIENCE_SECONDS
    ) -> None:
        """``long_pull`` operations are read here first; the process ends after ``idle`` seconds without any.

        An answer that does not come in ``patience`` seconds is given here.
        """
        self._long_pull, self._idle, self._patience = long_pull, idle, patience
        self._asking, self._hearing = Lock(), Lock()  # whoever wants both takes them in this order
        self._seen, self._last, self._in_vain = 0, 0.0, False
        self._line: Connection[Any, Any] | None = None
        self._process: BaseProcess | None = None

    @property
    def beside(self) -> int | None:
        """The id of the process that reads, None where there is none."""
        return None if self._process is None or not self._process.is_alive() else self._process.pid

    def wants(self, count: int) -> bool:
        """Return whether so many more operations are read beside: the pull is a long one.

        Whoever takes in what came before asks, and does not wait for what is being read.
        """
        if time.monotonic() - self._last >= self._idle:  # another pull
            self._seen, self._in_vain = 0, False
        self._seen += count
        self._last = time.monotonic()
        return self._seen >= self._long_pull and not self._in_vain

    def read(
        self, incoming: Sequence[Incoming], keys: Mapping[str, bytes], give_way: Callable[[], None] = lambda: None
    ) -> Sheet:
        """Return what ``read_sheet`` does; ``give_way`` is called before each where it is read here after all.

        Two threads may ask at a time: while one takes its answer the process reads for the other.
        """
        columns = list(zip(*incoming, strict=True))
        try:
            if not self._in_vain:
                return self._asked(columns, keys)
        except (EOFError, OSError) as error:
            # it could not be started, was ended or is stuck: a scanner that holds it up would hold up each anew
            self._give_up(error)
        finally:
            self._last = time.monotonic()
        return read_columns(columns, keys, give_way)

    def close(self) -> None:
        """End the process where there is one, whatever it is doing; the next long pull starts another."""
        self._kill()  # whoever waits for its answer hears that there is none
        with self._asking, self._hearing:
            self._end()

    def _asked(self, columns: list[Any], keys: Mapping[str, bytes]) -> Sheet:
        question = marshal.dumps((columns, dict(keys)), _FORMAT)
        with self._asking:
            line = self._opened()
            line.send_bytes(question)
            self._hearing.acquire()  # before another may ask: answers come in the order of the questions
        try:
            if not line.poll(self._patience):
                raise EOFError
            answer = line.recv_bytes()
        finally:
            self._hearing.release()
        read, fault = marshal.loads(answer)  # noqa: S302  # from our own process
        if fault is not None:
            raise IntegrityBroken(*fault)
        return sheet_read(read, columns)

    def _opened(self) -> Connection[Any, Any]:
        if self._line is None or self.beside is None:
            with self._hearing:  # nobody waits at the line of the one before
                self._end()
                self._start()
        assert self._line is not None
        return self._line

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        with theirs:
            self._process = spawn.Process(target=serve_behind, args=(theirs, self._idle), name="reading", daemon=True)
            self._process.start()

    def _give_up(self, error: Exception) -> None:
        self._kill()  # another who waits for an answer need not wait as long
        with self._asking:
            if not self._in_vain:
                _log.warning("the rest of this pull is read without a process: %s", type(error).__name__)
            self._in_vain = True
            with self._hearing:
                self._end()

    def _kill(self) -> None:
        if (process := self._process) is not None and process.pid is not None:
            process.kill()

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None and self._process.pid is not None:
            self._process.kill()  # nothing in it is to be kept, and nobody waits for one that is stuck
            self._process.join()
        self._line = self._process = None


def serve_behind(line: Connection[Any, Any], idle: float) -> None:
    """Serve in a process that goes behind all others."""
    if hasattr(os, "nice"):
        os.nice(_LOWER_PRIORITY)
    gc.disable()  # an answer is gone once it was given, and looking for cycles in it would cost a third
    serve(line, idle)


def serve(line: Connection[Any, Any], idle: float) -> None:
    """Read for whoever holds the other end, until it is gone or asks nothing for ``idle`` seconds."""
    with suppress(EOFError, OSError, KeyboardInterrupt), line:
        while line.poll(idle):
            columns, keys = marshal.loads(line.recv_bytes())  # noqa: S302  # from our own process
            line.send_bytes(marshal.dumps(_answer(columns, keys), _FORMAT))


def _answer(columns: Sequence[Sequence[Any]], keys: Mapping[str, bytes]) -> tuple[Any, Any]:
    try:
        return parts_read(read_columns(columns, keys)), None
    except IntegrityBroken as error:
        return None, (error.code, error.title, error.advice)
