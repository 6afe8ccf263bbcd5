"""Where the headings of a table stand: below a title, in one row or, with merged cells, in two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.services.registers.importing.cells import Line
from app.services.registers.importing.columns import plain

SEARCHED = 12  # the heading row is looked for among the first rows
_BELOW = frozenset(
    ("姓名", "名称", "号码", "编号", "代码", "电话", "手机", "职务", "起", "止", "自", "至", "年", "月", "日")
)


def headings_of(lines: Sequence[Line], place: int, known: Callable[[str], bool]) -> tuple[tuple[str, ...], int]:
    """Return the headings of a table and where its rows begin; ``place`` is the row with most of the headings.

    A head of two rows has cells merged from above to below: what one row leaves blank stands in the other.
    """
    rows = [lines[place]]
    if place and not _lone(lines[place - 1]) and any(known(cell.text) for cell in lines[place - 1].cells):
        rows.append(lines[place - 1])
    begin = place + 1
    if begin < len(lines) and all(
        known(cell.text) or plain(cell.text) in _BELOW for cell in lines[begin].cells if cell.text
    ):
        rows.append(lines[begin])
        begin += 1
    width = max(len(one.cells) for one in rows)
    padded = [[*(cell.text for cell in one.cells), *[""] * (width - len(one.cells))] for one in rows]
    named = [sorted(column, key=lambda text: (not known(text), not text)) for column in zip(*padded, strict=True)]
    return tuple(column[0] for column in named), begin


def _lone(line: Line) -> bool:
    """Return whether a row has one text only, as the title over a table."""
    return sum(bool(cell.text) for cell in line.cells) < 2


def heading_place(lines: Sequence[Line], known: Callable[[str], bool]) -> int | None:
    """Return the row with most known headings among the first ones, else the first with two texts."""
    counted = [(sum(known(cell.text) for cell in one.cells), -place) for place, one in enumerate(lines[:SEARCHED])]
    best = max(counted, default=(0, 0))
    if best[0] > 0:
        return -best[1]
    texts = (place for place, one in enumerate(lines[:SEARCHED]) if sum(bool(cell.text) for cell in one.cells) > 1)
    return next(texts, 0 if lines else None)
