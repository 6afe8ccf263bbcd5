"""Answers of a centre bent at random, one in each synchronisation: a state with words, the queue intact, no crash."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.centre.device.line import Line
from app.cli.sync import sync_lines
from app.services.attaching import attached, keep
from tests.centre.faults.amounts import LONG
from tests.centre.field import Centre
from tests.services.exchange.device import Laptop

ROUNDS, SEED = (300 if LONG else 16), 7
STRANGE = (
    None, [], {}, "", "中心库", 7, -1, 0, 2**31, 2**63, 2**70, 1e308, True, [None], {"a": None}, "\0", "x" * 100_000,
    "2026-03-09T10:00:00", "9999-12-31T23:59:59+08:00", "f" * 64, ["f" * 64] * 3, [{}], "../../etc",
)  # fmt: skip
Path = tuple[Any, ...]


@dataclass
class Bender:
    """Bends one answer of the line, at one place of it, after ``begin``; ``done`` tells which."""

    chance: random.Random = field(default_factory=random.Random)
    done: str = "nothing"
    armed: bool = False

    def begin(self, seed: int) -> None:
        self.chance, self.armed, self.done = random.Random(seed), True, "nothing"

    def bent(self, what: str, answer: Any) -> Any:
        if not self.armed or self.chance.random() > 0.35:
            return answer
        self.armed = False
        at = self.chance.choice(list(_places(answer)))
        here = _at(answer, at)
        new = self.chance.choice(STRANGE) if self.chance.random() < 0.5 else self._near(here)
        self.done = f"{what} {at}: {here!r:.60} -> {new!r:.60}"
        return _put(answer, at, new)

    def _near(self, value: Any) -> Any:
        pick = self.chance.choice
        if type(value) is int:
            return pick([value + 1, value - 1, -value, str(value), float(value)])
        if isinstance(value, str) and value:
            at = self.chance.randrange(len(value))
            return pick([value[:at], value + value, f"{value[:at]}{pick('0aZ中 ')}{value[at + 1 :]}", [value]])
        if isinstance(value, list) and value:
            return pick([value[:-1], value + value, value[::-1]])
        if isinstance(value, dict) and value:
            return {name: one for name, one in value.items() if name != pick(list(value))}
        return not value


def _places(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for name, one in inside:
        yield from _places(one, (*at, name))


def _at(value: Any, at: Path) -> Any:
    for name in at:
        value = value[name]
    return value


def _put(value: Any, at: Path, new: Any) -> Any:
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = _put(copy[at[0]], at[1:], new)
    return tuple(copy) if isinstance(value, tuple) else copy


@pytest.fixture
def bender(monkeypatch: pytest.MonkeyPatch) -> Bender:
    made, call, rows, run = Bender(), Line.call, Line.rows, Line.run
    monkeypatch.setattr(Line, "call", lambda line, name, *more: made.bent(name, call(line, name, *more)))
    monkeypatch.setattr(Line, "rows", lambda line, *more: made.bent("rows", rows(line, *more)))
    monkeypatch.setattr(Line, "run", lambda line, *more, **named: made.bent("value", run(line, *more, **named)))
    return made


def _work(one: Laptop, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        one.answer(f"q{chance.randrange(9)}_{chance.randrange(9)}", chance.choice(["符合", "不符合"]))
    if chance.random() < 0.4:
        digest = keep(one.desk, chance.randbytes(chance.randrange(1, 300_000)))
        one.desk.commit(attached(one.desk, "inspection-1", digest, "photo"))


def test_that_a_bent_answer_is_a_state_and_nothing_is_lost_by_it(
    bureau: Centre, pair: tuple[Laptop, Laptop], bender: Bender
) -> None:
    for number in range(ROUNDS):
        one, chance = pair[number % 2], random.Random(f"{SEED} {number}")
        _work(one, chance)
        bender.begin(SEED * 100_000 + number)
        report = one.sync(lease=chance.random() < 0.3)
        bender.armed = False
        said = f"round {number}: {bender.done}"
        assert report.state in ("synced", "pending", "unreachable", "refused") and sync_lines(report), said
        assert report.state != "synced" or report.pending == 0, said
        assert report.state != "refused" or (report.problem is not None and report.problem.advice), said
        state = one.desk.store.replication.sync_state()
        ((following,),) = bureau.ask("select next_lseq from centre.device where device = %s", one.desk.store.device)
        assert state.acked_lseq < following, said
        again = one.sync(lease=False)
        assert (again.problem, again.pending) == (None, 0), said
    for one in (*pair, pair[0]):
        assert one.sync(lease=False).state == "synced"
    assert len({one.desk.store.upkeep.fold_digest() for one in pair}) == 1
