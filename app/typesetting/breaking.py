"""Breaking: groups of glyphs are filled into a measure, so that every line can be set flush on both sides.

A closing mark that would fall on the next line is pulled in where marks of the line give way by up to half an em;
else it takes the character before it along. A group wider than the measure is cut: a long digest or address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from app.typesetting.glyphs import CLOSING, NO_END, NO_START, WORD, Glyph, Group, TextStyle, glyphs_of, groups_of
from app.typesetting.lines import NARROW, SHORTEST_GAP, TOLERANCE, Line, room_to_give, set_line, spread_of

LONG_WORD = 12
# a tie may leave this share of a narrow cell's line blank
BLANK_SHARE = 0.25
# letters of an address or file name that go to the next line at least
FEWEST_CUT_OFF = 4
# what a line keeps, in groups, and what it gives at most, in ems, to spare the next one a single character
FEWEST_LEFT, MOST_MOVED = 4, 3.5


def break_text(
    text: str, style: TextStyle, measure: float, indent: float = 0.0, align: str = "justify", hanging: float = 0.0
) -> list[Line]:
    """Return the lines of one paragraph within ``measure`` points.

    ``indent`` moves the first line, ``hanging`` all others. ``align``: justify, left, centre, right. An empty text is
    one empty line.

    Raises:
        MissingGlyph: a character that no font of the style's role has.
    """
    return list(_broken(text, style, measure, indent, align, hanging))


# the copies of a paper, its preview and the paper itself hold the same paragraphs
@lru_cache(maxsize=1024)
def _broken(text: str, style: TextStyle, measure: float, indent: float, align: str, hanging: float) -> tuple[Line, ...]:
    groups = groups_of(glyphs_of(text, style))
    rows = _fill(groups, style.advance, measure, indent, hanging)
    lines = []
    for number, row in enumerate(rows):
        left = indent if number == 0 else hanging
        last = number == len(rows) - 1
        lines.append(set_line(_flat(row), style, measure, left, "left" if last and align == "justify" else align))
    return tuple(lines) or (Line((), 0.0, ""),)


def one_line(text: str, style: TextStyle, measure: float, align: str = "left") -> Line:
    """Return the whole text on one line, set smaller where it is wider than ``measure``: nothing is ever cut off."""
    width = natural_width(text, style)
    if width > measure:
        factor = measure / width
        style = replace(style, size=style.size * factor, em=style.em * factor)
    return set_line(glyphs_of(text, style), style, measure, 0.0, align)


def natural_width(text: str, style: TextStyle) -> float:
    """Return the width of a text on one line, in points."""
    return sum(glyph.advance for glyph in glyphs_of(text, style))


def _fill(groups: Sequence[Group], em: float, measure: float, indent: float, hanging: float) -> list[list[Group]]:
    rows: list[list[Group]] = [[]]
    head: Sequence[Group]
    tail: Sequence[Group]
    room = measure - indent
    used = 0.0
    waiting = list(reversed(groups))
    while waiting:
        group = waiting.pop()
        row = rows[-1]
        if group.space and not row and len(rows) > 1:
            continue
        used += group.width
        if used <= room or _fits([*row, group], em, room):
            row.append(group)
            continue
        back = _tied_end(row, em, room)
        if back:
            del row[-len(back) :]
            head, tail = [], [*back, group]
        else:
            head, tail = _cut(group, row, em, room)
        row.extend(head)
        waiting.extend(reversed(tail))
        rows.append([])
        room, used = measure - hanging, 0.0
    return _without_orphan([row for row in (_trimmed(row) for row in rows) if row], em)


def _without_orphan(rows: list[list[Group]], em: float) -> list[list[Group]]:
    """Return the rows; where the last would hold a single character, the row before gives it one (孤字不成行)."""
    if len(rows) < 2 or _shown(rows[-1]) > 1:
        return rows
    *before, full, last = rows
    start = len(full) - 1
    while start and full[start - 1].tied:
        start -= 1
    moved = full[start:]
    if start < FEWEST_LEFT or sum(group.width for group in moved) > MOST_MOVED * em or moved[0].space:
        return rows
    return [*before, _trimmed(full[:start]), [*moved, *last]]


def _shown(row: Sequence[Group]) -> int:
    return sum(1 for glyph in _flat(row) if glyph.character not in NO_START and glyph.character not in NO_END)


def _tied_end(row: Sequence[Group], em: float, room: float) -> Sequence[Group]:
    """Return the groups at the end of a row that go down with the next one, since it is tied to them.

    None do where the row would be left too loose, or empty.
    """
    start = len(row)
    while start and row[start - 1].tied:
        start -= 1
    if start in (0, len(row)):
        return ()
    glyphs = _flat(_trimmed(row[:start]))
    blank = room - sum(glyph.advance for glyph in glyphs)
    held = spread_of(glyphs, em, blank, SHORTEST_GAP)[0]
    loose = not held and blank > (BLANK_SHARE * room if room < NARROW * em else TOLERANCE)
    return () if loose or not glyphs else row[start:]


def _fits(row: Sequence[Group], em: float, room: float) -> bool:
    glyphs = _flat(_trimmed(row))
    if not glyphs:
        return True
    over = sum(glyph.advance for glyph in glyphs) - room
    if over <= TOLERANCE:
        return True
    return glyphs[-1].character in CLOSING and over <= room_to_give(glyphs, em) + TOLERANCE


def _cut(group: Group, row: Sequence[Group], em: float, room: float) -> tuple[list[Group], list[Group]]:
    """Return what still goes on this line and what comes after, where ``group`` does not fit behind ``row``."""
    left = room - sum(glyph.advance for glyph in _flat(row))
    worth = left > 4 * em and _is_long_word(group)
    if row and not (worth and group.width > room / 2):
        return [], [group]
    taken = 0
    while taken < len(group.glyphs) and sum(g.advance for g in group.glyphs[: taken + 1]) <= left + TOLERANCE:
        taken += 1
    at_sign = _after_sign(group.glyphs, taken)
    if row and not at_sign and group.width <= room:
        return [], [group]
    taken = at_sign or _lawful_place(group.glyphs, max(taken, 1))
    head, tail = group.glyphs[:taken], group.glyphs[taken:]
    return [replace(group, glyphs=head)], ([replace(group, glyphs=tail)] if tail else [])


def _is_long_word(group: Group) -> bool:
    return sum(1 for glyph in group.glyphs[: 3 * LONG_WORD] if WORD.match(glyph.character)) >= LONG_WORD


def _after_sign(glyphs: Sequence[Glyph], taken: int) -> int:
    """Return a place to cut at or before ``taken``, after a sign of an address or file name; 0 where there is none."""
    for place in range(min(taken, len(glyphs) - FEWEST_CUT_OFF), taken // 4, -1):
        if glyphs[place - 1].character in "-/_.":
            return place
    return 0


def _lawful_place(glyphs: Sequence[Glyph], taken: int) -> int:
    for place in range(taken, max(taken - 8, 0), -1):
        if place == len(glyphs) or _lawful(glyphs[place - 1].character, glyphs[place].character):
            return place
    return taken


def _lawful(before: str, after: str) -> bool:
    return after not in NO_START and before not in NO_END


def _trimmed(row: Sequence[Group]) -> list[Group]:
    kept = list(row)
    while kept and kept[-1].space:
        kept.pop()
    return kept


def _flat(row: Iterable[Group]) -> list[Glyph]:
    return [glyph for group in row for glyph in group.glyphs]
