"""What is typed or pasted is kept as it is meant, and what no paper can show is named."""

from __future__ import annotations

import pytest

from app.domain.characters import (
    cleaned,
    each_text,
    in_one_line,
    says_nothing,
    unprintable,
    unprintable_texts,
    with_boxes,
)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("甲\r\n乙\u2028丙\r丁", "甲\n乙\n丙\n丁"),
        ("演练\t单位\u3000甲", "演练 单位\u3000甲"),
        ("演练\u202e单位\u202c\u200b\ufeff", "演练单位"),
        ("演练\x00\x07单位", "演练单位"),
        ("⾏政⽴案", "行政立案"),  # 康熙部首, as copied out of a PDF
        ("葛\U000e0100城☑\ufe0e", "葛城☑"),
        ("e\u0301", "é"),
        ("𠮷㛃䶮𬍡①㎡", "𠮷㛃䶮𬍡①㎡"),
        ("演\ue000练\ud83d", "演\ue000练\ud83d"),  # lost characters are told, never dropped
    ],
)
def test_that_a_text_is_kept_as_it_is_meant(pasted: str, kept: str) -> None:
    assert cleaned(pasted) == kept
    assert cleaned(kept) == kept


def test_that_a_line_has_no_line_ends_and_no_room_at_its_ends() -> None:
    assert in_one_line("  保定市 \r\n\r\n 演练单位\n") == "保定市 演练单位"


def test_that_what_no_paper_can_show_is_named_once_and_line_ends_are_not() -> None:
    assert unprintable("一\n😀二😀௵") == "😀௵"
    assert with_boxes("照片😀\u200b.jpg") == "照片□.jpg"


def test_that_texts_are_found_however_deep_they_stand() -> None:
    value = {"verdict": "不符合", "said": [{"note": "甲\t乙"}, "😀", 3, None, True]}
    assert each_text(value, cleaned) == {"verdict": "不符合", "said": [{"note": "甲 乙"}, "😀", 3, None, True]}
    assert list(unprintable_texts(value)) == ["甲\t乙", "😀"]


@pytest.mark.parametrize("text", ["", " 　\n", "。", "，。；……", "\u200b。", "（）", "\u00ad", "“”"])
def test_that_marks_of_punctuation_alone_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["无", "/", "—", "3", "未说明理由。", "√"])
def test_that_a_word_or_a_stroke_says_something(text: str) -> None:
    assert not says_nothing(text)
