"""What arrives is read as it stands, and refused where nothing could be computed over it."""

import json

import pytest

from app.errors import IntegrityBroken
from app.sealing.arriving import readable
from app.sealing.canonical import canonical


def _raw(**other: object) -> str:
    content: dict[str, object] = {
        "device": "pc-1", "lseq": 1, "txn": "t1", "op_id": "o1", "kind": "set", "v": 1, "entity": "answer",
        "entity_id": "i1/q1", "field": "note", "value": {"text": "演练"}, "base": ["o0"], "officer": "p1",
        "hlc": "000001", "training": True,
    }  # fmt: skip
    return json.dumps(content | other)


def test_that_an_operation_is_read_with_numbers_of_every_kind() -> None:
    value = {"count": 2**53 - 1, "below": -(2**53 - 1), "share": 0.5, "text": "演练\n", "none": None, "yes": True}
    assert readable(_raw(value=value), "c").value == value


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), [2**53], {"deep": [-(2**53)]}, {"deep": [{"text": "\ud800"}]}, "\udfff"]
)
def test_that_a_value_without_digest_is_refused(value: object) -> None:
    with pytest.raises(IntegrityBroken) as refused:
        readable(_raw(value=value), "c")
    assert refused.value.code == "operation-unreadable"


def test_that_a_number_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(IntegrityBroken):
        readable(_raw(value="large").replace('"large"', "1e999"), "c")


def test_that_half_of_a_character_in_the_text_itself_is_refused() -> None:
    with pytest.raises(IntegrityBroken):
        readable(_raw(value="words").replace("words", "\ud800"), "c")


@pytest.mark.parametrize("value", [r"\ud83d\ude00", r"\u0000", r"\\ud800", "😀", r"\u6f14\u7ec3"])
def test_that_whole_characters_are_read_however_they_are_written(value: str) -> None:
    assert canonical(readable(_raw(value="words").replace("words", value), "c").value)


@pytest.mark.parametrize(
    "other",
    [{"device": 1}, {"field": None}, {"base": [1]}, {"base": "o0"}, {"op_id": "a\0b"}, {"entity_id": 5}, {"op_id": []},
     {"entity_id": "i1\0"}, {"lseq": "1"}, {"lseq": True}, {"v": 1.0}, {"hlc": "\ud83d"}],
)  # fmt: skip
def test_that_a_part_of_another_type_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(IntegrityBroken):
        readable(_raw(**other), "c")
