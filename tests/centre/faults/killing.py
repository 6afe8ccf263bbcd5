"""Killing laptops with real stores at any moment of working and synchronising."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.services.session.opening import close
from tests.centre.faults.killed_laptop import work_and_sync_until_killed
from tests.centre.faults.shelves import forms
from tests.centre.faults.standing import insist_all_stands
from tests.centre.field import Centre
from tests.centre.proxy import CuttingProxy
from tests.forked import CONTEXT
from tests.services.exchange.device import Laptop, laptop, with_bureau

# kills between two comparisons of everything
AT_A_TIME = 20


def closed_pair(centre: Centre, folder: Path) -> list[Laptop]:
    """Return two enrolled laptops whose stores are closed."""
    with_bureau(centre)
    pair = [
        laptop(centre, folder / name, title, forms=forms())
        for name, title in (("one", "演练一号机"), ("two", "演练二号机"))
    ]
    for each in pair:
        close(each.desk)
    return pair


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


def kill_often(centre: Centre, pair: list[Laptop], proxy: CuttingProxy, seed: int, kills: int) -> tuple[int, int]:
    """Kill two laptops in turn, compare all after each batch, and return the commits and the acknowledgements."""
    committed: list[set[str]] = [set(), set()]
    proxy.budgets, proxy.conversation = budgets(seed), None
    acknowledged = 0
    for kill in range(kills):
        which = kill % 2
        for what, txn, count in run_and_kill(pair[which].folder, proxy.via, seed + kill):
            if what == "commit":
                committed[which].add(txn)
            acknowledged += count if what == "synced" else 0
        if kill % AT_A_TIME == AT_A_TIME - 1 or kill == kills - 1:
            insist_all_stands(centre, pair, committed)
    return sum(map(len, committed)), acknowledged


def budgets(seed: int) -> Iterator[tuple[int, int]]:
    """Cut every second line or so, after some bytes."""
    chance = random.Random(seed)
    while True:
        cut = chance.random() < 0.5
        yield (int(10 ** chance.uniform(2, 6)), int(10 ** chance.uniform(2, 6))) if cut else (1 << 40, 1 << 40)
