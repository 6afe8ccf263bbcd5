"""The fold: any order of arrival gives one state."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.fold import EntityState, FieldState, fold
from app.domain.operations import CENTRE_DEVICE, FieldKey, Json, Operation
from app.sealing.canonical import fold_digest


def op(op_id: str, field: str = "f", value: Json = None, base: tuple[str, ...] = (), **more: object) -> Operation:
    """Return an operation on entity answer/i with the given links."""
    fields: dict[str, object] = {
        "device": "d1", "lseq": 1, "txn": "t", "kind": "set", "v": 1, "entity": "answer", "entity_id": "i/q1",
        "officer": "o", "hlc": op_id, "training": True,
    }
    settings: dict[str, Any] = {**fields, **more}
    return Operation(op_id=op_id, field=field, value=value, base=base, **settings)


def state_of(operations: list[Operation], field: str = "f") -> FieldState:
    """Return the folded state of one field of answer i/q1."""
    return fold(operations)[FieldKey("answer", "i/q1", field)]


def test_that_a_later_edit_replaces_the_value_it_was_based_on() -> None:
    state = state_of([op("a", value=1), op("b", value=2, base=("a",))])
    assert (state.value, state.heads, state.conflicting) == (2, ("b",), False)


def test_that_two_edits_of_one_base_are_a_conflict_and_both_stay() -> None:
    state = state_of([op("a", value=1), op("b", value=2, base=("a",)), op("c", value=3, base=("a",))])
    assert state.conflicting and state.heads == ("b", "c")


def test_that_equal_values_from_two_devices_are_no_conflict() -> None:
    assert not state_of([op("b", value=2), op("c", value=2)]).conflicting


def test_that_an_edit_based_on_both_candidates_settles_the_conflict() -> None:
    state = state_of([op("b", value=2), op("c", value=3), op("d", value=3, base=("b", "c"))])
    assert state.heads == ("d",)


def test_that_a_concurrent_add_survives_a_remove() -> None:
    first, second = op("a", value="x", kind="add"), op("b", value="x", kind="add")
    state = state_of([first, second, op("c", value="x", kind="remove", base=("a",))])
    assert state.elements == ("x",)


def test_that_a_removed_element_is_gone() -> None:
    assert state_of([op("a", value="x", kind="add"), op("c", kind="remove", base=("a",))]).elements == ()


def seal(heads: list[str], seal_id: str = "s") -> Operation:
    """Return a seal on answer i/q1."""
    value: Json = {"covers": [["answer", "i/q1"]], "heads": list(heads)}
    return op("z" + seal_id, "seal", value, kind="seal", entity="seal", entity_id="i/" + seal_id)


def test_that_an_edit_not_seen_by_the_seal_is_refused_whichever_came_first() -> None:
    late = op("b", value=2, base=("a",))
    for order in ([op("a", value=1), seal(["a"]), late], [late, seal(["a"]), op("a", value=1)]):
        state = state_of(order)
        assert (state.value, state.refused) == (1, ("b",))


def test_that_an_answer_first_given_after_the_seal_of_its_question_is_refused() -> None:
    assert state_of([op("b", value=2), seal([])]).refused == ("b",)


def test_that_voiding_a_seal_readmits_what_it_refused() -> None:
    void = op("zz", "void", {"reason": "r"}, kind="void", entity="seal", entity_id="i/s")
    assert state_of([op("a", value=1), op("b", value=2, base=("a",)), seal(["a"]), void]).value == 2


def test_that_only_the_centre_can_refuse_an_operation() -> None:
    target = op("b", value=2, base=("a",))
    refusal = op("r", "refused", {"reason": "revoked"}, kind="refuse", entity="operation", entity_id="b")
    assert state_of([op("a", value=1), target, refusal]).value == 2
    assert state_of([op("a", value=1), target, refusal._replace(device=CENTRE_DEVICE)]).value == 1


def test_that_an_entity_reports_its_conflicts_and_void() -> None:
    states = fold([op("b", value=2), op("c", value=3), op("v", "void", {"reason": "错"}, kind="void")])
    entity = EntityState("answer", "i/q1", {key.field: state for key, state in states.items()})
    assert entity.conflicts == ("f",) and entity.voided


@st.composite
def histories(draw: st.DrawFn) -> list[Operation]:
    """Return a random set of operations whose bases point anywhere, also at what never arrives."""
    count = draw(st.integers(1, 14))
    result: list[Operation] = []
    for i in range(count):
        ids = [f"o{j:02}" for j in range(count)]
        base = tuple(draw(st.lists(st.sampled_from(ids[:i] or ["none"]), max_size=3, unique=True)))
        kind = draw(st.sampled_from(["set", "set", "add", "remove", "void", "seal", "refuse"]))
        target = draw(st.sampled_from(["i/q1", "i/q2"]))
        one = op(f"o{i:02}", value=draw(st.integers(0, 3)), base=base, kind=kind, entity_id=target)
        if kind == "seal":
            covers: Json = {"covers": [["answer", target]], "heads": list(base)}
            one = one._replace(entity="seal", entity_id=f"i/s{i}", field="seal", value=covers, base=())
        if kind == "void" and draw(st.booleans()):
            one = one._replace(entity="seal", entity_id=f"i/s{draw(st.integers(0, count))}", base=())
        if kind == "refuse":
            one = one._replace(device=CENTRE_DEVICE, entity="operation", entity_id=draw(st.sampled_from(ids)), base=())
        result.append(one)
    return result


@given(histories(), st.randoms(use_true_random=False))
def test_that_any_permutation_of_operations_gives_one_digest(operations: list[Operation], rng: random.Random):
    shuffled = operations[:]
    rng.shuffle(shuffled)
    assert fold_digest(fold(operations).values()) == fold_digest(fold(shuffled + shuffled[:2]).values())
