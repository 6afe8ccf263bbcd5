"""A pull on its way in: by portions and steps, a person between two of them, nothing false let in and nothing lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from app.domain.clock import HybridClock
from app.errors import IntegrityBroken
from app.sealing.arriving import Incoming
from app.sealing.canonical import finish
from app.sealing.sheets import Sheet
from app.storage.exchange import replication
from app.storage.exchange.arrival import (
    PORTION_OPERATIONS,
    QUIET_SECONDS,
    UNDISTURBED_PORTION,
    UNDISTURBED_SECONDS,
    UNDISTURBED_STEP,
    amounts,
    latest_seen,
)
from app.storage.store import Store
from tests.storage.builders import MORNING, answer, as_incoming, commit, fresh_store, incoming


def written(store: Store, count: int) -> list[Incoming]:
    """Return so many operations of a store, five to a transaction, each field changed twice."""
    for first in range(0, count, 5):
        commit(store, *(answer(f"q{number // 2}", number) for number in range(first, first + 5)))
    return incoming(store)


both_paces = pytest.mark.parametrize("quiet", [QUIET_SECONDS, UNDISTURBED_SECONDS])


@both_paces
def test_that_a_person_goes_between_two_steps_of_a_portion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: float
):
    step = amounts(quiet).step
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch = written(first, 3 * step)
        monkeypatch.setattr(second._turn, "quiet_for", lambda: quiet)
        lock, person = second._turn, threading.Thread(target=commit, args=(second, answer("own", 1)))
        wanted = lock.wanted

        def wanted_from_now_on() -> bool:
            if person.ident is None:
                person.start()
                while not lock._condition._waiters:  # type: ignore[attr-defined]  # the person has queued up by now
                    pass
            return wanted()

        monkeypatch.setattr(lock, "wanted", wanted_from_now_on)
        second.replication.receive(batch, cursor=7, now=MORNING)
        person.join()
        order = [one.device for one in second.operations()]
        assert order == ["a"] * step + ["b"] + ["a"] * (2 * step)
        assert second.replication.sync_state().cursor == 7
        assert second.upkeep.check({"a": first.device_key.public}).problems == ()


@pytest.mark.parametrize(
    ("quiet", "operations", "turns"),
    [
        (0.0, PORTION_OPERATIONS, 3),
        (QUIET_SECONDS, PORTION_OPERATIONS, 1),
        (QUIET_SECONDS, UNDISTURBED_PORTION, UNDISTURBED_PORTION // PORTION_OPERATIONS),
        (UNDISTURBED_SECONDS, UNDISTURBED_PORTION, 1),
    ],
)
def test_that_a_pull_writes_less_at_a_time_while_a_person_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: float, operations: int, turns: int
):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch = written(first, operations)
        monkeypatch.setattr(second._turn, "quiet_for", lambda: quiet)
        taken: list[int] = []
        second._turn.listen(taken.append)
        second.replication.receive(batch, cursor=7, now=MORNING)
        assert len(taken) == turns


@both_paces
def test_that_what_came_before_a_fork_is_kept_but_not_the_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: float
):
    step = amounts(quiet).step
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch = written(first, 3 * step)
        monkeypatch.setattr(second._turn, "quiet_for", lambda: quiet)
        late = first.operations()[2 * step + 3]
        forged = finish(late._replace(value=9, op_id="other", raw="", chain=""), batch[2 * step + 2].chain)
        second.replication.receive(as_incoming([forged]), cursor=None, now=MORNING)
        with pytest.raises(IntegrityBroken, match="forked"):
            second.replication.receive(batch, cursor=7, now=MORNING)
        assert len(second.operations()) == 1 + 2 * step
        assert second.replication.sync_state().cursor == 0


@both_paces
def test_that_a_false_signature_stops_its_portion_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: float):
    portion = amounts(quiet).portion
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch = written(first, 2 * portion)
        monkeypatch.setattr(second._turn, "quiet_for", lambda: quiet)
        stops_at(first, second, batch, portion + 4, kept=portion)


def stops_at(first: Store, second: Store, batch: list[Incoming], at: int, kept: int) -> None:
    keys = {"a": first.device_key.public}
    false = [*batch[:at], batch[at]._replace(signature=batch[at - 5].signature), *batch[at + 1 :]]
    with pytest.raises(IntegrityBroken, match="signature"):
        second.replication.receive(false, cursor=7, now=MORNING, public_keys=keys)
    assert len(second.operations()) == kept and second.replication.sync_state().cursor == 0
    assert second.replication.receive(batch, cursor=7, now=MORNING, public_keys=keys).new == len(batch) - kept
    assert second.upkeep.check(keys).problems == ()
    assert second.upkeep.fold_digest() == first.upkeep.fold_digest()


@both_paces
def test_that_what_is_read_beside_is_taken_in_up_to_the_step_with_a_false_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: float
):
    step = amounts(quiet).step
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch = written(first, 4 * step)
        monkeypatch.setattr(second._turn, "quiet_for", lambda: quiet)
        monkeypatch.setattr(second.replication._beside, "_long_pull", 1)
        stops_at(first, second, batch, 2 * step + 4, kept=2 * step)
        assert second.replication._beside.beside is not None


def test_that_what_is_read_beside_is_signed_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch, keys = written(first, 100), {"a": first.device_key.public}
        monkeypatch.setattr(second.replication._beside, "_long_pull", 1)
        unsigned = [one._replace(signature=None) if number == 54 else one for number, one in enumerate(batch)]
        with pytest.raises(IntegrityBroken, match="signature-missing"):
            second.replication.receive(unsigned, cursor=100, now=MORNING, public_keys=keys, signed=True)
        assert second.replication.sync_state().cursor == 0
        second.replication.receive(batch, cursor=100, now=MORNING, public_keys=keys, signed=True)
        assert second.upkeep.fold_digest() == first.upkeep.fold_digest()
        assert second.replication.ends.left_open is None


def test_that_a_pull_no_longer_read_beside_is_not_taken_for_unsigned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        page, keys = 3 * PORTION_OPERATIONS, {"a": first.device_key.public}
        batch, wanted = written(first, page + 5), iter([True, False, False])  # the process got stuck
        monkeypatch.setattr(second._turn, "quiet_for", lambda: QUIET_SECONDS)
        monkeypatch.setattr(second.replication._beside, "wants", lambda _: next(wanted))
        for before, upto in ((0, 3), (3, page + 3), (page + 3, page + 5)):  # pages that end within a transaction
            second.replication.receive(batch[before:upto], cursor=upto, now=MORNING, public_keys=keys, signed=True)
        assert second.upkeep.fold_digest() == first.upkeep.fold_digest()


def test_that_a_transaction_does_not_wait_for_what_is_not_read_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch, keys = written(first, 4 * UNDISTURBED_STEP), {"a": first.device_key.public}
        monkeypatch.setattr(second._turn, "quiet_for", lambda: UNDISTURBED_SECONDS)
        monkeypatch.setattr(replication, "_MOMENT", 0.0)
        beside, turns = second.replication._beside, list[int]()
        monkeypatch.setattr(beside, "_long_pull", 1)
        read = beside.read

        def slowly(incoming: list[Incoming], *more: object) -> Sheet:
            while len(turns) < batch.index(incoming[0]) // UNDISTURBED_STEP:  # until those before it were written
                time.sleep(0.01)
            return read(incoming, *more)  # type: ignore[arg-type]

        monkeypatch.setattr(beside, "read", slowly)
        second._turn.listen(turns.append)
        second.replication.receive(batch, cursor=7, now=MORNING, public_keys=keys)
        assert len(turns) == 4 and second.upkeep.fold_digest() == first.upkeep.fold_digest()


@pytest.mark.parametrize("apart", [False, True])
def test_that_an_identity_used_twice_is_not_let_in(tmp_path: Path, apart: bool):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        other = finish(first.operations()[0]._replace(device="z", raw="", chain=""), "")
        both = [*incoming(first), *as_incoming([other])]
        with pytest.raises(IntegrityBroken, match="identity-repeated"):
            for batch in [[one] for one in both] if apart else [both]:
                second.replication.receive(batch, cursor=None, now=MORNING)
        assert len(second.operations()) == apart


def test_that_the_highest_stamp_counts_unless_it_is_absurd():
    low, high = HybridClock(0x10, 2), HybridClock(0x11, 0)
    stamped = [clock.stamp("a") for clock in (low, high, HybridClock(2**47, 0), low)]
    assert latest_seen(HybridClock(), stamped, MORNING) == high
    assert latest_seen(HybridClock(0x12, 0), stamped, MORNING) == HybridClock(0x12, 0)


def test_that_two_first_answers_that_arrive_together_compete(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        for store, value in ((first, "符合"), (second, "不符合")):
            commit(store, answer("q1", value), answer("q2", "符合"))
        with fresh_store(tmp_path / "c", "c") as third:
            third.replication.receive([*incoming(first), *incoming(second)], cursor=None, now=MORNING)
            assert [one.key.entity_id for one in third.conflicts()] == ["i/q1"]
            assert third.upkeep.check().problems == ()


def test_that_a_page_read_once_and_not_taken_in_is_read_from_its_beginning(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        batch, keys = written(first, 20), {"a": first.device_key.public}
        unsigned = [one._replace(signature=None) if number == 9 else one for number, one in enumerate(batch)]
        with pytest.raises(IntegrityBroken, match="signature-missing"):
            second.replication.receive(unsigned, cursor=20, now=MORNING, public_keys=keys, signed=True)
        second.replication.receive(batch, cursor=20, now=MORNING, public_keys=keys, signed=True)  # mended at the centre
        assert second.upkeep.fold_digest() == first.upkeep.fold_digest()
