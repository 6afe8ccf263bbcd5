"""The soak itself: it counts what stood, goes on where it was interrupted, and names the seed of what did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.services.session.paths import built_in_forms
from app.services.shelf import shelf
from tests.centre.faults.grounds import Ground
from tests.centre.faults.shelves import FEW, forms, number_few
from tests.centre.faults.soak import ROUNDS_OF_A_GROUND, Soak
from tests.centre.faults.tally import Tally


@dataclass
class Field:
    """A part whose rounds are made up and take so many seconds; ``opened`` and ``closed`` count its grounds."""

    done: int = 10
    red: frozenset[int] = frozenset()
    interrupted_at: int = 0
    most: int | None = None
    takes: float = 0.0
    now: list[float] = field(default_factory=lambda: [0.0])
    seeds: list[int] = field(default_factory=list)
    opened: int = 0
    closed: int = 0

    def __call__(self, folder: Path) -> AbstractContextManager[Ground]:
        return self._open()

    @contextmanager
    def _open(self) -> Iterator[Ground]:
        self.opened += 1
        yield Ground(self._round, self.most)
        self.closed += 1

    def _round(self, seed: int) -> int:
        self.seeds.append(seed)
        self.now[0] += self.takes
        if seed == self.interrupted_at:
            raise KeyboardInterrupt
        assert seed not in self.red, "what was saved is gone"
        return self.done


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def soak(tmp_path: Path, said: list[str]) -> Callable[..., Soak]:
    def made(**parts: tuple[Field, int]) -> Soak:
        fields = {part: one for part, (one, _) in parts.items()}
        aims = {part: aim for part, (_, aim) in parts.items()}
        return Soak(fields, aims, Tally.read(tmp_path / "tally.json", 7), said.append)

    return made


def test_that_a_soak_goes_on_with_the_round_that_was_interrupted(soak: Callable[..., Soak], said: list[str]) -> None:
    assert soak(cuts=(Field(interrupted_at=9), 50)).run() == 0
    assert "cuts            20 of 50 in 2 rounds" in said[-1]
    later = Field()
    assert soak(cuts=(later, 50)).run() == 0
    assert later.seeds == [9, 10, 11]
    assert "cuts            50 of 50 in 5 rounds" in said[-1]
    reached = Field()
    assert soak(cuts=(reached, 50)).run() == 0
    assert reached.seeds == []


def test_that_a_round_whose_tidying_up_fails_after_an_interruption_is_not_red(soak: Callable[..., Soak]) -> None:
    def torn(seed: int) -> int:
        try:
            try:
                raise KeyboardInterrupt
            finally:
                raise OSError("the connection is closed")
        except OSError as error:
            raise ExceptionGroup("two faults", [error]) from None

    @contextmanager
    def opening(folder: Path) -> Iterator[Ground]:
        yield Ground(torn)

    tried = soak(runs=(Field(), 30))
    tried.parts = {"runs": opening}
    assert tried.run() == 0
    assert tried.tally.of("runs").failed == []


def test_that_two_soaks_do_not_count_in_one_tally(soak: Callable[..., Soak]) -> None:
    one, other = soak(cuts=(Field(), 30)), soak(cuts=(Field(), 30))
    assert one.run() == 0
    with pytest.raises(SystemExit, match="another soak counts in"):
        other.run()


def test_that_a_red_round_counts_nothing_names_its_seed_and_is_remembered(
    soak: Callable[..., Soak], said: list[str]
) -> None:
    cuts = Field(red=frozenset({8}))
    assert soak(cuts=(cuts, 30)).run() == 1
    assert cuts.seeds == [7, 8, 9, 10]
    assert "what was saved is gone" in said[0]
    assert "RED: cuts, seed 8." in said[0]
    assert (cuts.opened, cuts.closed) == (2, 2), "the next round has a ground that nothing happened on"
    again = soak(cuts=(cuts, 30))
    assert again.tally.of("cuts").failed == [8]
    with pytest.raises(AssertionError, match="what was saved is gone"):
        again.once("cuts", 8)


def test_that_a_soak_in_which_all_is_red_comes_to_an_end(soak: Callable[..., Soak]) -> None:
    assert soak(cuts=(Field(red=frozenset(range(1000))), 30)).run() == 10


def test_that_the_parts_have_as_much_time_each_and_one_without_an_aim_has_none(soak: Callable[..., Soak]) -> None:
    now = [0.0]
    cuts, kills, restores = Field(takes=3, now=now), Field(takes=1, now=now), Field(now=now)
    tried = soak(cuts=(cuts, 1000), kills=(kills, 1000), restores=(restores, 0))
    assert tried.run(60, clock=lambda: now[0]) == 0
    assert (len(cuts.seeds), len(kills.seeds), len(restores.seeds)) == (10, 30, 0)


def test_that_a_part_goes_no_further_than_makes_sense(soak: Callable[..., Soak]) -> None:
    offsets = Field(most=25)
    assert soak(offsets=(offsets, 1 << 40)).run() == 0
    assert len(offsets.seeds) == 3


def test_that_a_soak_interrupted_while_a_ground_is_opened_leaves_no_folder(soak: Callable[..., Soak]) -> None:
    folders: list[Path] = []

    def opening(folder: Path) -> AbstractContextManager[Ground]:
        folders.append(folder)
        raise KeyboardInterrupt

    tried = soak(cuts=(Field(), 30))
    tried.parts = {"cuts": opening}
    assert tried.run() == 0
    assert [folder.exists() for folder in folders] == [False]


def test_that_the_ground_is_renewed(soak: Callable[..., Soak]) -> None:
    cuts = Field(done=1)
    assert soak(cuts=(cuts, ROUNDS_OF_A_GROUND + 1)).run() == 0
    assert (cuts.opened, cuts.closed) == (2, 2)


def test_that_long_runs_number_few_papers_and_change_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULT_FORMS", "")
    before = shelf(forms())
    after = shelf(number_few(tmp_path))
    assert forms() == after.root
    assert set(after.bureau("130600").number_kinds) == set(FEW) < set(before.bureau("130600").number_kinds)
    files = [one.relative_to(after.root) for one in after.root.rglob("*") if one.is_file()]
    changed = {one for one in files if (after.root / one).read_bytes() != (built_in_forms() / one).read_bytes()}
    assert {one.parent.name for one in changed} == {"bureaus"}
