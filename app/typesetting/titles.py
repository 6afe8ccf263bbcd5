"""Titles broken into lines by sense, in the shape of a trapezium or a rhombus (GB/T 9704-2012, 7.3.1).

A line ends where a word ends, best after 的 or before 关于, 对, 和 and the like; no line is left with a word or two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, combinations, pairwise
from pathlib import Path

from app.errors import DocumentFailed
from app.typesetting.breaking import natural_width
from app.typesetting.glyphs import NO_END, NO_START, TextStyle, glyphs_of, groups_of

WORD_FILE = Path(__file__).resolve().parents[2] / "resources" / "typesetting" / "title-words.txt"
GOOD_AFTER = frozenset("的》）、")
GOOD_BEFORE = ("关于", "对", "和", "与", "及", "《", "（", "开展", "进行")
IN_WORD, UNKNOWN, WORD_END = 100.0, 2.0, 0.6
# a title that could be broken in more ways than anybody waits for ends its lines where they are full
MOST_WAYS = 20_000
SHORT_LINE = 0.35
# what stands in brackets is better not parted, unless it is long itself
BRACKETED, LONGEST_IN_BRACKETS = 3.0, 12
IN_BRACKETS = re.compile(rf"（[^（）]{{1,{LONGEST_IN_BRACKETS}}}）|《[^《》]{{1,{LONGEST_IN_BRACKETS}}}》")


def shaped(text: str, style: TextStyle, measure: float) -> list[str]:
    """Return a title as the lines it is best set in; as it is where it fits the measure, or is no title in length."""
    width = natural_width(text, style)
    if width <= measure:
        return [text]
    lines = math.ceil(width / measure)
    places = _lawful_places(text, style)
    if math.comb(len(places), lines) > MOST_WAYS:
        places = [one for one in places if one[1] < UNKNOWN]
    if math.comb(len(places), lines) > MOST_WAYS:
        return [text]
    found = min(_ways(text, style, places, lines, measure), default=None)
    return list(found[1]) if found else [text]


def _ways(
    text: str, style: TextStyle, places: Sequence[tuple[int, float]], lines: int, measure: float
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Yield every way to break into ``lines`` or one more, with what speaks against it."""
    edges = [0.0, *accumulate(glyph.advance for glyph in glyphs_of(text, style))]
    for count in (lines, lines + 1):
        for chosen in combinations(places, count - 1):
            cuts = [0, *(place for place, _ in chosen), len(text)]
            widths = [edges[b] - edges[a] for a, b in pairwise(cuts)]
            if max(widths) <= measure:
                against = sum(cost for _, cost in chosen) + _shape_cost(widths) + 2.0 * (count - lines)
                yield against, tuple(text[a:b] for a, b in pairwise(cuts))


def _shape_cost(widths: Sequence[float]) -> float:
    """Return what speaks against a shape: an hourglass, lines all alike, a line of a word or two."""
    widest = max(widths)
    steps = [after - before for before, after in pairwise(widths)]
    rising = [step > 0 for step in steps]
    hourglass = any(not a and b for a, b in pairwise(rising))
    alike = all(abs(step) < 0.06 * widest for step in steps)
    short = sum(max(SHORT_LINE - width / widest, 0.0) for width in widths)
    uneven = sum(abs(step) / widest for step in steps) / max(len(steps), 1)
    return 3.0 * hourglass + 1.5 * alike + 12.0 * short + uneven


def _lawful_places(text: str, style: TextStyle) -> list[tuple[int, float]]:
    """Return where a line may end, with what speaks against each place: the middle of a word most."""
    ends: set[int] = set()
    at = 0
    for group in groups_of(glyphs_of(text, style)):
        at += len(group.glyphs)
        ends.add(at)
    words = _word_ends(text)
    inside = {place for found in IN_BRACKETS.finditer(text) for place in range(found.start() + 1, found.end())}
    return [
        (place, _cost(text, place, words) + BRACKETED * (place in inside))
        for place in sorted(ends)
        if 0 < place < len(text)
    ]


def _cost(text: str, place: int, words: dict[int, float]) -> float:
    if text[place] in NO_START or text[place - 1] in NO_END:
        return IN_WORD
    if place in words and words[place] >= IN_WORD:
        return IN_WORD
    if text[place - 1] in GOOD_AFTER or text.startswith(GOOD_BEFORE, place):
        return 0.0
    return words.get(place, UNKNOWN)


def _word_ends(text: str) -> dict[int, float]:
    """Return what the words of the text say of each place: inside one, or at its end."""
    said: dict[int, float] = {}
    words = _words()
    longest = max(map(len, words))
    start = 0
    while start < len(text):
        length = next((n for n in range(longest, 1, -1) if text[start : start + n] in words), 1)
        for inside in range(start + 1, start + length):
            said[inside] = IN_WORD
        if length > 1:
            said.setdefault(start, WORD_END)
            said[start + length] = WORD_END
        start += length
    return said


@cache
def _words() -> frozenset[str]:
    """Return the words that no line break tears apart; longer ones win over shorter ones."""
    try:
        return frozenset(WORD_FILE.read_text("utf-8").split())
    except OSError as error:
        raise DocumentFailed("words-missing", f"文件“{WORD_FILE.name}”缺失", "请重新安装程序") from error
