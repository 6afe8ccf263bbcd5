"""Both ways of sync: whole transactions out, operations in, and how far each side has come."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import case, func, select
from sqlalchemy.engine import Connection, Engine

from app.collector import without_collector
from app.domain.kept_records import over, record_of
from app.domain.operations import Json, Operation
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.reading_beside import ReadingBeside
from app.sealing.signing import KeyPair
from app.storage.database.engine import fetched, reading, writing, writing_again
from app.storage.database.schema import operation_log, transaction_signature
from app.storage.database.settings import read_setting, write_setting
from app.storage.database.writer import WriterLock
from app.storage.exchange.arrival import amounts, latest_seen, portions, take_in
from app.storage.exchange.ends import Ends
from app.storage.exchange.reading_ahead import Portion, reader
from app.storage.exchange.renumbering import RESTORED_AT, renumber
from app.storage.exchange.second_pasts import NUMBERED
from app.storage.log.commit import SEEN_CLOCK, last_of, stored_clock
from app.storage.log.reading import operations_where, transaction_operations

SYNC = "_sync"

# As many commits of a person as a portion of a pull writes to disk, at least, and operations for each of a larger one
# (for Checkpoints: fewer of them would each keep a person waiting longer).
_ACTS, _ACT_OPERATIONS = 5, 40
# So long a transaction waits for its next step to be read beside.
_MOMENT = 0.05


@dataclass(frozen=True, slots=True)
class SyncState:
    """How far sync has come. ``clock_offset_ms`` = centre time minus device time at the last hello."""

    centre_id: str = ""
    feed_epoch: str = ""
    acked_lseq: int = 0
    cursor: int = 0
    clock_offset_ms: int = 0
    synced_at: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingTransaction:
    """One whole local transaction with the device's signature (64 bytes), ready to push."""

    txn: str
    operations: tuple[Operation, ...]
    signature: bytes


Link = tuple[str, int, str, str]
"""Device, lseq, op_id and chain of an operation: enough to compare replicas."""

_LINKS = (
    "SELECT device, lseq, op_id, chain FROM operation_log"
    " WHERE entity_id = ?1 OR (entity_id > ?1 || '/' AND entity_id < ?1 || '0')"
)


@dataclass(frozen=True, slots=True)
class Received:
    """What a pull brought: operations in the batch, and how many of them were new here."""

    operations: int
    new: int


class Replication:
    """Exchange with other replicas. All of it may run in a background thread; a person's commit goes first."""

    def __init__(self, engine: Engine, lock: WriterLock, device: str) -> None:
        self._engine = engine
        self._lock = lock
        self._device = device
        self._beside = ReadingBeside()
        self.ends = Ends()

    def sync_state(self) -> SyncState:
        """Return how far sync has come; zeros before the first hello."""
        with reading(self._engine) as connection:
            return _state_from(read_setting(connection, SYNC))

    def set_sync_state(self, state: SyncState) -> None:
        """Keep a new sync state durably."""
        with self._lock.in_between(), writing(self._engine) as connection:
            _keep_state(connection, state)

    def outgoing(self, after_lseq: int, limit: int = 500) -> tuple[OutgoingTransaction, ...]:
        """Return this device's next whole transactions after ``after_lseq``: at least one, then up to ``limit`` ops."""
        log = operation_log.c
        with reading(self._engine) as connection:
            after = (log.device == self._device, log.lseq > after_lseq)
            mine = operations_where(connection, *after, limit=limit + 1, by_lseq=True)
            if not mine:
                return ()
            groups = _by_transaction(mine)
            if len(mine) > limit:  # the last may be cut: leave it, or read it whole where it is the only one
                groups = groups[:-1] or [self._whole(connection, mine[0].txn)]
            signatures = self._signatures(connection, [group[0].txn for group in groups])
        return tuple(OutgoingTransaction(g[0].txn, tuple(g), signatures[g[0].txn]) for g in groups)

    def _whole(self, connection: Connection, txn: str) -> list[Operation]:
        return list(transaction_operations(connection, self._device, txn))

    def _signatures(self, connection: Connection, txns: Sequence[str]) -> dict[str, bytes]:
        query = select(transaction_signature.c.txn, transaction_signature.c.signature)
        rows = connection.execute(query.where(transaction_signature.c.txn.in_(list(txns))))
        return {row.txn: row.signature for row in rows}

    def links(self, roots: Sequence[str]) -> dict[str, list[Link]]:
        """Return all that is known of each root, without reading what the operations say."""
        with reading(self._engine) as connection:
            return {one: cast("list[Link]", fetched(connection, _LINKS, (one,))) for one in roots}

    def pending(self) -> int:
        """Return how many of this device's operations no centre has acknowledged."""
        with reading(self._engine) as connection:
            acked = _state_from(read_setting(connection, SYNC)).acked_lseq
            query = select(func.count()).where(operation_log.c.device == self._device, operation_log.c.lseq > acked)
            return connection.execute(query).scalar_one()

    def waiting(self) -> tuple[tuple[str, str, int], ...]:
        """Return what no centre has acknowledged as (root, kind of entity, entities changed), by root."""
        log = operation_log.c
        cut = func.instr(log.entity_id, "/")
        root = case((cut > 0, func.substr(log.entity_id, 1, cut - 1)), else_=log.entity_id).label("root")
        with reading(self._engine) as connection:
            acked = _state_from(read_setting(connection, SYNC)).acked_lseq
            query = select(root, log.entity, func.count(log.entity_id.distinct()))
            query = query.where(log.device == self._device, log.lseq > acked)
            return tuple(
                (one[0], one[1], one[2])
                for one in connection.execute(query.group_by("root", log.entity).order_by("root", log.entity))
            )

    def acknowledge(self, lseq: int) -> None:
        """Keep that the centre holds this device's operations up to ``lseq``; it never goes back by itself."""
        with self._lock.in_between(), writing(self._engine) as connection:
            state = _state_from(read_setting(connection, SYNC))
            state = replace(state, acked_lseq=max(state.acked_lseq, lseq))
            _keep_state(connection, state)

    def receive(
        self,
        batch: Sequence[Incoming],
        *,
        cursor: int | None,
        now: datetime,
        public_keys: Mapping[str, bytes] | None = None,
        signed: bool = False,
    ) -> Received:
        """Take in operations of others; what is already here is skipped, the cursor is kept with the last of them.

        Each chain link is checked as soon as both of its ends are here, in whatever order they come; signatures are
        checked where the device's public key is given; where all must be ``signed``, none may lack it (``ends`` tells
        what the last page left open). Kinds and fields we do not know are kept.

        Raises:
            IntegrityBroken: a link, a signature or a repeated identity does not fit; what came before it is kept.
        """
        new, ends = 0, self.ends if signed and cursor is not None else None
        if ends is not None and cursor is not None:
            ends.begin(cursor, len(batch))
        at_once = amounts(self._lock.quiet_for())
        keys = public_keys or {}
        reading_ahead = reader(len(batch), keys, self._beside, self._lock.give_way, ends, at_once.step)
        with without_collector(), reading_ahead as ahead:
            coming = portions(batch, at_once.portion)
            ready: Portion | None = ahead.read(next(coming))
            while ready is not None:
                following = next(coming, None)
                # read before this one is written: its signatures are checked meanwhile
                after = None if following is None else ahead.read(following)
                ready.insist_sound()
                new += self._take_in(ready, now, cursor if after is None else None)
                ready = after
        if ends is not None and cursor is not None:
            ends.reached(cursor, ends.left_open)
        return Received(len(batch), new)

    def close(self) -> None:
        """End what a long pull left running."""
        self._beside.close()

    def _take_in(self, portion: Portion, now: datetime, cursor: int | None) -> int:
        """Take a portion in, in one transaction; in several where a person came in between."""
        new, steps = 0, deque(portion.steps)
        while steps:
            fault: IntegrityBroken | None = None
            steps[0].is_ready()  # not while others wait for the turn
            self._lock.give_way()
            most = amounts(self._lock.quiet_for()).transaction
            with self._lock.background(max(_ACTS, most // _ACT_OPERATIONS)), writing_again(self._engine) as connection:
                stamps: list[str] = []
                while steps and len(stamps) < most and not (stamps and self._lock.wanted()):
                    if not steps[0].is_ready(_MOMENT):
                        break
                    try:
                        new += take_in(connection, sheet := steps[0].sheet())
                    except IntegrityBroken as error:
                        fault = error  # what came before it is kept
                        break
                    steps.popleft()
                    stamps += sheet.hlc
                _note_progress(connection, stamps, now, None if steps else cursor)
            if fault is not None:
                raise fault
        return new

    def go_on_behind(self, next_lseq: int, chain: str, key: KeyPair) -> int:
        """Make room for operations that only the centre still has; call it at hello and when they came, before push.

        ``next_lseq`` and ``chain`` (of ``next_lseq - 1``) are the centre's answer. Only on a restored device, only
        what was recorded since the restore moves. The mark of the restore is taken away when all that the centre has
        is here: then what came back in other places (``give_place``) leaves no hole either. Returns how many
        operations moved.
        """
        with self._lock.interactive(), writing(self._engine) as connection:
            since = read_setting(connection, RESTORED_AT)
            if not isinstance(since, int):
                return 0
            all_here = self._chain_at(connection, next_lseq - 1) == chain
            if all_here:
                since = max(since, next_lseq - 1)
            if next_lseq <= since:  # the centre came back from a backup
                next_lseq, chain = since + 1, self._chain_at(connection, since) or ""
            moved = renumber(connection, self._device, key, since, next_lseq, chain)
            write_setting(connection, RESTORED_AT, None if all_here else next_lseq - 1)
            return moved

    def _chain_at(self, connection: Connection, lseq: int) -> str | None:
        log = operation_log.c
        here = select(log.chain).where(log.device == self._device, log.lseq == lseq)
        return "" if lseq == 0 else connection.execute(here).scalar_one_or_none()

    def holes(self) -> dict[str, int]:
        """Return, by device, how many operations are missing below its highest lseq here (none on a whole replica)."""
        log = operation_log.c
        query = select(log.device, func.max(log.lseq) - func.count()).where(NUMBERED).group_by(log.device)
        with reading(self._engine) as connection:
            return {device: missing for device, missing in connection.execute(query) if missing}

    def position(self) -> tuple[int, str]:
        """Return this device's last lseq and chain; (0, "") before its first operation."""
        with reading(self._engine) as connection:
            return last_of(connection, self._device)


def _state_from(kept: Json) -> SyncState:
    return record_of(SyncState, kept) if isinstance(kept, dict) else SyncState()


def _keep_state(connection: Connection, state: SyncState) -> None:
    write_setting(connection, SYNC, cast(Json, over(read_setting(connection, SYNC), asdict(state))))


def _by_transaction(operations: Sequence[Operation]) -> list[list[Operation]]:
    groups: list[list[Operation]] = []
    for one in operations:
        if groups and groups[-1][0].txn == one.txn:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _note_progress(connection: Connection, stamps: Sequence[str], now: datetime, cursor: int | None) -> None:
    seen = stored_clock(read_setting(connection, SEEN_CLOCK))
    after = latest_seen(seen, stamps, now)
    if after != seen:
        write_setting(connection, SEEN_CLOCK, after.stamp(""))
    if cursor is not None:
        state = replace(_state_from(read_setting(connection, SYNC)), cursor=cursor)
        _keep_state(connection, state)
