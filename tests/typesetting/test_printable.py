"""What may be typed is what the fonts can show, and nothing else."""

from __future__ import annotations

import pytest

from app.domain.printable import RANGES
from app.typesetting.fonts import ROLES, face, face_for


@pytest.mark.parametrize("role", ROLES)
def test_that_a_role_shows_what_may_be_typed(role: str) -> None:
    shown = set().union(*(face(name).file.glyphs for name in ROLES[role]))
    assert {code for first, last in RANGES for code in range(first, last + 1)} <= shown


def test_that_the_rarest_characters_of_names_come_from_their_own_font() -> None:
    assert [face_for("fang", one).name for one in "吉𠮷𪚥"] == ["ArchivesFang", "ArchivesNames", "ArchivesNames"]
