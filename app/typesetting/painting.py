"""Finished pages become the content of a file's pages; nothing is measured or decided here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.typesetting.archiving import ArchiveFile
from app.typesetting.composing import Sheet
from app.typesetting.layouts import PAGE_HEIGHT
from app.typesetting.slabs import RuleMark, ShapeMark, TextMark

COLOURS = {"black": "0 0 0", "red": "0.85 0 0"}
OPERATORS = {"M": "m", "L": "l", "C": "c", "R": "re"}
BEGINNING = "0 0 0 rg 0 0 0 RG"


def paint(sheets: Sequence[Sheet], file: ArchiveFile) -> None:
    """Add the pages to a file: marks behind the text first, then rules, drawings and text."""
    for sheet in sheets:
        code = [BEGINNING]
        for mark in sheet.behind:
            if isinstance(mark, ShapeMark):
                code += _behind(mark, file)
        code += _rules([mark for mark in sheet.marks if isinstance(mark, RuleMark)])
        for mark in sheet.marks:
            if isinstance(mark, ShapeMark):
                code += ("q", _placed(mark), _path(mark.segments), "f Q")
        code += _texts([mark for mark in sheet.marks if isinstance(mark, TextMark)], file)
        file.add_page("\n".join(code).encode("ascii"))


def _behind(mark: ShapeMark, file: ArchiveFile) -> Iterator[str]:
    """Give what draws a mark that is an artifact: not part of the text, and once in the file for all pages."""
    name = file.drawing(mark.segments, f"{_path(mark.segments)}\nf", _bounds(mark.segments))
    yield from ("/Artifact BMC", "q", _placed(mark), f"/{name} Do", "Q", "EMC")


def _placed(shape: ShapeMark) -> str:
    """Return what moves, turns and scales the plane to a drawing, and its colour."""
    turn = math.radians(shape.angle)
    across, up = shape.scale, shape.scale if shape.upright else -shape.scale
    cosine, sine = math.cos(turn), math.sin(turn)
    matrix = (across * cosine, across * sine, -up * sine, up * cosine)
    sides = " ".join(f"{one:.6f}" for one in matrix)
    return f"{sides} {shape.x:.3f} {PAGE_HEIGHT - shape.y:.3f} cm {_colour(shape.colour)} rg"


@lru_cache(maxsize=64)
def _path(segments: tuple[tuple[str | float, ...], ...]) -> str:
    return "\n".join(
        " ".join([*(f"{value:.5f}" for value in points), OPERATORS[str(name)]]) for name, *points in segments
    )


@lru_cache(maxsize=64)
def _bounds(segments: tuple[tuple[str | float, ...], ...]) -> tuple[float, float, float, float]:
    across = [float(value) for segment in segments for value in segment[1::2]]
    up = [float(value) for segment in segments for value in segment[2::2]]
    return (min(across), min(up), max(across), max(up))


def _rules(rules: Sequence[RuleMark]) -> Iterator[str]:
    """Give what draws the rules, each once, those of one kind in a row with one stroke."""
    kind, pending = (0.0, "black"), False
    for rule in dict.fromkeys(rules):
        if (rule.width, rule.colour) != kind:
            if pending:
                yield "S"
            kind = (rule.width, rule.colour)
            yield f"{rule.width:.3f} w {_colour(rule.colour)} RG"
        yield f"{rule.x1:.3f} {PAGE_HEIGHT - rule.y1:.3f} m {rule.x2:.3f} {PAGE_HEIGHT - rule.y2:.3f} l"
        pending = True
    if pending:
        yield "S"


def _texts(marks: Sequence[TextMark], file: ArchiveFile) -> Iterator[str]:
    """Give what sets the lines; font, colour and spacing are told where they change."""
    yield "BT"
    font, colour, spacing = "", "black", 0.0
    for mark in marks:
        for run in mark.line.runs:
            case = file.typecase(run.face)
            wanted = f"/{case.name} {run.size:.3f} Tf"
            changes = wanted if wanted != font else ""
            if run.colour != colour:
                changes += f" {_colour(run.colour)} rg"
            if run.spacing != spacing:
                changes += f" {run.spacing:.4f} Tc"
            font, colour, spacing = wanted, run.colour, run.spacing
            if changes:
                yield changes
            yield f"1 0 0 1 {mark.x + run.x:.3f} {PAGE_HEIGHT - mark.y:.3f} Tm <{case.shown(run.text)}> Tj"
    yield "ET"


@lru_cache(maxsize=64)
def _colour(name: str) -> str:
    if name.startswith("#"):
        return " ".join(f"{int(name[i : i + 2], 16) / 255:.5f}" for i in (1, 3, 5))
    return COLOURS[name]
