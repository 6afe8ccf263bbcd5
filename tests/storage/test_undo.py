"""Undo is a new operation back to the old value, and only where nobody relies on what stands."""

from pathlib import Path

import pytest

from app.domain.operations import Change, FieldKey
from app.errors import Refused
from tests.storage.builders import (
    MORNING,
    answer,
    commit,
    fresh_store,
    incoming,
    link,
    receive,
    seal_over,
    unlink,
    void,
)


def test_that_undo_brings_back_what_stood(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1), link("a"))
        second = commit(store, answer("q1", 2), link("b"), unlink("a"), void("answer", "i/q1"))
        undone = store.undo(second.txn, officer="演练乙", now=MORNING)
        entity = store.read("answer", "i/q1")
        assert (entity.value("verdict"), entity.voided) == (1, False)
        assert store.read("evidence", "i/e").elements("links") == ("a",)
        store.undo(undone.txn, officer="演练乙", now=MORNING)
        assert store.read("answer", "i/q1").voided


def test_that_the_undo_of_a_first_answer_leaves_none(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        store.undo(commit(store, answer("q1", 1)).txn, officer="演练甲", now=MORNING)
        assert store.read("answer", "i/q1") is None
        commit(store, answer("q1", 2))
        assert store.read("answer", "i/q1").value("verdict") == 2


@pytest.mark.parametrize("entity", ["number", "signature", "document", "approval", "service"])
def test_that_what_people_rely_on_is_never_undone(tmp_path: Path, entity: str):
    with fresh_store(tmp_path) as store:
        done = commit(store, Change(entity, "i/x", "f", 1), answer("q1", 1))
        with pytest.raises(Refused, match="undo"):
            store.undo(done.txn, officer="演练甲", now=MORNING)
        assert len(store.operations()) == 2


def test_that_undo_stops_where_later_changes_seals_or_others_stand(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        done = commit(first, answer("q1", 1))
        receive(second, incoming(first))
        with pytest.raises(Refused, match="undo"):
            second.undo(done.txn, officer="演练甲", now=MORNING)
        commit(first, seal_over(first, ("answer", "i/q1")))
        with pytest.raises(Refused, match="sealed"):
            first.undo(done.txn, officer="演练甲", now=MORNING)
        later = commit(first, answer("q2", 1))
        commit(first, answer("q2", 2))
        with pytest.raises(Refused, match="undo"):
            first.undo(later.txn, officer="演练甲", now=MORNING)
        assert first.heads(FieldKey("answer", "i/q2", "verdict"))
