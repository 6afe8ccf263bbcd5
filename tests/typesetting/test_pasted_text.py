"""Pasted text brings characters that nobody sees: they neither stop a paper nor join two lines."""

from __future__ import annotations

import pytest

from app.typesetting.glyphs import visible
from app.typesetting.templates import fill


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x1b", "\u200e", "\u202e", "\u2066", "\ufe0f", "\U000e0100"])
def test_that_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert visible(f"演{hidden}练") == "演练"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"])
def test_that_every_kind_of_line_end_ends_a_line(end: str) -> None:
    assert fill("{{ said }}", {"said": f"一{end}二"}) == "一\n二"


def test_that_rare_characters_of_names_stay() -> None:
    assert visible("㛃䶮𬍡𪟝") == "㛃䶮𬍡𪟝"
