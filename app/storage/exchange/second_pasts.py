"""Operations of a copied laptop's second past, which came by file before the centre told the first.

A data folder that was copied writes two pasts under one name, and in a laptop's numbers only one can stand: the
centre's. What had come of the other stays in the log, outside the laptop's numbers (``lseq`` below 0; ``raw`` tells the
real one), and counts here as before. When that copy is let in again it delivers the same operations in other places of
its own, and they take those (``app.storage.exchange.renumbering.give_place``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from app.domain.operations import CENTRE_DEVICE, Operation, root_of
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming, check_link, insist_signed, readable
from app.sealing.canonical import next_chain, parse
from app.storage.database.engine import reading, writing
from app.storage.database.schema import operation_log, raise_log_guards
from app.storage.database.writer import WriterLock
from app.storage.exchange.later_entries import SECOND_PAST, note_entry

NUMBERED = operation_log.c.lseq > 0
"""The condition for what stands in its laptop's own numbers."""


@dataclass(frozen=True, slots=True)
class SecondPast:
    """How many operations of a laptop's other past are here, of which roots."""

    device: str
    operations: int
    roots: frozenset[str]


class SecondPasts:
    """Sees to it that two pasts of another laptop can both be kept."""

    def __init__(self, engine: Engine, lock: WriterLock, device: str) -> None:
        self._engine, self._lock, self._own = engine, lock, device

    def make_way(self, batch: Sequence[Incoming], keys: Mapping[str, bytes]) -> dict[str, int]:
        """Move what is here of other pasts than a page of the feed tells out of the laptops' numbers.

        Returns from which number on, by laptop; nothing where the page tells no other past, or one that its laptop did
        not sign (a transaction that the page cuts off at its end is signed with the next one).
        """
        coming = [readable(one.raw, one.chain) for one in batch]
        found: dict[str, int] = {}
        with self._lock.in_between(), writing(self._engine) as connection:
            for device, first in self._parting(connection, coming):
                if _is_signed(connection, coming, batch, first, keys):
                    _take_out_of_numbers(connection, device, first.lseq)
                    found[device] = first.lseq
        return found

    def kept(self, settled: Collection[str] = ()) -> tuple[SecondPast, ...]:
        """Return what of other pasts is here and at no centre, by laptop, but for the ``settled`` (op_ids)."""
        log = operation_log.c
        query = select(log.device, log.entity_id, log.op_id).where(log.lseq < 0).order_by(log.device)
        with reading(self._engine) as connection:
            rows = [row for row in connection.execute(query).all() if row.op_id not in settled]
        return tuple(_counted(device, [one.entity_id for one in mine]) for device, mine in groupby(rows, _DEVICE))

    def operations(self, device: str) -> tuple[Operation, ...]:
        """Return what is here of a laptop's other past, in its own order."""
        log = operation_log.c
        query = select(log.raw, log.chain).where(log.device == device, log.lseq < 0).order_by(log.lseq.desc())
        with reading(self._engine) as connection:
            return tuple(parse(raw, chain) for raw, chain in connection.execute(query))

    def _parting(self, connection: Connection, coming: Sequence[Operation]) -> Iterator[tuple[str, Operation]]:
        """Give each other laptop with the first operation at a place where another one stands here."""
        for device in sorted({one.device for one in coming} - {self._own, CENTRE_DEVICE}):
            mine = sorted((one for one in coming if one.device == device), key=attrgetter("lseq"))
            stands = _chains(connection, device, mine[0].lseq, mine[-1].lseq)
            first = next((one for one in mine if stands.get(one.lseq, one.chain) != one.chain), None)
            if first is not None:
                yield device, first


def checked_second_pasts(connection: Connection, problems: list[str]) -> Iterator[Operation]:
    """Give what stands outside its laptop's numbers, noting breaks in its chain and columns that contradict ``raw``."""
    columns = operation_log.c
    before: Operation | None = None
    outside = select(operation_log).where(columns.lseq < 0)
    for row in connection.execute(outside.order_by(columns.device, -columns.lseq)):
        try:
            one = parse(row.raw, row.chain)
        except IntegrityBroken as broken:
            problems.append(broken.title)
            continue
        indexed = (row.op_id, row.device, row.txn, row.kind, row.entity, row.entity_id, row.field)
        if indexed != (one.op_id, one.device, one.txn, one.kind, one.entity, one.entity_id, one.field):
            problems.append(f"终端 {row.device} 另一份记录第 {one.lseq} 号操作的索引与原文不符。")
        follows = before is not None and (before.device, before.lseq + 1) == (one.device, one.lseq)
        if before is not None and follows and next_chain(before.chain, one.raw) != one.chain:
            problems.append(f"终端 {row.device} 另一份记录第 {one.lseq} 号操作与其链值不符。")
        before = one
        yield one


_DEVICE = attrgetter("device")


def _counted(device: str, entity_ids: Sequence[str]) -> SecondPast:
    return SecondPast(device, len(entity_ids), frozenset(map(root_of, entity_ids)))


def _chains(connection: Connection, device: str, first: int, last: int) -> dict[int, str]:
    log = operation_log.c
    places = (log.device == device, log.lseq >= first, log.lseq <= last)
    return {row.lseq: row.chain for row in connection.execute(select(log.lseq, log.chain).where(*places))}


def _is_signed(
    connection: Connection, coming: Sequence[Operation], batch: Sequence[Incoming], first: Operation,
    keys: Mapping[str, bytes],
) -> bool:
    """Return whether the other past that begins with ``first`` goes on behind what is here, in its laptop's hand."""
    device, begin = first.device, first.lseq
    before = "" if begin == 1 else _chains(connection, device, begin - 1, begin - 1).get(begin - 1)
    if before is None or device not in keys:
        return False
    mine = [(one, came) for one, came in zip(coming, batch, strict=True) if one.device == device and one.lseq >= begin]
    try:
        for one, came in mine:
            check_link(before, one.raw, one.chain, device)
            before = one.chain
            if came.signature is not None:
                insist_signed([(device, one.txn, one.chain, came.signature)], keys)
                return True
    except IntegrityBroken:
        return False
    return (coming[-1].device, coming[-1].txn) == (device, first.txn)


def _take_out_of_numbers(connection: Connection, device: str, first: int) -> None:
    log = operation_log.c
    lowest = connection.execute(select(func.min(log.lseq)).where(log.device == device)).scalar_one()
    places = connection.execute(
        select(log.seq).where(log.device == device, log.lseq >= first).order_by(log.lseq)
    ).scalars().all()
    begin = min(0, lowest)
    note_entry(connection, SECOND_PAST)
    raise_log_guards(connection, lowered=True)
    statement = "UPDATE operation_log SET lseq = ? WHERE seq = ?"
    connection.exec_driver_sql(statement, [(begin - number, seq) for number, seq in enumerate(places, 1)])
    raise_log_guards(connection, lowered=False)
