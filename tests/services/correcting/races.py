"""A visit whose record was sealed here while a colleague's laptop, without a line, went on filling in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.domain.operations import SEAL, Change
from app.services.record import journey
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store
from tests.services.at_the_table import certify, change, elsewhere, everybody_signs, read_out, sent
from tests.services.on_site import BUREAU, MORNING, OnSite

LATE = {"verdict": "violates", "severity": "serious", "note": "日志仅保存两个月（演练）。"}


@contextmanager
def another_laptop(folder: Path) -> Iterator[Store]:
    """Give the store of a second laptop."""
    store = Store.create(folder, new_data_keys(), kind=TRAINING, device_id="second", bureau=BUREAU, now=MORNING)
    certify(store)
    try:
        yield store
    finally:
        store.close()


def meet(site: OnSite, second: Store) -> None:
    """Let both laptops hear everything that the other has."""
    second.replication.receive(sent(site.desk.store), cursor=None, now=site.watch())
    site.desk.store.replication.receive(sent(second), cursor=None, now=site.watch())


def race(site: OnSite, second: Store, late: Sequence[Change] = ()) -> OnSite:
    """Return the visit on the second laptop, whose changes came too late for the seal made here; both know it."""
    read_out(site)
    second.replication.receive(sent(site.desk.store), cursor=None, now=site.watch())
    there = elsewhere(site, second)
    there.desk.commit(list(late) or [change(site, "q1_1", LATE)])
    everybody_signs(site)
    journey.seal_record(site.desk, site.inspection)
    meet(site, second)
    return there


def too_late(site: OnSite, folder: Path, *changes: Change) -> None:
    """Let a colleague's laptop, which heard everything but the seal, change something; this one hears of it."""
    store = site.desk.store
    recorded = store.operations()
    sealing = next(one.txn for one in recorded if one.kind == SEAL)
    first = min(one.lseq for one in recorded if one.txn == sealing)
    known = {one.raw for one in recorded if one.lseq < first}
    with another_laptop(folder) as second:
        heard = [one for one in sent(store) if one.raw in known]
        second.replication.receive(heard, cursor=None, now=site.watch())
        elsewhere(site, second).desk.commit(list(changes))
        store.replication.receive(sent(second), cursor=None, now=site.watch())
