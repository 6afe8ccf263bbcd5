"""Every character that a lawful text or a name may have is in the fonts of every role, and can be read back."""

from functools import cache

import pytest

from app.typesetting.fonts import FONT_FOLDER, ROLES, MissingGlyph, face_for
from app.typesetting.preview import page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import RARE_NAME, plain, squashed

MORE_RARE = "𫖯𬬭𫍯𫓧𫘝㑇㔾珺堃喆甯玥犇燊赟頔翀昇"
SIGNS = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·～％‰℃㎡№①②③☐☑☒✓×±°"


@cache
def standard_characters() -> str:
    return squashed((FONT_FOLDER / "standard-characters.txt").read_text("utf-8"))


def lacking(role: str, characters: str) -> str:
    missing = ""
    for character in characters:
        try:
            face_for(role, character)
        except MissingGlyph:
            missing += character
    return missing


def test_that_the_list_is_the_whole_table_of_standard_characters() -> None:
    assert len(set(standard_characters())) == len(standard_characters()) == 8105
    assert "一" in standard_characters() and "\U0002cd0a" in standard_characters()


@pytest.mark.parametrize("role", ROLES)
def test_that_a_role_has_every_standard_character_rare_name_and_sign(role: str) -> None:
    assert lacking(role, standard_characters() + RARE_NAME + MORE_RARE + SIGNS) == ""


@pytest.mark.parametrize("role", ROLES)
def test_that_a_role_has_both_blocks_of_the_first_level(role: str) -> None:
    blocks = "".join(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0x9FFD)]))
    assert lacking(role, blocks) == ""


@pytest.mark.parametrize("style", ["body", "kai"])
def test_that_every_standard_character_is_read_back_as_it_was_set(style: str) -> None:
    paper = render(plain(standard_characters(), style=style), {}, training=False)
    read = "".join(page_texts(paper.pdf))
    assert [c for c in standard_characters() if c not in read] == []
    assert squashed(read).count("一") == squashed(paper.text).count("一")
