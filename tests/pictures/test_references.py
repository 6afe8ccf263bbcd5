"""Every page looks as it did when somebody last looked at it: normal, 大字, long text, and with a failure shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.pictures.__main__ import HELP_PICTURES, PAPER, REFERENCES, ROOT
from tests.pictures.gallery import SHOTS
from tests.pictures.studio import FONT, has_font, reduced, share_of_difference
from tests.pictures.taking import FAILED, LARGE, LONG, NORMAL, take
from ui.destinations import DESTINATIONS
from ui.models.help import ORDER

MOST_DIFFERENT = 0.012  # of all pixels: digests and random ids in the pages differ from run to run
REMAKE = "看过 {folder} 中的新图，确认变化是有意的，再运行 make pictures。"


@pytest.mark.slow
@pytest.mark.parametrize(
    "variants",
    [
        pytest.param((NORMAL, FAILED), id="normal"),
        pytest.param((LARGE,), id="large", marks=pytest.mark.soak),
        pytest.param((LONG,), id="long", marks=pytest.mark.soak),
    ],
)
def test_that_every_page_looks_as_it_was_approved(qapp, stores, tmp_path, variants) -> None:
    if not has_font():
        pytest.skip(f"the letters of the pictures are not installed: {FONT}")
    changed = []
    for one in take(stores, variants):
        file = REFERENCES / f"{one.name}-{one.variant}.png"
        share = share_of_difference(reduced(one.image), Image.open(file)) if file.exists() else 1.0
        if share > MOST_DIFFERENT:
            one.image.save(tmp_path / file.name)
            changed.append(f"{file.stem}: {share:.1%}")
    assert not changed, REMAKE.format(folder=tmp_path)


def test_that_every_page_of_the_top_bar_is_pictured() -> None:
    assert not set(DESTINATIONS) - {shot.name for shot in SHOTS}


def test_that_no_reference_and_no_picture_is_left_over() -> None:
    names = {shot.name for shot in SHOTS}
    assert not {file.stem.rpartition("-")[0] for file in REFERENCES.glob("*.png")} - names
    assert not {file.stem for file in HELP_PICTURES.glob("*.png")} - names - {PAPER}


def test_that_every_chapter_of_the_help_shows_its_page() -> None:
    shown = {name: pictures_in(ROOT / "resources" / "help" / f"{name}.md") for name in ORDER}
    assert not [name for name, pictures in shown.items() if not pictures]
    assert not [file for pictures in shown.values() for file in pictures if not (HELP_PICTURES.parent / file).exists()]


def pictures_in(chapter: Path) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", chapter.read_text(encoding="utf-8"))
