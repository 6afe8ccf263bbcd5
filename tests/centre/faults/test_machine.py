"""Two to five laptops do anything in any order, at a centre that is cut off, upgraded and restored meanwhile.

Whatever happened: nothing acknowledged is lost or doubled, and all replicas that the centre still knows are equal.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.centre import schema
from app.centre.embedded import EmbeddedServer
from app.centre.sync import SYNCED
from app.domain.clock import CHINA
from tests.centre.conftest import copied
from tests.centre.faults.amounts import LONG, amount
from tests.centre.faults.crew import INSPECTION, QUESTIONS, Crew, Hand, moved, some_bytes
from tests.centre.field import Centre, establish, settle
from tests.services.exchange.device import NOW, with_bureau

WHICH = st.integers(0, 9)
OFFSETS = st.one_of(st.integers(0, 12_000), st.integers(12_000, 400_000))
_numbers = itertools.count()
_place: dict[str, Any] = {}


@pytest.fixture(scope="module")
def first_version(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A centre as the first program made it."""
    folder = tmp_path_factory.mktemp("sql")
    shutil.copytree(schema._FOLDER / "v001", folder / "v001")
    server.create_database("centre_first")
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(schema, "_FOLDER", folder)
        establish(server, "centre_first").connection.close()
    yield "centre_first"


class Visits(RuleBasedStateMachine):
    """The acts; ``folder``, ``server`` and the templates come from the test."""

    crew: Crew

    @initialize(laptops=st.integers(2, 3), old=st.booleans())
    def begin(self, laptops: int, old: bool) -> None:
        number, server = next(_numbers), _place["server"]
        database = f"machine_{number}"
        server.create_database(database, _place["old" if old else "new"])
        connection = schema.open_administration(server.dsn(database), server.password)
        folder = _place["folder"] / f"crew-{number}"
        folder.mkdir()
        centre: Centre = with_bureau(settle(server, database, connection))
        self.old, self.cloned = old, False
        self.crew = Crew(centre, folder)
        for _ in range(laptops):
            self.crew.join()

    def hand(self, which: int) -> Hand:
        return self.crew.hands[which % len(self.crew.hands)]

    @rule(which=WHICH, question=st.sampled_from(QUESTIONS), verdict=st.sampled_from(["符合", "不符合", "不适用"]))
    def answer(self, which: int, question: str, verdict: str) -> None:
        self.hand(which).answer(question, verdict)

    @rule(which=WHICH, question=st.sampled_from(QUESTIONS))
    def void(self, which: int, question: str) -> None:
        self.hand(which).void(question)

    @rule(which=WHICH, questions=st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=3, unique=True))
    def seal(self, which: int, questions: list[str]) -> None:
        self.hand(which).seal(questions)

    @rule(which=WHICH, number=st.integers(0, 7))
    def photo(self, which: int, number: int) -> None:
        self.hand(which).photo(some_bytes(number))

    @rule(which=WHICH)
    def use_number(self, which: int) -> None:
        self.hand(which).use_number()

    @rule(which=WHICH)
    def sync(self, which: int) -> None:
        self.hand(which).sync()

    @rule(which=WHICH, offset=OFFSETS, upwards=st.booleans())
    def sync_cut_short(self, which: int, offset: int, upwards: bool) -> None:
        self.crew.cut_sync(self.hand(which), *((offset, 1 << 60) if upwards else (1 << 60, offset)))

    @rule(which=WHICH, years=st.sampled_from([0, 10, -10]))
    def set_the_clock(self, which: int, years: int) -> None:
        self.hand(which).moment[0] = moved(years)

    @rule(which=WHICH)
    def restart(self, which: int) -> None:
        self.hand(which).reopen()

    @precondition(lambda self: len(self.crew.hands) < 5)
    @rule()
    def join(self) -> None:
        self.crew.join()

    @precondition(lambda self: len(self.crew.hands) < 5 and not self.crew.saved)
    @rule(which=WHICH)
    def clone(self, which: int) -> None:
        self.cloned = True
        self.crew.clone(self.hand(which))

    @precondition(lambda self: self.old)
    @rule()
    def upgrade(self) -> None:
        self.crew.upgrade()
        self.old = False

    @precondition(lambda self: not self.old and not self.cloned)
    @rule()
    def save_the_centre(self) -> None:
        self.crew.save()

    # A number of a copy stands twice, and what a copy delivered nobody else delivers again: those runs go apart.
    @precondition(lambda self: bool(self.crew.saved))
    @rule()
    def restore_the_centre(self) -> None:
        self.crew.restore()
        for hand in self.crew.hands:
            hand.acknowledged.clear()  # until it was said again

    @invariant()
    def all_laptops_can_be_used(self) -> None:
        assert all(hand.desk.store.replication.pending() >= 0 for hand in self.crew.hands)

    def teardown(self) -> None:
        if not hasattr(self, "crew"):
            return
        try:
            self.crew.insist()
        finally:
            self.crew.disband()


def test_that_any_order_of_acts_loses_and_doubles_nothing(
    server: EmbeddedServer, template: str, first_version: str, tmp_path: Path
) -> None:
    _place.update(server=server, new=template, old=first_version, folder=tmp_path)
    # a run takes a second or two: the shortest way to a failure would be looked for for an hour
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    some = settings(max_examples=amount("RUNS", 4), stateful_step_count=40 if LONG else 14, phases=phases)
    run_state_machine_as_test(Visits, settings=some)


@pytest.mark.parametrize("years", [10, -10] if LONG else [10])
def test_that_a_clock_ten_years_off_moves_nobody_elses(
    server: EmbeddedServer, template: str, tmp_path: Path, years: int
) -> None:
    for centre in copied(server, template):
        crew = Crew(with_bureau(centre), tmp_path)
        wrong, right = crew.join(), crew.join()
        wrong.moment[0] = moved(years)
        wrong.answer("q1_1", "符合")
        wrong.use_number()
        assert wrong.sync().state == right.sync().state == SYNCED
        right.answer("q1_1", "不符合")
        newest = max(right.desk.store.operations(), key=lambda one: (one.device == right.desk.store.device, one.lseq))
        seen = datetime.fromtimestamp(int(newest.hlc[:12], 16) / 1000, CHINA)
        assert abs(seen - NOW) < timedelta(days=2)
        assert wrong.sync().state == right.sync().state == SYNCED
        answer = right.desk.store.read("answer", f"{INSPECTION}/q1_1")
        assert answer is not None
        assert answer.value("verdict") == "不符合", "the clock decided"
        crew.insist()
        crew.close()
