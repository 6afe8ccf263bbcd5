"""The process that the kill tests end at random moments: a laptop with a real store that works and synchronises."""

from __future__ import annotations

import random
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from app.centre.device.sync import SYNCED, Patience
from app.domain.clock import CHINA
from app.domain.operations import Change
from app.services.attaching import attached, keep
from app.services.exchange.syncing import synchronise
from app.services.session.opening import OpenDesk, open_desk
from tests.centre.faults.shelves import forms

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=CHINA)
INSPECTION = "inspection-1"
IMPATIENT = Patience(attempts=3, pause=lambda seconds: None)


def clock() -> datetime:
    return NOW


def work(desk: OpenDesk, chance: random.Random) -> tuple[str, int]:
    """Commit one act of an officer, and return its transaction and last lseq."""
    questions = [f"q1_{chance.randint(1, 9)}" for _ in range(chance.randint(1, 4))]
    verdicts = ["符合", "不符合", "档" * chance.choice((1, 500, 5_000))]
    changes = [Change("answer", f"{INSPECTION}/{one}", "verdict", chance.choice(verdicts)) for one in set(questions)]
    if chance.random() < 0.3:
        content = chance.randbytes(chance.choice((0, 10, 3_000, 300_000)))
        changes += attached(desk, INSPECTION, keep(desk, content), f"演练-{chance.random()}.bin")
    done = desk.commit(changes)
    return done.txn, desk.store.replication.position()[0]


def work_and_sync_until_killed(folder: str, via: str, seed: int, acknowledged: Connection) -> None:
    """Work and synchronise without end; tell of each commit, and of how far the centre acknowledged."""
    chance = random.Random(seed)
    desk = open_desk(Path(folder), forms=forms(), clock=clock, officer="training-1")
    acknowledged.send(("open", "", 0))
    while True:
        for _ in range(chance.randint(0, 3)):
            acknowledged.send(("commit", *work(desk, chance)))
        report = synchronise(desk, via=via, patience=IMPATIENT, seconds=10)
        acknowledged.send(("synced" if report.state == SYNCED else report.state, "", report.acknowledged))
