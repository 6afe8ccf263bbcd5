"""Conversations over a line that is cut: at every byte in turn, and at random ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from app.centre.device.postgres import PostgresTransport
from app.centre.device.sync import SYNCED, Patience
from tests.centre.conftest import close_lines
from tests.centre.faults.laptops import MemoryLaptop, insist_nothing_lost_or_doubled
from tests.centre.field import Centre, settle
from tests.centre.proxy import CuttingProxy

# Offsets that one pair of laptops goes through before a fresh pair: comparing takes longer with each.
AT_A_TIME = 60
NO_SECOND_TRY = Patience(attempts=1, pause=lambda seconds: None)


def begin_at_centre(line: PostgresTransport, digest: str, size: int) -> None:
    """Announce a file over another laptop's line, so that it goes in leaves and not whole."""
    line.blob_begin(digest, size, [digest])


class Turns:
    """Two laptops of a fresh bureau that sync in turn; each sync has all that the other's last one brought.

    So each sync is a full conversation, with something to push, to pull, to send and to fetch, and no sync is spent
    on preparing the next.
    """

    def __init__(self, shared: Centre) -> None:
        self.centre = settle(shared.server, shared.database, shared.connection)
        self.laptops = [MemoryLaptop(self.centre.device(name=f"演练{number}号机")) for number in (1, 2)]
        self._announcing = self.centre.device(name="演练三号机").line()
        for number in (-2, -1):
            assert self.next_one(number).sync().state == SYNCED

    def next_one(self, number: int) -> MemoryLaptop:
        """Return the laptop whose turn it is, with its part of a full conversation; ``number`` makes the files."""
        one, other = self.laptops
        self.laptops.reverse()
        fixed = random.Random(number)
        one.work(random.Random(1))
        one.files.add(fixed.randbytes(301))
        begin_at_centre(self._announcing, one.files.add(fixed.randbytes(302)), 302)
        for digest, content in other.files.content.items():
            one.files.want(digest, len(content))
        return one

    def insist(self) -> None:
        """Compare all, once each has fetched what the other sent last."""
        for one, other in (self.laptops, self.laptops[::-1]):
            for digest, content in other.files.content.items():
                one.files.want(digest, len(content))
        insist_nothing_lost_or_doubled(self.centre, self.laptops)
        assert self.laptops[0].files.content == self.laptops[1].files.content
        close_lines()


def every_offset(proxy: CuttingProxy, shared: Centre) -> list[tuple[bool, int]]:
    """Return each byte of a full conversation, up and down: of the least of a few."""
    turns, carried = Turns(shared), []
    for number in range(4):
        proxy.cut_once()
        assert turns.next_one(number).sync(proxy.via).state == SYNCED
        carried.append((proxy.carried[0], proxy.carried[1]))
    turns.insist()
    up, down = min(one for one, _ in carried), min(one for _, one in carried)
    return [(True, offset) for offset in range(up)] + [(False, offset) for offset in range(down)]


def cut_at_each(proxy: CuttingProxy, shared: Centre, offsets: Sequence[tuple[bool, int]]) -> int:
    """Cut one full conversation at each offset, compare all after each batch, and return the cuts."""
    before = proxy.cuts
    for first in range(0, len(offsets), AT_A_TIME):
        turns = Turns(shared)
        for number, (upwards, offset) in enumerate(offsets[first : first + AT_A_TIME]):
            one = turns.next_one(number)
            proxy.cut_once(**{"up" if upwards else "down": offset})
            report = one.sync(proxy.via)
            assert (report.state, report.pending, report.attachments_pending) == (SYNCED, 0, 0), (upwards, offset)
        proxy.cut_once()
        turns.insist()
    return proxy.cuts - before


def cut_at_random(proxy: CuttingProxy, shared: Centre, seed: int) -> int:
    """Let three laptops of a fresh bureau work and sync over bad lines, compare all, and return the cuts."""
    before, chance = proxy.cuts, random.Random(seed)
    centre = settle(shared.server, shared.database, shared.connection)
    laptops = [MemoryLaptop(centre.device(name=f"演练{number}号机")) for number in range(3)]
    proxy.budgets, proxy.conversation = budgets(random.Random(-seed)), None
    with ThreadPoolExecutor(len(laptops)) as pool:
        works = [pool.submit(work_and_sync, laptop, proxy.via, chance.random()) for laptop in laptops]
        for one in works:
            one.result()
    insist_nothing_lost_or_doubled(centre, laptops)
    close_lines()
    return proxy.cuts - before


def budgets(chance: random.Random) -> Iterator[tuple[int, int]]:
    """Give what passes of one connection after the other before it is cut."""
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
