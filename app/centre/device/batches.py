"""How much goes to the centre in one call."""

from __future__ import annotations

from collections.abc import Sequence

from app.centre.device.transport import SignedOperation

BATCH_OPERATIONS = 200
BATCH_BYTES = 512 * 1024


def batched(transactions: Sequence[Sequence[SignedOperation]], part: int = 1) -> list[SignedOperation]:
    """Return whole transactions up to 200 operations or 512 KiB, or a part of that; one alone may be larger."""
    batch: list[SignedOperation] = []
    size = 0
    for one in transactions:
        size += sum(len(operation.raw.encode()) for operation in one)
        if batch and (size > BATCH_BYTES // part or len(batch) + len(one) > BATCH_OPERATIONS // part):
            break
        batch += one
    return batch
