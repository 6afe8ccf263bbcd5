"""A row of glyphs becomes a line: squeezed or spread to its measure, and joined into runs that are drawn at once.

Numbers and Latin words are never spread; where a run ends no gap is so wide that a reader of the text layer takes it
for a space.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.typesetting.fonts import Face
from app.typesetting.glyphs import CLOSING, DASHES, WORD, Glyph, TextStyle

TOLERANCE = 0.01
# the widest gap between two characters in ems, before they read as standing apart: sooner in a cell of a table, whose
# room has fewer ems than NARROW; a line that would need more is set ragged
WIDEST_GAP, NARROW_GAP, NARROW = 0.2, 0.12, 25
# a line is left so short, that this gap would fill it, where a date or a number of an article stays whole for it
SHORTEST_GAP = 0.3
# readers of the text layer take a wider gap for a space where a run ends: beside a number, where the font changes
WIDEST_CHANGE = 0.13
# some take every gap or overlap beyond a tenth of the size for the end of a word
EVEN = 0.09


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
    """One set line; ``width`` is what it takes of the measure.

    ``uneven``: some glyphs are so far apart, or squeezed so much, that a reader of the text layer may part the line.
    """

    runs: tuple[Run, ...]
    width: float
    text: str
    uneven: bool = False


def room_to_give(glyphs: Sequence[Glyph], em: float) -> float:
    """Return how far a line may be squeezed: the blank half of its last mark, and half an em from the others."""
    inner = sum(_slack(glyph, em) for glyph in glyphs[:-1])
    return max(glyphs[-1].advance - em / 2, 0.0) + min(inner, em / 2)


def _slack(glyph: Glyph, em: float) -> float:
    return em / 4 if glyph.character in CLOSING and glyph.advance > 0.9 * em else 0.0


def set_line(glyphs: Sequence[Glyph], style: TextStyle, measure: float, left: float, align: str) -> Line:
    """Return the glyphs as a line that begins ``left`` points in; ``align``: justify, left, centre, right."""
    room = measure - left
    natural = sum(glyph.advance for glyph in glyphs)
    if natural > room + TOLERANCE:
        glyphs = _squeezed(glyphs, style.advance, natural - room)
        natural = sum(glyph.advance for glyph in glyphs)
    spread = spread_of(glyphs, style.advance, room - natural) if align == "justify" else (0.0, 0.0)
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


def spread_of(glyphs: Sequence[Glyph], em: float, rest: float, widest_gap: float = WIDEST_GAP) -> tuple[float, float]:
    """Return the points to add at each gap, and at those beside a number or where the font changes.

    Both are 0 where the gaps would become ugly, sooner in a narrow cell.
    """
    gaps = changes = 0
    for before, after in itertools.pairwise(glyphs):
        if _gap(before, after):
            gaps += 1
            changes += _changes(before, after)
    if not gaps or rest <= TOLERANCE:
        return 0.0, 0.0
    change = min(rest / gaps, WIDEST_CHANGE * em)
    plain = (rest - changes * change) / (gaps - changes) if gaps > changes else rest
    widest = widest_gap if sum(glyph.advance for glyph in glyphs) + rest > NARROW * em else NARROW_GAP
    return (plain, change) if plain <= widest * em else (0.0, 0.0)


def _gap(before: Glyph, after: Glyph) -> bool:
    if before.character in DASHES and after.character == before.character:
        return False
    return not (WORD.match(before.character) and WORD.match(after.character))


def _changes(before: Glyph, after: Glyph) -> bool:
    return before.face is not after.face or before.narrow != after.narrow


def _placed(glyphs: Sequence[Glyph], style: TextStyle, x: float, spread: tuple[float, float]) -> Line:
    places: list[tuple[float, Glyph]] = []
    start = x
    for index, glyph in enumerate(glyphs):
        places.append((x - glyph.shift, glyph))
        x += glyph.advance
        if index + 1 < len(glyphs) and _gap(glyph, glyphs[index + 1]):
            x += spread[_changes(glyph, glyphs[index + 1])]
    text = "".join(glyph.character for glyph in glyphs)
    gaps = [
        x - before_x - before.face.width(before.character, style.size)
        for (before_x, before), (x, _) in itertools.pairwise(places)
    ]
    uneven = any(abs(gap) > EVEN * style.size for gap in gaps)
    return Line(tuple(_runs(places, gaps, style)), x - start, text, uneven)


def _runs(places: Sequence[tuple[float, Glyph]], gaps: Sequence[float], style: TextStyle) -> list[Run]:
    """Return the glyphs in runs of one font and spacing, each as long as it can be.

    Where the spacing changes the narrower gap parts the runs: readers of the text layer take a wide one for a space.
    """
    starts, spacings = [0], [0.0]
    for index in range(1, len(places)):
        gap, alone = gaps[index - 1], starts[-1] == index - 1
        if places[index][1].face is not places[index - 1][1].face:
            starts.append(index)
            spacings.append(0.0)
        elif alone:
            spacings[-1] = gap
        elif abs(gap - spacings[-1]) >= TOLERANCE:
            wider = gap > spacings[-1]
            starts.append(index - 1 if wider else index)
            spacings.append(gap if wider else 0.0)
    ends = [*starts[1:], len(places)]
    return [
        Run(
            places[a][0], places[a][1].face, style.size, _text(places[a:b]), spacing if b - a > 1 else 0.0, style.colour
        )
        for a, b, spacing in zip(starts, ends, spacings, strict=True)
        if b > a
    ]


def _text(places: Sequence[tuple[float, Glyph]]) -> str:
    return "".join(glyph.character for _, glyph in places)
