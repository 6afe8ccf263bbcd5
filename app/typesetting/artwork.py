"""Drawings that are no text: the marks 演练, 草稿 and 作废, and the code square."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache

from app.errors import DocumentFailed
from app.typesetting.fonts import FONT_FOLDER

Segments = tuple[tuple[str | float, ...], ...]
QR_MASK = 2


def training_outline() -> Segments:
    """Return 演练 as an outline in em units, y upwards."""
    return _outline("training-mark.json")


def draft_outline() -> Segments:
    """Return 草稿 as an outline in em units, y upwards."""
    return _outline("draft-mark.json")


def void_outline() -> Segments:
    """Return 作废 as an outline in em units, y upwards."""
    return _outline("void-mark.json")


@cache
def _outline(name: str) -> Segments:
    path = FONT_FOLDER / name
    try:
        return tuple(tuple(segment) for segment in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise DocumentFailed("font-missing", f"文件“{path.name}”缺失或损坏", "请重新安装程序") from error


@lru_cache(maxsize=8)
def code_squares(content: str) -> Segments:
    """Return a QR code as one path on a square of side 1, y downwards: rectangles of dark squares ("R", x, y, w, h).

    Runs of a row are joined, equal runs under each other too. One fixed mask: choosing among all eight costs 12 ms,
    and readers take any.
    """
    import segno  # with the network modules it draws in it costs 15 ms, which drafts need not wait for

    rows = [bytes(row) for row in segno.make(content, error="m", micro=False, mask=QR_MASK).matrix]
    unit = 1 / len(rows)
    above: dict[tuple[int, int], int] = {}
    done: list[tuple[int, int, int, int]] = []
    for y, row in enumerate((*rows, bytes(len(rows)))):
        runs = set(_runs(row))
        done += [(x, top, end - x, y - top) for (x, end), top in above.items() if (x, end) not in runs]
        above = {run: above.get(run, y) for run in runs}
    return tuple(("R", *(value * unit for value in one)) for one in sorted(done))


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    x = 0
    while (x := row.find(1, x)) >= 0:
        end = row.find(0, x)
        end = len(row) if end < 0 else end
        yield x, end
        x = end
