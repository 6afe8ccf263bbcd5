"""The process that binds a case file: it asks its parent for papers and pictures and gives back the file's bytes.

It is started by ``multiprocessing``'s spawn, so that Windows has it too. It holds no key, opens no file and ends when
its parent does: every wait is on the pipe between both.

Messages to the parent: (PAPER, place), (PICTURE, place), (BYTES, piece), (SEALING, Written), (FAILED, code, title,
advice). The parent sends the plan first, then the bytes asked for.
"""

from __future__ import annotations

from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from app.domain.casefiles import CaseFilePlan
from app.errors import InspectorError

PAPER, PICTURE, BYTES, SEALING, FAILED = "paper", "picture", "bytes", "sealing", "failed"
PIECE = 256 * 1024


def serve(line: Connection[Any, Any]) -> None:
    """Bind one case file for whoever holds the other end of the pipe."""
    with suppress(EOFError, OSError, KeyboardInterrupt), line:  # the parent is gone or gave up
        plan: CaseFilePlan = line.recv()
        try:
            _bind(plan, line)
        except InspectorError as error:
            line.send((FAILED, error.code, error.title, error.advice))


def _bind(plan: CaseFilePlan, line: Connection[Any, Any]) -> None:
    from app.typesetting.casefile.writing import write_case_file

    pieces = _Pieces(line)

    def fetch(what: str, place: int) -> bytes:
        line.send((what, place))
        return line.recv_bytes()

    written = write_case_file(plan, lambda at: fetch(PAPER, at), lambda at: fetch(PICTURE, at), pieces.add)
    pieces.send()
    line.send((SEALING, written))


class _Pieces:
    """Joins small pieces of the file, so that few messages carry it."""

    def __init__(self, line: Connection[Any, Any]) -> None:
        self._line = line
        self._held = bytearray()

    def add(self, piece: bytes) -> None:
        self._held += piece
        if len(self._held) >= PIECE:
            self.send()

    def send(self) -> None:
        if self._held:
            self._line.send((BYTES, bytes(self._held)))
            self._held.clear()
