"""How long the store takes: one answer, one answer while a pull goes on, unlocking, a rebuild."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from app.centre.trial.measuring import made_up_operations
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.sealing.arriving import Incoming
from app.sealing.signing import new_key_pair
from app.services.benchmarks import bare
from app.services.benchmarks.figures import Figure, percentile, timed
from app.services.session.opening import close, open_desk
from app.services.session.setting_up import Secrets, default_bureau, set_up_standalone
from app.storage.keys.datakeys import new_data_keys
from app.storage.store import TRAINING, Store

_NOW = datetime(2026, 3, 9, 9, 30, tzinfo=CHINA)
_OFFICER = "演练甲"
_VERDICT = {"verdict": "不符合", "reason": "档案库房未配备温湿度监测设备", "severity": "一般"}
_ROW = "x" * 520  # about the length of such an operation
_PAUSE = 0.002  # an officer is slower; without any pause the pull would never get its turn


def _store(folder: Path) -> Store:
    return Store.create(
        folder, new_data_keys(), kind=TRAINING, device_id="measuring", bureau="130600", now=_NOW
    )  # fmt: skip


def _answer(store: Store, number: int) -> float:
    change = Change("answer", f"i{number // 60}/q{number % 60}", "verdict", dict(_VERDICT))
    return timed(lambda: store.commit([change], officer=_OFFICER, now=_NOW))


def commit(folder: Path, count: int = 2_000) -> list[Figure]:
    """Return what one durable answer takes, against one transaction of bare SQLite."""
    pace = threading.Event()
    store = _store(folder / "store")
    taken: list[float] = []
    try:
        for number in range(count):
            taken.append(_answer(store, number))
            pace.wait(_PAUSE)
    finally:
        store.close()
    with bare.single_inserts(folder / "bare.db") as insert:
        baseline = [insert(_ROW) for _ in taken]
    del taken[: count // 20], baseline[: count // 20]  # the first ones load what the others find
    return [
        Figure("commit", f"p{name}", "ms", 1e3 * percentile(taken, share), 1e3 * percentile(baseline, share), aim)
        for name, share, aim in (("50", 0.5, None), ("99", 0.99, 10.0))
    ]


def commit_during_pull(folder: Path, operations: int = 10_000) -> list[Figure]:
    """Return what one durable answer takes while operations of others are taken in."""
    key = new_key_pair()
    made = made_up_operations("another", key, operations)
    batch = [Incoming(one.raw, one.chain, one.signature) for one in made]
    store = _store(folder / "store")
    pages = [batch[first : first + 500] for first in range(0, len(batch), 500)]

    def pull() -> None:
        for number, page in enumerate(pages, start=1):
            store.replication.receive(page, cursor=number * 500, now=_NOW, public_keys={"another": key.public})

    try:
        thread = threading.Thread(target=pull, name="pull")
        taken: list[float] = []
        thread.start()
        while thread.is_alive():
            taken.append(_answer(store, len(taken)))
            thread.join(_PAUSE)
    finally:
        store.close()
    with bare.single_inserts(folder / "bare.db") as insert:
        baseline = [insert(_ROW) for _ in taken]
    value, bare_value = 1e3 * percentile(taken, 0.99), 1e3 * percentile(baseline, 0.99)
    return [Figure("commit-during-pull", "p99", "ms", value, bare_value, 10.0)]


def unlock(folder: Path, forms: Path, times: int = 5) -> list[Figure]:
    """Return what it takes from the passphrase to the first reading of the store."""
    secrets = Secrets("测速用的很长的口令一号", "135790")
    desk = set_up_standalone(
        folder / "data", forms=forms, clock=lambda: _NOW, bureau=default_bureau(forms), administrator="测速",
        secrets=secrets, recovery_file=folder / "recovery.json",
    )  # fmt: skip
    close(desk)

    def once() -> None:
        opened = open_desk(folder / "data", forms=forms, clock=lambda: _NOW, passphrase=secrets.passphrase)
        opened.officers()
        close(opened)

    return [Figure("unlock", "p50", "s", percentile([timed(once) for _ in range(times)], 0.5), None, 0.6)]


def rebuild(folder: Path, operations: int = 100_000) -> list[Figure]:
    """Return what a rebuild of the state takes, against bare SQLite inserting as many rows."""
    store = _store(folder / "store")
    try:
        for first in range(0, operations, 500):
            last = min(first + 500, operations)
            changes = [Change("answer", f"i{n // 60}/q{n % 60}", "verdict", dict(_VERDICT)) for n in range(first, last)]
            store.commit(changes, officer=_OFFICER, now=_NOW)
        taken = timed(store.upkeep.rebuild)
        rows = [one.raw for one in store.operations()]
    finally:
        store.close()
    return [Figure("rebuild", f"{operations} operations", "s", taken, bare.bulk(folder / "bare.db", rows))]
