"""What this replica can hand on to another without a centre: whole signed transactions of every device."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from app.domain.operations import CENTRE_DEVICE, Operation
from app.domain.set_aside import PassedOver, passed_over
from app.sealing.canonical import parse
from app.storage.database.engine import fetched, reading
from app.storage.database.schema import operation_log, transaction_signature
from app.storage.exchange.replication import OutgoingTransaction
from app.storage.exchange.second_pasts import NUMBERED

Reach = Mapping[str, int]
PAGE = 500

_WORDS_OF_CENTRE = (
    "SELECT l.value FROM centre_refusal r JOIN live l ON l.entity_id = r.target"
    " AND l.entity = 'operation' AND l.field = 'refused' ORDER BY l.op_id"
)

_SIGNED_END = (
    "SELECT o.lseq FROM operation_log o WHERE o.device = ?1 AND o.lseq BETWEEN 1 AND ?2 AND EXISTS"
    " (SELECT 1 FROM transaction_signature s WHERE s.txn = o.txn AND s.device = o.device) ORDER BY o.lseq DESC LIMIT 1"
)


def all_passed_over(connection: Connection) -> tuple[PassedOver, ...]:
    """Return the places that stay empty here by the centre's word, in the order in which it was given."""
    found = (passed_over(json.loads(value)) for (value,) in fetched(connection, _WORDS_OF_CENTRE, ()))
    return tuple(one for one in found if one is not None)


class Relay:
    """Reads the log device by device. Refusals of the centre are left out: only the centre itself tells them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reach(self) -> dict[str, int]:
        """Return, by device, the end of the last transaction up to which nothing is missing here."""
        log = operation_log.c
        query = select(log.device, func.max(log.lseq), func.count()).where(log.device != CENTRE_DEVICE, NUMBERED)
        with reading(self._engine) as connection:
            rows = connection.execute(query.group_by(log.device)).all()
            unbroken = {device: last if last == count else self._unbroken(device) for device, last, count in rows}
            return {device: _signed_end(connection, device, last) for device, last in unbroken.items()}

    def chain_at(self, device: str, lseq: int) -> str | None:
        """Return the chain of one operation, None where it is not here."""
        log = operation_log.c
        with reading(self._engine) as connection:
            return connection.execute(
                select(log.chain).where(log.device == device, log.lseq == lseq)
            ).scalar_one_or_none()

    def passed_over(self) -> tuple[PassedOver, ...]:
        """Return the operations that the centre set aside because no laptop could take them in."""
        with reading(self._engine) as connection:
            return all_passed_over(connection)

    def transactions_after(self, reach: Reach, until: Reach) -> Iterator[OutgoingTransaction]:
        """Give every device's whole transactions after the ``reach`` of another replica, each device in its order.

        ``until`` is a reach of this one: what came since is for the next time.
        """
        for device, last in sorted(until.items()):
            yield from self._of(device, reach.get(device, 0), last)

    def _of(self, device: str, after: int, last: int) -> Iterator[OutgoingTransaction]:
        while after < last:
            page = self._page(device, after, last)
            groups = [tuple(group) for _, group in groupby(page, key=lambda one: one[0].txn)]
            for group in groups:
                operations = tuple(operation for operation, _ in group)
                signature = group[-1][1]
                assert signature is not None  # ``reach`` ends where the last transaction that came whole ends
                yield OutgoingTransaction(operations[0].txn, operations, signature)
            after = page[-1][0].lseq

    def _page(self, device: str, after: int, last: int) -> list[tuple[Operation, bytes | None]]:
        """Return some 500 operations, up to the end of a transaction, each with its transaction's signature."""
        log, signed = operation_log.c, transaction_signature.c
        query = (
            select(log.raw, log.chain, log.txn, signed.signature)
            .join(transaction_signature, (signed.txn == log.txn) & (signed.device == log.device), isouter=True)
            .where(log.device == device, log.lseq > after, log.lseq <= last)
            .order_by(log.lseq)
        )
        found: list[tuple[Operation, bytes | None]] = []
        with reading(self._engine) as connection:
            for raw, chain, txn, signature in connection.execute(query):
                if len(found) >= PAGE and txn != found[-1][0].txn:
                    break
                found.append((parse(raw, chain), signature))
        return found

    def _unbroken(self, device: str) -> int:
        log = operation_log.c
        with reading(self._engine) as connection:
            reached = 0
            places = select(log.lseq).where(log.device == device, NUMBERED).order_by(log.lseq)
            for (lseq,) in connection.execute(places):
                if lseq != reached + 1:
                    break
                reached = lseq
        return reached


def _signed_end(connection: Connection, device: str, last: int) -> int:
    """Return where the last transaction of a device ends that came whole: a pull may have been cut within one."""
    return int(next((lseq for (lseq,) in fetched(connection, _SIGNED_END, (device, last))), 0))
