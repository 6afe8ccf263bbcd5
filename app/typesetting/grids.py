"""Ruled blocks become slabs: form grids, tables with repeated heads, signature cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.document_slots import value_at
from app.domain.documents import Cell, Column, FormBlock, FormRow, ListedTablesBlock, SignatureBlock, TableBlock
from app.domain.ink import bounds, outline
from app.typesetting.blocks import Setting
from app.typesetting.breaking import natural_width, one_line
from app.typesetting.layouts import MEASURE, SetStyle
from app.typesetting.rows import PAD_X, CellBox, keep_with_next, row_slabs, set_cell
from app.typesetting.slabs import EntryMark, Frame, Mark, RuleMark, ShapeMark, Slab, TextMark, baseline, gap
from app.typesetting.templates import moment_in_words

INK_POINT = 72 / 2540
INK_HEIGHT = 44.0
LINE_INK = (120.0, 34.0)
MOST_KEPT_ROWS = 4
LOW_ROW = 45.0
RULE = 0.5
NOTHING = "/"


def set_form(block: FormBlock, setting: Setting) -> list[Slab]:
    """Return a grid of labels and values; where it goes on, the paper's title says so."""
    frame = Frame(0.0, MEASURE, head=(_again(str(setting.context.get("title", "")), setting),), rule=RULE)
    slabs: list[Slab] = []
    for row in block.rows:
        contexts = list(setting.rows(row.each)) if row.each else [{}]
        for more in contexts:
            if setting.holds(row.when, **more):
                slabs += row_slabs(_form_cells(row, setting, more), frame)
    return slabs


def _form_cells(row: FormRow, setting: Setting, more: Mapping[str, Any]) -> list[CellBox]:
    layout = setting.layout
    total = sum(cell.width for cell in row.cells)
    boxes = []
    for cell in row.cells:
        width = MEASURE * cell.width / total
        style = layout.label if cell.label else layout.cell
        text = setting.fill(cell.text, **more)
        box = set_cell(text, width, style, "centre" if cell.label else "left", cell.label)
        struck = not (text or cell.label or cell.signer or setting.draft)
        if cell.signer:
            box = _with_signature(box, cell, setting, more)
        boxes.append(replace(box, struck=struck, least=max(box.least, cell.lines * style.pitch + 2 * style.pad)))
    return boxes


def _with_signature(box: CellBox, cell: Cell, setting: Setting, more: Mapping[str, Any]) -> CellBox:
    """Return the cell with its signer's line at the right foot: words, room for the ink, and the time."""
    style = setting.layout.cell
    words, _, time = setting.fill(cell.signer, **more).partition("|")
    strokes = strokes_of(value_at({**setting.context, **more}, cell.sign))
    instead = "" if strokes else setting.fill(cell.instead, **more)
    ink_width, height = LINE_INK
    time_left = box.width - PAD_X - natural_width(time, style.style)
    words_left = max(time_left - ink_width - natural_width(words, style.style), PAD_X)
    marks: list[Mark] = [
        _line_mark(text, box.width, style, height - style.pitch, "left", left)
        for text, left in ((words, words_left), (time, time_left))
        if text
    ]
    if strokes:
        marks += ink_in(strokes, time_left - ink_width + 4, 0.0, ink_width - 8, height)
    if instead:
        marks += _instead(instead, time_left - ink_width, ink_width, height, setting)
    return replace(box, tail=tuple(marks), tail_height=height)


def _instead(text: str, left: float, width: float, height: float, setting: Setting) -> list[Mark]:
    """Return words in the room of the ink, down to its foot: where the signed sheet is kept, or what is still due."""
    style = setting.layout.table_head
    box = set_cell(text, width, style, "centre")
    top = height - (setting.layout.cell.pitch + style.pitch) / 2 - (len(box.lines) - 1) * style.pitch
    return [
        TextMark(left + PAD_X, top + number * style.pitch + baseline(style.pitch, style.style.size), line)
        for number, line in enumerate(box.lines)
    ]


def set_table(block: TableBlock, setting: Setting) -> list[Slab]:
    """Return a table over the data's rows, group rows where the group changes, blank rows struck out."""
    items = list(setting.rows(block.each))
    rows: list[list[str]] = [[setting.fill(column.text, **more) for column in block.columns] for more in items]
    groups = [setting.fill(block.group, **more) for more in items] if block.group else []
    blank = max(block.blank - len(rows), 0)
    if not rows and block.empty:
        caption = _caption(setting.fill(block.caption), setting) if block.caption else []
        return [*caption, *_full_row(setting.fill(block.empty), setting, Frame(0.0, MEASURE, rule=RULE), heading=False)]
    return _table(setting, setting.fill(block.caption), block.columns, rows, groups, blank)


def set_listed_tables(block: ListedTablesBlock, setting: Setting) -> list[Slab]:
    """Return one table for each element of the data, whose columns come with it."""
    slabs: list[Slab] = []
    for more in setting.rows(block.each):
        item = more["item"]
        columns = [_listed_column(column) for column in item["columns"]]
        rows = [[str(value) for value in row] for row in item["rows"]]
        if slabs:
            slabs.append(gap(8.0))
        slabs += _table(setting, setting.fill(block.caption, **more), columns, rows, [], 0)
    return slabs


def _listed_column(column: Any) -> Column:
    if isinstance(column, Mapping):
        return Column(str(column["title"]), "", float(column.get("width", 1.0)), str(column.get("align", "centre")))
    return Column(str(column), "", 1.0, "centre")


def _table(
    setting: Setting,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    groups: Sequence[str],
    blank: int,
) -> list[Slab]:
    layout = setting.layout
    blank_cell = NOTHING if setting.signed else ""
    widths = _widths(columns)
    bare = Frame(0.0, MEASURE, rule=RULE)
    titles = [set_cell(c.title, w, layout.table_head, "centre") for c, w in zip(columns, widths, strict=True)]
    head = keep_with_next(row_slabs(titles, bare))
    again = (_again(caption, setting), *head)
    frame = Frame(0.0, MEASURE, head=again, rule=RULE)
    slabs = [replace(slab, frame=frame) for slab in head]
    alone = {0, len(rows) - 2} if len(rows) > 1 else set()
    for number, row in enumerate(rows):
        if groups and groups[number] and (number == 0 or groups[number] != groups[number - 1]):
            slabs += keep_with_next(_full_row(groups[number], setting, frame, heading=True))
        cells = [
            set_cell(text or blank_cell, width, layout.table, column.align if text else "centre")
            for text, width, column in zip(row, widths, columns, strict=True)
        ]
        set_row = row_slabs(cells, frame)
        # no single low row above or below a break
        slabs += keep_with_next(set_row) if number in alone and set_row[0].height <= LOW_ROW else set_row
    if blank:
        # below a row that was filled in, never first on a page
        slabs = [*slabs[:-1], *keep_with_next(slabs[-1:]), _struck_rows(blank, widths, frame)]
    return [*(_caption(caption, setting) if caption else []), *slabs]


def _widths(columns: Sequence[Column]) -> list[float]:
    total = sum(column.width for column in columns)
    return [MEASURE * column.width / total for column in columns]


def _caption(text: str, setting: Setting) -> list[Slab]:
    style = setting.layout.table_head
    pitch = style.pitch + 6
    line = one_line(text, style.style, MEASURE)
    return [Slab(pitch, (TextMark(0, pitch - 6, line), EntryMark(0, 0, text)), keep=True)]


def _again(caption: str, setting: Setting) -> Slab:
    """Return the line above a table that goes on: its caption and 续表."""
    style = setting.layout.table
    text = f"{caption}（续表）" if caption else "续表"
    line = one_line(text, style.style, MEASURE, "right")
    return Slab(style.pitch + 4, (TextMark(0, style.pitch - 2, line),), keep=True)


def _full_row(text: str, setting: Setting, frame: Frame, heading: bool) -> list[Slab]:
    style = setting.layout.table_head if heading else setting.layout.cell
    return row_slabs([set_cell(text, MEASURE, style, "left")], frame)


def _struck_rows(count: int, widths: Sequence[float], frame: Frame) -> Slab:
    height = count * 20.0
    marks: list[Mark] = [RuleMark(frame.left, y * 20.0, frame.right, y * 20.0, RULE) for y in range(count + 1)]
    x = frame.left
    for width in (0.0, *widths):
        x += width
        marks.append(RuleMark(x, 0, x, height, RULE))
    marks.append(RuleMark(frame.left + 4, height - 3, frame.right - 4, 3, 0.8))
    return Slab(height, tuple(marks), frame=frame, ending=True)


def set_signatures(block: SignatureBlock, setting: Setting) -> list[Slab]:
    """Return signature cells side by side, up to four rows on one page; what is left of the last row is struck out."""
    frame = Frame(0.0, MEASURE, rule=RULE)
    people = [more["item"] for more in setting.rows(block.each)]
    slabs: list[Slab] = []
    for start in range(0, len(people), block.columns):
        row = people[start : start + block.columns]
        row += [None] * (block.columns - len(row) if start else 0)
        width = MEASURE / len(row)
        slabs += row_slabs([_signature_cell(person, width, setting) for person in row], frame)
    return [*keep_with_next(slabs[:-1]), *slabs[-1:]] if len(slabs) <= MOST_KEPT_ROWS else slabs


def _signature_cell(person: Mapping[str, Any] | None, width: float, setting: Setting) -> CellBox:
    style = setting.layout.cell
    if person is None:
        strike = RuleMark(4.0, INK_HEIGHT + style.pitch, width - 4.0, 0.0, 0.8)
        return CellBox(width, (), style, tail=(strike,), tail_height=INK_HEIGHT + style.pitch)
    box = set_cell(_signer(person, width - 2 * PAD_X, style), width, style)
    strokes = strokes_of(person)
    when = moment_in_words(person.get("at"))
    note = "" if strokes else str(person.get("note") or "")
    marks: list[Mark] = _instead(note, PAD_X, width - 2 * PAD_X, INK_HEIGHT, setting) if note else []
    if person.get("refused"):
        marks.append(_line_mark("拒绝签名（情况见拒绝签名记录）", width, style, INK_HEIGHT / 2 - 8, "centre"))
    else:
        when = when or "　　　　年　　月　　日　　时　　分"
        marks += ink_in(strokes, PAD_X + 12, 0.0, width - 2 * PAD_X - 24, INK_HEIGHT) if strokes else ()
    if when:
        marks.append(_line_mark(when, width, style, INK_HEIGHT))
    return replace(box, tail=tuple(marks), tail_height=INK_HEIGHT + style.pitch)


def _signer(person: Mapping[str, Any], measure: float, style: SetStyle) -> str:
    """Return role and name, on two lines where one would be filled to its end."""
    role, name = f"{person['role']}（签名）：", str(person.get("name") or "")
    fits = natural_width(role + name, style.style) <= measure - style.style.advance
    return role + name if fits else f"{role}\n{name}"


def _line_mark(
    text: str, width: float, style: SetStyle, top: float, align: str = "right", left: float = PAD_X
) -> TextMark:
    line = one_line(text, style.style, width - 2 * PAD_X, align)
    return TextMark(left, top + baseline(style.pitch, style.style.size), line)


def strokes_of(signature: Any) -> Sequence[Any]:
    """Return the strokes of a signature, none where there is no ink."""
    if not isinstance(signature, Mapping):
        return ()
    ink = signature.get("strokes") or ()
    return ink.get("strokes") or () if isinstance(ink, Mapping) else ink


def ink_in(strokes: Sequence[Any], left: float, top: float, width: float, height: float) -> Iterable[Mark]:
    """Return the ink scaled into a box, never larger than written, centred in height and to the left."""
    x1, y1, x2, y2 = bounds(strokes)
    scale = min(INK_POINT, width / max(x2 - x1, 1), height / max(y2 - y1, 1))
    y = top + (height - (y2 - y1) * scale) / 2
    return [ShapeMark(left - x1 * scale, y - y1 * scale, outline(strokes), scale)]
