"""Backends killed, the server crashed, numbers taken without a lock: what holds, and what the harness notices."""

from __future__ import annotations

import pytest

from app.centre.device.sync import SYNCED
from tests.centre.faults.amounts import first_seed
from tests.centre.faults.firing import crash_often, crashing_centre, kill_backends_often, laptops_of, under_fire
from tests.centre.faults.laptops import insist_nothing_lost_or_doubled
from tests.centre.field import Centre


def test_that_killed_backends_lose_nothing(shared: Centre) -> None:
    killed, seed = 0, first_seed()
    while killed < 60:
        killed, seed = killed + kill_backends_often(shared, seed), seed + 1


def test_that_a_crashing_server_loses_nothing_it_acknowledged() -> None:
    with crashing_centre() as crashing:
        seed = first_seed()
        while crashing.crashes < 3:
            crash_often(crashing, seed)
            seed += 1


COUNTED = """update bureau set feed_seq = feed_seq + sent.fresh where bureau = mine.bureau
    returning feed_seq - sent.fresh into first_seq;"""
COMMITTED_LATE = {"update device set next_lseq": "perform pg_sleep(random() * 0.02); update device set next_lseq"}


def change_push(centre: Centre, changes: dict[str, str]) -> None:
    """Make the centre's push another one."""
    body = str(centre.ask("select pg_get_functiondef('api1.push(jsonb)'::regprocedure)")[0][0])
    for old, new in changes.items():
        assert old in body
        body = body.replace(old, new)
    centre.connection.execute(body)


def quiet() -> None:
    """Do nothing to the centre."""


def test_that_slow_pushes_alone_pass_the_harness(own_centre: Centre) -> None:
    change_push(own_centre, COMMITTED_LATE)
    laptops = laptops_of(own_centre)
    under_fire(laptops, 1, quiet, (0.01, 0.02))
    insist_nothing_lost_or_doubled(own_centre, laptops)


def test_that_the_harness_fails_a_cursor_from_a_sequence(own_centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    # The negative control: numbers that are taken at the insert and seen at the commit, as those of a bigserial column.
    own_centre.connection.execute(
        "create sequence centre.bigserial; grant all on sequence centre.bigserial to inspection_api;"
        "select setval('centre.bigserial', (select max(feed_seq) from centre.bureau))"
    )
    changes = {COUNTED: "", "first_seq + o.lseq - mine.next_lseq + 1": "nextval('centre.bigserial')"}
    change_push(own_centre, {**changes, **COMMITTED_LATE})
    laptops = laptops_of(own_centre)
    with pytest.raises(AssertionError, match="feed-has-holes"):
        for seed in range(20):  # the first, unless the laptops happen to take turns
            under_fire(laptops, seed, quiet, (0.01, 0.02))
    # whoever does not insist on neighbouring numbers does not even notice
    monkeypatch.setattr("app.centre.device.feed.require_contiguous", lambda page, cursor: None)
    monkeypatch.setattr("app.centre.device.sync._Course._alike", lambda course, tallies: True)
    for seed in range(20):
        under_fire(laptops, seed, quiet, (0.01, 0.02))
        assert all(laptop.sync().state == SYNCED for laptop in laptops)
        if len({laptop.state() for laptop in laptops}) > 1:
            return
    pytest.fail("a cursor from a sequence lost nothing")
