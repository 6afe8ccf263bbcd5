"""What a seal names: every entity of the listed kinds, and the operations that stand on them."""

from __future__ import annotations

from typing import Any

from app.domain.fold import EntityState, fold
from app.domain.operations import CENTRE_DEVICE, FieldKey, Json, Operation
from app.domain.seals import covers_of, seal_change, tips_of

Q1, Q2 = ("answer", "i/q1"), ("answer", "i/q2")


def op(op_id: str, value: Json = None, base: tuple[str, ...] = (), on: str = "i/q1", **more: Any) -> Operation:
    settings: dict[str, Any] = {
        "device": "d1", "lseq": 1, "txn": "t", "kind": "set", "v": 1, "entity": "answer", "entity_id": on,
        "field": "value", "officer": "o", "hlc": op_id, "training": True, **more,
    }  # fmt: skip
    return Operation(op_id=op_id, value=value, base=base, **settings)


def sealed(operations: list[Operation], refused: tuple[str, ...] = ()) -> Any:
    """Return what stands in question 1 after a seal over it was made of these operations."""
    change = seal_change("i/s", [Q1], tips_of(operations, [Q1], refused), {"purpose": "D4"})
    seal = op("s", change.value, entity="seal", entity_id="i/s", field="seal", kind="seal")
    return fold([*operations, seal])[FieldKey("answer", "i/q1", "value")].value


def test_that_covers_are_all_entities_of_the_listed_kinds_in_order() -> None:
    states = [EntityState("answer", "i/q2"), EntityState("task", "i/t"), EntityState("answer", "i/q1")]
    assert covers_of([*states, states[0]], {"answer"}) == [Q1, Q2]


def test_that_tips_are_what_nothing_later_replaced() -> None:
    operations = [op("a", 1), op("b", 2, ("a",)), op("c", 3, ("a",)), op("d", 4, (), "i/q2")]
    assert tips_of(operations, [Q1]) == ["b", "c"]
    assert tips_of(operations, [Q1, Q2]) == ["b", "c", "d"]


def test_that_a_removal_is_a_tip_so_that_what_it_removed_stays_removed() -> None:
    operations = [op("a", "x", kind="add"), op("b", "x", ("a",), kind="remove")]
    assert tips_of(operations, [Q1]) == ["b"]


def test_that_a_seal_keeps_the_value_that_stands() -> None:
    assert sealed([op("a", 1), op("b", 2, ("a",))]) == 2


def test_that_a_seal_made_after_a_refusal_keeps_what_the_refused_edit_was_based_on() -> None:
    refusal = op("r", None, entity="operation", entity_id="b", field="refused", kind="refuse", device=CENTRE_DEVICE)
    operations = [op("a", 1), op("b", 2, ("a",)), refusal]
    assert tips_of(operations, [Q1], {"b"}) == ["a"]
    assert sealed(operations, ("b",)) == 1


def test_that_a_seal_tells_its_purpose_beside_covers_and_heads() -> None:
    change = seal_change("i/s", [Q1], ["a"], {"purpose": "D4", "digest": "ab"})
    assert (change.entity, change.entity_id, change.kind) == ("seal", "i/s", "seal")
    assert change.value == {"covers": [["answer", "i/q1"]], "heads": ["a"], "purpose": "D4", "digest": "ab"}
