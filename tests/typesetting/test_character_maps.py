"""A font's map of characters says the same as the font, and takes little memory for sixty thousand rare ones."""

from __future__ import annotations

import sys

import pytest

from app.typesetting.character_maps import CharacterMap
from app.typesetting.fonts import face

RARE = 0x20BB7  # 𠮷


def test_that_characters_beyond_the_first_plane_are_found_and_others_are_not() -> None:
    known = CharacterMap([(0x4E00, 1), (RARE, 2), (0x2A6D6, 3), (0x2A6D7, 9), (0x41, 0)], 4)
    assert dict(known) == {0x4E00: 1, RARE: 2, 0x2A6D6: 3} and len(known) == 3
    for code in (0x41, RARE - 1, RARE + 1, 0x2A6D7, -1, 0x10FFFF):
        assert code not in known
    with pytest.raises(KeyError):
        known[RARE + 1]


def test_that_a_map_out_of_order_is_read_all_the_same_and_the_last_word_counts() -> None:
    known = CharacterMap([(RARE + 5, 1), (RARE, 2), (RARE, 3)], 4)
    assert dict(known) == {RARE: 3, RARE + 5: 1}


def test_that_the_rarest_characters_take_little_memory() -> None:
    known = face("ArchivesNames").file.glyphs
    assert len(known) > 60_000 and RARE in known
    held = sum(sys.getsizeof(one) for one in vars(known).values())
    assert held < 600_000, "a dict of them takes six megabytes"
