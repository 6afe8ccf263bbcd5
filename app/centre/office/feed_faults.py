"""What stands in a feed and stops every laptop at it, and how a feed goes on over it: set aside, never taken away.

Since version 10 of the schema; before version 9 a centre took in what no laptop could read. The rows stay where they
are, so that numbers, chains and roots stay what they were. In their place laptops get the centre's own operation, which
names the row, its digest and the reason, and which every laptop keeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.centre.failures import refused
from app.centre.office.administration import Connection, administering, as_owner, require_bureau
from app.centre.office.officers import append
from app.centre.office.roots import SET_ASIDE_SINCE
from app.domain.operations import REFUSE, REFUSED_ENTITY, REFUSED_FIELD, Change
from app.domain.set_aside import UNLIKE, UNREADABLE, UNSIGNED, PassedOver, word_of
from app.errors import IntegrityBroken
from app.sealing.arriving import readable
from app.sealing.signing import verify_transaction

SINCE = SET_ASIDE_SINCE

_ROWS = """
    select o.srv_seq, o.device, o.lseq, o.op_id, o.raw, o.chain, o.signature, o.received_at, d.name, d.public_key
    from centre.operation o left join centre.device d using (bureau, device)
    where o.bureau = %(bureau)s and o.device <> 'centre' and not exists (
        select from centre.set_aside s where (s.bureau, s.srv_seq) = (o.bureau, o.srv_seq)) order by o.srv_seq"""
_TOLD = """
    select max(srv_seq) from centre.operation
    where bureau = %s and device = 'centre' and root = split_part(%s, '/', 1)"""
_KEPT = """
    insert into centre.set_aside (bureau, srv_seq, device, lseq, told_seq, fault, reason)
    values (%s, %s, %s, %s, %s, %s, %s)"""
_LISTED = """
    select s.bureau, s.srv_seq, s.device, d.name, s.lseq, o.op_id, s.fault, o.received_at, s.reason, s.set_aside_at
    from centre.set_aside s join centre.operation o using (bureau, srv_seq)
    left join centre.device d on (d.bureau, d.device) = (s.bureau, s.device) order by s.bureau, s.srv_seq"""


@dataclass(frozen=True, slots=True)
class FaultyOperation:
    """One row of a feed that no laptop takes in, and why; ``reason`` and ``set_aside_at`` once it was set aside."""

    bureau: str
    srv_seq: int
    device: str
    device_name: str
    lseq: int
    op_id: str
    fault: str
    received_at: datetime
    reason: str = ""
    set_aside_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    srv_seq: int
    device: str
    lseq: int
    op_id: str
    raw: str
    chain: str
    signature: str | None
    received_at: datetime
    name: str | None
    public_key: str | None


@dataclass
class _Feed:
    """The rows of a feed as laptops read them: transaction by transaction of each device."""

    bureau: str
    open: dict[str, list[tuple[_Row, str, str]]] = field(default_factory=dict)

    def judged(self, rows: Iterator[_Row]) -> Iterator[tuple[_Row, str]]:
        """Give the rows that no laptop takes in, whole transactions, each with its fault."""
        for row in rows:
            fault, txn = _reading(row)
            held = self.open.setdefault(row.device, [])
            held.append((row, fault, txn))
            if row.signature is not None:
                yield from _faulty(self.open.pop(row.device))
        for held in self.open.values():
            yield from ((row, fault or UNSIGNED) for row, fault, _ in held)


def _reading(row: _Row) -> tuple[str, str]:
    """Return what is wrong with the text of a row, and the transaction that it names."""
    try:
        one = readable(row.raw, row.chain)
    except IntegrityBroken:
        return UNREADABLE, ""
    same = (one.op_id, one.device, one.lseq) == (row.op_id, row.device, row.lseq)
    return "" if same else UNLIKE, one.txn


def _faulty(held: Sequence[tuple[_Row, str, str]]) -> Iterator[tuple[_Row, str]]:
    last, _, txn = held[-1]
    faults = [fault for _, fault, _ in held if fault]
    if not faults and _signed(last, txn):
        return
    # a transaction is taken in whole or not at all
    yield from ((row, fault or (faults[0] if faults else UNSIGNED)) for row, fault, _ in held)


def _signed(last: _Row, txn: str) -> bool:
    try:
        key, signature = bytes.fromhex(last.public_key or ""), bytes.fromhex(last.signature or "")
    except ValueError:
        return False
    return verify_transaction(key, last.device, txn, last.chain, signature)


def faulty_operations(connection: Connection, bureau: str) -> tuple[FaultyOperation, ...]:
    """Return what of a bureau's feed no laptop takes in and nobody has set aside yet, after reading all of it.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    with administering(connection) as centre:
        _insist(centre.version)
        as_owner(connection)
        require_bureau(connection, bureau)
        return tuple(_fault(bureau, row, fault) for row, fault in _Feed(bureau).judged(_rows(connection, bureau)))


def set_aside(connection: Connection, bureau: str, reason: str, now: datetime) -> tuple[FaultyOperation, ...]:
    """Set aside what of a bureau's feed no laptop takes in, and return it; every laptop is told with its next pull.

    Raises:
        CentreRefused: the bureau is unknown, or the centre must be upgraded first.
    """
    with administering(connection) as centre:
        _insist(centre.version)
        as_owner(connection)
        require_bureau(connection, bureau)
        found = list(_Feed(bureau).judged(_rows(connection, bureau)))
        for row, fault in found:
            passed = PassedOver(row.device, row.lseq, row.chain, row.srv_seq, fault, reason, row.name or "")
            word = word_of(passed, hashlib.sha256(row.raw.encode()).hexdigest())
            change = Change(REFUSED_ENTITY, row.op_id, REFUSED_FIELD, word, REFUSE)
            append(connection, bureau, [change], now, centre.training)
            told = connection.execute(_TOLD, (bureau, row.op_id)).fetchone()
            assert told is not None
            place = (bureau, row.srv_seq, row.device, row.lseq)
            connection.execute(_KEPT, (*place, told[0], fault, reason))
    return tuple(_fault(bureau, row, fault) for row, fault in found)


def listed(connection: Connection) -> tuple[FaultyOperation, ...]:
    """Return all that was ever set aside, by bureau and number; nothing at a centre of an earlier version."""
    with administering(connection) as centre:
        if centre.version < SINCE:
            return ()
        as_owner(connection)
        return tuple(FaultyOperation(*row) for row in connection.execute(_LISTED).fetchall())


def _insist(version: int) -> None:
    if version < SINCE:
        raise refused("centre-older")


def _fault(bureau: str, row: _Row, fault: str) -> FaultyOperation:
    return FaultyOperation(
        bureau, row.srv_seq, row.device, row.name or "", row.lseq, row.op_id, fault, row.received_at
    )


def _rows(connection: Connection, bureau: str) -> Iterator[_Row]:
    with connection.cursor(name="feed_rows") as cursor:
        cursor.itersize = 2000
        cursor.execute(_ROWS, {"bureau": bureau})
        for row in cursor:
            yield _Row(*row)
