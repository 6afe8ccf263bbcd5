"""A restored device goes on behind what the centre already has.

After a restore the device's next numbers may have been used before the loss, by operations that only the centre still
holds. What was recorded since the restore has never left the device, so it is written again under later numbers:
same identity, same content, new place in the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from app.domain.operations import Operation
from app.sealing.canonical import finish
from app.sealing.signing import KeyPair, sign_transaction
from app.storage.projection import append
from app.storage.reading import operations_where
from app.storage.schema import operation_log, raise_log_guards, transaction_signature

RESTORED_AT = "_restored_at"


def renumber(connection: Connection, device: str, key: KeyPair, since: int, next_lseq: int, chain: str) -> int:
    """Move this device's operations after ``since`` to ``next_lseq`` and on, behind ``chain``; return how many.

    They must never have left the device. The state does not change: identities, bases and stamps stay.
    """
    log = operation_log.c
    mine = sorted(
        operations_where(connection, log.device == device, log.lseq > since), key=lambda operation: operation.lseq
    )
    if not mine or mine[0].lseq >= next_lseq:
        return 0
    moved: list[Operation] = []
    for one in mine:
        finished = finish(replace(one, lseq=next_lseq + len(moved), raw="", chain=""), chain)
        chain = finished.chain
        moved.append(finished)
    raise_log_guards(connection, lowered=True)
    connection.execute(delete(operation_log).where(log.device == device, log.lseq > since))
    connection.execute(delete(transaction_signature).where(transaction_signature.c.txn.in_({one.txn for one in mine})))
    raise_log_guards(connection, lowered=False)
    append(connection, moved)
    connection.execute(insert(transaction_signature), _signed(device, key, moved))
    return len(moved)


def _signed(device: str, key: KeyPair, moved: Sequence[Operation]) -> list[dict[str, object]]:
    last = {one.txn: one for one in moved}
    return [
        {"txn": txn, "device": device, "signature": sign_transaction(key, device, txn, one.chain)}
        for txn, one in last.items()
    ]
