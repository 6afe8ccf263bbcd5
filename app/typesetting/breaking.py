"""Lines: groups of glyphs are filled into a measure, squeezed or spread to end flush on both sides.

A closing mark that would fall on the next line is pulled in where marks of the line give way by up to half an em;
else it takes the character before it along. A group wider than the measure is cut: a long digest or address.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.typesetting.fonts import Face
from app.typesetting.glyphs import CLOSING, DASHES, NO_START, WORD, Glyph, Group, TextStyle, glyphs_of, groups_of

TOLERANCE = 0.01
WIDEST_GAP, NARROW_GAP, NARROW = 0.3, 0.12, 20
LONG_WORD = 12


@dataclass(frozen=True)
class Run:
    """Glyphs of one font in a row: drawn from ``x`` with ``spacing`` points added after each."""

    x: float
    face: Face
    size: float
    text: str
    spacing: float
    colour: str = "black"


@dataclass(frozen=True)
class Line:
    """One set line; ``width`` is what it takes of the measure."""

    runs: tuple[Run, ...]
    width: float
    text: str


def break_text(
    text: str, style: TextStyle, measure: float, indent: float = 0.0, align: str = "justify", hanging: float = 0.0
) -> list[Line]:
    """Return the lines of one paragraph within ``measure`` points.

    ``indent`` moves the first line, ``hanging`` all others. ``align``: justify, left, centre, right. An empty text is
    one empty line.

    Raises:
        MissingGlyph: a character that no font of the style's role has.
    """
    groups = groups_of(glyphs_of(text, style))
    rows = _fill(groups, style.advance, measure, indent, hanging)
    lines = []
    for number, row in enumerate(rows):
        left = indent if number == 0 else hanging
        last = number == len(rows) - 1
        lines.append(_set_line(row, style, measure, left, "left" if last and align == "justify" else align))
    return lines or [Line((), 0.0, "")]


def one_line(text: str, style: TextStyle, measure: float, align: str = "left") -> Line:
    """Return the whole text on one line, set smaller where it is wider than ``measure``: nothing is ever cut off."""
    width = natural_width(text, style)
    if width > measure:
        factor = measure / width
        style = replace(style, size=style.size * factor, em=style.em * factor)
    return _set_line(groups_of(glyphs_of(text, style)), style, measure, 0.0, align)


def natural_width(text: str, style: TextStyle) -> float:
    """Return the width of a text on one line, in points."""
    return sum(glyph.advance for glyph in glyphs_of(text, style))


def _fill(groups: Sequence[Group], em: float, measure: float, indent: float, hanging: float) -> list[list[Group]]:
    rows: list[list[Group]] = [[]]
    room = measure - indent
    waiting = list(reversed(groups))
    while waiting:
        group = waiting.pop()
        row = rows[-1]
        if group.space and not row and len(rows) > 1:
            continue
        if _fits([*row, group], em, room):
            row.append(group)
            continue
        head, tail = _cut(group, row, em, room)
        row.extend(head)
        waiting.extend(reversed(tail))
        rows.append([])
        room = measure - hanging
    return [row for row in (_trimmed(row) for row in rows) if row]


def _fits(row: Sequence[Group], em: float, room: float) -> bool:
    glyphs = _flat(_trimmed(row))
    if not glyphs:
        return True
    over = sum(glyph.advance for glyph in glyphs) - room
    if over <= TOLERANCE:
        return True
    return glyphs[-1].character in CLOSING and over <= _give(glyphs, em) + TOLERANCE


def _give(glyphs: Sequence[Glyph], em: float) -> float:
    """Return how far a line may be squeezed: the blank half of its last mark, and half an em from the others."""
    inner = sum(_slack(glyph, em) for glyph in glyphs[:-1])
    return max(glyphs[-1].advance - em / 2, 0.0) + min(inner, em / 2)


def _slack(glyph: Glyph, em: float) -> float:
    return em / 4 if glyph.character in CLOSING and glyph.advance > 0.9 * em else 0.0


def _cut(group: Group, row: Sequence[Group], em: float, room: float) -> tuple[list[Group], list[Group]]:
    """Return what still goes on this line and what comes after, where ``group`` does not fit behind ``row``."""
    left = room - sum(glyph.advance for glyph in _flat(row))
    worth = _letters(group) >= LONG_WORD and left > 4 * em
    if row and not (worth and group.width > room / 2):
        return [], [group]
    taken = 0
    while taken < len(group.glyphs) and sum(g.advance for g in group.glyphs[: taken + 1]) <= left + TOLERANCE:
        taken += 1
    taken = _back_to_break(group.glyphs, max(taken, 1))
    head, tail = group.glyphs[:taken], group.glyphs[taken:]
    return [replace(group, glyphs=head)], ([replace(group, glyphs=tail)] if tail else [])


def _letters(group: Group) -> int:
    return sum(1 for glyph in group.glyphs if WORD.match(glyph.character))


def _back_to_break(glyphs: Sequence[Glyph], taken: int) -> int:
    """Return a place to cut at or before ``taken``: after a sign of an address or file name, else anywhere lawful."""
    for place in range(taken, taken // 3, -1):
        if place < len(glyphs) and glyphs[place - 1].character in "-/_.":
            return place
    for place in range(taken, max(taken - 8, 0), -1):
        if place == len(glyphs) or glyphs[place].character not in NO_START:
            return place
    return taken


def _trimmed(row: Sequence[Group]) -> list[Group]:
    kept = list(row)
    while kept and kept[-1].space:
        kept.pop()
    return kept


def _flat(row: Iterable[Group]) -> list[Glyph]:
    return [glyph for group in row for glyph in group.glyphs]


def _set_line(row: Sequence[Group], style: TextStyle, measure: float, left: float, align: str) -> Line:
    glyphs = _flat(row)
    room = measure - left
    natural = sum(glyph.advance for glyph in glyphs)
    if natural > room + TOLERANCE:
        glyphs = _squeezed(glyphs, style.advance, natural - room)
        natural = sum(glyph.advance for glyph in glyphs)
    spread = _spread(glyphs, style.advance, room - natural) if align == "justify" else 0.0
    x = left
    if align in ("centre", "right"):
        x += (room - natural) / (2 if align == "centre" else 1)
    return _placed(glyphs, style, x, spread)


def _squeezed(glyphs: Sequence[Glyph], em: float, over: float) -> list[Glyph]:
    """Return the glyphs with ``over`` points taken from the last mark first, then evenly from the others."""
    out = list(glyphs)
    last = min(over, max(out[-1].advance - em / 2, 0.0)) if out[-1].character in CLOSING else 0.0
    out[-1] = replace(out[-1], advance=out[-1].advance - last)
    total = sum(_slack(glyph, em) for glyph in out[:-1])
    share = min((over - last) / total, 1.0) if total else 0.0
    return [replace(g, advance=g.advance - _slack(g, em) * share) for g in out[:-1]] + out[-1:]


def _spread(glyphs: Sequence[Glyph], em: float, rest: float) -> float:
    """Return the points to add at each gap; 0 where the gaps would become ugly, sooner in a narrow cell."""
    gaps = sum(1 for a, b in itertools.pairwise(glyphs) if _gap(a, b))
    widest = WIDEST_GAP if sum(glyph.advance for glyph in glyphs) > NARROW * em else NARROW_GAP
    if not gaps or rest <= TOLERANCE or rest / gaps > widest * em:
        return 0.0
    return rest / gaps


def _gap(before: Glyph, after: Glyph) -> bool:
    if before.character in DASHES and after.character == before.character:
        return False
    return not (WORD.match(before.character) and WORD.match(after.character))


def _placed(glyphs: Sequence[Glyph], style: TextStyle, x: float, spread: float) -> Line:
    places: list[tuple[float, Glyph]] = []
    start = x
    for index, glyph in enumerate(glyphs):
        places.append((x - glyph.shift, glyph))
        x += glyph.advance
        if index + 1 < len(glyphs) and _gap(glyph, glyphs[index + 1]):
            x += spread
    text = "".join(glyph.character for glyph in glyphs)
    return Line(tuple(_runs(places, style)), x - start, text)


def _runs(places: Sequence[tuple[float, Glyph]], style: TextStyle) -> list[Run]:
    runs: list[Run] = []
    text, start, spacing = "", 0.0, None
    for index, (x, glyph) in enumerate(places):
        if text:
            before_x, before = places[index - 1]
            gap = x - before_x - before.face.width(before.character, style.size)
            if glyph.face is before.face and (spacing is None or abs(gap - spacing) < TOLERANCE):
                spacing = gap if spacing is None else spacing
                text += glyph.character
                continue
            runs.append(Run(start, before.face, style.size, text, spacing or 0.0, style.colour))
        text, start, spacing = glyph.character, x, None
    if text:
        runs.append(Run(start, places[-1][1].face, style.size, text, spacing or 0.0, style.colour))
    return runs
