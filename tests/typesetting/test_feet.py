"""The foot of each page of a record: signed on every page, on the screen as by hand."""

from __future__ import annotations

from typing import Any

import pytest

from app.typesetting.composing import compose
from app.typesetting.feet import FIRST_ROW
from app.typesetting.layouts import HEIGHT, TOP
from app.typesetting.slabs import RuleMark, ShapeMark, TextMark
from tests.typesetting.papers import definitions, inked, overlong

RECORDS = ("D4", "recheck.D4", "D5", "D10", "D16", "D47", "D48")


def feet(kind: str, data: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return of each page but the last the inks and the rules below the text, and the words there."""
    found = []
    for sheet in compose(definitions()[kind], data, "", training=False)[:-1]:
        below = [one for one in sheet.marks if getattr(one, "y", getattr(one, "y1", 0.0)) > TOP + HEIGHT]
        inks = [one for one in sheet.marks if isinstance(one, ShapeMark) and TOP + HEIGHT < one.y + 1 < FIRST_ROW + 40]
        rules = [one for one in below if isinstance(one, RuleMark)]
        words = "".join(one.line.text for one in below if isinstance(one, TextMark))
        found.append((len(inks), len(rules), words))
    return found


@pytest.mark.parametrize("kind", RECORDS)
def test_that_a_record_signed_on_the_screen_shows_every_ink_on_every_page(kind: str) -> None:
    data = inked(overlong(kind))
    signed = [one for one in data["signatures"] if one["strokes"]]
    pages = feet(kind, data)
    assert pages and signed
    assert {inks for inks, _, _ in pages} == {len(signed)}
    assert all("的签名为同一次签署" in words and str(one["name"]) in words for one in signed for _, _, words in pages)


@pytest.mark.parametrize("kind", RECORDS)
def test_that_a_sheet_to_sign_by_hand_has_a_rule_for_everybody_on_every_page(kind: str) -> None:
    data = overlong(kind)
    data["signing"] = "paper"
    data["signatures"] = [{**one, "strokes": None, "note": "", "at": ""} for one in data["signatures"]]
    assert {(inks, rules) for inks, rules, _ in feet(kind, data)} == {(0, len(data["signatures"]))}


def test_that_who_refused_has_no_place_to_sign_and_is_told() -> None:
    data = inked(overlong("D5"))
    data["refusal"] = {"person": "演练甲", "reason": "演练", "at": "2026-06-08T10:00", "proof": "演练"}
    data["signatures"] = [one for one in data["signatures"] if one["role"] == "执法人员"]
    inks, rules, words = feet("D5", data)[0]
    assert (inks, rules) == (len(data["signatures"]), 0) and "拒绝签名的情况见第" in words


LONG = "演练阿卜杜热西提·买买提艾力"


@pytest.mark.parametrize("count", [3, 7, 12])
def test_that_a_long_name_leaves_room_to_sign(count: int) -> None:
    data = overlong("D5")
    one = {**data["signatures"][0], "name": LONG, "strokes": None, "note": "", "refused": False}
    data.update(signing="paper", signatures=[one] * count)
    for sheet in compose(definitions()["D5"], data, "", training=False)[:-1]:
        rules = [mark for mark in sheet.marks if isinstance(mark, RuleMark) and mark.y1 > TOP + HEIGHT]
        assert len(rules) == count and all(mark.x2 - mark.x1 > 28 for mark in rules)


def test_that_a_crowd_that_signs_is_named_and_has_room() -> None:
    count = 24
    data = overlong("D5")
    one = {**data["signatures"][0], "name": LONG, "strokes": None, "note": "", "refused": False}
    data.update(signing="paper", signatures=[one] * count)
    for sheet in compose(definitions()["D5"], data, "", training=False)[:-1]:
        names = [one.line for one in sheet.marks if isinstance(one, TextMark) and one.line.text == f"{LONG}："]
        rules = [one for one in sheet.marks if isinstance(one, RuleMark) and one.y1 > TOP + HEIGHT]
        assert len(names) == len(rules) == count
        assert all(one.width > 12 for one in names) and all(one.x2 - one.x1 > 8 for one in rules)


def test_that_a_record_that_nobody_signed_yet_can_be_set() -> None:
    data = overlong("D5")
    data.update(signing="paper", signatures=[])
    assert all((inks, rules) == (0, 0) for inks, rules, _ in feet("D5", data))
