"""Blocks of an official paper (公文, GB/T 9704-2012) become slabs: head, title, issuing body, imprint."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.domain.document_slots import value_at
from app.domain.documents import HeadBlock, ImprintBlock, StampBlock, TitleBlock
from app.errors import DocumentFailed
from app.typesetting.blocks import Setting
from app.typesetting.breaking import break_text, natural_width, one_line
from app.typesetting.glyphs import TextStyle
from app.typesetting.layouts import HEIGHT, LEFT, MEASURE, MM, RED, TOP
from app.typesetting.slabs import Mark, RuleMark, Slab, TextMark, baseline, gap, line_slabs
from app.typesetting.titles import shaped

HEAD_TOP = 35 * MM
HEAD_RULE = 4 * MM
MARK_SIZE = 46.0
STAMP_ROOM = 42 * MM
IMPRINT = TextStyle("fang", 14)
IMPRINT_PITCH = 22.0
ISSUER_SHARE, MOST_IMPRINT = 0.6, 0.75
# lines above the issuing body: the stamp's upper edge is then within a line of the text
USUAL, CLOSE = 1.8, 1.2
# a title's line is higher than the grid's, and part of it is white already
BLANK_BELOW_TITLE = 0.45
THICK, THIN = 0.35 * MM, 0.25 * MM


def set_head(block: HeadBlock, setting: Setting) -> list[Slab]:
    """Return the red head: the body's name 35 mm down, the number two lines below, the red rule 4 mm below that.

    Where a paper goes to a higher body, its number stands one character in and 签发人 on the same line at the right.
    """
    agency = setting.fill(block.text)
    body = setting.layout.body
    role = setting.layout.styles["title"].style.role
    size = min(MARK_SIZE, MEASURE / max(natural_width(agency, TextStyle(role, 1)), 1))
    name = one_line(agency, TextStyle(role, size, colour=RED), MEASURE, "centre")
    number_top = HEAD_TOP + size + 2 * body.pitch
    y = number_top + baseline(body.pitch, body.style.size)
    rule = number_top + body.pitch + HEAD_RULE
    marks: list[Mark] = [
        TextMark(0, HEAD_TOP + 0.9 * size, name),
        *_upper_left(block, setting),
        *_number_line(setting.fill(block.number), setting.fill(block.signer), y, setting),
        RuleMark(0, rule, MEASURE, rule, 1.5, RED),
    ]
    lines = math.ceil(rule / body.pitch) + 2
    return [Slab(lines * body.pitch, tuple(marks), keep=True)]


def _upper_left(block: HeadBlock, setting: Setting) -> list[Mark]:
    """Return 份号, 密级和保密期限 and 紧急程度 from the top of the type area, a line each where filled."""
    body, hei = setting.layout.body, setting.layout.styles["hei"].style
    words = ((block.copy_number, body.style), (block.secrecy, hei), (block.urgency, hei))
    filled = [(text, style) for template, style in words if (text := setting.fill(template))]
    return [
        TextMark(0.0, line * body.pitch + baseline(body.pitch, style.size), one_line(text, style, MEASURE / 2))
        for line, (text, style) in enumerate(filled)
    ]


def _number_line(number: str, signer: str, y: float, setting: Setting) -> list[Mark]:
    style = setting.layout.body.style
    if not signer:
        return [TextMark(0, y, one_line(number, style, MEASURE, "centre"))]
    em = style.advance
    kai = setting.layout.styles["kai"].style
    label = one_line("签发人：", style, MEASURE)
    name = one_line(signer, kai, MEASURE / 2 - em - label.width)
    left = MEASURE - em - name.width
    return [
        TextMark(em, y, one_line(number, style, MEASURE / 2 - em)),
        TextMark(left - label.width, y, label),
        TextMark(left, y, name),
    ]


def below_title(foot: float, pitch: float) -> float:
    """Return where the text begins below a title that ends at ``foot``: on the grid, a line left blank between."""
    return math.ceil(foot / pitch + BLANK_BELOW_TITLE) * pitch


def set_title(block: TitleBlock, setting: Setting) -> list[Slab]:
    """Return the centred title, kept with what follows; on an official paper the text below is on the grid again."""
    style = setting.layout.styles["title"]
    lines = [
        line
        for text in setting.fill(block.text).split("\n")
        for part in shaped(text.strip(), style.style, MEASURE)
        for line in break_text(part, style.style, MEASURE, align="centre")
    ]
    slabs = line_slabs(lines, style.pitch, style.style.size, keep_all=True)
    pitch = setting.layout.body.pitch
    after = 0.4 * pitch
    if setting.layout.official:
        height = len(lines) * style.pitch
        after = below_title(height, pitch) - height
    return [*slabs, gap(after, keep=True)]


def set_stamp(block: StampBlock, setting: Setting) -> list[Slab]:
    """Return the issuing body centred over the date, with room for a stamp of 42 mm over both.

    The date ends four characters in. On a sheet stamped beforehand (``paper.stamp`` of the data: the stamp's centre in
    mm from the sheet's upper left corner) both stand where the stamp is.
    """
    body = setting.layout.body
    agency, date = setting.fill(block.agency), setting.fill(block.date)
    em = body.style.advance
    date_width, agency_width = natural_width(date, body.style), natural_width(agency, body.style)
    centre = MEASURE - 4 * em - date_width / 2
    centre = min(centre, MEASURE - max(agency_width, STAMP_ROOM) / 2)
    place = value_at(setting.context, "paper.stamp")
    above, top = (CLOSE if setting.close else USUAL) * body.pitch, None
    if isinstance(place, Mapping):
        centre, above = float(place["x"]) * MM - LEFT, STAMP_ROOM / 2 - body.pitch
        top = min(max(float(place["y"]) * MM - TOP - STAMP_ROOM / 2, 0.0), HEIGHT - STAMP_ROOM)
    marks = []
    for number, (text, width) in enumerate(((agency, agency_width), (date, date_width))):
        line = one_line(text, body.style, MEASURE)
        left = min(max(centre - width / 2, 0.0), MEASURE - line.width)
        y = above + number * body.pitch + baseline(body.pitch, body.style.size)
        marks.append(TextMark(left, y, line))
    below = STAMP_ROOM / 2 - (1.0 if top is not None else 1.5) * body.pitch
    return [Slab(above + 2 * body.pitch + max(below, 0.0), tuple(marks), top=top)]


def set_imprint(block: ImprintBlock, setting: Setting) -> list[Slab]:
    """Return 版记, whose last rule lies on the lower edge of the type area.

    Raises:
        DocumentFailed: it would take most of a page.
    """
    rows: list[list[Mark]] = []
    copies = setting.fill(block.copies)
    if copies:
        label = "抄送："
        left = IMPRINT.advance
        hanging = left + natural_width(label, IMPRINT)
        measure = MEASURE - IMPRINT.advance
        lines = break_text(f"{label}{copies.rstrip('。')}。", IMPRINT, measure, indent=left, hanging=hanging)
        rows += [[TextMark(0.0, 0.0, line)] for line in lines]
    issuer = break_text(setting.fill(block.issuer), IMPRINT, ISSUER_SHARE * MEASURE, align="left")
    rows += [[TextMark(IMPRINT.advance, 0.0, line)] for line in issuer]
    issued = f"{setting.fill(block.date)}印发"
    rows[-1].append(TextMark(0.0, 0.0, one_line(issued, IMPRINT, MEASURE - IMPRINT.advance, "right")))
    height = len(rows) * IMPRINT_PITCH
    if height > MOST_IMPRINT * HEIGHT:
        raise DocumentFailed("imprint-too-long", "抄送机关过多，版记放不下，文书未生成", "请减少抄送机关，或改用统称")
    marks: list[Mark] = [RuleMark(0, y, MEASURE, y, THICK) for y in (0.0, height)]
    if copies:
        y = height - len(issuer) * IMPRINT_PITCH
        marks.append(RuleMark(0, y, MEASURE, y, THIN))
    for number, row in enumerate(rows):
        y = number * IMPRINT_PITCH + baseline(IMPRINT_PITCH, IMPRINT.size)
        marks += [TextMark(mark.x, y, mark.line) for mark in row if isinstance(mark, TextMark)]
    return [Slab(height, tuple(marks), top=HEIGHT - height)]
