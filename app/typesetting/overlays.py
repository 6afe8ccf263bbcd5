"""Stamps on finished pages, over their own content: artifacts drawn as outlines, so that no text is added."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array

from app.typesetting.artwork import void_outline
from app.typesetting.layouts import MM, PAGE_HEIGHT
from app.typesetting.streams import packed

SAVE = b"q"
OPERATORS = {"M": "m", "L": "l", "C": "c"}
RED = "0.85 0 0"
WORD, ROOM, LINE = 30.0, 8.0, 2.0  # points: the size of 作废, the room around it within its frame, the frame's line
ADVANCE = 1.1  # from one character of the outline to the next, in em
MIDDLE, TOP_EDGE = 92 * MM, 17 * MM  # above the text, between the name of the copy and the code to verify it by


def stamp_over(file: pikepdf.Pdf, page: pikepdf.Page, stamp: bytes, save: pikepdf.Object) -> None:
    """Put a stamp over a page; it begins with ``Q``, and ``save`` is the stream ``q`` that goes before the page's own.

    The page keeps its content streams as they are.
    """
    own = page.obj.Contents
    page.obj.Contents = Array([save, *(own if isinstance(own, Array) else [own]), packed(file, stamp)])


def outline_path(outline: Iterable[Iterable[Any]]) -> str:
    """Return an outline as path operators."""
    return " ".join(" ".join([*(f"{value:g}" for value in points), OPERATORS[name]]) for name, *points in outline)


@cache
def void_stamp() -> bytes:
    """Return the framed red 作废 at the head of a page, as the bureau's own stamp has it."""
    width, height = WORD * (1 + ADVANCE) + 2 * ROOM, WORD + 2 * ROOM
    x, y = MIDDLE - width / 2, PAGE_HEIGHT - TOP_EDGE - height
    code = ["Q", "/Artifact BMC", f"q {RED} rg {RED} RG {LINE:g} w", f"{x:.3f} {y:.3f} {width:.3f} {height:.3f} re S"]
    # the square of a character reaches 0.12 em below the line it stands on
    line = y + ROOM + 0.12 * WORD
    code.append(f"{WORD:g} 0 0 {WORD:g} {x + ROOM:.3f} {line:.3f} cm {outline_path(void_outline())} f")
    return " ".join([*code, "Q EMC"]).encode("ascii")


def marked_void(pdf: bytes) -> bytes:
    """Return a paper with 作废 on every page, to be looked at: the archived file itself stays as it was sealed.

    Raises:
        pikepdf.PdfError: it is no PDF.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        save = packed(file, SAVE)
        for page in file.pages:
            stamp_over(file, page, void_stamp(), save)
        file.save(out, deterministic_id=True)
    return out.getvalue()
