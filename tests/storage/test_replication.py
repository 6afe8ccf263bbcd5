"""Exchange between replicas: any order gives one state, nothing false gets in, a person goes first."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fold import fold
from app.domain.operations import CENTRE_DEVICE, REFUSE, Operation
from app.errors import IntegrityBroken, Refused
from app.sealing.arriving import Incoming
from app.sealing.canonical import finish, fold_digest, next_chain
from app.storage.database.identity import IdentitySource
from app.storage.store import Store
from tests.storage.builders import (
    KEYS,
    MORNING,
    answer,
    as_incoming,
    commit,
    fresh_store,
    incoming,
    link,
    receive,
    seal_over,
    unlink,
    void,
)


def centre_refusal(target: str, lseq: int = 1, previous: str = "") -> Operation:
    """Return the centre's refusal of an operation."""
    bare = Operation(
        CENTRE_DEVICE, lseq, f"ct{lseq}", f"c{lseq}-{target}", REFUSE, 1, "operation", target, "refused",
        {"reason": "revoked"}, (), "centre", "000000000001-000000-centre", True,
    )  # fmt: skip
    return finish(bare, previous)


def test_that_a_second_device_gets_the_same_state_and_the_cursor_is_kept(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1), link("x"))
        commit(first, answer("q1", 2))
        assert receive(second, incoming(first), cursor=3) == 3
        assert second.upkeep.fold_digest() == first.upkeep.fold_digest()
        assert second.replication.sync_state().cursor == 3
        assert receive(second, incoming(first), cursor=3) == 0
        assert second.upkeep.check({"a": first.device_key.public}).problems == ()


def test_that_edits_of_two_devices_meet_in_a_conflict_that_one_answer_settles(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        receive(second, incoming(first))
        commit(first, answer("q1", 2))
        commit(second, answer("q1", 3))
        receive(second, incoming(first))
        (conflict,) = second.conflicts("i")
        assert sorted(one.value for one in conflict.live) == [2, 3]
        commit(second, answer("q1", 3))
        receive(first, incoming(second))
        assert first.conflicts() == second.conflicts() == ()
        assert first.read("answer", "i/q1").value("verdict") == 3


def test_that_an_edit_the_seal_did_not_see_is_refused_on_both_devices(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        receive(second, incoming(first))
        late = commit(second, answer("q1", 2)).operations[0]
        commit(first, seal_over(first, ("answer", "i/q1")))
        receive(second, incoming(first))
        receive(first, incoming(second))
        for store in (first, second):
            assert store.read("answer", "i/q1").value("verdict") == 1
            assert [one.op_id for one in store.refused("i")] == [late.op_id]
            assert store.upkeep.check().problems == ()
            with pytest.raises(Refused, match="sealed"):
                commit(store, answer("q1", 3))


def test_that_a_covered_operation_may_arrive_after_its_seal(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        commit(first, answer("q1", 2), link("x"))
        commit(first, seal_over(first, ("answer", "i/q1"), ("evidence", "i/e")))
        for one in reversed(incoming(first)):
            receive(second, [one])
        assert second.upkeep.fold_digest() == first.upkeep.fold_digest()
        assert second.upkeep.check().problems == () and second.replication.holes() == {}


def test_that_voiding_a_seal_lets_changes_in_again(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1))
        commit(store, seal_over(store, ("answer", "i/q1")))
        commit(store, void("seal", "i/s"))
        commit(store, answer("q1", 2))
        assert store.upkeep.check().problems == ()


def test_that_a_seal_must_name_all_that_stands(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1))
        seal = seal_over(store, ("answer", "i/q1"))
        commit(store, answer("q1", 2))
        with pytest.raises(Refused, match="sealed"):
            commit(store, seal)
        with pytest.raises(Refused, match="sealed"):
            commit(store, answer("q1", 3), seal_over(store, ("answer", "i/q1")))
        assert len(store.operations()) == 2


@pytest.mark.parametrize("refusal_first", [True, False])
def test_that_the_centres_refusal_takes_an_operation_out(tmp_path: Path, refusal_first: bool):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        target = commit(first, answer("q1", 2)).operations[0]
        refusal = as_incoming([centre_refusal(target.op_id)])
        for batch in (refusal, incoming(first)) if refusal_first else (incoming(first), refusal):
            receive(second, list(batch))
        assert second.read("answer", "i/q1").value("verdict") == 1
        assert [one.op_id for one in second.refused()] == [target.op_id]
        assert second.upkeep.check().problems == ()


def test_that_the_centres_refusal_of_a_seal_opens_what_it_closed(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as store:
        commit(store, answer("q1", 1))
        seal = commit(store, seal_over(store, ("answer", "i/q1"))).operations[0]
        receive(store, as_incoming([centre_refusal(seal.op_id)]))
        commit(store, answer("q1", 2))
        assert store.upkeep.check().problems == ()


def test_that_unknown_kinds_and_fields_are_kept_as_they_came(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        odd = commit(first, answer("q1", 1)).operations[0]
        strange = finish(odd._replace(device="z", lseq=1, kind="merge", op_id="z1", txn="z", v=9, base=()), "")
        raw = strange.raw[:-1] + ',"wholly":"new"}'
        receive(second, [Incoming(raw, next_chain("", raw))])
        assert second.operations()[0].raw == raw
        assert second.upkeep.check().problems == ()


def test_that_an_altered_operation_is_not_let_in(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", "甲"))
        commit(first, answer("q2", "甲"))
        good = incoming(first)
        altered = [one._replace(raw=one.raw.replace("甲", "乙")) for one in good]
        for bad in ([altered[0]], [good[0], altered[1]]):
            with pytest.raises(IntegrityBroken, match="chain"):
                receive(second, bad)
        assert second.operations() == ()
        receive(second, good[:1])
        with pytest.raises(IntegrityBroken, match="chain"):
            receive(second, altered[1:])


def test_that_a_break_is_found_when_the_link_in_between_arrives(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        for number in range(3):
            commit(first, answer("q1", number))
        good = incoming(first)
        receive(second, [good[0], good[2]])
        assert second.replication.holes() == {"a": 1}
        other = finish(first.operations()[1]._replace(value=9, raw="", chain=""), good[0].chain)
        with pytest.raises(IntegrityBroken, match="chain"):
            receive(second, as_incoming([other]))


def test_that_a_cloned_device_is_found(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        receive(second, incoming(first))
        other = finish(first.operations()[0]._replace(value=9, op_id="other", raw="", chain=""), "")
        with pytest.raises(IntegrityBroken, match="forked"):
            receive(second, as_incoming([other]))


def test_that_a_signature_of_another_key_is_found(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        commit(first, answer("q1", 1))
        with pytest.raises(IntegrityBroken, match="signature"):
            second.replication.receive(
                incoming(first), cursor=1, now=MORNING, public_keys={"a": second.device_key.public}
            )


def test_that_outgoing_gives_whole_transactions_only(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, *(answer(f"q{number}", 1) for number in range(5)))
        commit(store, answer("q9", 1), answer("q8", 1))
        assert [len(one.operations) for one in store.replication.outgoing(0, 2)] == [5]
        assert [len(one.operations) for one in store.replication.outgoing(0, 6)] == [5]
        assert [len(one.operations) for one in store.replication.outgoing(0, 7)] == [5, 2]
        assert store.replication.outgoing(7) == ()
        store.replication.acknowledge(5)
        assert store.replication.pending() == 2
        store.replication.acknowledge(3)
        assert store.replication.sync_state().acked_lseq == 5


def test_that_own_operations_come_back_after_a_loss_and_numbering_goes_on(tmp_path: Path):
    fresh = IdentitySource()
    with fresh_store(tmp_path / "a") as first, fresh_store(tmp_path / "b", identities=fresh) as restored:
        commit(first, answer("q1", 1))
        receive(restored, incoming(first))
        assert commit(restored, answer("q1", 2)).operations[0].lseq == 2


def test_that_operations_stamped_after_what_was_received_sort_later(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        ahead = commit(first, answer("q1", 1), at=3600).operations[0]
        receive(second, incoming(first))
        assert commit(second, answer("q1", 2)).operations[0].hlc > ahead.hlc


ACTS = st.sampled_from(["answer", "answer", "link", "unlink", "seal", "void-seal", "void", "refuse", "sync"])


def act(stores: list[Store], who: int, what: str, number: int, step: int) -> None:
    """Do one random act on one replica; acts on sealed content are refused and that is fine."""
    store = stores[who]
    question, seal_id = f"q{number % 2}", f"i/s{number}"
    try:
        if what == "answer":
            commit(store, answer(question, number), at=step)
        elif what == "link":
            commit(store, link(number % 3), at=step)
        elif what == "unlink":
            commit(store, unlink(number % 3), at=step)
        elif what == "seal":
            commit(store, seal_over(store, ("answer", f"i/{question}"), ("evidence", "i/e"), seal_id=seal_id), at=step)
        elif what == "void-seal":
            commit(store, void("seal", seal_id), at=step)
        elif what == "void":
            commit(store, void("answer", f"i/{question}"), at=step)
        elif what == "sync":
            receive(stores[1 - who], incoming(store))
    except Refused:
        return


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 1), ACTS, st.integers(0, 5)), min_size=4, max_size=22),
    st.randoms(use_true_random=False),
)
def test_that_replicas_agree_whatever_the_order_of_arrival(acts: list[tuple[int, str, int]], rng: random.Random):
    with TemporaryDirectory() as folder:
        root = Path(folder)
        with fresh_store(root / "a", "a") as a, fresh_store(root / "b", "b") as b, fresh_store(root / "c", "c") as c:
            for step, (who, what, number) in enumerate(acts):
                act([a, b], who, what, number, step)
            everything = incoming(a) + incoming(b)
            known = [one.op_id for one in a.operations()]
            refusals = (
                [centre_refusal(rng.choice(known))] if known and any(what == "refuse" for _, what, _ in acts) else []
            )
            everything += as_incoming(refusals)
            for store in (a, b, c):
                shuffled = everything[:]
                rng.shuffle(shuffled)
                while shuffled:
                    size = rng.randint(1, 4)
                    receive(store, shuffled[:size])
                    shuffled = shuffled[size:]
            digests = {store.upkeep.fold_digest() for store in (a, b, c)}
            assert digests == {fold_digest(fold(c.operations()).values())}
            for store in (a, b, c):
                assert store.upkeep.check().problems == ()
                before = (store.conflicts(), {one.op_id for one in store.refused()}, sealed_rows(store))
                store.upkeep.rebuild()
                assert (store.conflicts(), {one.op_id for one in store.refused()}, sealed_rows(store)) == before


def sealed_rows(store: Store) -> set[tuple[str, ...]]:
    """Return the guard rows of active seals."""
    with store._engine.connect() as connection:
        return {
            tuple(row) for row in connection.exec_driver_sql("select entity, entity_id, seal_op from sealed_entity")
        }


def test_that_stores_open_with_their_keys_only(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        assert KEYS.data_key.hex() not in repr(KEYS) and store.device_key.private.hex() not in repr(store.device_key)
