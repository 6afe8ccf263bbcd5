"""How statutes are cut and cited."""

from __future__ import annotations

import pytest

from app.domain.provisions import ProvisionId, chinese_number, location_text, parse_provision_id, provisions


@pytest.mark.parametrize(("number", "text"), [
    (1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (48, "四十八"), (100, "一百"), (104, "一百零四"),
    (110, "一百一十"), (306, "三百零六"),
])
def test_that_numbers_are_written_as_in_statutes(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize(("article_id", "place"), [
    ("a:48-i6", "第四十八条第（六）项"),
    ("a:49-p3", "第四十九条第三款"),
    ("a:59-p1-i5", "第五十九条第一款第（五）项"),
    ("a:45", "第四十五条"),
    ("a", ""),
    ("a:8.1", "第8.1条"),
    ("a:GD-1-1", "GD-1-1"),
    ("a:table-A.1", "表A.1"),
    ("a:3-2-5-p1", "第三部分（二）第五条第一款"),
])
def test_that_a_place_is_named_in_chinese(article_id: str, place: str) -> None:
    assert location_text(parse_provision_id(article_id)) == place


def test_that_the_parts_of_an_id_are_told_apart() -> None:
    assert parse_provision_id("x-2021:59-p1-i5") == ProvisionId("x-2021", "59", 1, 5)
    assert parse_provision_id("x:3-2-5-p1") == ProvisionId("x", "3-2-5", 1, 0)


def test_that_items_belong_to_the_paragraph_before_them() -> None:
    article = "下列情形：\n\n（一）甲；\n\n（二）乙。\n\n前款规定适用于丙。"
    assert provisions(article) == {
        "p1": "下列情形：\n\n（一）甲；\n\n（二）乙。", "p1-i1": "（一）甲；", "p1-i2": "（二）乙。",
        "p2": "前款规定适用于丙。",
    }


def test_that_an_article_of_one_paragraph_has_items_without_a_paragraph() -> None:
    assert provisions("下列：\n\n（一）甲；\n\n(二)乙。") == {"i1": "（一）甲；", "i2": "(二)乙。"}
