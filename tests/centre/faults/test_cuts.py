"""A conversation cut at every byte, at random bytes, and answered late: nothing is lost, nothing counts twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.centre.device.sync import SYNCED, UNREACHABLE, Patience
from app.sealing.canonical import parse
from tests.centre.faults.amounts import first_seed
from tests.centre.faults.cutting import NO_SECOND_TRY, begin_at_centre, cut_at_each, cut_at_random, every_offset
from tests.centre.faults.laptops import ROOT, MemoryLaptop, QuickLog, insist_nothing_lost_or_doubled
from tests.centre.field import Centre, settle
from tests.centre.proxy import NO_LIMIT, CuttingProxy

MB = 2**20
CALLS = [
    "hello", "push", "pull_rows", "blob_unknown", "blob_store", "blob_begin", "blob_put", "blob_finish", "verify",
    "receipt",
]  # fmt: skip


@pytest.fixture
def proxy(shared: Centre) -> Iterator[CuttingProxy]:
    with CuttingProxy((shared.server.host, shared.server.port)) as made:
        yield made


def full_conversation(one: MemoryLaptop, two: MemoryLaptop, number: int) -> None:
    """Give the next sync of ``one`` something of everything: to push, to pull, to send, to fetch."""
    fixed = random.Random(number)
    one.work(random.Random(1))
    two.work(random.Random(1))
    two.files.add(fixed.randbytes(300))
    assert two.sync(patience=NO_SECOND_TRY).state == SYNCED
    one.files.add(fixed.randbytes(301))
    line = two.device.line()
    begin_at_centre(line, one.files.add(fixed.randbytes(302)), 302)
    line.close()
    for digest, content in two.files.content.items():
        one.files.want(digest, len(content))


def test_that_a_conversation_may_be_cut_at_any_byte(shared: Centre, proxy: CuttingProxy) -> None:
    offsets = random.Random(11).sample(every_offset(proxy, shared), 60)  # all of them in make soak
    assert cut_at_each(proxy, shared, offsets) == len(offsets)


def test_that_random_cuts_lose_nothing(shared: Centre, proxy: CuttingProxy) -> None:
    seed = first_seed()
    while proxy.cuts < 100:
        cut_at_random(proxy, shared, seed)
        seed += 1


def test_that_random_cuts_fail_a_laptop_that_takes_what_it_sent_for_delivered(
    shared: Centre, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[int, int] = {}
    real = QuickLog.outgoing

    def outgoing(log: QuickLog, after_lseq: int, limit: int) -> Any:
        groups = real(log, max(after_lseq, sent.get(id(log), 0)), limit)
        sent[id(log)] = max([sent.get(id(log), 0), *(parse(group[-1].raw, "").lseq for group in groups)])
        return groups

    monkeypatch.setattr(QuickLog, "outgoing", outgoing)
    laptop = MemoryLaptop(settle(shared.server, shared.database, shared.connection).device())
    laptop.work(random.Random(1))
    assert laptop.sync().state == SYNCED, "without a cut nobody notices"
    with pytest.raises(AssertionError):
        for seed in range(5):
            cut_at_random(proxy, shared, seed)


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


@pytest.mark.parametrize(
    ("files", "size", "cuts", "apart"),
    [
        (1, 48 * MB, 4, (6, 18)),  # three times as often as 2 GB that are cut fifty times
        pytest.param(16, 128 * MB, 50, (30, 50), marks=pytest.mark.soak),
    ],
)
def test_that_attachments_that_are_cut_go_on_where_they_were_and_cost_at_most_a_quarter_more(
    shared: Centre, proxy: CuttingProxy, files: int, size: int, cuts: int, apart: tuple[int, int]
) -> None:
    centre = settle(shared.server, shared.database, shared.connection)
    one, chance = MemoryLaptop(centre.device()), random.Random(5)
    digests = [one.files.add(chance.randbytes(size)) for _ in range(files)]
    before, proxy.carried = proxy.cuts, [0, 0]
    proxy.cut_at([(int(chance.uniform(*apart) * MB), NO_LIMIT) for _ in range(cuts)])
    while one.files.unsent:
        one.sync(proxy.via, patience=NO_SECOND_TRY)
    assert proxy.cuts - before >= cuts - 1  # whole before the last one, where little was sent twice
    assert files * size < proxy.carried[0] <= 1.25 * files * size
    for digest in digests:
        assert centre.ask("select finished_at is not null from centre.blob where sha256 = %s", digest) == [(True,)]
