"""Handwriting becomes closed outlines that any surface can fill."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ink import PEN_WIDTH, bounds, outline

SAMPLES = st.tuples(st.integers(0, 6000), st.integers(0, 2000), st.integers(0, 1000), st.integers(0, 9000))
STROKES = st.lists(st.lists(SAMPLES, min_size=1, max_size=20), max_size=5)


def end(segment: tuple[str | float, ...]) -> tuple[float, float]:
    return (float(segment[-2]), float(segment[-1]))


def line(pressure: int | None, gap: int = 10) -> list[list[float | None]]:
    return [[100 * n, 500, pressure, gap * n] for n in range(10)]


def height(stroke: list[list[float | None]]) -> float:
    ys = [float(value) for segment in outline([stroke]) for value in segment[2::2]]
    return max(ys) - min(ys)


@given(STROKES)
def test_that_every_stroke_is_one_closed_shape(strokes: list) -> None:
    segments = outline(strokes)
    assert sum(segment[0] == "M" for segment in segments) == len(strokes)
    for index, segment in enumerate(segments):
        if segment[0] == "M" and index:
            assert segments[index - 1][0] == "C"
    starts = [end(s) for s in segments if s[0] == "M"]
    ends = [end(s) for s, after in pairwise([*segments, ("M",)]) if after[0] == "M"]
    assert all(math.dist(a, b) < 0.05 for a, b in zip(starts, ends, strict=True))


@given(STROKES)
def test_that_the_shapes_lie_within_the_bounds_of_the_ink(strokes: list) -> None:
    left, top, right, bottom = bounds(strokes)
    for segment in outline(strokes):
        x, y = end(segment)
        assert left - PEN_WIDTH <= x <= right + PEN_WIDTH
        assert top - PEN_WIDTH <= y <= bottom + PEN_WIDTH


def test_that_more_pressure_makes_a_wider_line() -> None:
    assert height(line(1000)) > 1.5 * height(line(100))


def test_that_without_pressure_a_fast_line_is_thinner() -> None:
    assert height(line(None, gap=4)) < height(line(None, gap=200))


def test_that_a_tap_of_the_pen_is_a_dot() -> None:
    segments = outline([[[100, 100, 500, 0]]])
    assert [segment[0] for segment in segments] == ["M", "C", "C", "C", "C"]


def test_that_no_ink_has_no_shape_and_no_size() -> None:
    assert outline([]) == ()
    assert bounds([]) == (0.0, 0.0, 0.0, 0.0)


def test_that_ink_on_every_page_is_worked_out_once() -> None:
    stroke = [[100.0 * place, 50.0 * place, 500, 10 * place] for place in range(20)]
    again = [list(one) for one in stroke]
    assert outline([stroke]) is outline([again])
    again[3][2] = 900  # pressed harder
    assert outline([stroke]) != outline([again])
    assert outline([stroke], pen_width=20.0) != outline([stroke])
