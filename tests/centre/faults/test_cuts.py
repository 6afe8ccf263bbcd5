"""A conversation cut at every byte, at random bytes, and answered late: nothing is lost, nothing counts twice."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.centre.sync import SYNCED, UNREACHABLE, Patience
from tests.centre.conftest import close_lines
from tests.centre.faults.amounts import LONG, amount, first_seed
from tests.centre.faults.laptops import ROOT, MemoryLaptop, insist_nothing_lost_or_doubled
from tests.centre.field import Centre, settle
from tests.centre.proxy import CuttingProxy

# Offsets that one pair of laptops goes through before a fresh pair: comparing takes longer with each.
AT_A_TIME = 60
CALLS = [
    "hello", "push", "pull_rows", "blob_unknown", "blob_store", "blob_begin", "blob_put", "blob_finish", "verify",
    "receipt",
]  # fmt: skip
NO_SECOND_TRY = Patience(attempts=1, pause=lambda seconds: None)


@pytest.fixture
def proxy(shared: Centre) -> Iterator[CuttingProxy]:
    with CuttingProxy((shared.server.host, shared.server.port)) as made:
        yield made


def pairs(shared: Centre) -> Iterator[tuple[Centre, MemoryLaptop, MemoryLaptop]]:
    """Give a fresh bureau with two laptops that have synced, again and again."""
    while True:
        centre = settle(shared.server, shared.database, shared.connection)
        one, two = MemoryLaptop(centre.device()), MemoryLaptop(centre.device(name="演练二号机"))
        for laptop in (one, two):
            laptop.work(random.Random(0))
            assert laptop.sync().state == SYNCED
        yield centre, one, two
        close_lines()


def full_conversation(one: MemoryLaptop, two: MemoryLaptop, number: int) -> None:
    """Give the next sync of ``one`` something of everything: to push, to pull, to send, to fetch."""
    fixed = random.Random(number)
    one.work(random.Random(1))
    two.work(random.Random(1))
    two.files.add(fixed.randbytes(300))
    assert two.sync(patience=NO_SECOND_TRY).state == SYNCED
    one.files.add(fixed.randbytes(301))
    begin_at_centre(two, one.files.add(fixed.randbytes(302)), 302)
    for digest, content in two.files.content.items():
        one.files.want(digest, len(content))


def begin_at_centre(laptop: MemoryLaptop, digest: str, size: int) -> None:
    """Announce a file for another laptop, so that it goes in leaves and not whole."""
    line = laptop.device.line()
    line.blob_begin(digest, size, [digest])
    line.close()


def length_of(proxy: CuttingProxy, shared: Centre) -> tuple[int, int]:
    """Return how many bytes a full conversation carries up and down: the least of a few, after a first one."""
    _, one, two = next(pairs(shared))
    carried: list[tuple[int, int]] = []
    for number in range(-4, 0):
        full_conversation(one, two, number)
        proxy.cut_once()
        assert one.sync(proxy.via).state == SYNCED
        carried.append((proxy.carried[0], proxy.carried[1]))
    close_lines()
    return min(up for up, _ in carried[1:]), min(down for _, down in carried[1:])


def cut_at_each(proxy: CuttingProxy, shared: Centre, offsets: Sequence[tuple[bool, int]]) -> int:
    """Cut one full conversation at each offset, compare all after each batch, and return the cuts."""
    before, fresh = proxy.cuts, pairs(shared)
    for first in range(0, len(offsets), AT_A_TIME):
        centre, one, two = next(fresh)
        for number, (upwards, offset) in enumerate(offsets[first : first + AT_A_TIME]):
            full_conversation(one, two, first + number)
            proxy.cut_once(**{"up" if upwards else "down": offset})
            report = one.sync(proxy.via)
            assert (report.state, report.pending, report.attachments_pending) == (SYNCED, 0, 0), (upwards, offset)
        proxy.cut_once()
        insist_nothing_lost_or_doubled(centre, [one, two])
        assert one.files.content == one.files.content | two.files.content
    return proxy.cuts - before


def test_that_a_conversation_may_be_cut_at_any_byte(shared: Centre, proxy: CuttingProxy) -> None:
    up, down = length_of(proxy, shared)
    offsets = [(True, offset) for offset in range(up)] + [(False, offset) for offset in range(down)]
    if not LONG:
        offsets = random.Random(11).sample(offsets, 60)
    assert cut_at_each(proxy, shared, offsets) == len(offsets)


@pytest.mark.parametrize("part", range(20 if LONG else 1))
def test_that_random_cuts_lose_nothing(shared: Centre, proxy: CuttingProxy, part: int) -> None:
    wanted, seed = amount("CUTS", 100) // (20 if LONG else 1), first_seed() + 1_000_000 * part
    while proxy.cuts < wanted:
        centre = settle(shared.server, shared.database, shared.connection)
        laptops = [MemoryLaptop(centre.device(name=f"演练{number}号机")) for number in range(3)]
        chance = random.Random(seed)
        proxy.budgets = budgets(random.Random(-seed))
        with ThreadPoolExecutor(len(laptops)) as pool:
            works = [pool.submit(work_and_sync, laptop, proxy.via, chance.random()) for laptop in laptops]
            for one in works:
                one.result()
        insist_nothing_lost_or_doubled(centre, laptops)
        close_lines()
        seed += 1


def budgets(chance: random.Random) -> Iterator[tuple[int, int]]:
    while True:
        yield int(10 ** chance.uniform(2, 5.7)), int(10 ** chance.uniform(2.3, 5.2))  # a leaf alone takes 10^5.4


def work_and_sync(laptop: MemoryLaptop, via: str, seed: float) -> None:
    """Write, attach and sync through a line that is cut again and again; some pushes are sent twice."""
    chance = random.Random(seed)
    for _ in range(8):
        for _ in range(chance.randint(1, 6)):
            laptop.work(chance, 40)
        laptop.files.add(chance.randbytes(int(10 ** chance.uniform(0, 5.5))))
        if chance.random() < 0.2:
            behind = max(0, laptop.log.kept.acked_lseq - 3)
            laptop.log.kept = replace(laptop.log.kept, acked_lseq=behind, cursor=0)
        report = laptop.sync(via)
        assert report.state == SYNCED, (seed, report)


@pytest.mark.parametrize("call", CALLS)
def test_that_a_call_delivered_late_beside_its_retry_counts_once(
    centre: Centre, proxy: CuttingProxy, call: str
) -> None:
    one, two = MemoryLaptop(centre.device()), MemoryLaptop(centre.device(name="演练二号机"))
    full_conversation(one, two, 1)
    proxy.hold = f"api1.{call}(".encode()
    assert one.sync(proxy.via, NO_SECOND_TRY).state == UNREACHABLE
    with ThreadPoolExecutor(2) as pool:
        retry = pool.submit(one.sync, proxy.via)
        assert proxy.deliver() == 1
        assert retry.result().state == SYNCED
    insist_nothing_lost_or_doubled(centre, [one, two])


@pytest.mark.parametrize("call", ["push", "blob_store", "blob_put", "blob_finish"])
def test_that_a_call_delivered_long_after_its_retry_changes_nothing(
    centre: Centre, proxy: CuttingProxy, call: str
) -> None:
    one, two = MemoryLaptop(centre.device()), MemoryLaptop(centre.device(name="演练二号机"))
    full_conversation(one, two, 1)
    proxy.hold = f"api1.{call}(".encode()
    assert one.sync(proxy.via, NO_SECOND_TRY).state == UNREACHABLE
    one.work(random.Random(3))
    assert one.sync(proxy.via).state == SYNCED
    assert proxy.deliver() == 1
    insist_nothing_lost_or_doubled(centre, [one, two])


def test_that_a_line_that_never_carries_a_whole_page_still_brings_all(centre: Centre, proxy: CuttingProxy) -> None:
    one, two = MemoryLaptop(centre.device()), MemoryLaptop(centre.device(name="演练二号机"))
    for _ in range(300):
        one.device.write("字" * 100, "符合", inspection=ROOT)
    proxy.budgets = iter(lambda: (40_000, 40_000), None)
    patience = Patience(attempts=8, pause=lambda seconds: None)
    assert one.sync(proxy.via, patience).state == SYNCED
    assert two.sync(proxy.via, patience).state == SYNCED
    assert proxy.cuts > 10
    proxy.budgets = iter(())
    insist_nothing_lost_or_doubled(centre, [one, two])


def test_that_a_restored_laptop_gets_all_back_over_a_line_that_is_cut(centre: Centre, proxy: CuttingProxy) -> None:
    laptop = MemoryLaptop(centre.device())
    laptop.device.write("符合")
    old = MemoryLaptop(replace(laptop.device, log=list(laptop.device.log)))
    for _ in range(300):
        laptop.device.write("字" * 100, "符合", inspection=ROOT)
    assert laptop.sync().state == SYNCED
    proxy.budgets = iter(lambda: (40_000, 40_000), None)
    assert old.sync(proxy.via, Patience(attempts=8, pause=lambda seconds: None)).state == SYNCED
    assert old.device.log == laptop.device.log
