"""Laptops with real stores on disk, killed at any moment of working and synchronising over a line that is cut."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from app.services.session.opening import close
from tests.centre.faults.amounts import LONG, amount, first_seed
from tests.centre.faults.crew import opened
from tests.centre.faults.killed_laptop import work, work_and_sync_until_killed
from tests.centre.faults.standing import insist_all_stands
from tests.centre.field import Centre
from tests.centre.proxy import CuttingProxy
from tests.forked import CONTEXT
from tests.services.exchange.device import NOW, Laptop, laptop, with_bureau

# kills between two comparisons of everything
AT_A_TIME = 20


@pytest.fixture
def pair(own_centre: Centre, tmp_path: Path) -> Iterator[list[Laptop]]:
    with_bureau(own_centre)
    laptops = [laptop(own_centre, tmp_path / "one"), laptop(own_centre, tmp_path / "two", "演练二号机")]
    for each in laptops:
        close(each.desk)
    yield laptops


@pytest.fixture
def proxy(own_centre: Centre) -> Iterator[CuttingProxy]:
    with CuttingProxy((own_centre.server.host, own_centre.server.port)) as made:
        yield made


def run_and_kill(folder: Path, via: str, seed: int) -> list[tuple[str, str, int]]:
    """Start a laptop, kill it at a random moment after it opened its store, and return what it told before."""
    here, there = CONTEXT.Pipe(duplex=False)
    process: Any = CONTEXT.Process(target=work_and_sync_until_killed, args=(str(folder), via, seed, there))
    process.start()
    there.close()
    told = [here.recv()]
    chance = random.Random(seed)
    for _ in range(chance.randint(0, 5)):
        told.append(here.recv())
    process.join(timeout=chance.random() * 0.08)  # it never ends by itself: this is the moment of the kill
    process.kill()
    process.join()
    while True:
        try:
            told.append(here.recv())
        except (EOFError, OSError):
            break
    here.close()
    return told


def budgets(seed: int) -> Iterator[tuple[int, int]]:
    chance = random.Random(seed)
    while True:
        cut = chance.random() < 0.5
        yield (int(10 ** chance.uniform(2, 6)), int(10 ** chance.uniform(2, 6))) if cut else (1 << 40, 1 << 40)


@pytest.mark.parametrize("part", range(20 if LONG else 1))
def test_that_killed_laptops_lose_and_double_nothing(
    own_centre: Centre, pair: list[Laptop], proxy: CuttingProxy, part: int
) -> None:
    kills = amount("KILLS", 16 if sys.platform != "win32" else 4) // (20 if LONG else 1)
    seed = first_seed() + 100_000 * part
    committed: list[set[str]] = [set(), set()]
    proxy.budgets = budgets(seed)
    acknowledged = 0
    for kill in range(kills):
        which = kill % 2
        for what, txn, count in run_and_kill(pair[which].folder, proxy.via, seed + kill):
            if what == "commit":
                committed[which].add(txn)
            acknowledged += count if what == "synced" else 0
        if kill % AT_A_TIME == AT_A_TIME - 1 or kill == kills - 1:
            insist_all_stands(own_centre, pair, committed)
    assert len(committed[0]) + len(committed[1]) > kills // 2
    assert acknowledged > 0


def has_store_open(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return any(os.readlink(one).endswith("store.db") for one in Path(f"/proc/{pid}/fd").iterdir())
    return False


def reopen_after_kill(device: Laptop) -> None:
    """Open the store; a passphrase that was being tried when the kill came counts as wrong, and the next one waits."""
    try:
        device.reopen()
    except Refused as refusal:
        assert refusal.code == "wait"
        device.desk = opened(device.folder, [NOW + timedelta(minutes=1)])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells when the store is open")
def test_that_the_command_may_be_killed(own_centre: Centre, pair: list[Laptop], tmp_path: Path) -> None:
    committed: list[set[str]] = [set(), set()]
    chance = random.Random(first_seed())
    command = [sys.executable, "main.py", "--data", str(pair[0].folder), "sync", "--json"]
    for _ in range(3):
        reopen_after_kill(pair[0])
        for _ in range(5):
            committed[0].add(work(pair[0].desk, chance)[0])
        close(pair[0].desk)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not has_store_open(process.pid):
            pass  # from here on there is something to lose
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.random() * 0.3)
        process.kill()
        process.wait()
    reopen_after_kill(pair[0])
    close(pair[0].desk)
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    insist_all_stands(own_centre, pair, committed)
