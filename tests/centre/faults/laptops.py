"""Laptops in memory that sync over the real transport, and what must hold after any fault."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from app.centre.device.sync import SYNCED, Patience, SyncReport, synchronise
from app.domain.fold import fold
from app.domain.operations import root_of
from app.sealing.canonical import fold_digest, parse
from tests.centre.field import Centre, FieldDevice, delivered, everything
from tests.centre.replica import ReplicaFiles, ReplicaLog

TIRELESS = Patience(attempts=200, pause=lambda seconds: None, chance=lambda: 0.5)
ROOT = "the-one-inspection"


class QuickLog(ReplicaLog):
    """A replica that reads each operation once, however often it is compared."""

    def operations_of(self, roots: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        known = dict(self._read(one.raw, one.chain) for one in self.rows.values())
        known |= dict(self._read(one.raw, one.chain) for one in self.device.log[: self.kept.acked_lseq])
        return {
            root: [(op_id, chain) for op_id, (chain, of_root) in known.items() if of_root == root] for root in roots
        }

    def _read(self, raw: str, chain: str) -> tuple[str, tuple[str, str]]:
        cache: dict[str, tuple[str, tuple[str, str]]] = self.__dict__.setdefault("_cache", {})
        if chain not in cache:
            operation = parse(raw, chain)
            cache[chain] = (operation.op_id, (chain, root_of(operation.entity_id)))
        return cache[chain]


@dataclass
class MemoryLaptop:
    """A device with its side of the sync."""

    device: FieldDevice
    log: QuickLog = field(init=False)
    files: ReplicaFiles = field(default_factory=ReplicaFiles)

    def __post_init__(self) -> None:
        self.log = QuickLog(self.device)

    def sync(self, via: str | None = None, patience: Patience = TIRELESS, seconds: float = 10) -> SyncReport:
        with closing(self.device.line(via, patience=seconds)) as line:
            return synchronise(line, self.log, self.files, patience=patience)

    def state(self) -> str:
        """Return the digest of the fold of all that is here."""
        known = {**self.log.rows, **{parse(one.raw, "").op_id: one for one in self.device.log}}
        return fold_digest(fold(parse(one.raw, one.chain) for one in known.values()).values())

    def work(self, chance: random.Random, most: int = 3) -> None:
        """Write one transaction of a few answers into an inspection that all share."""
        answers = [chance.choice(["符合", "不符合", "不适用"]) for _ in range(chance.randint(1, most))]
        question = f"{ROOT}/q{chance.randint(1, 6)}"
        self.device.write(*answers, inspection=ROOT, entity_id=question)


def insist_nothing_lost_or_doubled(centre: Centre, laptops: list[MemoryLaptop]) -> None:
    """Compare the feed with what each laptop wrote, and the laptops with each other, after clean syncs."""
    for _ in range(2):
        for laptop in laptops:
            report = laptop.sync()
            assert (report.state, report.pending) == (SYNCED, 0), report
    feed = everything(laptops[0].device.line(), 2000)
    for laptop in laptops:
        assert delivered(feed, laptop.device.device) == laptop.device.log
    assert len({row.operation.chain for row in feed}) == len(feed)
    assert len({laptop.state() for laptop in laptops}) == 1
    kept = dict(
        centre.ask("select sha256, size from centre.blob where bureau = %s and finished_at is not null", centre.county)
    )
    for laptop in laptops:
        assert laptop.files.to_send() == []
        assert {digest: len(content) for digest, content in laptop.files.content.items()}.items() <= kept.items()
