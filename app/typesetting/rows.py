"""Ruled rows: cells side by side, broken at a line where they are too tall for a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.typesetting.breaking import break_text, natural_width, one_line
from app.typesetting.glyphs import glyphs_of, groups_of
from app.typesetting.layouts import SetStyle
from app.typesetting.lines import Line
from app.typesetting.slabs import Frame, Mark, RuleMark, Slab, TextMark, baseline, moved

PAD_X = 5.0
NEARLY = 1.1
# a number or document number of so many characters that nothing may part is set this much smaller at most
LONGEST_WHOLE, SMALLER = 20, 1.4
DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
TALL = 230.0
STROKE = 0.8
FEWEST_PARTED = 6


@dataclass(frozen=True)
class CellBox:
    """A set cell: its width, lines and what stands below them (``tail`` of ``tail_height``, from the cell's left).

    A ``struck`` cell is left blank for good: a stroke keeps anybody from writing in it afterwards.
    """

    width: float
    lines: tuple[Line, ...]
    style: SetStyle
    label: bool = False
    tail: tuple[Mark, ...] = ()
    tail_height: float = 0.0
    least: float = 0.0
    struck: bool = False

    @property
    def height(self) -> float:
        """Return the height with padding in points."""
        return max(len(self.lines) * self.style.pitch + self.tail_height + 2 * self.style.pad, self.least)


def set_cell(text: str, width: float, style: SetStyle, align: str = "left", label: bool = False) -> CellBox:
    """Return a cell of ``width`` points with its text broken into lines, each line of ``text`` a paragraph.

    A digest or file name that nearly fits is set a little smaller and not broken, nor is a number ever torn, nor a date
    that stands alone.
    """
    measure = width - 2 * PAD_X
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        if _kept_whole(paragraph, style, measure):
            lines.append(one_line(paragraph, style.style, measure, align))
        else:
            lines += break_text(paragraph, style.style, measure, align="justify" if align == "left" else align)
    return CellBox(width, tuple(lines), style, label)


def _kept_whole(text: str, style: SetStyle, measure: float) -> bool:
    """Return whether a text that is wider than the cell is set smaller rather than broken."""
    if DATE.fullmatch(text):
        return measure < natural_width(text, style.style) <= SMALLER * measure
    if " " in text or not (text.isascii() or len(text) <= LONGEST_WHOLE):
        return False
    wide = natural_width(text, style.style)
    if measure < wide <= NEARLY * measure and text.isascii():
        return True
    parts = measure < wide <= SMALLER * measure and len(text) <= LONGEST_WHOLE
    return parts and len(groups_of(glyphs_of(text, style.style))) == 1


def row_slabs(cells: Sequence[CellBox], frame: Frame) -> list[Slab]:
    """Return the slabs of one row: a single one, that can be parted where its lines allow, or one for each line."""
    height = max(cell.height for cell in cells)
    if height > TALL:
        return _by_line(cells, frame)
    whole = _whole(cells, frame, height)
    count = max(len(cell.lines) for cell in cells)
    if count < FEWEST_PARTED or any(cell.struck or cell.tail for cell in cells):
        return [whole]
    return [replace(whole, parts=tuple(_by_line(cells, frame)))]


def _edges(cells: Sequence[CellBox], frame: Frame) -> list[float]:
    edges = [frame.left]
    for cell in cells:
        edges.append(edges[-1] + cell.width)
    return edges


def _uprights(edges: Sequence[float], height: float, rule: float) -> list[Mark]:
    return [RuleMark(x, 0, x, height, rule) for x in edges]


def _level(frame: Frame, y: float) -> RuleMark:
    return RuleMark(frame.left, y, frame.right, y, frame.rule)


def _whole(cells: Sequence[CellBox], frame: Frame, height: float) -> Slab:
    edges = _edges(cells, frame)
    marks: list[Mark] = [*_uprights(edges, height, frame.rule), _level(frame, 0), _level(frame, height)]
    for cell, left in zip(cells, edges, strict=False):
        pitch = cell.style.pitch
        text_height = len(cell.lines) * pitch
        top = cell.style.pad if cell.tail else (height - text_height) / 2
        for number, line in enumerate(cell.lines):
            y = top + number * pitch + baseline(pitch, cell.style.style.size)
            marks.append(TextMark(left + PAD_X, y, line))
        if cell.struck:
            marks.append(RuleMark(left + 4, height - 4, left + cell.width - 4, 4, STROKE))
        marks += [moved(mark, left, height - cell.style.pad - cell.tail_height) for mark in cell.tail]
    return Slab(height, tuple(marks), frame=frame)


def _by_line(cells: Sequence[CellBox], frame: Frame) -> list[Slab]:
    """Return a slab for each line; labels stand at the top and again, with （续）, after a page break."""
    pitch = max(cell.style.pitch for cell in cells)
    count = max(len(cell.lines) for cell in cells)
    edges = _edges(cells, frame)
    slabs = []
    for number in range(count):
        marks = _uprights(edges, pitch, frame.rule)
        for cell, left in zip(cells, edges, strict=False):
            if number < len(cell.lines):
                marks.append(TextMark(left + PAD_X, baseline(pitch, cell.style.style.size), cell.lines[number]))
        again = _labels_again(cells, edges, count - number, pitch)
        slabs.append(Slab(pitch, tuple(marks), keep=number in (0, count - 2, count - 1), frame=frame, continued=again))
    pad = max(cell.style.pad for cell in cells)
    return [_top(edges, frame, pad), *slabs, *_bottom(cells, edges, frame, pad)]


def _top(edges: Sequence[float], frame: Frame, pad: float) -> Slab:
    return Slab(pad, (*_uprights(edges, pad, frame.rule), _level(frame, 0)), keep=True, frame=frame)


def _bottom(cells: Sequence[CellBox], edges: Sequence[float], frame: Frame, pad: float) -> list[Slab]:
    height = max(cell.tail_height for cell in cells) + pad
    marks: list[Mark] = [*_uprights(edges, height, frame.rule), _level(frame, height)]
    for cell, left in zip(cells, edges, strict=False):
        marks += [moved(mark, left, height - pad - cell.tail_height) for mark in cell.tail]
    return [Slab(height, tuple(marks), frame=frame)]


def _labels_again(cells: Sequence[CellBox], edges: Sequence[float], rest: int, pitch: float) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for cell, left in zip(cells, edges, strict=False):
        if not cell.label:
            continue
        lines = (*cell.lines, *set_cell("（续）", cell.width, cell.style, "centre").lines)[:rest]
        for number, line in enumerate(lines):
            y = number * pitch + baseline(pitch, cell.style.style.size)
            marks.append(TextMark(left + PAD_X, y, line))
    return tuple(marks)


def keep_with_next(slabs: Sequence[Slab]) -> list[Slab]:
    """Return the slabs with no page break inside them or below them."""
    return [replace(slab, keep=True) for slab in slabs]
