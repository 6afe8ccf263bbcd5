"""Operations of others read and checked before the turn to write them in comes.

Whatever needs no database is done ahead: parsing, the links of the chains within what came, the signatures (these
beside the writing of what came before).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming, insist_signed
from app.sealing.reading_beside import ReadingBeside
from app.sealing.sheets import Sheet, read_sheet
from app.storage.exchange.arrival import STEP_OPERATIONS, portions
from app.storage.exchange.ends import Ends

# Below so many a thread would cost more than it spares.
_FEW = 100
# One takes an answer from the process beside while it reads for the other, and never waits for this one.
_THREADS = 2


@dataclass
class Step:
    """What is taken in between two looks at whether a person waits: operations that were read, or are being read."""

    read: Sheet | None = None
    beside: Future[Sheet] | None = None
    follow: Callable[[Sheet], None] | None = None

    def sheet(self) -> Sheet:
        """Return the operations once they are read.

        Raises:
            IntegrityBroken: a text, a link or a signature does not fit.
        """
        if self.beside is not None:
            self.read, self.beside = self.beside.result(), None
            if self.follow is not None:
                self.follow(self.read)
        assert self.read is not None
        return self.read

    def is_ready(self, seconds: float | None = None) -> bool:
        """Wait until they are read, at most so long, and return whether they are."""
        return self.beside is None or bool(wait([self.beside], seconds).done)


@dataclass
class Portion:
    """Some operations read ahead, whole transactions in a step where it can be.

    ``fault`` is what was wrong with them, ``signatures`` what is still being checked; those that another process reads
    are each checked whole.
    """

    steps: Sequence[Step] = ()
    fault: IntegrityBroken | None = None
    signatures: Future[None] | None = None

    def insist_sound(self) -> None:
        """Wait until all was checked; of one that is read beside its steps tell by themselves.

        Raises:
            IntegrityBroken: a text, a link or a signature does not fit.
        """
        if self.fault is not None:
            raise self.fault
        if self.signatures is not None:
            self.signatures.result()


class Reader:
    """Reads operations ahead of the turn; ``keys`` are the devices' public keys; a person goes first."""

    def __init__(
        self,
        keys: Mapping[str, bytes],
        beside: ReadingBeside,
        give_way: Callable[[], None],
        thread: Executor | None,
        ends: Ends | None,
        step: int,
    ) -> None:
        self._ends, self._step = ends, step
        self._keys = keys
        self._beside = beside
        self._give_way = give_way
        self._thread = thread
        self._goes_beside = False

    def read(self, incoming: Sequence[Incoming]) -> Portion:
        """Return the operations parsed, their links checked, their signatures checked or about to be."""
        # ``ends`` hears of what is read beside when it is taken in, of the rest at once: once the one, never the other
        steps = portions(incoming, self._step)
        if self._thread is not None and self._beside.wants(len(incoming)):
            self._goes_beside = True
        if self._thread is not None and self._goes_beside:
            return Portion([self._read_beside(self._thread, one) for one in steps])
        portion = Portion()
        try:
            sheets = [read_sheet(one, None, self._give_way) for one in steps]
            for sheet in sheets:
                self._follow(sheet)
            portion.steps = [Step(sheet) for sheet in sheets]
            check = partial(self._insist_signed, sheets)
            if self._thread is None:
                check()
            else:
                portion.signatures = self._thread.submit(check)
        except IntegrityBroken as error:
            portion.fault = error
        return portion

    def _read_beside(self, thread: Executor, incoming: Sequence[Incoming]) -> Step:
        reading = thread.submit(self._beside.read, incoming, self._keys, self._give_way)
        return Step(beside=reading, follow=self._follow)

    def _insist_signed(self, sheets: Sequence[Sheet]) -> None:
        for sheet in sheets:
            insist_signed(sheet.signed(), self._keys, self._give_way)

    def _follow(self, sheet: Sheet) -> None:
        if self._ends is not None:
            self._ends.follow(sheet.ends, self._keys)


@contextmanager
def reader(
    count: int,
    keys: Mapping[str, bytes],
    beside: ReadingBeside,
    give_way: Callable[[], None],
    ends: Ends | None = None,
    step: int = STEP_OPERATIONS,
) -> Iterator[Reader]:
    """Give a reader for so many operations; its threads end with the block.

    ``ends``: each must be signed. ``step``: so many are read together where it is done beside.
    """
    if count < _FEW or not keys:
        yield Reader(keys, beside, give_way, None, ends, step)
        return
    with ThreadPoolExecutor(_THREADS, "reading") as thread:
        yield Reader(keys, beside, give_way, thread, ends, step)
