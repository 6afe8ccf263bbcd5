"""Stores and changes for the tests of this folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.clock import CHINA
from app.domain.operations import ADD, REMOVE, SEAL, VOID, Change, Json, Operation
from app.domain.seals import tips_of
from app.sealing.arriving import Incoming
from app.sealing.signing import new_key_pair
from app.storage.database.identity import IdentitySource
from app.storage.keys.datakeys import DataKeys
from app.storage.keys.passphrases import Cost
from app.storage.log.commit import Committed
from app.storage.store import Store

MORNING = datetime(2026, 3, 2, 9, tzinfo=CHINA)
OFFICER = "演练甲"
KEYS = DataKeys(b"k" * 32)
CHEAP = Cost(1, 8, 1)


def counting_random(device: str) -> Callable[[int], bytes]:
    """Return a source of bytes that is the same in every run, another one for each device."""
    state = [0]

    def some(size: int) -> bytes:
        state[0] += 1
        return hashlib.sha256(f"{device} {state[0]}".encode()).digest()[:size]

    return some


@contextmanager
def fresh_store(folder: Path, device: str = "d1", **more: object) -> Iterator[Store]:
    """Give a new training store and close it."""
    settings: dict[str, object] = {
        "kind": "training", "device_id": device, "bureau": "130600", "now": MORNING,
        "device_key": new_key_pair(device.encode().ljust(32, b"-")),
        "identities": IdentitySource(counting_random(device)),
    }  # fmt: skip
    store = Store.create(folder, KEYS, **{**settings, **more})  # type: ignore[arg-type]  # names as in create
    try:
        yield store
    finally:
        store.close()


def after(seconds: float) -> datetime:
    """Return a moment that many seconds into the morning."""
    return MORNING + timedelta(seconds=seconds)


def answer(question: str, value: Json, inspection: str = "i") -> Change:
    """Return the change of one answer."""
    return Change("answer", f"{inspection}/{question}", "verdict", value)


def link(value: Json) -> Change:
    """Return the addition of a link to evidence i/e."""
    return Change("evidence", "i/e", "links", value, ADD)


def unlink(value: Json) -> Change:
    """Return the removal of a link of evidence i/e."""
    return Change("evidence", "i/e", "links", value, REMOVE)


def seal_over(store: Store, *covers: tuple[str, str], seal_id: str = "i/s") -> Change:
    """Return the seal of these entities as they stand."""
    value: Json = {"covers": [list(one) for one in covers], "heads": list(tips_of(store.operations(), covers))}
    return Change("seal", seal_id, "seal", value, SEAL)


def void(entity: str, entity_id: str) -> Change:
    """Return the voiding of an entity."""
    return Change(entity, entity_id, "void", {"reason": "演练"}, VOID)


def commit(store: Store, *changes: Change, at: float = 0) -> Committed:
    """Commit changes as the tests' officer."""
    return store.commit(changes, officer=OFFICER, now=after(at))


def incoming(store: Store, after_lseq: int = 0) -> list[Incoming]:
    """Return what a store would push, as another would receive it."""
    result: list[Incoming] = []
    for transaction in store.replication.outgoing(after_lseq, 10_000):
        last = len(transaction.operations) - 1
        for index, one in enumerate(transaction.operations):
            result.append(Incoming(one.raw, one.chain, transaction.signature if index == last else None))
    return result


def as_incoming(operations: Sequence[Operation]) -> list[Incoming]:
    """Return operations as they would be received, unsigned."""
    return [Incoming(one.raw, one.chain) for one in operations]


def receive(store: Store, batch: list[Incoming], cursor: int | None = None) -> int:
    """Take a batch in and return how many operations were new."""
    return store.replication.receive(batch, cursor=cursor, now=MORNING).new
