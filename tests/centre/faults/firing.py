"""Laptops in memory that work and synchronise while backends are killed or the server crashes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg

from app.centre import schema
from app.centre.device.sync import SYNCED, Patience
from tests.centre.conftest import close_lines
from tests.centre.faults.crashing import CrashingServer, crashing_server, kill_backends
from tests.centre.faults.laptops import MemoryLaptop, insist_nothing_lost_or_doubled
from tests.centre.field import Centre, establish, settle

LAPTOPS, ROUNDS = 3, 8
_DATABASE = "crashing"

# a hundredth of the program's own pauses: a server that is down for a second must not use up all tries
PATIENT = Patience(attempts=600, pause=lambda seconds: time.sleep(min(seconds, 2) / 100))


def work_and_sync(laptop: MemoryLaptop, seed: float) -> None:
    """Work and synchronise, again and again."""
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        for _ in range(chance.randint(1, 6)):
            laptop.work(chance, 20)
        laptop.files.add(chance.randbytes(int(10 ** chance.uniform(0, 5))))
        report = laptop.sync(patience=PATIENT)
        assert report.state == SYNCED, (seed, report)


def laptops_of(centre: Centre) -> list[MemoryLaptop]:
    """Return fresh laptops of a centre."""
    return [MemoryLaptop(centre.device(name=f"演练{number}号机")) for number in range(LAPTOPS)]


def under_fire(laptops: list[MemoryLaptop], seed: int, fault: Callable[[], object], pause: tuple[float, float]) -> None:
    """Let laptops work and sync while a fault comes again and again, at random pauses in seconds."""
    chance, done = random.Random(seed), threading.Event()
    seeds = [chance.random() for _ in laptops]

    def fire() -> None:
        while not done.wait(chance.uniform(*pause)):
            fault()

    with ThreadPoolExecutor(LAPTOPS + 1) as pool:
        firing = pool.submit(fire)
        try:
            for one in [pool.submit(work_and_sync, *each) for each in zip(laptops, seeds, strict=True)]:
                one.result()
        finally:
            done.set()
        firing.result()


def kill_backends_often(shared: Centre, seed: int) -> int:
    """Let laptops of a fresh bureau work while what serves them is killed, compare all, and return the kills."""
    centre, counts = settle(shared.server, shared.database, shared.connection), [0]
    laptops = laptops_of(centre)
    under_fire(laptops, seed, lambda: counts.append(kill_backends(shared)), (0.005, 0.04))
    insist_nothing_lost_or_doubled(centre, laptops)
    close_lines()
    return sum(counts)


@contextmanager
def crashing_centre() -> Iterator[CrashingServer]:
    """Yield a centre on a server that can be crashed."""
    with crashing_server() as made:
        made.server.create_database(_DATABASE)
        establish(made.server, _DATABASE).connection.close()
        yield made


def crash_often(crashing: CrashingServer, seed: int) -> int:
    """Let laptops of a fresh bureau work while the server crashes, compare all, and return the crashes."""
    begun = crashing.crashes
    with _administration_of(crashing) as connection:
        centre = settle(crashing.server, _DATABASE, connection)
        laptops = laptops_of(centre)
    under_fire(laptops, seed, crashing.crash, (0.1, 0.5))
    with _administration_of(crashing) as connection:
        insist_nothing_lost_or_doubled(replace(centre, connection=connection), laptops)
    close_lines()
    return crashing.crashes - begun


def _administration_of(crashing: CrashingServer) -> psycopg.Connection[Any]:
    return schema.open_administration(crashing.server.dsn(_DATABASE), crashing.server.password)
