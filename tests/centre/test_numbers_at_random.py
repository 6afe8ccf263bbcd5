"""Two laptops over a turn of the year, by chance: whatever happens, a number is one laptop's and accounted for."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from app.centre.office.administration import revoke_device
from app.centre.office.number_ledger import void_of_device, year_rows
from app.errors import CentreRefused
from tests.centre.conftest import close_lines
from tests.centre.field import FIRST, NOW, Centre

KIND, YEARS = "执通", (2026, 2027)


class Keeper:
    """A laptop with its numbers; answers may be lost, what it does waits until it is online."""

    def __init__(self, centre: Centre, name: str) -> None:
        self.device, self.blocks, self.used = centre.device(name=name), 0, set[tuple[int, int]]()
        self.free: dict[int, list[int]] = {year: [] for year in YEARS}

    def lease(self, chance: random.Random) -> None:
        year, count = chance.choice(YEARS), chance.randint(1, 4)
        self.blocks += 1
        asked = f"{self.device.device}-{self.blocks}"
        for _ in range(chance.choice((1, 1, 2, 3))):  # an answer that is lost is asked for again
            block = self.device.line().lease(KIND, year, count, asked)
            close_lines()
        self.free[year] += range(block.low, block.high + 1)

    def use(self, centre: Centre, chance: random.Random) -> None:
        year = chance.choice(YEARS)
        if not self.free[year]:
            return  # exhausted: no number, no paper
        number = self.free[year].pop(0)
        state = chance.choice(("consumed", "consumed", "void"))
        self.used.add((year, number))
        self.device.write(
            state, officer=FIRST, entity="number", field="state", entity_id=f"{centre.county}:{KIND}:{year}:{number}"
        )

    def synchronise(self) -> None:
        line = self.device.line()
        line.push(self.device.log[line.hello().next_lseq - 1 :])
        close_lines()


@pytest.mark.parametrize("seed", range(3))
def test_that_no_number_is_given_twice_or_left_out(centre: Centre, seed: int) -> None:
    chance = random.Random(seed)  # a run to be had again
    keepers, gone = [Keeper(centre, f"演练{n}号机") for n in range(2)], list[Keeper]()
    for step in range(40):
        one = chance.choice(keepers)
        act = chance.choice(("lease", "use", "use", "use", "sync"))
        if step in (15, 30):
            lost = keepers.pop(0)
            revoke_device(centre.connection, lost.device.device, "演练：遗失")
            void_of_device(centre.connection, lost.device.device, "演练：遗失", NOW)
            with pytest.raises(CentreRefused, match="device-revoked"):
                lost.device.line().lease(KIND, 2026, 1, "after")
            gone.append(lost)
            keepers.append(Keeper(centre, f"演练接替{step}"))
        elif act == "lease":
            one.lease(chance)
        elif act == "use":
            one.use(centre, chance)
        else:
            one.synchronise()
    for one in keepers:
        one.synchronise()
    everybody = [*keepers, *gone]
    held = Counter(number for one in everybody for number in (*one.used, *_free(one)))
    assert not [number for number, times in held.items() if times > 1]
    for year in YEARS:
        rows = {row.number: row for row in year_rows(centre.connection, centre.county, year)}
        given = {number for of, number in held if of == year}
        assert sorted(rows) == sorted(given) == list(range(1, len(rows) + 1))
        for one in keepers:
            assert {rows[n].state for of, n in one.used if of == year} <= {"consumed", "void"}
            assert {rows[n].state for of, n in _free(one) if of == year} <= {"leased"}
        for one in gone:
            # what a lost laptop did not tell counts as void and goes to nobody
            assert {rows[n].state for of, n in (*one.used, *_free(one)) if of == year} <= {"consumed", "void"}


def _free(one: Keeper) -> list[tuple[int, int]]:
    return [(year, number) for year, numbers in one.free.items() for number in numbers]
