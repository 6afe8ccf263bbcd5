"""Where the headings of a table stand: below a title, in one row or, with merged cells, in two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.services.registers.importing.cells import Line
from app.services.registers.importing.columns import plain

SEARCHED = 12  # the heading row is looked for among the first rows
_PLAIN = frozenset(("电话", "手机", "职务"))  # say what they are under any group
_NAMES = frozenset(("姓名", "名称", "号码", "编号", "代码"))
_BELOW = _PLAIN | _NAMES | frozenset(("起", "止", "自", "至", "年", "月", "日"))


def headings_of(lines: Sequence[Line], place: int, known: Callable[[str], bool]) -> tuple[tuple[str, ...], int]:
    """Return the headings of a table and where its rows begin; ``place`` is the row with most of the headings.

    A head of two rows has cells merged from above to below, whose text stands in one row or in both, and such that
    are merged over several columns, each of which has a heading of its own below.
    """
    upper, lower, begin = lines[place], None, place + 1
    if begin < len(lines) and _goes_on(lines[begin], known):
        lower, begin = lines[begin], begin + 1
    elif place and not _lone(lines[place - 1]) and any(known(cell.text) for cell in lines[place - 1].cells):
        upper, lower = lines[place - 1], lines[place]
    if lower is None:
        return tuple(cell.text for cell in upper.cells), begin
    width, group, found = max(len(upper.cells), len(lower.cells)), "", []
    for above, below in zip(_texts(upper, width), _texts(lower, width), strict=True):
        group = above or group
        found.append(_heading(group, below, known) if below and below != above else above)
    return tuple(found), begin


def _goes_on(line: Line, known: Callable[[str], bool]) -> bool:
    """Return whether a row below headings is their second row."""
    texts = [cell.text for cell in line.cells if cell.text]
    return bool(texts) and all(known(one) or plain(one) in _BELOW for one in texts)


def _texts(line: Line, width: int) -> list[str]:
    return [*(cell.text for cell in line.cells), *[""] * (width - len(line.cells))]


def _heading(group: str, own: str, known: Callable[[str], bool]) -> str:
    """Return the heading of a column that has its own below that of a group.

    Where it says too little by itself (起, 代码) and both together are no known heading, the column has none that is
    known: a person chooses, and no date of issue is taken for the end of a term.
    """
    joined, vague = f"{group}{own}", plain(own) in _BELOW
    if not group or known(joined):
        return joined
    if known(own) and (plain(own) in _PLAIN or not known(group)):
        return own
    if plain(own) in _NAMES and known(group):
        return group if not known(own) else joined
    return joined if vague else own


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
