"""Handwriting: strokes of a pen become outlines that screen and paper fill alike.

A stroke is a sequence of samples ``(x, y, pressure, milliseconds)``; x and y are hundredths of a millimetre with y
downwards, pressure is 0 to 1000, or None where the device measured none (then the speed gives the width).
An outline is a list of segments ``("M", x, y)`` and ``("C", x1, y1, x2, y2, x, y)`` in the same unit; every ``M``
starts a closed shape, to be filled with the nonzero rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

Sample = Sequence[float | None]
Point = tuple[float, float]
Segment = tuple[str | float, ...]

PEN_WIDTH = 70.0
THINNEST = 0.35
STREAMLINE = 0.5
FAST = 12.0
FIRST = 0.7  # the force of a first touch, where no speed tells it yet
CIRCLE = 0.5522847498
SIGNERS = 8  # whose outlines are kept: each stands on every page of a record and in each copy of it


class Nib:
    """Follows a stroke sample by sample: ``at`` is where its line has come to by now, ``width`` how wide it is there.

    The line is smoothed, so it lags behind the pen; where the pen was lifted it ends.
    """

    def __init__(self, pen_width: float = PEN_WIDTH) -> None:
        self.at: Point = (0.0, 0.0)
        self.width = 0.0
        self._pen_width = pen_width
        self._before: Sample | None = None

    def follow(self, sample: Sample) -> None:
        """Go on to the next sample."""
        before, (x, y), wanted = self._before, _place(sample), self._width_of(sample)
        if before is None:
            self.at, self.width = (x, y), wanted
        else:
            self.at = self.at[0] + (x - self.at[0]) * STREAMLINE, self.at[1] + (y - self.at[1]) * STREAMLINE
            self.width += (wanted - self.width) * STREAMLINE
        self._before = sample

    def _width_of(self, sample: Sample) -> float:
        if sample[2] is not None:
            force = min(float(sample[2]), 1000.0) / 1000
        else:
            force = FIRST if self._before is None else _force_from_speed(sample, self._before)
        return self._pen_width * (THINNEST + (1 - THINNEST) * force)


def outline(strokes: Sequence[Sequence[Sample]], pen_width: float = PEN_WIDTH) -> tuple[Segment, ...]:
    """Return the filled shapes of all strokes, ``pen_width`` being the widest line."""
    return _outline(tuple(tuple(tuple(sample) for sample in stroke) for stroke in strokes), pen_width)


@lru_cache(SIGNERS)
def _outline(strokes: tuple[tuple[tuple[float | None, ...], ...], ...], pen_width: float) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    for stroke in strokes:
        points, widths = _without_repeats(*_followed(stroke, pen_width))
        if len(points) == 1:
            segments += _dot(points[0], widths[0] / 2)
        elif points:
            segments += _closed_curve(_contour(points, widths))
    return tuple(segments)


def bounds(strokes: Sequence[Sequence[Sample]], pen_width: float = PEN_WIDTH) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the ink; four zeros where there is none."""
    xs = [float(sample[0] or 0) for stroke in strokes for sample in stroke]
    ys = [float(sample[1] or 0) for stroke in strokes for sample in stroke]
    if not xs:
        return (0.0, 0.0, 0.0, 0.0)
    half = pen_width / 2
    return (min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)


def _followed(stroke: Sequence[Sample], pen_width: float) -> tuple[list[Point], list[float]]:
    nib = Nib(pen_width)
    points: list[Point] = []
    widths: list[float] = []
    for sample in stroke:
        nib.follow(sample)
        points.append(nib.at)
        widths.append(nib.width)
    if len(points) > 1:
        points[-1] = _place(stroke[-1])
    return points, widths


def _place(sample: Sample) -> Point:
    return float(sample[0] or 0), float(sample[1] or 0)


def _force_from_speed(here: Sample, before: Sample) -> float:
    elapsed = max(float(here[3] or 0) - float(before[3] or 0), 1.0)
    return max(0.0, 1 - math.dist(_place(here), _place(before)) / elapsed / FAST)


def _without_repeats(points: list[Point], widths: list[float]) -> tuple[list[Point], list[float]]:
    kept: list[Point] = []
    kept_widths: list[float] = []
    for point, width in zip(points, widths, strict=True):
        if not kept or math.dist(point, kept[-1]) > 1.0:
            kept.append(point)
            kept_widths.append(width)
    return kept, kept_widths


def _contour(points: list[Point], widths: list[float]) -> list[Point]:
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for index, (point, width) in enumerate(zip(points, widths, strict=True)):
        before, after = points[max(index - 1, 0)], points[min(index + 1, last)]
        length = math.dist(before, after) or 1.0
        nx, ny = (after[1] - before[1]) / length * width / 2, (before[0] - after[0]) / length * width / 2
        left.append((point[0] + nx, point[1] + ny))
        right.append((point[0] - nx, point[1] - ny))
    tip, tail = _beyond(points[-2], points[-1], widths[-1]), _beyond(points[1], points[0], widths[0])
    return [*left, tip, *reversed(right), tail]


def _beyond(start: Point, end: Point, width: float) -> Point:
    length = math.dist(start, end) or 1.0
    return (end[0] + (end[0] - start[0]) / length * width / 2, end[1] + (end[1] - start[1]) / length * width / 2)


def _closed_curve(points: list[Point]) -> list[Segment]:
    """Return a closed curve through the midpoints, each quadratic raised to a cubic."""
    middles = [_middle(points[i - 1], points[i]) for i in range(len(points))]
    segments: list[Segment] = [("M", *_rounded(middles[0]))]
    for index, control in enumerate(points):
        start, end = middles[index], middles[(index + 1) % len(points)]
        first = (start[0] + 2 / 3 * (control[0] - start[0]), start[1] + 2 / 3 * (control[1] - start[1]))
        second = (end[0] + 2 / 3 * (control[0] - end[0]), end[1] + 2 / 3 * (control[1] - end[1]))
        segments.append(("C", *_rounded(first), *_rounded(second), *_rounded(end)))
    return segments


def _dot(centre: Point, radius: float) -> list[Segment]:
    x, y, k = *centre, radius * CIRCLE
    r = radius
    return [
        ("M", *_rounded((x + r, y))),
        ("C", *_rounded((x + r, y + k)), *_rounded((x + k, y + r)), *_rounded((x, y + r))),
        ("C", *_rounded((x - k, y + r)), *_rounded((x - r, y + k)), *_rounded((x - r, y))),
        ("C", *_rounded((x - r, y - k)), *_rounded((x - k, y - r)), *_rounded((x, y - r))),
        ("C", *_rounded((x + k, y - r)), *_rounded((x + r, y - k)), *_rounded((x + r, y))),
    ]


def _middle(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _rounded(point: Point) -> Point:
    return (round(point[0], 2), round(point[1], 2))
