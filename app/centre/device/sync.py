"""The sync loop: hello, push, pull, attachments, comparison, receipt.

The centre's ``next_lseq`` alone says what arrived. Whatever is cut, the loop says hello again and goes on from there;
repeating is always safe. A page is taken in together with its cursor, so a cut never loses or doubles anything.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.centre.device.attachments import Exchange
from app.centre.device.batches import BATCH_OPERATIONS, batched
from app.centre.device.doubting import Doubts
from app.centre.device.feed import pages_after
from app.centre.device.local import LocalFiles, LocalLog, Progress
from app.centre.device.receipts import stated, with_given
from app.centre.device.transport import API, CentreTransport, FeedPage, Greeting, Tally
from app.centre.failures import refused, unreachable
from app.errors import CentreRefused, CentreUnreachable, InspectorError, IntegrityBroken

PAGE_OPERATIONS = 1_000
# a line that brings a page in so many seconds is asked for this many times as much: the most that a centre gives
QUICK_SECONDS, QUICK_TIMES = 1.0, 2
# after cuts a line is asked for less at a time, down to this part of a batch or page
_LEAST_PART = 32
_LONGEST_PAUSE = 60.0
_SAY_HELLO_AGAIN = ("gap", "half-transaction")

SYNCED, PENDING, UNREACHABLE, REFUSED = "synced", "pending", "unreachable", "refused"


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How one sync ended. ``problem`` carries the words for a person where ``state`` is unreachable or refused.

    ``pushed`` and ``acknowledged`` count own operations sent and newly confirmed, ``pulled`` those new here,
    ``pending`` the own ones not confirmed. ``refused`` and ``conflicts`` wait for a person. ``receipt`` names what
    both sides hold alike (``app.centre.device.receipts``): centre, epoch, cursor, last own lseq, the centre's time, a
    digest over the comparison, and the centre's own word ``given``. ``numbers`` says why no numbers came, ``files``
    which attachments were passed over, ``releases`` (once) what was published and is of no use here, ``clock`` that
    one errs.
    """

    state: str
    pushed: int = 0
    acknowledged: int = 0
    pulled: int = 0
    pending: int = 0
    refused: int = 0
    conflicts: int = 0
    attachments_sent: int = 0
    attachments_fetched: int = 0
    attachments_pending: int = 0
    receipt: dict[str, object] = field(default_factory=dict)
    problem: InspectorError | None = None
    numbers: InspectorError | None = None
    files: InspectorError | None = None
    releases: InspectorError | None = None
    clock: InspectorError | None = None

    def as_json(self) -> dict[str, object]:
        """Return the report with the stable keys of ``main.py sync --json``."""
        return {
            "state": self.state,
            "pushed": self.pushed,
            "acknowledged": self.acknowledged,
            "pulled": self.pulled,
            "pending": self.pending,
            "refused": self.refused,
            "conflicts": self.conflicts,
            "attachments": {"sent": self.attachments_sent, "pending": self.attachments_pending},
            "receipt": self.receipt or None,
        }


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a cut line is tried again and how long is waited: up to 1.5^n seconds, at most a minute."""

    attempts: int = 4
    pause: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random  # noqa: S311  # spreads the laptops' tries, guards nothing

    def wait(self, failures: int) -> None:
        """Wait before the next try.

        Raises:
            CentreUnreachable: the line was tried often enough.
        """
        if failures >= self.attempts:
            raise unreachable()
        self.pause(min(_LONGEST_PAUSE, 1.5**failures) * (0.5 + self.chance() / 2))


def tally_digest(operations: Iterable[tuple[str, str]]) -> str:
    """Return the digest that the centre's ``verify`` gives for these (op_id, chain) pairs."""
    lines = sorted(f"{op_id} {chain}\n".encode() for op_id, chain in operations)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def synchronise(
    transport: CentreTransport,
    log: LocalLog,
    files: LocalFiles,
    *,
    patience: Patience | None = None,
    wall: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SyncReport:
    """Exchange all with the centre and return how it ended; only a fault of this machine is raised.

    The line stays open for whoever opened it.

    Raises:
        StorageFailed: the local store failed; nothing acknowledged is lost.
    """
    return _Course(transport, log, files, patience or Patience(), wall).run()


class _Course:
    """One sync from hello to receipt, through all its tries."""

    def __init__(
        self,
        transport: CentreTransport,
        log: LocalLog,
        files: LocalFiles,
        patience: Patience,
        wall: Callable[[], datetime],
    ) -> None:
        self._transport = transport
        self._log = log
        self._exchange = Exchange(transport, files, self._file_moved)
        self._files = files
        self._patience = patience
        self._wall = wall
        self._failures = 0
        self._part = 1
        self._times = 1
        self._again = 0
        self._pushed = self._pulled = 0
        self._acked_before = log.progress().acked_lseq

    def run(self) -> SyncReport:
        while True:
            try:
                return self._report(None, self._once())
            except CentreUnreachable as error:
                if not self._may_try_again():
                    return self._report(error)
            except CentreRefused as error:
                if error.code not in _SAY_HELLO_AGAIN or not self._may_try_again():
                    return self._report(error)
            except IntegrityBroken as error:
                return self._report(error)

    def _may_try_again(self) -> bool:
        self._failures += 1
        self._part, self._times = min(2 * self._part, _LEAST_PART), 1
        try:
            self._patience.wait(self._failures)
        except CentreUnreachable:
            return False
        return True

    def _once(self) -> dict[str, object]:
        greeting = self._transport.hello()
        if greeting.api_max < API:
            raise refused("centre-too-old")
        at = self._welcomed(greeting).cursor
        self._log.go_on_behind(greeting.next_lseq, greeting.chain_at)
        if greeting.next_lseq > 1 and self._log.chain_at(greeting.next_lseq - 1) is None:
            # this store was restored from a backup: its own later operations come back first
            self._pull_again()
            self._require_same_history(greeting)
            self._log.go_on_behind(greeting.next_lseq, greeting.chain_at)  # closes up what came back
            self._log.acknowledge(greeting.next_lseq - 1)
        self._require_same_history(greeting)
        self._push(greeting.next_lseq - 1)
        if greeting.api_min > API:
            # field work is never stranded: an old program may deliver, but not take in what it does not know
            raise refused("centre-newer")
        cursor = self._pull(at) if self._pushed or at != greeting.last_seq else at
        self._exchange.run()
        return self._compared(greeting, cursor)

    def _welcomed(self, greeting: Greeting) -> Progress:
        known = self._log.progress()
        if known.centre_id and known.centre_id != greeting.centre_id:
            raise refused("foreign-centre")
        cursor = known.cursor if known.feed_epoch == greeting.feed_epoch else 0
        self._again = min(self._again, cursor)
        reached = greeting.next_lseq - 1  # by a copy of this device, where the histories differ
        acked = reached if self._same_history(greeting) else min(known.acked_lseq, reached)
        progress = Progress(greeting.centre_id, greeting.feed_epoch, acked, cursor)
        self._log.keep_progress(progress, round((greeting.server_time - self._wall()).total_seconds() * 1000))
        return progress

    def _same_history(self, greeting: Greeting) -> bool:
        return greeting.next_lseq == 1 or self._log.chain_at(greeting.next_lseq - 1) == greeting.chain_at

    def _require_same_history(self, greeting: Greeting) -> None:
        if not self._same_history(greeting):
            raise refused("device-forked")

    def _push(self, acked: int) -> None:
        if acked == self._log.position()[0]:
            return  # nothing to look for
        while batch := batched(self._log.outgoing(acked, BATCH_OPERATIONS // self._part), self._part):
            answer = self._transport.push(batch)
            self._pushed += len(batch)
            if answer.next_lseq - 1 <= acked:
                raise unreachable()
            if (acked := answer.next_lseq - 1) > self._log.position()[0]:
                raise refused("answer-nonsense")  # nothing counts as acknowledged that was never sent
            self._log.acknowledge(acked)
            self._went_through()

    def _pull(self, cursor: int, again: bool = False) -> int:
        doubts = Doubts(self._transport)
        while True:
            try:
                with pages_after(self._transport, cursor, self._page_rows, self._page_took) as pages:
                    for doubts.page in pages:
                        cursor = self._taken_in(doubts.page)
                        self._again = cursor if again else self._again
                return cursor
            except IntegrityBroken:
                if not doubts.settled():
                    raise

    def _taken_in(self, page: FeedPage) -> int:
        reached = page.rows[-1].srv_seq
        self._pulled += self._log.receive([row.operation for row in page.rows], reached, page.devices)
        self._went_through()
        return reached

    def _page_rows(self) -> int:
        return self._times * PAGE_OPERATIONS // self._part

    def _page_took(self, seconds: float) -> None:
        self._times = QUICK_TIMES if seconds < QUICK_SECONDS else 1

    def _pull_again(self) -> int:
        """Pull all from the beginning; after a cut it goes on where it was, or a bad line would begin for ever."""
        return self._pull(self._again, again=True)

    def _went_through(self) -> None:
        self._failures, self._part = 0, max(1, self._part // 2)

    def _file_moved(self) -> None:
        self._failures = 0

    def _compared(self, greeting: Greeting, cursor: int) -> dict[str, object]:
        found = self._transport.verify(cursor)
        if not self._alike(found.tallies):
            cursor = self._pull_again()
            found = self._transport.verify(cursor)
            if not self._alike(found.tallies):
                raise IntegrityBroken(
                    "replica-differs",
                    "本机与中心库核对的结果不一致。",
                    "两边的内容都已保留；请运行核验（verify），并联系管理员。",
                )
        acked = self._log.progress().acked_lseq
        receipt = stated(greeting, cursor, acked, found)
        given = self._transport.receipt(cursor, str(receipt["digest"]))
        own_chain = (self._log.chain_at(acked) or "") if acked else ""
        return receipt if given is None else with_given(receipt, given, own_chain)

    def _alike(self, tallies: Sequence[Tally]) -> bool:
        ours = self._log.operations_of([one.root for one in tallies])
        mine = ((one, ours[one.root]) for one in tallies)
        return all(one.count == len(own) and one.digest == tally_digest(own) for one, own in mine)

    def _report(self, problem: InspectorError | None, receipt: dict[str, object] | None = None) -> SyncReport:
        acked, last = self._log.progress().acked_lseq, self._log.position()[0]
        turned_away, conflicts = self._log.open_questions()
        waiting = len(self._files.to_send()) + len(self._files.to_fetch())
        unreached = isinstance(problem, CentreUnreachable)
        settled = PENDING if last > acked or waiting else SYNCED
        return SyncReport(
            state=settled if problem is None else UNREACHABLE if unreached else REFUSED,
            pushed=self._pushed,
            acknowledged=max(0, acked - self._acked_before),
            pulled=self._pulled,
            pending=last - acked,
            refused=turned_away,
            conflicts=conflicts,
            attachments_sent=self._exchange.sent,
            attachments_fetched=self._exchange.fetched,
            attachments_pending=waiting,
            receipt=receipt or {},
            problem=problem,
            files=self._exchange.fault(),
        )
