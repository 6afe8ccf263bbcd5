"""A definition and its data become pages: blocks are set one after the other, then laid on pages with their edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.document_slots import value_at
from app.domain.documents import (
    AnnexBlock,
    AnnexesBlock,
    Block,
    DocumentDefinition,
    FormBlock,
    GapBlock,
    HeadBlock,
    ImprintBlock,
    ListedTablesBlock,
    SignatureBlock,
    StampBlock,
    TableBlock,
    TextBlock,
    TitleBlock,
)
from app.typesetting.annexing import set_annex, set_annexes, with_annexes, without_left_out
from app.typesetting.artwork import Segments, draft_outline, training_outline
from app.typesetting.blocks import Setting, bind_to_next, set_gap, set_text
from app.typesetting.breaking import natural_width, one_line
from app.typesetting.feet import set_foot
from app.typesetting.glyphs import TextStyle
from app.typesetting.grids import set_form, set_listed_tables, set_signatures, set_table
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, PAGE_HEIGHT, PAGE_WIDTH, TOP, Layout, layout_named
from app.typesetting.machine_fonts import use_machine_fonts
from app.typesetting.officials import set_head, set_imprint, set_stamp, set_title
from app.typesetting.pages import fits_on_a_page, paginate
from app.typesetting.slabs import Mark, Page, ShapeMark, Slab, TextMark, baseline, gap, moved

Setter = Callable[[Any, Setting], list[Slab]]
SETTERS: dict[type, Setter] = {
    HeadBlock: set_head,
    TitleBlock: set_title,
    TextBlock: set_text,
    FormBlock: set_form,
    TableBlock: set_table,
    ListedTablesBlock: set_listed_tables,
    SignatureBlock: set_signatures,
    StampBlock: set_stamp,
    AnnexesBlock: set_annexes,
    AnnexBlock: set_annex,
    ImprintBlock: set_imprint,
    GapBlock: set_gap,
}
PAGE_NUMBER = TextStyle("song", 14)
FORM_NUMBER = TextStyle("song", 10)
COPY = TextStyle("hei", 10.5)
SIGNED = "signed"
MARK_COLOUR = "#E4E4E4"
MARK_SIZE, SMALLER_MARK_SIZE = 150.0, 120.0
# a last page of a form that holds less than this share is saved by setting lines closer, where that is enough
LITTLE = 0.15
MUCH_LEFT = 0.15
TIGHTER = (0.97, 0.94, 0.91, 0.88)


@dataclass(frozen=True)
class Sheet:
    """One finished page: marks with places from the paper's top left corner; ``behind`` is not part of the text."""

    marks: tuple[Mark, ...]
    behind: tuple[Mark, ...] = ()


def compose(
    definition: DocumentDefinition,
    data: Mapping[str, Any],
    copy: str,
    training: bool,
    draft: bool = False,
    numbered: bool = True,
) -> list[Sheet]:
    """Return the pages of one copy; ``training`` and ``draft`` put 演练 and 草稿 behind the text of every page.

    ``numbered`` off leaves out the page number, for sheets of a case file that are numbered otherwise.

    Raises:
        DocumentFailed: a template asks for what the data do not have.
        MissingGlyph: a character no font has.
    """
    own = value_at(data, "paper.fonts") == "machine" and bool(use_machine_fonts())
    layout = layout_named(definition.layout, machine_fonts=own)
    context = {**data, "copy": copy, "title": definition.title}
    setting = Setting(layout, context, draft=draft, signed=definition.lifecycle == SIGNED and not draft)
    setting = with_annexes(definition.blocks, setting)
    pages = _pages(definition.blocks, setting)
    behind = _marks_behind(training, draft)
    sheets = []
    for number, page in enumerate(pages, 1):
        marks = [moved(mark, LEFT, TOP) for mark in page.marks]
        if setting.signed and number < len(pages):
            marks += _nothing_below(page, setting.layout)
        marks += _copy_name(copy if len(definition.copies) > 1 else "")
        marks += set_foot(definition.foot, setting, number, len(pages))
        if numbered:
            marks += _official_number(number) if layout.official else _form_number(number, len(pages))
        sheets.append(Sheet(tuple(marks), behind))
    return sheets


def _pages(blocks: tuple[Block, ...], setting: Setting) -> list[Page]:
    """Return the pages; set closer where that saves the last one: a form's rows, an official paper's stamp."""
    pages = paginate(_slabs(blocks, setting), HEIGHT)
    layout: Layout = setting.layout
    closer: list[Setting] = []
    if layout.official and len(pages) > 1:
        closer = [replace(setting, close=True)]
    elif len(pages) > 1 and pages[-1].used < LITTLE * HEIGHT:
        closer = [replace(setting, layout=layout.tightened(share)) for share in TIGHTER]
    for one in closer:
        fewer = paginate(_slabs(blocks, one), HEIGHT)
        if len(fewer) < len(pages):
            return fewer
    return pages


def _slabs(blocks: tuple[Block, ...], setting: Setting) -> list[Slab]:
    slabs: list[Slab] = []
    for block in without_left_out(blocks, setting):
        more = SETTERS[type(block)](block, setting)
        if isinstance(block, StampBlock | SignatureBlock | AnnexesBlock | ImprintBlock):
            slabs = _bound(slabs, more, may_part=isinstance(block, ImprintBlock))
        slabs = _joined(slabs, more)
        if setting.layout.official and isinstance(block, TableBlock | ListedTablesBlock | FormBlock):
            slabs.append(gap(0.0, snap=setting.layout.body.pitch))
    return slabs


def _bound(slabs: list[Slab], more: list[Slab], may_part: bool) -> list[Slab]:
    """Return the slabs bound to what follows; an imprint that has no room on their page ``may_part`` from them.

    That is so below a stamp near the foot of a sheet stamped beforehand: the imprint then has the last page.
    """
    bound = bind_to_next(slabs)
    return slabs if may_part and not fits_on_a_page([*bound, *more], HEIGHT) else bound


def _joined(slabs: list[Slab], more: list[Slab]) -> list[Slab]:
    """Return both; of two white spaces the larger stays, and none parts what keeps with the next."""
    if not (slabs and more and more[0].gap):
        return slabs + more
    if slabs[-1].gap:
        one, other = slabs[-1], more[0]
        both = replace(one, height=max(one.height, other.height), snap=max(one.snap, other.snap))
        return [*slabs[:-1], both, *more[1:]]
    return [*slabs, replace(more[0], keep=more[0].keep or slabs[-1].keep), *more[1:]]


def _nothing_below(page: Page, layout: Layout) -> list[Mark]:
    """Return 本页以下空白 where much of a signed page is left: nothing is to be added before the signatures."""
    if page.used > (1 - MUCH_LEFT) * HEIGHT:
        return []
    style = layout.styles["small"]
    line = one_line("（本页以下空白）", style.style, MEASURE, "centre")
    return [TextMark(LEFT, TOP + page.used + style.pitch + baseline(style.pitch, style.style.size), line)]


def _official_number(number: int) -> list[Mark]:
    """Return — 1 —, 7 mm below the type area, odd pages right, even pages left, one character in."""
    text = f"— {number} —"
    width = natural_width(text, PAGE_NUMBER)
    x = PAGE_WIDTH - 26 * MM - 14 - width if number % 2 else LEFT + 14
    line = one_line(text, PAGE_NUMBER, width + 1)
    return [TextMark(x, TOP + HEIGHT + 7 * MM + 12, line)]


def _form_number(number: int, pages: int) -> list[Mark]:
    line = one_line(f"第 {number} 页　共 {pages} 页", FORM_NUMBER, MEASURE, "centre")
    return [TextMark(LEFT, PAGE_HEIGHT - 16 * MM, line)]


def _copy_name(copy: str) -> list[Mark]:
    if not copy:
        return []
    return [TextMark(LEFT, TOP - 8 * MM, one_line(f"（{copy}）", COPY, MEASURE))]


def _marks_behind(training: bool, draft: bool) -> tuple[Mark, ...]:
    """Return 演练 and 草稿 across the page: one in the middle, both one above the other."""
    words = [outline() for outline, wanted in ((training_outline, training), (draft_outline, draft)) if wanted]
    if len(words) == 1:
        return (_word_across(words[0], MARK_SIZE, 0.5),)
    return tuple(_word_across(word, SMALLER_MARK_SIZE, 0.3 + 0.37 * index) for index, word in enumerate(words))


def _word_across(outline: Segments, size: float, height: float) -> ShapeMark:
    x, y = PAGE_WIDTH / 2 - 0.85 * size, PAGE_HEIGHT * height + 0.75 * size
    return ShapeMark(x, y, outline, size, MARK_COLOUR, upright=True, angle=35.0)
