"""A restored device goes on behind what the centre already has.

After a restore the device's next numbers may have been used before the loss, by operations that only the centre still
holds. What was recorded since the restore has never left the device, so it is written again under later numbers:
same identity, same content, new place in the chain.

The same goes for a copy of a device's folder that is let in again. What both had recorded before the copy was made, the
other one may have delivered meanwhile, in places of its own: it comes back from the centre and takes those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from app.domain.operations import Operation
from app.sealing.canonical import finish
from app.sealing.signing import KeyPair, sign_transaction
from app.storage.database.identity import IDENTITY
from app.storage.database.schema import operation_log, raise_log_guards, transaction_signature
from app.storage.database.settings import read_setting
from app.storage.log.projection import append, operations_by_id
from app.storage.log.reading import operations_where

RESTORED_AT = "_restored_at"


def renumber(connection: Connection, device: str, key: KeyPair, since: int, next_lseq: int, chain: str) -> int:
    """Move this device's operations after ``since`` to ``next_lseq`` and on, behind ``chain``; return how many.

    They must never have left the device. The state does not change: identities, bases and stamps stay.
    """
    log = operation_log.c
    mine = sorted(
        operations_where(connection, log.device == device, log.lseq > since), key=lambda operation: operation.lseq
    )
    if not mine or mine[0].lseq == next_lseq:
        return 0
    moved: list[Operation] = []
    for one in mine:
        finished = finish(one._replace(lseq=next_lseq + len(moved), raw="", chain=""), chain)
        chain = finished.chain
        moved.append(finished)
    _take_out(connection, mine)
    append(connection, moved)
    connection.execute(insert(transaction_signature), _signed(device, key, moved))
    return len(moved)


def give_place(connection: Connection, arrived: Sequence[Operation]) -> bool:
    """Put operations in which the centre has, for the same ones that stand here in places that never left the device.

    So also those of another laptop's second past, which stand here in no place of their laptop's numbers
    (``app.storage.exchange.second_pasts``). Returns False, and does nothing, where one of them is another operation or
    stands in a place that it left. What stands behind is closed up by ``renumber`` when all has come.
    """
    since, identity = read_setting(connection, RESTORED_AT), read_setting(connection, IDENTITY)
    own = str(cast("dict[str, str]", identity)["device"])
    standing = {one.op_id: one for one in operations_by_id(connection, [one.op_id for one in arrived])}
    outside = _outside_numbers(connection, list(standing))
    for one in arrived:
        here = standing[one.op_id]
        same = here._replace(lseq=one.lseq, raw=one.raw, chain=one.chain) == one
        never_left = isinstance(since, int) and here.lseq > since and one.device == own
        if not same or not (never_left or one.op_id in outside):
            return False
    _take_out(connection, list(standing.values()))
    append(connection, arrived)
    return True


def _outside_numbers(connection: Connection, op_ids: Sequence[str]) -> set[str]:
    log = operation_log.c
    return set(connection.execute(select(log.op_id).where(log.op_id.in_(op_ids), log.lseq < 0)).scalars())


def _take_out(connection: Connection, operations: Sequence[Operation]) -> None:
    log, signed = operation_log.c, transaction_signature.c
    raise_log_guards(connection, lowered=True)
    connection.execute(delete(operation_log).where(log.op_id.in_([one.op_id for one in operations])))
    connection.execute(delete(transaction_signature).where(signed.txn.in_({one.txn for one in operations})))
    raise_log_guards(connection, lowered=False)


def _signed(device: str, key: KeyPair, moved: Sequence[Operation]) -> list[dict[str, object]]:
    last = {one.txn: one for one in moved}
    return [
        {"txn": txn, "device": device, "signature": sign_transaction(key, device, txn, one.chain)}
        for txn, one in last.items()
    ]
