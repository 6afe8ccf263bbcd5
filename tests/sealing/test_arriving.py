"""What arrives from elsewhere and could be neither kept nor compared is unreadable, never a crash later."""

import pytest

from app.domain.operations import Operation
from app.errors import IntegrityBroken
from app.sealing.arriving import readable
from app.sealing.canonical import canonical, finish, next_chain

ONE = finish(
    Operation(
        "演练电脑", 1, "t", "演练", "set", 1, "inspection", "演练检查", "note", "WORDS", ("b",), "jia", "1", True
    ), "",
)  # fmt: skip
HALF = r'"\ud800"'


def received(before: str, after: str) -> Operation:
    assert before in ONE.raw
    raw = ONE.raw.replace(before, after)
    return readable(raw, next_chain("", raw))


@pytest.mark.parametrize("value", [HALF, r'["\udc00"]', r'{"\ud83d":1}', r'{"a":"\uDC00\uD800"}'])
def test_that_half_of_a_letter_in_a_value_is_unreadable(value: str) -> None:
    with pytest.raises(IntegrityBroken, match="operation-unreadable"):
        received('"WORDS"', value)


@pytest.mark.parametrize("part", ['"t"', '"b"', '"演练检查"', '"note"', '"jia"', '"演练电脑"'])
def test_that_half_of_a_letter_elsewhere_is_unreadable(part: str) -> None:
    with pytest.raises(IntegrityBroken, match="operation-unreadable"):
        received(part, HALF)


def test_that_half_of_a_letter_in_the_text_itself_is_unreadable() -> None:
    with pytest.raises(IntegrityBroken, match="operation-unreadable"):
        readable(ONE.raw.replace("WORDS", "\ud800"), "")


@pytest.mark.parametrize("value", [r'"\ud83d\ude00"', r'"\u0000"', r'"\\ud800"', '"😀"', r'{"\u6f14":"\u7ec3"}'])
def test_that_whole_letters_are_read_however_they_are_written(value: str) -> None:
    assert canonical(received('"WORDS"', value).value)
