"""Killed at any moment: nothing acknowledged is lost, nothing is half."""

from __future__ import annotations

import random
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from app.storage.attached.vault import Vault
from app.storage.keys.keyfile import read_keys
from app.storage.store import Store
from tests.forked import CONTEXT
from tests.storage.builders import KEYS, fresh_store
from tests.storage.killed_writer import write_until_killed

Acknowledged = tuple[str, str, int]


def run_and_kill(folder: Path, seed: int) -> list[Acknowledged]:
    """Start a writer, kill it at a random moment after it opened the store, and return what it acknowledged."""
    here, there = CONTEXT.Pipe(duplex=False)
    writer: Any = CONTEXT.Process(target=write_until_killed, args=(str(folder), seed, there))
    writer.start()
    there.close()
    received: list[Acknowledged] = [here.recv()]
    chance = random.Random(seed)
    for _ in range(chance.randint(0, 12)):
        received.append(here.recv())
    writer.join(timeout=chance.random() * 0.02)  # it never ends by itself: this is the moment of the kill
    writer.kill()
    writer.join()
    received += rest_of(here)
    here.close()
    return received


def rest_of(pipe: Connection) -> list[Acknowledged]:
    """Return what still lies in the pipe; the kill may have cut the last message."""
    received: list[Acknowledged] = []
    while True:
        try:
            received.append(pipe.recv())
        except (EOFError, OSError):
            return received


class Ledger:
    """What was acknowledged over all lives of the store."""

    def __init__(self) -> None:
        self.commits: list[str] = []
        self.last: dict[str, tuple[str, int]] = {}

    def add(self, received: list[Acknowledged]) -> None:
        """Take in what one writer acknowledged."""
        for act, what, number in received:
            self.last[act] = (what, number)
            if act == "commit":
                self.commits.append(what)

    def compare(self, folder: Path) -> None:
        """Reopen and compare: all acknowledged transactions whole, state = fold, place, keys and files in order."""
        store, vault = Store.open(folder, KEYS), Vault(folder, KEYS)
        try:
            report = store.upkeep.check({store.device: store.device_key.public})
            assert report.problems == ()
            sizes: dict[str, int] = {}
            for one in store.operations():
                sizes[one.txn] = sizes.get(one.txn, 0) + 1
                if one.field == "links":
                    assert isinstance(one.value, dict)
                    assert vault.has(str(one.value["sha256"]))
            assert set(sizes.values()) <= {3}
            assert set(self.commits) <= set(sizes)
            self._compare_place(store)
            newest = store.read("evidence", "i/e")
            for element in () if newest is None else newest.elements("links")[-2:]:
                assert vault.problem(element["sha256"]) is None
        finally:
            store.close()
        if "keys" in self.last:
            read_keys(folder)

    def _compare_place(self, store: Store) -> None:
        if "place" in self.last:
            place = store.drafts.last_place()
            assert place is not None
            assert (place.inspection, place.step) == ("i", "checklist")
            assert int(place.question) >= self.last["place"][1]
        if "draft" in self.last:
            step = store.read("inspection", "i")
            drafts = store.drafts.drafts("i")
            # A draft stands until the commit that takes its text; then it is gone.
            assert drafts or int(step.value("step")) > self.last["draft"][1]


def kill_often(folder: Path, kills: int, first_seed: int) -> int:
    """Kill that many writers over one store and return how many commits were acknowledged."""
    ledger = Ledger()
    with fresh_store(folder):
        pass
    for kill in range(kills):
        ledger.add(run_and_kill(folder, first_seed + kill))
        if kill % 4 == 3 or kill == kills - 1:
            ledger.compare(folder)
    return len(ledger.commits)


def test_that_forty_kills_lose_nothing_acknowledged(tmp_path: Path):
    assert kill_often(tmp_path / "data", 4 if sys.platform == "win32" else 40, 1) > 20


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(20))
def test_that_a_thousand_kills_lose_nothing_acknowledged(tmp_path: Path, round_: int):
    assert kill_often(tmp_path / "data", 50, 1000 + 50 * round_) > 20
