"""Blocks of a definition become slabs: running text, titles, the red head, the stamp's place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.documents import GapBlock, HeadBlock, StampBlock, TextBlock, TitleBlock, value_at
from app.typesetting.breaking import break_text, natural_width, one_line
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import MEASURE, MM, RED, Layout, SetStyle
from app.typesetting.lines import Line
from app.typesetting.slabs import EntryMark, Mark, RuleMark, Slab, TextMark, baseline, gap, line_slabs
from app.typesetting.templates import fill, holds

HEAD_TOP = 35 * MM
HEAD_RULE = 4 * MM
MARK_SIZE = 46.0
STAMP_ROOM = 42 * MM
HEADING = "hei"


@dataclass(frozen=True)
class Setting:
    """Everything a block needs to be set: the layout and the data its templates read."""

    layout: Layout
    context: Mapping[str, Any]

    def fill(self, template: str, **more: Any) -> str:
        """Return a template's text with the data."""
        return fill(template, {**self.context, **more} if more else self.context)

    def holds(self, expression: str, **more: Any) -> bool:
        """Return whether a block's condition is true."""
        return holds(expression, {**self.context, **more} if more else self.context)

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """Return ``item`` and ``index`` for each element at a path of the data; nothing where it is blank."""
        for index, item in enumerate(value_at(self.context, path) or (), 1):
            yield {"item": item, "index": index}


def set_text(block: TextBlock, setting: Setting) -> list[Slab]:
    """Return the slabs of paragraphs; blank lines of the text are left out."""
    texts = [setting.fill(block.text, **row) for row in setting.rows(block.each)] if block.each else None
    paragraphs = "\n".join(texts if texts is not None else [setting.fill(block.text)]).split("\n")
    style = setting.layout.styles[block.style]
    slabs: list[Slab] = []
    for paragraph in (text.strip() for text in paragraphs):
        if paragraph:
            slabs += _paragraph(paragraph, style, block)
    if slabs and block.before:
        slabs.insert(0, gap(block.before * style.pitch, keep=False))
    return slabs


def _paragraph(text: str, style: SetStyle, block: TextBlock) -> list[Slab]:
    indent = block.indent * style.style.advance
    lines = break_text(text, style.style, MEASURE, indent=indent, align=block.align)
    slabs = line_slabs(lines, style.pitch, style.style.size, keep_all=block.keep)
    if block.style == HEADING and block.keep and not text.endswith("。"):
        slabs[0] = replace(slabs[0], marks=(*slabs[0].marks, EntryMark(0.0, 0.0, text)))
    return slabs


def set_title(block: TitleBlock, setting: Setting) -> list[Slab]:
    """Return the centred title, kept with what follows."""
    style = setting.layout.styles["title"]
    lines: list[Line] = []
    for text in setting.fill(block.text).split("\n"):
        lines += break_text(text.strip(), style.style, MEASURE, align="centre")
    slabs = line_slabs(lines, style.pitch, style.style.size, keep_all=True)
    after = setting.layout.body.pitch * (1 if setting.layout.official else 0.4)
    return [*slabs, gap(after, keep=True)]


def set_head(block: HeadBlock, setting: Setting) -> list[Slab]:
    """Return the red head: the body's name 35 mm down, the number two lines below, the red rule 4 mm below that."""
    agency = setting.fill(block.text)
    body = setting.layout.body
    size = min(MARK_SIZE, MEASURE / max(natural_width(agency, TextStyle("title", 1)), 1))
    name = one_line(agency, TextStyle("title", size, colour=RED), MEASURE, "centre")
    number = one_line(setting.fill(block.number), body.style, MEASURE, "centre")
    number_top = HEAD_TOP + size + 2 * body.pitch
    rule = number_top + body.pitch + HEAD_RULE
    marks: tuple[Mark, ...] = (
        TextMark(0, HEAD_TOP + 0.9 * size, name),
        TextMark(0, number_top + baseline(body.pitch, body.style.size), number),
        RuleMark(0, rule, MEASURE, rule, 1.5, RED),
    )
    lines = -(-rule // body.pitch) + 2
    return [Slab(lines * body.pitch, marks, keep=True)]


def set_stamp(block: StampBlock, setting: Setting) -> list[Slab]:
    """Return the issuing body centred over the date, four characters in, with room for a stamp of 42 mm over both."""
    body = setting.layout.body
    agency, date = setting.fill(block.agency), setting.fill(block.date)
    em = body.style.advance
    date_width, agency_width = natural_width(date, body.style), natural_width(agency, body.style)
    centre = MEASURE - 4 * em - date_width / 2
    centre = min(centre, MEASURE - max(agency_width, STAMP_ROOM) / 2)
    top = 2 * body.pitch
    marks = []
    for number, (text, width) in enumerate(((agency, agency_width), (date, date_width))):
        line = one_line(text, body.style, MEASURE)
        y = top + number * body.pitch + baseline(body.pitch, body.style.size)
        marks.append(TextMark(centre - width / 2, y, line))
    below = STAMP_ROOM / 2 - 0.5 * body.pitch - body.pitch
    return [Slab(top + 2 * body.pitch + max(below, 0.0), tuple(marks))]


def set_gap(block: GapBlock, setting: Setting) -> list[Slab]:
    """Return blank lines."""
    return [gap(block.lines * setting.layout.body.pitch)]


def bind_to_next(slabs: list[Slab], lines: int = 2) -> list[Slab]:
    """Return the slabs with the last ``lines`` bound to what will follow: no stamp or signature stands alone."""
    bound = list(slabs)
    left = lines
    for index in range(len(bound) - 1, -1, -1):
        if left == 0:
            break
        left -= 0 if bound[index].gap else 1
        bound[index] = replace(bound[index], keep=True)
    return bound
