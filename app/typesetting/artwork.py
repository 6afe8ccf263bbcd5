"""Drawings that are no text: the marks 演练 and 草稿, and the code square."""

from __future__ import annotations

import json
from functools import cache

from app.errors import DocumentFailed
from app.typesetting.fonts import FONT_FOLDER

Segments = tuple[tuple[str | float, ...], ...]


def training_outline() -> Segments:
    """Return 演练 as an outline in em units, y upwards."""
    return _outline("training-mark.json")


def draft_outline() -> Segments:
    """Return 草稿 as an outline in em units, y upwards."""
    return _outline("draft-mark.json")


@cache
def _outline(name: str) -> Segments:
    path = FONT_FOLDER / name
    try:
        return tuple(tuple(segment) for segment in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise DocumentFailed("font-missing", f"文件“{path.name}”缺失或损坏", "请重新安装程序") from error


def code_squares(content: str) -> Segments:
    """Return a QR code as one outline on a square of side 1, y downwards; runs of a row are joined."""
    import segno  # with the network modules it draws in it costs 15 ms, which drafts need not wait for

    matrix = [bytes(row) for row in segno.make(content, error="m", micro=False).matrix]
    unit = 1 / len(matrix)
    segments: list[tuple[str | float, ...]] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                segments += _rectangle(x * unit, y * unit, end * unit, (y + 1) * unit)
            x = max(end, x + 1)
    return tuple(segments)


def _rectangle(left: float, top: float, right: float, bottom: float) -> Segments:
    return (("M", left, top), ("L", right, top), ("L", right, bottom), ("L", left, bottom))
