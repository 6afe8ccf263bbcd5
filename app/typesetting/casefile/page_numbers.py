"""The number of a page in its file, in the outer corner: an artifact drawn as outlines, so that no text is added."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from app.errors import DocumentFailed
from app.typesetting.fonts import FONT_FOLDER
from app.typesetting.layouts import MM, PAGE_HEIGHT, PAGE_WIDTH
from app.typesetting.overlays import outline_path

SIZE = 12.0
SIDE, TOP_EDGE = 11 * MM, 13 * MM


def number_stamp(number: int) -> bytes:
    """Return the content that follows a page's own within ``q``: odd numbers top right, even ones top left."""
    digits = [_digits()[one] for one in str(number)]
    width = sum(one["advance"] for one in digits) * SIZE
    x = PAGE_WIDTH - SIDE - width if number % 2 else SIDE
    code = ["Q", "/Artifact <</Type /Pagination>> BDC", "q 0 0 0 rg"]
    for one in digits:
        code.append(f"q {SIZE:g} 0 0 {SIZE:g} {x:.3f} {PAGE_HEIGHT - TOP_EDGE:.3f} cm {one['path']} f Q")
        x += one["advance"] * SIZE
    return " ".join([*code, "Q EMC"]).encode("ascii")


@cache
def _digits() -> dict[str, dict[str, Any]]:
    path = FONT_FOLDER / "digit-marks.json"
    try:
        marks = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentFailed("font-missing", f"文件“{path.name}”缺失或损坏", "请重新安装程序") from error
    return {digit: {"advance": one["advance"], "path": outline_path(one["outline"])} for digit, one in marks.items()}
