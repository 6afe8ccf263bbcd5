"""What the store remembers of an inspection equals what stands, whatever happened since."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fold import EntityState
from app.domain.operations import Change
from app.errors import Refused
from app.storage.database.engine import reading
from app.storage.log.reading import Wanted, entities_where, is_entity, is_kind, is_within
from app.storage.log.worked_out import REMEMBERED, WorkedOut
from app.storage.store import Store
from tests.storage.builders import after, answer, commit, fresh_store, incoming, link, seal_over, unlink, void


def afresh(store: Store, root: str = "i") -> tuple[EntityState, ...]:
    """Return a root as a store without memory reads it."""
    with reading(store._engine) as connection:
        return entities_where(connection, is_within(root))


def matching(store: Store, wanted: Wanted) -> tuple[EntityState, ...]:
    """Return what matches as a store without memory reads it."""
    with reading(store._engine) as connection:
        return entities_where(connection, wanted)


def test_that_a_register_is_not_read_again_for_what_happens_elsewhere(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "s") as store:
        commit(store, Change("officer", "o1", "name", "演练甲"))
        before, one = store.read_all("officer"), store.read("officer", "o1")
        commit(store, answer("q1", 1), at=1)
        assert store.read_all("officer") is before and store.read("officer", "o1") is one
        commit(store, Change("officer", "o2", "name", "演练乙"), at=2)
        assert [found.entity_id for found in store.read_all("officer")] == ["o1", "o2"]


def test_that_a_snapshot_reads_as_things_stood_when_it_began(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "s") as store:
        commit(store, answer("q1", 1))
        with store.snapshot():
            before = store.read_root("i")
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(commit, store, answer("q2", 1), at=1).result()
                assert len(elsewhere.submit(store.read_root, "i").result()) == 2
            assert store.read_root("i") == before and len(store.read_all("answer")) == 1
        assert len(store.read_root("i")) == len(store.read_all("answer")) == 2


def test_that_nothing_is_written_while_a_snapshot_is_held(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "s") as store:
        with pytest.raises(RuntimeError), store.snapshot():
            commit(store, answer("q1", 1))
        commit(store, answer("q1", 2))
        assert [one.value("verdict") for one in store.read_root("i")] == [2]


def test_that_what_was_worked_out_is_remembered_by_its_very_source_and_only_while_it_holds() -> None:
    known, made = WorkedOut(), count()
    source, equal = ("a",), tuple(["a"])  # noqa: C409 - equal, and not the same
    assert [known.of(source, "n", lambda: next(made)) for _ in range(2)] == [0, 0]
    assert known.of(equal, "n", lambda: next(made)) == 1
    assert known.of(source, "other", lambda: next(made)) == 2
    assert known.of(source, "n", lambda: next(made), lambda before: before > 0) == 3
    for number in range(REMEMBERED):
        known.of((number,), "n", lambda: -1)
    assert known.of(source, "n", lambda: next(made)) == 4


def test_that_an_edit_is_seen_at_once_and_the_rest_is_not_read_again(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "s") as store:
        commit(store, answer("q1", 1), answer("q2", 1))
        before = {one.entity_id: one for one in store.read_root("i")}
        commit(store, answer("q2", 2), at=1)
        later = {one.entity_id: one for one in store.read_root("i")}
        assert later["i/q2"].value("verdict") == 2 and later["i/q1"] is before["i/q1"]


def test_that_another_inspection_is_not_mixed_in(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "s") as store:
        commit(store, answer("q1", 1))
        store.read_root("i")
        commit(store, answer("q1", 2, "i2"), at=1)
        assert [one.entity_id for one in store.read_root("i")] == ["i/q1"]


def test_that_an_edit_received_under_a_seal_is_shown_as_refused(tmp_path: Path) -> None:
    with fresh_store(tmp_path / "a", "d1") as first, fresh_store(tmp_path / "b", "d2") as second:
        commit(first, answer("q1", 1))
        second.replication.receive(incoming(first), cursor=None, now=after(10))
        commit(second, answer("q1", 2), at=5)
        first.read_root("i")
        commit(first, seal_over(first, ("answer", "i/q1")), at=6)
        first.replication.receive(incoming(second), cursor=None, now=after(10))
        assert first.read_root("i") == afresh(first) and first.read("answer", "i/q1") in first.read_root("i")


ACTS = st.lists(
    st.tuples(st.sampled_from(["first", "second"]), st.sampled_from(["set", "link", "unlink", "void", "seal", "swap"])),
    max_size=14,
)


@settings(max_examples=12, deadline=None)
@given(ACTS)
def test_that_memory_and_store_agree_after_any_acts(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("memory")
    with fresh_store(folder / "a", "d1") as first, fresh_store(folder / "b", "d2") as second:
        stores = {"first": first, "second": second}
        for number, (name, act) in enumerate(acts):
            play(stores[name], second if name == "first" else first, act, number)
            for store in stores.values():
                assert store.read_root("i") == afresh(store)
                for kind in ("answer", "evidence"):
                    assert store.read_all(kind) == matching(store, is_kind(kind))
                assert store.read("answer", "i/q1") == next(
                    iter(matching(store, is_entity("answer", "i/q1"))), None
                )


def play(store: Store, other: Store, act: str, number: int) -> None:
    """Play one act; what the store refuses leaves nothing."""
    changes = {
        "set": lambda: answer(f"q{number % 3}", number),
        "link": lambda: link(f"q{number % 2}"),
        "unlink": lambda: unlink(f"q{number % 2}"),
        "void": lambda: void("evidence", "i/e"),
        "seal": lambda: seal_over(store, ("answer", f"i/q{number % 3}"), ("evidence", "i/e"), seal_id=f"i/s{number}"),
    }
    try:
        if act == "swap":
            other.replication.receive(incoming(store), cursor=None, now=after(10))
        else:
            commit(store, changes[act](), at=number)
    except Refused:
        return
