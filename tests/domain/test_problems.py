"""What is wrong with typed text is told where it is typed."""

from __future__ import annotations

import pytest

from app.domain.problems import LONGEST_LINE, typing_faults


@pytest.mark.parametrize("lost", ["😀", "\ud83d", "\udc00", "\ufffd", "\ue000", "௵", "𰻝"])
def test_that_a_character_no_paper_can_show_is_told_beside_its_field(lost: str) -> None:
    (found,) = typing_faults({"name": f"演练{lost}单位", "place": "会议室"}, LONGEST_LINE)
    assert found.field == "name" and "请改用其他写法" in found.text
    found.text.encode()  # can be shown and logged


def test_that_rare_characters_of_names_are_no_fault() -> None:
    assert typing_faults({"name": "㛃䶮𬍡𪟝𠮷①㎡℃é"}, LONGEST_LINE) == []


def test_that_what_is_only_left_out_is_no_fault() -> None:
    assert typing_faults({"name": "演练\u202e\t单位\ufeff"}, LONGEST_LINE) == []
