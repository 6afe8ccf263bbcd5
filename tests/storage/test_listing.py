"""Rows of the list: stale as soon as the log goes on, made anew once, gone with the rebuild, and found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.operations import Change
from app.storage.listing.rows import ListedRow
from app.storage.store import Store
from tests.storage.builders import MORNING, answer, as_incoming, commit, fresh_store, incoming, seal_over, void
from tests.storage.test_replication import centre_refusal


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with fresh_store(tmp_path) as opened:
        yield opened


def plan(inspection: str, unit: str = "u") -> Change:
    return Change("inspection", inspection, "unit", unit)


def row(root: str, **more) -> ListedRow:
    usual = {"state": "checking", "open": True, "links": ("u", "jia"), "cells": {"unit": "演练单位"}, "search": "演练"}
    return ListedRow(root, **{**usual, **more})


def scan(store: Store, day: str = "2026-03-02", maker: str = "m") -> set[str]:
    store.listing.scan(day, maker)
    return set(store.listing.stale(1000))


def make(store: Store, *roots: str, **more) -> None:
    scan(store)
    store.listing.write({root: row(root, **more) for root in roots})


def test_that_every_inspection_is_to_be_made_at_first(store):
    commit(store, plan("i1"), plan("i2"), Change("unit", "u", "name", "演练"))
    assert scan(store) == {"i1", "i2"}


def test_that_a_row_is_stale_once_anything_inside_its_inspection_changed(store):
    commit(store, plan("i1"), plan("i2"))
    make(store, "i1", "i2")
    assert scan(store) == set()
    commit(store, answer("q1", "符合", "i2"))
    assert scan(store) == {"i2"}


def test_that_a_row_is_stale_until_it_was_written(store):
    commit(store, plan("i1"))
    scan(store)
    assert scan(store) == {"i1"}
    store.listing.write({"i1": row("i1")})
    assert scan(store) == set()


def test_that_a_change_after_the_scan_makes_the_written_row_stale_again(store):
    commit(store, plan("i1"))
    scan(store)
    commit(store, answer("q1", "符合", "i1"))  # while the row is being made
    store.listing.write({"i1": row("i1")})
    assert scan(store) == {"i1"}


def test_that_the_name_of_a_unit_or_officer_matters_to_ended_inspections_too(store):
    commit(store, plan("open"), plan("ended"))
    make(store, "open")
    make(store, "ended", open=False)
    scan(store)
    commit(store, Change("officer", "jia", "post", "科长"))
    assert scan(store) == {"open"}
    commit(store, Change("unit", "u", "name", "改了名的演练单位"))
    assert scan(store) == {"open", "ended"}


def test_that_a_new_day_looks_again_at_open_inspections_only(store):
    commit(store, plan("open"), plan("ended"))
    make(store, "open")
    make(store, "ended", open=False)
    assert scan(store, day="2026-03-03") == {"open"}


def test_that_other_forms_or_another_program_make_every_row_anew(store):
    commit(store, plan("i1"), plan("i2"))
    make(store, "i1", "i2", open=False)
    assert scan(store, maker="other") == {"i1", "i2"}


def test_that_what_a_pull_brings_makes_rows_stale(store, tmp_path):
    with fresh_store(tmp_path / "other", "d2") as other:
        commit(other, plan("i9"), answer("q1", "符合", "i9"))
        scan(store)
        store.replication.receive(incoming(other), cursor=2, now=MORNING)
    assert scan(store) == {"i9"}


def test_that_a_refusal_of_the_centre_reaches_the_inspection_of_what_it_refuses(store):
    one = commit(store, answer("q1", "符合", "i1")).operations[0]
    make(store, "i1")
    assert scan(store) == set()
    store.replication.receive(as_incoming([centre_refusal(one.op_id)]), cursor=None, now=MORNING)
    assert scan(store) == {"i1"}


def test_that_rows_leave_digest_and_check_as_they_were(store):
    commit(store, plan("i1"), answer("q1", "符合", "i1"))
    commit(store, seal_over(store, ("answer", "i1/q1"), seal_id="i1/s"))
    before = store.upkeep.fold_digest()
    make(store, "i1")
    assert store.upkeep.fold_digest() == before
    assert store.upkeep.check().problems == ()


def test_that_a_rebuild_lets_every_row_be_made_anew(store):
    commit(store, plan("i1"), plan("i2"))
    make(store, "i1", "i2")
    seen = store.listing.stamp()
    store.upkeep.rebuild()
    assert store.listing.count() == 0
    assert scan(store) == {"i1", "i2"}
    make(store, "i1", "i2")
    assert store.listing.stamp() > seen  # what a window holds in memory is behind it


def test_that_only_rows_made_since_are_read_again(store):
    commit(store, plan("i1"), plan("i2"))
    make(store, "i1", "i2")
    stamp = store.listing.stamp()
    make(store, "i2", search="另外")
    assert [(one[0], one[9]) for one in store.listing.short_rows(stamp)] == [("i2", "另外")]
    assert [one[0] for one in store.listing.short_rows()] == ["i2", "i1"]


def test_that_open_rows_come_by_term_or_the_newest_first(store):
    terms = {"i1": "2026-03-09T23:59:59+08:00", "i2": "2026-03-05T23:59:59+08:00", "i3": "", "i4": "2027-01-01"}
    for root, due in terms.items():
        make(store, root, due=due, awaiting=int(root == "i3"))
    make(store, "i5", open=False)
    assert [one.root for one in store.listing.open_rows(9)] == ["i4", "i3", "i2", "i1"]
    assert [one.root for one in store.listing.open_rows(9, due_until="2026-12-31")] == ["i2", "i1"]
    assert [one.root for one in store.listing.open_rows(9, awaiting=True)] == ["i3"]
    assert len(store.listing.open_rows(2)) == 2


def test_that_a_voided_inspection_is_neither_counted_nor_shown(store):
    commit(store, plan("i1"), plan("i2"), void("inspection", "i2"))
    make(store, "i1")
    make(store, "i2", open=False, gone=True)
    assert store.listing.count() == 1


def test_that_unsent_inspections_are_those_after_what_the_centre_acknowledged(store):
    first = commit(store, plan("i1"))
    commit(store, plan("i2"), Change("unit", "u", "name", "演练"))
    assert set(store.listing.unsent(first.operations[-1].lseq)) == {"i2"}


def test_that_inspections_of_a_unit_are_found_also_while_their_rows_are_stale(store):
    commit(store, plan("i1"), plan("i2"))
    make(store, "i1")
    commit(store, plan("i3"))
    scan(store)
    assert set(store.listing.candidates("u")) >= {"i1", "i3"}
