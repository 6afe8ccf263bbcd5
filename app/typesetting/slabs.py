"""What stands on a page before it is drawn: marks with their places, stacked in slabs that a page break may part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.typesetting.lines import Line

ASCENT = 0.88
ON_GRID = 0.001


@dataclass(frozen=True)
class TextMark:
    """A set line with its left edge and baseline in points, y downwards."""

    x: float
    y: float
    line: Line


@dataclass(frozen=True)
class RuleMark:
    """A straight rule, ``width`` points thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.5
    colour: str = "black"


@dataclass(frozen=True)
class ShapeMark:
    """A filled outline, scaled to points from ``x, y``: segments of ink or of a code (y downwards; ``R`` is a rectangle
    by x, y, width, height) or of a letter (``upright``).
    """

    x: float
    y: float
    segments: tuple[tuple[str | float, ...], ...]
    scale: float
    colour: str = "black"
    upright: bool = False
    angle: float = 0.0


@dataclass(frozen=True)
class EntryMark:
    """The place where a section begins, named in the reader's outline; nothing is drawn."""

    x: float
    y: float
    title: str


Mark = TextMark | RuleMark | ShapeMark | EntryMark


@dataclass(frozen=True)
class Frame:
    """A ruled block that may run over pages: its edges, and what is set again on each further page."""

    left: float
    right: float
    head: tuple[Slab, ...] = ()
    rule: float = 0.5


@dataclass(frozen=True)
class Slab:
    """A horizontal strip of a page, never broken itself.

    ``keep``: no page break directly below. ``gap``: white space, dropped at the top of a page. ``continued``: marks
    that are added where the slab comes first on a page in the middle of a row. ``top``: its fixed place, in points
    below the top of the type area. ``parts``: the same strip line by line, taken where the whole would leave much of a
    page blank. ``ending``: nothing can stand below it in its table, so that text after it need not take it along.
    ``fresh``: it begins a page. ``snap``: white space up to the next multiple of so many points from the page's top.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    gap: bool = False
    frame: Frame | None = None
    continued: tuple[Mark, ...] = ()
    top: float | None = None
    parts: tuple[Slab, ...] = ()
    ending: bool = False
    fresh: bool = False
    snap: float = 0.0


@dataclass
class Page:
    """One page of the type area: marks with places from its top left corner, and the height that is used."""

    marks: list[Mark] = field(default_factory=list)
    used: float = 0.0


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """Return the mark at another place."""
    if isinstance(mark, TextMark):
        return TextMark(mark.x + dx, mark.y + dy, mark.line)
    if isinstance(mark, RuleMark):
        return RuleMark(mark.x1 + dx, mark.y1 + dy, mark.x2 + dx, mark.y2 + dy, mark.width, mark.colour)
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def baseline(pitch: float, size: float) -> float:
    """Return how far below the top of a line of height ``pitch`` its baseline stands."""
    return (pitch - size) / 2 + ASCENT * size


def line_slabs(
    lines: Sequence[Line], pitch: float, size: float, keep_all: bool = False, at_least: int = 2
) -> list[Slab]:
    """Return one slab for each line; no single first or last line is left alone by a page break."""
    last = len(lines) - 1
    slabs = []
    for number, line in enumerate(lines):
        opening, closing = number < at_least - 1, number >= last - at_least + 1
        keep = keep_all or (number < last and (opening or closing))
        slabs.append(Slab(pitch, (TextMark(0.0, baseline(pitch, size), line),), keep=keep))
    return slabs


def gap(height: float, keep: bool = False, snap: float = 0.0) -> Slab:
    """Return white space that vanishes at the top of a page."""
    return Slab(height, gap=True, keep=keep, snap=snap)


def foot_of(slab: Slab, used: float) -> float:
    """Return where a slab ends that is laid at ``used``, or at its own place."""
    foot = (used if slab.top is None else slab.top) + slab.height
    return math.ceil(foot / slab.snap - ON_GRID) * slab.snap if slab.snap else foot
