"""Blocks of a definition become slabs: running text and white space, and how two blocks are bound together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.document_slots import value_at
from app.domain.documents import GapBlock, TextBlock
from app.typesetting.breaking import break_text
from app.typesetting.layouts import MEASURE, Layout, SetStyle
from app.typesetting.slabs import EntryMark, Slab, gap, line_slabs
from app.typesetting.templates import fill, holds

HEADING = "hei"


@dataclass(frozen=True)
class Setting:
    """Everything a block needs to be set: the layout and the data its templates read.

    ``close`` sets the stamp's place right below the text, where that saves a page; a ``draft`` keeps blank cells open;
    in tables that are ``signed`` they hold a stroke, so that nobody fills them in afterwards. ``annexes`` are the
    titles of the paper's annexes in order.
    """

    layout: Layout
    context: Mapping[str, Any]
    close: bool = False
    draft: bool = False
    signed: bool = False
    annexes: tuple[str, ...] = ()

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


def set_gap(block: GapBlock, setting: Setting) -> list[Slab]:
    """Return blank lines."""
    return [gap(block.lines * setting.layout.body.pitch)]


def bind_to_next(slabs: list[Slab], lines: int = 2) -> list[Slab]:
    """Return the slabs with the last ``lines`` bound to what will follow: no stamp or signature stands alone.

    A line below a table that was struck out is enough: the table need not come along.
    """
    bound = list(slabs)
    left = lines
    for index in range(len(bound) - 1, -1, -1):
        if left == 0 or (bound[index].ending and left < lines):
            break
        left -= 0 if bound[index].gap else 1
        bound[index] = replace(bound[index], keep=True)
    return bound
