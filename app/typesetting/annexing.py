"""附件 of an official paper: the list below its text, and the pages behind its signature (GB/T 9704-2012).

One list gives both their numbers and titles, so that they agree whatever was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.documents import AnnexBlock, AnnexesBlock, Block, ImprintBlock
from app.typesetting.blocks import HEADING, Setting
from app.typesetting.breaking import break_text, natural_width, one_line
from app.typesetting.layouts import MEASURE
from app.typesetting.officials import below_title
from app.typesetting.slabs import EntryMark, Slab, TextMark, baseline, gap, line_slabs
from app.typesetting.titles import shaped

MARK = "附件"
TITLE_LINE = 3


def with_annexes(blocks: Sequence[Block], setting: Setting) -> Setting:
    """Return the setting with the paper's annexes: their titles in order, and ``annexed`` for texts that name one."""
    annexes = [block for block in blocks if isinstance(block, AnnexBlock)]
    if not any(isinstance(block, AnnexesBlock | AnnexBlock) for block in blocks):
        return setting
    set_here = [block for block in annexes if setting.holds(block.when)]
    titles = [_name(setting.fill(block.title).replace("\n", "")) for block in set_here]
    lists = [block for block in blocks if isinstance(block, AnnexesBlock) and block.each]
    further = [setting.fill("{{ item }}", **row) for block in lists for row in setting.rows(block.each)]
    titles += [_name(text) for text in further]
    marks = {block.name: MARK + (str(number) if len(titles) > 1 else "") for number, block in enumerate(set_here, 1)}
    annexed = {block.name: marks.get(block.name, "") for block in annexes}
    return replace(setting, context={**setting.context, "annexed": annexed}, annexes=tuple(titles))


def _name(text: str) -> str:
    return text.rstrip("。；，")


def without_left_out(blocks: Sequence[Block], setting: Setting) -> Iterator[Block]:
    """Yield the blocks that stand on the paper: not those of an annex that its condition leaves out."""
    left_out = False
    for block in blocks:
        if isinstance(block, AnnexBlock | ImprintBlock):
            left_out = not setting.holds(block.when)
        if not left_out and setting.holds(block.when):
            yield block


def set_annexes(_block: AnnexesBlock, setting: Setting) -> list[Slab]:
    """Return 附件：1.… one line below the text, two characters in; a long name goes on under its first character."""
    body = setting.layout.body
    em = body.style.advance
    slabs: list[Slab] = [gap(body.pitch, keep=True)] if setting.annexes else []
    for number, name in enumerate(setting.annexes, 1):
        label = "" if number > 1 else f"{MARK}："
        mark = f"{number}．" if len(setting.annexes) > 1 else ""
        left = 2 * em + (0.0 if label else natural_width(f"{MARK}：", body.style))
        hanging = left + natural_width(label + mark, body.style)
        lines = break_text(label + mark + name, body.style, MEASURE, indent=left, hanging=hanging)
        slabs += line_slabs(lines, body.pitch, body.style.size)
    return slabs


def set_annex(block: AnnexBlock, setting: Setting) -> list[Slab]:
    """Return the head of an annex on a new page: its mark on the first line, its title centred on the third."""
    pitch, hei = setting.layout.body.pitch, setting.layout.styles[HEADING].style
    style = setting.layout.styles["title"]
    mark, title = setting.context["annexed"][block.name], setting.fill(block.title)
    marks = (
        TextMark(0.0, baseline(pitch, hei.size), one_line(mark, hei, MEASURE)),
        EntryMark(0.0, 0.0, _entry(mark, title)),
    )
    lines = [
        line
        for text in title.split("\n")
        for part in shaped(text.strip(), style.style, MEASURE)
        for line in break_text(part, style.style, MEASURE, align="centre")
    ]
    start = (TITLE_LINE - 0.5) * pitch - style.pitch / 2
    end = start + len(lines) * style.pitch
    below = below_title(end, pitch) - end
    return [
        Slab(pitch, marks, keep=True, fresh=True),
        Slab(start - pitch, keep=True),
        *line_slabs(lines, style.pitch, style.style.size, keep_all=True),
        Slab(below, keep=True),
    ]


def _entry(mark: str, title: str) -> str:
    return f"{mark}　{title}".replace("\n", "")
