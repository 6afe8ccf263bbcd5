"""Operations of others on their way in: how many at a time, and each step taken into the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection
from sqlcipher3 import dbapi2

from app.domain.clock import HybridClock
from app.domain.operations import Operation
from app.sealing.arriving import Incoming, broken, check_link
from app.sealing.canonical import next_chain
from app.sealing.sheets import Run, Sheet, sheet_of
from app.storage.database.engine import ROWS_TOGETHER, fetched, insert_rows
from app.storage.database.schema import transaction_signature
from app.storage.exchange.bringing_in import append_sheet, bring_in, met_before
from app.storage.exchange.renumbering import give_place
from app.storage.log.standing import insertion

# Operations read ahead, and so the most per transaction: its commit must not keep a person waiting.
PORTION_OPERATIONS = 200
# The most while a person has recorded something in the last seconds, who will again: its commit is shorter still.
BUSY_OPERATIONS, QUIET_SECONDS = 80, 3.0
# Operations after which the turn is given up where a person waits.
STEP_OPERATIONS = 40
# What a portion and a step hold where no person has recorded anything for long, as while a new laptop takes in all: a
# portion is written in one piece, and only the first act afterwards may wait for a step of these.
UNDISTURBED_PORTION, UNDISTURBED_STEP, UNDISTURBED_SECONDS = 2_000, 250, 30.0
_RUNS = (
    "SELECT o.device, o.lseq, o.op_id, o.raw, o.chain FROM json_each(?) k CROSS JOIN operation_log o"
    " ON o.device = k.value ->> 0 AND o.lseq BETWEEN k.value ->> 1 AND k.value ->> 2"
)
_BESIDE = (
    "SELECT o.lseq, o.raw, o.chain FROM operation_log o WHERE o.device = :device AND o.lseq IN (:before, :after)"
)
_SAME_IDS = "SELECT o.op_id FROM json_each(?) k CROSS JOIN operation_log o ON o.op_id = k.value"
_KEEP_SIGNATURE = insertion(transaction_signature, ("txn", "device", "signature")).replace("INSERT", "INSERT OR IGNORE")

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The most operations of a portion, of a transaction and of a step."""

    portion: int
    transaction: int
    step: int


def amounts(quiet: float) -> Amounts:
    """Return how much is read and written at a time where a person has recorded nothing for ``quiet`` seconds."""
    if quiet >= UNDISTURBED_SECONDS:
        return Amounts(UNDISTURBED_PORTION, UNDISTURBED_PORTION, UNDISTURBED_STEP)
    at_once = BUSY_OPERATIONS if quiet < QUIET_SECONDS else PORTION_OPERATIONS
    return Amounts(PORTION_OPERATIONS, at_once, STEP_OPERATIONS)


def portions(batch: Sequence[Incoming], most: int) -> Iterator[Sequence[Incoming]]:
    """Give the batch in portions, cut after signatures (= ends of transactions) where there are any; one may be empty.

    A portion is at most twice ``most``, so that a huge transaction holds nobody up.
    """
    begun = 0
    for number, one in enumerate(batch, start=1):
        held = number - begun
        if held >= most and (one.signature is not None or held >= 2 * most):
            yield batch[begun:number]
            begun = number
    if begun < len(batch) or not batch:
        yield batch[begun:]


def take_in(connection: Connection, sheet: Sheet) -> int:
    """Take operations in within the caller's transaction and return how many were new.

    Raises:
        IntegrityBroken: they do not fit what is stored; nothing was written.
    """
    new = len(sheet.op_id)
    if not _taken_as_new(connection, sheet):
        fresh = _new_among(connection, sheet.operations())
        new = len(fresh)
        others = sheet_of(fresh, [None] * new)
        met = met_before(connection, others)
        append_sheet(connection, others)
        bring_in(connection, others, met)
    signed = [
        (txn, device, signature)
        for device, txn, signature in zip(sheet.device, sheet.txn, sheet.signature, strict=True)
        if signature is not None
    ]
    insert_rows(connection, _KEEP_SIGNATURE, signed)
    return new


def _taken_as_new(connection: Connection, sheet: Sheet) -> bool:
    """Take operations in of which none is stored, and return whether it was so: else nothing was written."""
    if sheet.runs is None or len(sheet.op_id) > ROWS_TOGETHER:
        return False
    if not all(_fits(connection, sheet, run) for run in sheet.runs):
        return False  # the usual way tells why
    met = met_before(connection, sheet)
    try:
        append_sheet(connection, sheet)
    except dbapi2.IntegrityError:  # the table itself says that a place or an identity stands here
        return False
    bring_in(connection, sheet, met)
    return True


def _fits(connection: Connection, sheet: Sheet, run: Run) -> bool:
    """Return whether a run goes on behind what is stored, and what is stored behind it."""
    at = {"device": run.device, "before": run.first - 1, "after": run.last + 1}
    for lseq, raw, chain in fetched(connection, _BESIDE, at):
        previous, following, linked = (
            (chain, sheet.raw[run.first_place], sheet.chain[run.first_place])
            if lseq < run.first
            else (sheet.chain[run.last_place], raw, chain)
        )
        if next_chain(previous, following) != linked:
            return False
    return True


def latest_seen(seen: HybridClock, stamps: Collection[str], now: datetime) -> HybridClock:
    """Return the clock after seeing stamps of operations: the highest that is not absurdly ahead counts."""
    known, highest = seen.stamp(""), max(stamps, default="")
    if highest <= known:
        return seen
    after = seen.observe(highest, now)
    if after != seen:  # nearly always, so that nothing need be sorted
        return after
    others = sorted({one for one in stamps if known < one < highest}, reverse=True)
    return next((after for after in (seen.observe(one, now) for one in others) if after != seen), seen)


def _new_among(connection: Connection, operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations not stored yet, after every link to a stored one was checked."""
    if not operations:
        return []
    fresh: dict[Place, Operation] = {}
    for one in operations:
        fresh.setdefault((one.device, one.lseq), one)
    runs = json.dumps(list(_runs(sorted(fresh))))
    stored = {(row[0], row[1]): row[2:] for row in fetched(connection, _RUNS, (runs,))}
    for place, content in stored.items():
        same = fresh.pop(place, None)
        if same is not None and (same.op_id, same.raw, same.chain) != content:
            raise broken("device-forked", place[0])
    for (device, lseq), (_, raw, chain) in stored.items():
        before, after = fresh.get((device, lseq - 1)), fresh.get((device, lseq + 1))
        if before is not None:
            check_link(before.chain, raw, chain, device)
        if after is not None:
            check_link(chain, after.raw, after.chain, device)
    came_back = _known_identities(connection, list(fresh.values()))
    return [one for one in fresh.values() if one.op_id not in came_back]


def _known_identities(connection: Connection, fresh: Sequence[Operation]) -> set[str]:
    """Return which of them stand here in places that never left this device; they have theirs from now on."""
    by_id = {one.op_id: one for one in fresh}
    if len(by_id) < len(fresh):
        raise broken("identity-repeated", fresh[0].device)
    known = [by_id[op_id] for (op_id,) in fetched(connection, _SAME_IDS, (json.dumps(list(by_id)),))]
    if known and not give_place(connection, known):
        raise broken("identity-repeated", known[0].device)
    return {one.op_id for one in known}


def _runs(places: Iterable[Place]) -> Iterator[tuple[str, int, int]]:
    """Give neighbouring places as (device, first lseq - 1, last lseq + 1)."""
    run: tuple[str, int, int] | None = None
    for device, lseq in places:
        if run is not None and run[0] == device and run[2] == lseq:
            run = (device, run[1], lseq + 1)
            continue
        if run is not None:
            yield run
        run = (device, lseq - 1, lseq + 1)
    if run is not None:
        yield run
