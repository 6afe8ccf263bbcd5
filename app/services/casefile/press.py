"""A case file as a stream that is read while another process binds it; nothing of it lies on the disk in clear."""

from __future__ import annotations

import io
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.domain.casefiles import BoundFile, CaseFilePlan
from app.errors import DocumentFailed, InspectorError, StorageFailed
from app.services.casefile.child import BYTES, FAILED, PAPER, PICTURE, SEALING, serve
from app.typesetting.seal_slot import EMPTY_SLOT, OPENING, SLOT_BYTES, embed_seal

Fetch = Callable[[int], bytes]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Signer = Callable[[str], dict[str, object]]
LISTEN, PATIENCE = 0.1, 5.0
BROKEN_OFF = "case-file-broken-off"
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Order:
    """A case file to be bound: its plan, where papers and pictures come from, and who signs it (None: nobody).

    ``longest`` is how many seconds the pages of one PDF that was handed in may take.
    ``progress(done, total)`` counts papers and pictures; ``sign`` gets the file's digest with its slot zeroed.
    """

    plan: CaseFilePlan
    paper: Fetch
    picture: Fetch
    sign: Signer | None = None
    progress: Progress = lambda done, total: None
    cancelled: Cancelled = lambda: False
    longest: float = 600.0


class Press(io.RawIOBase):
    """The bytes of a case file in order; closing it ends the process. ``bound`` is there when all was read.

    ``reading`` is the place of the PDF that was handed in and is read just now, None while none is. Reading raises
    DocumentFailed where the file cannot be made, StorageFailed where it was cancelled.
    """

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._order = order
        self._held, self._done, self._ended = b"", 0, False
        plan = order.plan
        self._total = sum(not one.left_out for one in plan.papers) + sum(not one.lacking for one in plan.photos)
        self.bound: BoundFile | None = None
        self.reading: int | None = None
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(theirs,), name="case-file", daemon=True)
        try:
            self.process.start()
            theirs.close()
            self._line.send(plan)
        except OSError as error:
            self.close()
            raise _gone() from error

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what follows and return how much that was; 0 at the end."""
        while not self._held and not self._ended:
            self._hear()
        view = memoryview(buffer).cast("B")
        piece = self._held[: len(view)]
        view[: len(piece)] = piece
        self._held = self._held[len(piece) :]
        return len(piece)

    def close(self) -> None:
        """End the process, finished or not."""
        if not self.closed:
            self._line.close()
            if self.process.pid is not None:
                if self.bound is None:
                    self.process.terminate()
                self.process.join(PATIENCE)
        super().close()

    def _hear(self) -> None:
        """Take one message of the process and answer it."""
        waited = 0.0
        try:
            while not self._line.poll(LISTEN):
                self._stop_where_cancelled()
                waited += LISTEN
                if self.reading is not None and waited > self._order.longest:
                    self.process.kill()
            self._stop_where_cancelled()
            kind, *told = self._line.recv()
            if kind in (PAPER, PICTURE):
                self._answer(kind, told[0])
        except (EOFError, OSError) as error:
            raise _gone() from error
        if kind == BYTES:
            self.reading = None
            self._held = told[0]
        elif kind == SEALING:
            self._finish(told[0])
        elif kind == FAILED:
            raise DocumentFailed(*told)

    def _stop_where_cancelled(self) -> None:
        if self._order.cancelled():
            raise StorageFailed("cancelled", "已取消。", "案卷没有生成，需要时请重新生成。")

    def _answer(self, kind: str, place: int) -> None:
        self.reading = place if kind == PAPER and self._order.plan.papers[place].sha256 else None
        try:
            content = (self._order.paper if kind == PAPER else self._order.picture)(place)
        except OSError as error:  # not the pipe's
            raise _unforeseen() from error
        self._line.send_bytes(content)
        self._done += 1
        self._order.progress(self._done, self._total)

    def _finish(self, written: Any) -> None:
        slot = EMPTY_SLOT.encode()
        if self._order.sign is not None:
            slot = embed_seal(slot, self._order.sign(written.sha256))
        self._held = slot[len(OPENING) : len(OPENING) + SLOT_BYTES] + written.end
        self.bound, self._ended = written.bound, True


def pressed(order: Order, take_in: Callable[[Press], Kept]) -> tuple[Kept, BoundFile]:
    """Return what became of a case file, and what is bound in it; ``take_in`` reads it to its end.

    A PDF that was handed in and ends the process that reads it, or holds it up, is left out, so that it cannot keep the
    file from being made: a page in its place says so.

    Raises:
        DocumentFailed, StorageFailed: as for reading a ``Press``.
    """
    while True:
        with Press(order) as press:
            try:
                kept = take_in(press)
            except DocumentFailed as error:
                if error.code != BROKEN_OFF or press.reading is None:
                    raise
                order = replace(order, plan=_without(order.plan, press.reading))
                continue
            assert press.bound is not None
            return kept, press.bound


def _without(plan: CaseFilePlan, place: int) -> CaseFilePlan:
    papers = list(plan.papers)
    papers[place] = replace(papers[place], left_out="读取时程序出错")
    return replace(plan, papers=tuple(papers))


def _gone() -> InspectorError:
    advice = "请重新生成；如仍失败，请关闭其他程序后再试，或联系管理员。"
    return DocumentFailed(BROKEN_OFF, "案卷的生成中断了，没有留下文件。", advice)


def _unforeseen() -> InspectorError:
    advice = "请检查磁盘后重新生成。"
    return StorageFailed("disk-io", "卷内文件读不出来，案卷没有生成。", advice)
