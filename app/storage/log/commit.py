"""Turning changes into this device's next operations, and recording them in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.domain.clock import HybridClock
from app.domain.fold import seal_cover
from app.domain.operations import (
    ADD,
    OPERATION_VERSION,
    REMOVE,
    SEAL,
    SET,
    VOID,
    Change,
    FieldKey,
    Json,
    Operation,
    value_problems,
)
from app.errors import Blocker, Refused
from app.sealing.canonical import finish, parse, value_text
from app.sealing.signing import KeyPair, sign_transaction
from app.storage.database.identity import IdentitySource
from app.storage.database.schema import transaction_signature
from app.storage.database.settings import read_setting
from app.storage.log.projection import append, apply_own
from app.storage.log.standing import Standing, add_rows, standing_of

# what a centre takes in of one operation (app/centre/sql/v010/30_limits.sql)
LARGEST_RAW = 16 * 1024**2
COMMITTED_KINDS = (SET, ADD, REMOVE, VOID, SEAL)
# The latest stamp of others; the latest own one stands in the own last operation.
SEEN_CLOCK = "_clock"

_LAST = "SELECT lseq, chain, raw FROM operation_log WHERE device = ? ORDER BY lseq DESC LIMIT 1"
_LIVE_OF_PAIRS = text(
    "SELECT o.op_id FROM json_each(:pairs) k CROSS JOIN live o"
    " ON o.entity_id = k.value ->> 1 AND o.entity = k.value ->> 0"
)


@dataclass(frozen=True, slots=True)
class Committed:
    """A recorded transaction: its id and its operations in order."""

    txn: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Author:
    """Who this device is when it writes."""

    device: str
    training: bool
    key: KeyPair
    identities: IdentitySource


@dataclass
class _Heads:
    """The standing operations of the fields being changed: op_id -> (kind, canonical value), kept up while building."""

    fields: dict[FieldKey, dict[str, tuple[str, str]]]

    def base_for(self, change: Change, key: FieldKey) -> tuple[str, ...]:
        """Return what a change names as seen: for elements of a set their own additions, else everything standing."""
        if change.base is not None:
            return change.base
        standing = self.fields.get(key, {})
        if change.kind in (ADD, REMOVE):
            wanted = (ADD, value_text(change.value))
            return tuple(sorted(op_id for op_id, one in standing.items() if one == wanted))
        return tuple(sorted(standing))

    def note(self, one: Operation) -> None:
        """Take in an operation that was just built."""
        standing = self.fields.setdefault(one.key, {})
        for op_id in one.base:
            standing.pop(op_id, None)
        if one.kind != REMOVE:
            standing[one.op_id] = (one.kind, value_text(one.value))


def change_problems(changes: Sequence[Change]) -> list[Blocker]:
    """Return why changes cannot be stored at all: no content, or values that JSON cannot carry exactly."""
    found: list[Blocker] = []
    for one in changes:
        place = f"{one.entity}:{one.entity_id}.{one.field}"
        if one.kind not in COMMITTED_KINDS:
            found.append(Blocker("kind", f"不支持的操作类型 {one.kind}。", (), place))
        if not (one.entity and one.entity_id and one.field):
            found.append(Blocker("address", "操作没有指明对象。", (), place))
        found += [Blocker("value", f"内容不能保存：{text}", (), place) for text in value_problems(one.value, one.field)]
    return found


def insist_storable(changes: Sequence[Change]) -> None:
    """Do nothing where all changes can be stored.

    Raises:
        Refused: some cannot; each blocker names its place.
    """
    problems = change_problems(changes) if changes else [Blocker("empty", "没有要保存的内容。")]
    if problems:
        raise Refused("内容不能保存。", problems, "请按提示修改后重试，已填内容仍在本页。", "value")


def _insist_unsealed(sealed: set[tuple[str, str]]) -> None:
    if sealed:
        blockers = [Blocker("sealed", "该内容已封存，不能修改。", (), pair[1]) for pair in sorted(sealed)]
        raise Refused("已封存的内容不能修改。", blockers, "请以“补正”或“补充材料”另行记录。", "sealed")


def _insist_whole_seal(connection: Connection, seal: Operation, operations: Sequence[Operation]) -> None:
    """Refuse a seal that would turn away what stands on this very device, or what comes in its own transaction."""
    cover = seal_cover(seal)
    standing = set(connection.execute(_LIVE_OF_PAIRS, {"pairs": json.dumps(sorted(cover.covers))}).scalars())
    standing.update(one.op_id for one in operations if (one.entity, one.entity_id) in cover.covers)
    missing = standing - cover.heads
    if missing:
        blocker = Blocker("seal-incomplete", f"封存清单漏了 {len(missing)} 处已保存的内容。", (), seal.entity_id)
        advice = "内容在封存前又有变动，请重新核对后再封存。"
        raise Refused("封存清单与已保存的内容不一致。", (blocker,), advice, "sealed")


def record(
    connection: Connection, author: Author, changes: Sequence[Change], *, officer: str, now: datetime
) -> Committed:
    """Record changes as the device's next transaction, within the caller's write transaction.

    Raises:
        Refused: a change falls on sealed content, or a seal leaves out what stands.
    """
    before = standing_of(connection, {FieldKey(one.entity, one.entity_id, one.field) for one in changes})
    _insist_unsealed(before.sealed)
    operations = _build(connection, author, changes, before, officer=officer, now=now)
    for one in operations:
        if one.kind == SEAL:
            _insist_whole_seal(connection, one, operations)
    append(connection, operations)
    apply_own(connection, operations, before)
    last = operations[-1]
    signature = sign_transaction(author.key, author.device, last.txn, last.chain)
    row = {"txn": last.txn, "device": author.device, "signature": signature}
    add_rows(connection, transaction_signature, [row])
    return Committed(last.txn, operations)


def _build(
    connection: Connection,
    author: Author,
    changes: Sequence[Change],
    before: Standing,
    *,
    officer: str,
    now: datetime,
) -> tuple[Operation, ...]:
    heads = _Heads({key: dict(standing) for key, standing in before.live.items()})
    lseq, chain, own = _last(connection, author.device)
    clock = max(own, stored_clock(read_setting(connection, SEEN_CLOCK)))
    txn = author.identities.new(now)
    built: list[Operation] = []
    for change in changes:
        clock = clock.tick(now)
        lseq += 1
        key = FieldKey(change.entity, change.entity_id, change.field)
        bare = Operation(
            device=author.device, lseq=lseq, txn=txn, op_id=author.identities.new(now), kind=change.kind,
            v=OPERATION_VERSION, entity=change.entity, entity_id=change.entity_id, field=change.field,
            value=change.value, base=heads.base_for(change, key), officer=officer, hlc=clock.stamp(author.device),
            training=author.training,
        )  # fmt: skip
        finished = _finished(bare, chain)
        chain = finished.chain
        heads.note(finished)
        built.append(finished)
    return tuple(built)


def _finished(bare: Operation, chain: str) -> Operation:
    try:
        finished = finish(bare, chain)
    except ValueError as error:  # half of a surrogate pair, as from a broken file name
        blocker = Blocker("value", "内容含有无法保存的字符。", (), bare.entity_id)
        raise Refused("内容不能保存。", (blocker,), "请删去乱码字符后重试，已填内容仍在本页。", "value") from error
    if len(finished.raw) > LARGEST_RAW // 3 and len(finished.raw.encode()) > LARGEST_RAW:
        blocker = Blocker("value", "这一项内容太长，不能超过 16 MB。", (), bare.entity_id)
        raise Refused("内容不能保存。", (blocker,), "请分开填写，或作为附件添加；已填内容仍在本页。", "value")
    return finished


def last_of(connection: Connection, device: str) -> tuple[int, str]:
    """Return a device's last lseq and chain; (0, "") where it has written nothing here."""
    lseq, chain, _ = _last(connection, device)
    return lseq, chain


def _last(connection: Connection, device: str) -> tuple[int, str, HybridClock]:
    row = connection.exec_driver_sql(_LAST, (device,)).first()
    if row is None:
        return 0, "", HybridClock()
    return row.lseq, row.chain, stored_clock(parse(row.raw, row.chain).hlc)


def last_clock(connection: Connection, device: str) -> HybridClock:
    """Return the clock of a device's last operation, the zero clock where it has written nothing here."""
    return _last(connection, device)[2]


def stored_clock(stamp: Json) -> HybridClock:
    """Return the clock at a stored stamp, the zero clock for None."""
    if not isinstance(stamp, str):
        return HybridClock()
    wall, counter, _ = stamp.split("-", 2)
    return HybridClock(int(wall, 16), int(counter, 16))
