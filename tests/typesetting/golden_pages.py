"""Reference pictures of every kind of paper, and the command that makes them anew after an intended change:

    python -m tests.typesetting.golden_pages

Look at every picture that changed before it is committed. Pages are small and grey: they show what moved, not each
letter's edge.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops

from app.typesetting.preview import page_pictures
from app.typesetting.rendering import render
from tests.typesetting.papers import GOLDEN, definitions

FOLDER = Path(__file__).resolve().parent / "golden"
DPI = 60
# sixteen greys make the files half as large
GREYS = [round(value / 17) * 17 for value in range(256)]
# shares of a page: points that differ much, and what all differences come to
MOST_POINTS, MUCH = 0.002, 96
LONGEST = 4


def pages_of(name: str) -> list[Image.Image]:
    """Return the first pages of a paper's first copy and its last one, as small grey pictures."""
    definition = definitions()[name.split()[0]]
    paper = render(definition, GOLDEN[name](), training=False, copies=definition.copies[:1])
    pictures = page_pictures(paper.pdf, dpi=DPI)
    kept = pictures if len(pictures) <= LONGEST else [*pictures[: LONGEST - 1], pictures[-1]]
    return [Image.open(io.BytesIO(picture)).convert("L") for picture in kept]


def stored(name: str) -> list[Image.Image]:
    """Return the reference pictures of a paper."""
    return [Image.open(path).convert("L") for path in sorted(FOLDER.glob(f"{file_name(name)}-[0-9].png"))]


def file_name(name: str) -> str:
    """Return the name of a paper's pictures without page and ending."""
    return name.replace(" ", "-")


def differing(one: Image.Image, other: Image.Image) -> float:
    """Return the share of points that differ much; 1 where the pages are not of one size."""
    if one.size != other.size:
        return 1.0
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[MUCH:]) / (one.width * one.height)


def make() -> None:
    """Write the reference pictures of all papers and remove those of papers that are no more."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.png"):
        path.unlink()
    for name in GOLDEN:
        for number, page in enumerate(pages_of(name), 1):
            page.point(GREYS).save(FOLDER / f"{file_name(name)}-{number}.png", optimize=True)
    files = list(FOLDER.glob("*.png"))
    print(f"{len(files)} pictures, {sum(path.stat().st_size for path in files) / 1e6:.2f} MB")


if __name__ == "__main__":
    make()
