"""The state machine: two to five laptops do anything in any order, at a centre that is cut off and restored meanwhile.

Whatever happened: nothing acknowledged is lost or doubled, and all replicas that the centre still knows are equal.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
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
from app.centre.trial.embedded import EmbeddedServer
from tests.centre.faults.crew import QUESTIONS, Crew, Hand, moved, some_bytes
from tests.centre.faults.prepared import PreparedCrew
from tests.centre.field import establish

WHICH = st.integers(0, 9)
OFFSETS = st.one_of(st.integers(0, 12_000), st.integers(12_000, 400_000))


@dataclass
class Place:
    """Where runs happen: the server, the templates of a centre as it is (``new``) and was (``old``), a folder."""

    server: EmbeddedServer
    new: str
    old: str
    folder: Path
    runs: int = 0
    prepared: dict[tuple[int, bool], PreparedCrew] = field(default_factory=dict)

    def crew(self, laptops: int, old: bool) -> Crew:
        """Return a crew of so many laptops that just enrolled."""
        if (laptops, old) not in self.prepared:
            folder = self.folder / f"{laptops}_{'old' if old else 'new'}"
            template = self.old if old else self.new
            self.prepared[laptops, old] = PreparedCrew.of(self.server, template, folder, laptops)
        return self.prepared[laptops, old].copy(self.folder / f"run-{self.runs}")


_place: list[Place] = []


def install_first_version(server: EmbeddedServer, folder: Path, name: str = "centre_first") -> str:
    """Make a centre as the first program made it, and return its database."""
    shutil.copytree(schema._FOLDER / "v001", folder / "v001")
    server.create_database(name)
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(schema, "_FOLDER", folder)
        establish(server, name).connection.close()
    return name


def run_machine(place: Place, runs: int, steps: int, seeded: int | None = None) -> int:
    """Run the machine so often, and return how many runs there were; hypothesis tells the steps of one that fails."""
    before = place.runs
    _place[:] = [place]
    # a run takes a second or two: the shortest way to a failure would be looked for for an hour
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    some = settings(
        max_examples=runs, stateful_step_count=steps, phases=phases, database=None, deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )  # fmt: skip
    machine = type("Visits", (Visits,), {})
    run_state_machine_as_test(machine if seeded is None else seed(seeded)(machine), settings=some)
    return place.runs - before


class Visits(RuleBasedStateMachine):
    """The acts; ``folder``, ``server`` and the templates come from the place."""

    crew: Crew

    @initialize(laptops=st.integers(2, 3), old=st.booleans())
    def begin(self, laptops: int, old: bool) -> None:
        (place,) = _place
        place.runs += 1
        self.old, self.cloned = old, False
        self.crew = place.crew(laptops, old)

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

    @precondition(lambda self: not self.old and not self.crew.saved)
    @rule(which=WHICH)
    def let_in_again(self, which: int) -> None:
        self.crew.let_in_again(self.hand(which))

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
