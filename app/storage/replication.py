"""Both ways of sync: whole transactions out, operations in, and how far each side has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import case, func, insert, select, text
from sqlalchemy.engine import Connection, Engine

from app.domain.operations import Json, Operation
from app.errors import IntegrityBroken
from app.sealing.canonical import next_chain, parse
from app.sealing.signing import KeyPair, verify_transaction
from app.storage.commit import SEEN_CLOCK, last_of, stored_clock
from app.storage.engine import reading, writing, writing_again
from app.storage.projection import append, apply
from app.storage.reading import operations_where, transaction_operations
from app.storage.renumbering import RESTORED_AT, renumber
from app.storage.schema import operation_log, transaction_signature
from app.storage.settings import read_setting, write_setting
from app.storage.writer import WriterLock

SYNC = "_sync"

# Operations per hold of the writer's turn: a few milliseconds, so that a person's commit stays within ten; and while
# nobody has recorded anything for some seconds (a new laptop's first pull), as many as still let the next one in soon.
HOLD_OPERATIONS = 10
QUIET_HOLD_OPERATIONS, QUIET_SECONDS = 60, 3.0

_NEIGHBOURS = text(
    "SELECT o.device, o.lseq, o.op_id, o.raw, o.chain FROM json_each(:places) k CROSS JOIN operation_log o"
    " ON o.device = k.value ->> 0 AND o.lseq = k.value ->> 1"
)
_SAME_IDS = text("SELECT o.op_id, o.raw FROM json_each(:ids) k CROSS JOIN operation_log o ON o.op_id = k.value")


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


@dataclass(frozen=True, slots=True)
class Incoming:
    """One received operation; ``signature`` stands on the last operation of its transaction, else None."""

    raw: str
    chain: str
    signature: bytes | None = None


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

    def sync_state(self) -> SyncState:
        """Return how far sync has come; zeros before the first hello."""
        with reading(self._engine) as connection:
            return _state_from(read_setting(connection, SYNC))

    def set_sync_state(self, state: SyncState) -> None:
        """Keep a new sync state durably."""
        with self._lock.interactive(), writing(self._engine) as connection:
            write_setting(connection, SYNC, cast(Json, asdict(state)))

    def outgoing(self, after_lseq: int, limit: int = 500) -> tuple[OutgoingTransaction, ...]:
        """Return this device's next whole transactions after ``after_lseq``: at least one, then up to ``limit`` ops."""
        log = operation_log.c
        with reading(self._engine) as connection:
            mine = operations_where(connection, log.device == self._device, log.lseq > after_lseq, limit=limit + 1)
            if not mine:
                return ()
            groups = _by_transaction(sorted(mine, key=lambda one: one.lseq))
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
        with self._lock.interactive(), writing(self._engine) as connection:
            state = _state_from(read_setting(connection, SYNC))
            state = replace(state, acked_lseq=max(state.acked_lseq, lseq))
            write_setting(connection, SYNC, cast(Json, asdict(state)))

    def receive(
        self,
        batch: Sequence[Incoming],
        *,
        cursor: int | None,
        now: datetime,
        public_keys: Mapping[str, bytes] | None = None,
    ) -> Received:
        """Take in operations of others; what is already here is skipped, the cursor is kept with the last of them.

        Each chain link is checked as soon as both of its ends are here, in whatever order they come; signatures are
        checked where the device's public key is given. Kinds and fields we do not know are kept.

        Raises:
            IntegrityBroken: a link, a signature or a repeated identity does not fit; what came before it is kept.
        """
        new = taken = 0
        for piece in _pieces(batch, self._hold) if batch else [[]]:
            taken += len(piece)
            parsed = [self._parse(one, public_keys or {}) for one in piece]
            self._lock.give_way()
            with self._lock.background(), writing_again(self._engine) as connection:
                new += _take_in(connection, piece, parsed, now)
                if cursor is not None and taken == len(batch):
                    state = replace(_state_from(read_setting(connection, SYNC)), cursor=cursor)
                    write_setting(connection, SYNC, cast(Json, asdict(state)))
        return Received(len(batch), new)

    def _hold(self) -> int:
        return HOLD_OPERATIONS if self._lock.quiet_for() < QUIET_SECONDS else QUIET_HOLD_OPERATIONS

    def _parse(self, one: Incoming, public_keys: Mapping[str, bytes]) -> Operation:
        self._lock.give_way()
        operation = parse(one.raw, one.chain)
        key = public_keys.get(operation.device)
        if one.signature is not None and key is not None:
            genuine = verify_transaction(key, operation.device, operation.txn, operation.chain, one.signature)
            if not genuine:
                raise _broken("signature", operation.device)
        return operation

    def go_on_behind(self, next_lseq: int, chain: str, key: KeyPair) -> int:
        """Make room for operations that only the centre still has; call it at hello, before push and pull.

        ``next_lseq`` and ``chain`` (of ``next_lseq - 1``) are the centre's answer. Only on a restored device, only
        what was recorded since the restore moves, and the mark of the restore is then taken away. Returns how many
        operations moved.
        """
        with self._lock.interactive(), writing(self._engine) as connection:
            since = read_setting(connection, RESTORED_AT)
            if not isinstance(since, int):
                return 0
            moved = renumber(connection, self._device, key, since, next_lseq, chain) if next_lseq > since + 1 else 0
            write_setting(connection, RESTORED_AT, None)
            return moved

    def holes(self) -> dict[str, int]:
        """Return, by device, how many operations are missing below its highest lseq here (none on a whole replica)."""
        log = operation_log.c
        query = select(log.device, func.max(log.lseq) - func.count()).group_by(log.device)
        with reading(self._engine) as connection:
            return {device: missing for device, missing in connection.execute(query) if missing}

    def position(self) -> tuple[int, str]:
        """Return this device's last lseq and chain; (0, "") before its first operation."""
        with reading(self._engine) as connection:
            return last_of(connection, self._device)


def _state_from(kept: Json) -> SyncState:
    return SyncState(**kept) if isinstance(kept, dict) else SyncState()  # type: ignore[arg-type]  # written by us


def _by_transaction(operations: Sequence[Operation]) -> list[list[Operation]]:
    groups: list[list[Operation]] = []
    for one in operations:
        if groups and groups[-1][0].txn == one.txn:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _pieces(batch: Sequence[Incoming], hold: Callable[[], int]) -> Iterator[list[Incoming]]:
    """Give the batch in short pieces, cut after signatures (= ends of transactions) where there are any."""
    piece: list[Incoming] = []
    wanted = hold()
    for one in batch:
        piece.append(one)
        whole = one.signature is not None or len(piece) >= 8 * HOLD_OPERATIONS
        if len(piece) >= wanted and whole:
            yield piece
            piece, wanted = [], hold()
    if piece:
        yield piece


def _take_in(connection: Connection, piece: Sequence[Incoming], parsed: Sequence[Operation], now: datetime) -> int:
    fresh = _verified_new(connection, parsed)
    append(connection, fresh)
    apply(connection, fresh)
    signed = [
        {"txn": one.txn, "device": one.device, "signature": incoming.signature}
        for incoming, one in zip(piece, parsed, strict=True)
        if incoming.signature is not None
    ]
    if signed:
        connection.execute(insert(transaction_signature).prefix_with("OR IGNORE"), signed)
    if fresh:
        seen = stored_clock(read_setting(connection, SEEN_CLOCK))
        for one in fresh:
            seen = seen.observe(one.hlc, now)
        write_setting(connection, SEEN_CLOCK, seen.stamp(""))
    return len(fresh)


def _verified_new(connection: Connection, parsed: Sequence[Operation]) -> list[Operation]:
    """Return the operations not stored yet, after every chain link that can be checked was checked."""
    known: dict[tuple[str, int], tuple[str, str, str]] = {}
    places = sorted({(one.device, one.lseq + step) for one in parsed for step in (-1, 0, 1)})
    for device, lseq, op_id, raw, chain in connection.execute(_NEIGHBOURS, {"places": json.dumps(places)}):
        known[device, lseq] = (op_id, raw, chain)
    stored = dict(known)
    for one in parsed:
        if known.setdefault((one.device, one.lseq), (one.op_id, one.raw, one.chain)) != (one.op_id, one.raw, one.chain):
            raise _broken("device-forked", one.device)
    for one in parsed:
        _check_links(known, one)
    fresh = {one.op_id: one for one in parsed if (one.device, one.lseq) not in stored}
    same = connection.execute(_SAME_IDS, {"ids": json.dumps(sorted(fresh))}).first()
    if same is not None:
        raise _broken("identity-repeated", fresh[same.op_id].device)
    return list(fresh.values())


def _check_links(known: Mapping[tuple[str, int], tuple[str, str, str]], one: Operation) -> None:
    before, after = known.get((one.device, one.lseq - 1)), known.get((one.device, one.lseq + 1))
    previous = "" if one.lseq == 1 else before[2] if before else None
    if previous is not None and next_chain(previous, one.raw) != one.chain:
        raise _broken("chain", one.device)
    if after is not None and next_chain(one.chain, after[1]) != after[2]:
        raise _broken("chain", one.device)


def _broken(code: str, device: str) -> IntegrityBroken:
    return IntegrityBroken(
        code,
        f"终端 {device} 的操作记录前后不一致，可能被改动或重复使用。",
        "请停止同步并联系管理员核查该终端；本机已有内容不受影响。",
    )
