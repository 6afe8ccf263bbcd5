"""Backends killed, the server crashed, numbers taken without a lock: what holds, and what the harness notices."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.sync import SYNCED, Patience
from tests.centre.conftest import close_lines
from tests.centre.faults.amounts import LONG, amount, first_seed
from tests.centre.faults.crashing import CrashingServer, crashing_server, kill_backends
from tests.centre.faults.laptops import MemoryLaptop, insist_nothing_lost_or_doubled
from tests.centre.field import Centre, establish, settle

LAPTOPS, ROUNDS = 3, 8


@pytest.fixture(scope="module")
def crashing() -> Iterator[CrashingServer]:
    with crashing_server() as made:
        made.server.create_database("crashing")
        establish(made.server, "crashing").connection.close()
        yield made


# a hundredth of the program's own pauses: a server that is down for a second must not use up all tries
PATIENT = Patience(attempts=600, pause=lambda seconds: time.sleep(min(seconds, 2) / 100))


def work_and_sync(laptop: MemoryLaptop, seed: float) -> None:
    chance = random.Random(seed)
    for _ in range(ROUNDS):
        for _ in range(chance.randint(1, 6)):
            laptop.work(chance, 20)
        laptop.files.add(chance.randbytes(int(10 ** chance.uniform(0, 5))))
        report = laptop.sync(patience=PATIENT)
        assert report.state == SYNCED, (seed, report)


def laptops_of(centre: Centre) -> list[MemoryLaptop]:
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


def test_that_killed_backends_lose_nothing(shared: Centre) -> None:
    killed, seed = 0, first_seed()
    while killed < amount("BACKENDS", 60):
        centre, counts = settle(shared.server, shared.database, shared.connection), [0]
        laptops = laptops_of(centre)
        under_fire(laptops, seed, lambda: counts.append(kill_backends(shared)), (0.005, 0.04))  # noqa: B023
        insist_nothing_lost_or_doubled(centre, laptops)
        close_lines()
        killed, seed = killed + sum(counts), seed + 1


@pytest.mark.parametrize("part", range(10 if LONG else 1))
def test_that_a_crashing_server_loses_nothing_it_acknowledged(crashing: CrashingServer, part: int) -> None:
    wanted, begun = amount("CRASHES", 3) // (10 if LONG else 1), crashing.crashes
    seed = first_seed() + 1000 * part
    while crashing.crashes - begun < wanted:
        with administration_of(crashing) as connection:
            centre = settle(crashing.server, "crashing", connection)
            laptops = laptops_of(centre)
        under_fire(laptops, seed, crashing.crash, (0.1, 0.5))
        with administration_of(crashing) as connection:
            insist_nothing_lost_or_doubled(replace(centre, connection=connection), laptops)
        close_lines()
        seed += 1


def administration_of(crashing: CrashingServer) -> psycopg.Connection[Any]:
    return schema.open_administration(crashing.server.dsn("crashing"), crashing.server.password)


COUNTED = """update bureau set feed_seq = feed_seq + sent.fresh where bureau = mine.bureau
    returning feed_seq - sent.fresh into first_seq;"""
COMMITTED_LATE = {"update device set next_lseq": "perform pg_sleep(random() * 0.02); update device set next_lseq"}


def change_push(centre: Centre, changes: dict[str, str]) -> None:
    """Make the centre's push another one."""
    body = str(centre.ask("select pg_get_functiondef('api1.push(jsonb)'::regprocedure)")[0][0])
    for old, new in changes.items():
        assert old in body
        body = body.replace(old, new)
    centre.connection.execute(body)


def quiet() -> None:
    """Do nothing to the centre."""


def test_that_slow_pushes_alone_pass_the_harness(own_centre: Centre) -> None:
    change_push(own_centre, COMMITTED_LATE)
    laptops = laptops_of(own_centre)
    under_fire(laptops, 1, quiet, (0.01, 0.02))
    insist_nothing_lost_or_doubled(own_centre, laptops)


def test_that_the_harness_fails_a_cursor_from_a_sequence(own_centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    # The negative control: numbers that are taken at the insert and seen at the commit, as those of a bigserial column.
    own_centre.connection.execute(
        "create sequence centre.bigserial; grant all on sequence centre.bigserial to inspection_api;"
        "select setval('centre.bigserial', (select max(feed_seq) from centre.bureau))"
    )
    changes = {COUNTED: "", "first_seq + o.lseq - mine.next_lseq + 1": "nextval('centre.bigserial')"}
    change_push(own_centre, {**changes, **COMMITTED_LATE})
    laptops = laptops_of(own_centre)
    with pytest.raises(AssertionError, match="feed-has-holes"):
        for seed in range(20):  # the first, unless the laptops happen to take turns
            under_fire(laptops, seed, quiet, (0.01, 0.02))
    # whoever does not insist on neighbouring numbers does not even notice
    monkeypatch.setattr("app.centre.feed.require_contiguous", lambda page, cursor: None)
    monkeypatch.setattr("app.centre.sync._Course._alike", lambda course, tallies: True)
    for seed in range(20):
        under_fire(laptops, seed, quiet, (0.01, 0.02))
        assert all(laptop.sync().state == SYNCED for laptop in laptops)
        if len({laptop.state() for laptop in laptops}) > 1:
            return
    pytest.fail("a cursor from a sequence lost nothing")
