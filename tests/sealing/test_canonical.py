"""Canonical bytes are those of the RFC 8785 library, whichever way they were made."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.sealing.canonical import canonical

_TEXT = st.text(st.characters(codec="utf-8")) | st.sampled_from(["", "\x00\x1f\x7f\u2028", '"\\/', "\ufb33", "𬍡"])
_NUMBERS = st.integers(-(2**54), 2**54) | st.integers(-9, 9) | st.floats()
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(_TEXT | st.sampled_from(["a", "b", "B"]), inner),
)


def _by_library(value: object) -> bytes | None:
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type] # what it refuses is asked too
    except rfc8785.CanonicalizationError:
        return None


@given(_VALUES)
@example({"\ufb33": 1, "𬍡": 2})  # in the order of UTF-16 units the second comes first
@example({"a": [2**53 - 1, -(2**53), {"b": (True, None)}]})
def test_that_bytes_are_those_of_the_library(value: object) -> None:
    expected = _by_library(value)
    if expected is None:
        with pytest.raises(ValueError):
            canonical(value)
    else:
        assert canonical(value) == expected


@pytest.mark.parametrize("value", ["\ud800", {"a": ["x\udfff"]}, {"\ud83d": 1}, {1: "a"}, {"a": b"x"}, 2**53])
def test_that_what_json_cannot_carry_has_no_bytes(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)
