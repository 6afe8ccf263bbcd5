"""Operations of others on their way in: read and checked before the turn to write, then taken in step by step.

Whatever needs no database is done ahead: parsing, the links of the chains within what came, the signatures (these
beside the writing of what came before).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from app.domain.clock import HybridClock
from app.domain.operations import Operation
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming, broken, check_link, insist_signed, read_linked
from app.sealing.reading_beside import ReadingBeside
from app.storage.bringing_in import bring_in
from app.storage.ends import Ends
from app.storage.engine import fetched, insert_rows
from app.storage.renumbering import give_place
from app.storage.schema import transaction_signature
from app.storage.standing import insertion

# Operations read ahead, and so the most per transaction: its commit must not keep a person waiting.
PORTION_OPERATIONS = 200
# The most while a person has recorded something in the last seconds, who will again: its commit is shorter still.
BUSY_OPERATIONS, QUIET_SECONDS = 80, 3.0
# Operations after which the turn is given up where a person waits.
STEP_OPERATIONS = 40
# What a portion and a step hold where no person has recorded anything for long, as while a new laptop takes in all: a
# portion is written in one piece, and only the first act afterwards may wait for a step of these.
UNDISTURBED_PORTION, UNDISTURBED_STEP, UNDISTURBED_SECONDS = 1_000, 250, 30.0
# Below so many the thread would cost more than it spares.
_FEW = 100

_RUNS = (
    "SELECT o.device, o.lseq, o.op_id, o.raw, o.chain FROM json_each(?) k CROSS JOIN operation_log o"
    " ON o.device = k.value ->> 0 AND o.lseq BETWEEN k.value ->> 1 AND k.value ->> 2"
)
_SAME_IDS = "SELECT o.op_id FROM json_each(?) k CROSS JOIN operation_log o ON o.op_id = k.value"
_KEEP_SIGNATURE = insertion(transaction_signature, ("txn", "device", "signature")).replace("INSERT", "INSERT OR IGNORE")

Place = tuple[str, int]


@dataclass
class Step:
    """What is taken in between two looks at whether a person waits: operations that were read, or are being read."""

    incoming: Sequence[Incoming]
    read: Sequence[Operation] = ()
    beside: Future[list[Operation]] | None = None
    follow: Callable[[Sequence[Incoming], Sequence[Operation]], None] | None = None

    def operations(self) -> Sequence[Operation]:
        """Return the operations once they are read.

        Raises:
            IntegrityBroken: a text, a link or a signature does not fit.
        """
        if self.beside is not None:
            self.read, self.beside = self.beside.result(), None
            if self.follow is not None:
                self.follow(self.incoming, self.read)
        return self.read

    def is_ready(self, seconds: float | None = None) -> bool:
        """Wait until they are read, at most so long, and return whether they are."""
        return self.beside is None or bool(wait([self.beside], seconds).done)


@dataclass
class Portion:
    """Some operations read ahead; ``fault`` is what was wrong with them, ``signatures`` what is still being checked.

    ``beside``: the steps of one that another process reads, each checked whole.
    """

    incoming: Sequence[Incoming]
    operations: Sequence[Operation] = ()
    fault: IntegrityBroken | None = None
    signatures: Future[None] | None = None
    beside: Sequence[Step] = field(default_factory=list)

    def steps(self, most: int) -> Iterator[Step]:
        """Give the steps of it: whole transactions where it can be."""
        if self.beside:
            yield from self.beside
            return
        begun = 0
        for step in portions(self.incoming, most):
            yield Step(step, self.operations[begun : begun + len(step)])
            begun += len(step)

    def insist_sound(self) -> None:
        """Wait until all was checked; of one that is read beside its steps tell by themselves.

        Raises:
            IntegrityBroken: a text, a link or a signature does not fit.
        """
        if self.fault is not None:
            raise self.fault
        if self.signatures is not None:
            self.signatures.result()


@dataclass(frozen=True, slots=True)
class Amounts:
    """The most operations of a portion, of a transaction and of a step."""

    portion: int
    transaction: int
    step: int


def amounts(quiet: float) -> Amounts:
    """Return how much is read and written at a time where a person has recorded nothing for ``quiet`` seconds."""
    if quiet >= UNDISTURBED_SECONDS:
        return Amounts(UNDISTURBED_PORTION, UNDISTURBED_PORTION, UNDISTURBED_STEP)
    at_once = BUSY_OPERATIONS if quiet < QUIET_SECONDS else PORTION_OPERATIONS
    return Amounts(PORTION_OPERATIONS, at_once, STEP_OPERATIONS)


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
        if self._thread is not None and self._beside.wants(len(incoming)):
            self._goes_beside = True
        if self._thread is not None and self._goes_beside:
            steps = portions(incoming, self._step)
            return Portion(incoming, beside=[self._read_beside(self._thread, one) for one in steps])
        portion = Portion(incoming)
        try:
            portion.operations = read_linked(incoming, self._give_way)
            self._follow(incoming, portion.operations)
            check = partial(insist_signed, portion.operations, incoming, self._keys, self._give_way)
            if self._thread is None:
                check()
            else:
                portion.signatures = self._thread.submit(check)
        except IntegrityBroken as error:
            portion.fault = error
        return portion

    def _read_beside(self, thread: Executor, incoming: Sequence[Incoming]) -> Step:
        reading = thread.submit(self._beside.read, incoming, self._keys, self._give_way)
        return Step(incoming, beside=reading, follow=self._follow)

    def _follow(self, incoming: Sequence[Incoming], operations: Sequence[Operation]) -> None:
        if self._ends is not None:
            for one, came in zip(operations, incoming, strict=True):
                self._ends.follow(one, came.signature, self._keys)


@contextmanager
def reader(
    count: int,
    keys: Mapping[str, bytes],
    beside: ReadingBeside,
    give_way: Callable[[], None],
    ends: Ends | None = None,
    step: int = STEP_OPERATIONS,
) -> Iterator[Reader]:
    """Give a reader for so many operations; its thread ends with the block.

    ``ends``: each must be signed. ``step``: so many are read together where it is done beside.
    """
    if count < _FEW or not keys:
        yield Reader(keys, beside, give_way, None, ends, step)
        return
    with ThreadPoolExecutor(1, "reading") as thread:
        yield Reader(keys, beside, give_way, thread, ends, step)


def portions(batch: Sequence[Incoming], most: int) -> Iterator[Sequence[Incoming]]:
    """Give the batch in portions, cut after signatures (= ends of transactions) where there are any; one may be empty.

    A portion is at most twice ``most``, so that a huge transaction holds nobody up.
    """
    begun = 0
    for number, one in enumerate(batch, start=1):
        held = number - begun
        if held >= most and (one.signature is not None or held >= 2 * most):
            yield batch[begun:number]
            begun = number
    if begun < len(batch) or not batch:
        yield batch[begun:]


def take_in(connection: Connection, step: Step) -> int:
    """Take the operations of a step in within the caller's transaction and return how many were new.

    Raises:
        IntegrityBroken: they do not fit what is stored; nothing was written.
    """
    operations = step.operations()
    fresh = _new_among(connection, operations)
    bring_in(connection, fresh)
    signed = [
        (one.txn, one.device, came.signature)
        for came, one in zip(step.incoming, operations, strict=True)
        if came.signature is not None
    ]
    insert_rows(connection, _KEEP_SIGNATURE, signed)
    return len(fresh)


def latest_seen(seen: HybridClock, operations: Iterable[Operation], now: datetime) -> HybridClock:
    """Return the clock after seeing the stamps of operations: the highest that is not absurdly ahead counts."""
    known = seen.stamp("")
    ahead = {one.hlc for one in operations if one.hlc > known}
    while ahead:
        highest = max(ahead)  # nearly always the one that counts, so that nothing need be sorted
        after = seen.observe(highest, now)
        if after != seen:
            return after
        ahead.discard(highest)
    return seen


def _new_among(connection: Connection, operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations not stored yet, after every link to a stored one was checked."""
    if not operations:
        return []
    fresh: dict[Place, Operation] = {}
    for one in operations:
        fresh.setdefault((one.device, one.lseq), one)
    runs = json.dumps(list(_runs(sorted(fresh))))
    stored = {(row[0], row[1]): row[2:] for row in fetched(connection, _RUNS, (runs,))}
    for place, content in stored.items():
        same = fresh.pop(place, None)
        if same is not None and (same.op_id, same.raw, same.chain) != content:
            raise broken("device-forked", place[0])
    for (device, lseq), (_, raw, chain) in stored.items():
        before, after = fresh.get((device, lseq - 1)), fresh.get((device, lseq + 1))
        if before is not None:
            check_link(before.chain, raw, chain, device)
        if after is not None:
            check_link(chain, after.raw, after.chain, device)
    came_back = _known_identities(connection, list(fresh.values()))
    return [one for one in fresh.values() if one.op_id not in came_back]


def _known_identities(connection: Connection, fresh: Sequence[Operation]) -> set[str]:
    """Return which of them stand here in places that never left this device; they have theirs from now on."""
    by_id = {one.op_id: one for one in fresh}
    if len(by_id) < len(fresh):
        raise broken("identity-repeated", fresh[0].device)
    known = [by_id[op_id] for (op_id,) in fetched(connection, _SAME_IDS, (json.dumps(list(by_id)),))]
    if known and not give_place(connection, known):
        raise broken("identity-repeated", known[0].device)
    return {one.op_id for one in known}


def _runs(places: Iterable[Place]) -> Iterator[tuple[str, int, int]]:
    """Give neighbouring places as (device, first lseq - 1, last lseq + 1)."""
    run: tuple[str, int, int] | None = None
    for device, lseq in places:
        if run is not None and run[0] == device and run[2] == lseq:
            run = (device, run[1], lseq + 1)
            continue
        if run is not None:
            yield run
        run = (device, lseq - 1, lseq + 1)
    if run is not None:
        yield run
