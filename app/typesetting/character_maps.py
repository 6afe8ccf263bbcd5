"""Which glyph of a font shows a character, read from the font's table of that name (cmap)."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import count as count_from
from itertools import islice
from operator import ge

from app.typesetting.font_numbers import numbers_of, u16

# platform and encoding of a character map, the fullest first
CHARACTER_MAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
PLANE = 0x10000


class CharacterMap(Mapping[int, int]):
    """Glyph numbers by code point: two bytes for each of the first plane and six for each beyond, where a dict takes
    a hundred for each it has.

    No font has glyph 0 for a character: it stands for those that are not there.
    """

    def __init__(self, mapped: Iterable[tuple[int, int]], glyphs: int) -> None:
        self._plane = array("H", bytes(2 * PLANE))
        codes, numbers = array("I"), array("H")
        for code, glyph in mapped:
            if not 0 < glyph < glyphs:
                continue
            if code < PLANE:
                self._plane[code] = glyph
            else:
                codes.append(code)
                numbers.append(glyph)
        if any(map(ge, codes, islice(codes, 1, None))):  # as a font should not have it
            pairs = sorted(dict(zip(codes, numbers, strict=True)).items())
            codes, numbers = array("I", (one for one, _ in pairs)), array("H", (one for _, one in pairs))
        self._beyond, self._numbers = codes, numbers

    def __getitem__(self, code: int) -> int:
        glyph = self._plane[code] if 0 <= code < PLANE else self._far(code)
        if not glyph:
            raise KeyError(code)
        return glyph

    def _far(self, code: int) -> int:
        place = bisect_left(self._beyond, code)
        return self._numbers[place] if place < len(self._beyond) and self._beyond[place] == code else 0

    def __iter__(self) -> Iterator[int]:
        yield from (code for code, glyph in enumerate(self._plane) if glyph)
        yield from self._beyond

    def __len__(self) -> int:
        return sum(map(bool, self._plane)) + len(self._beyond)

    def show_alike(self, code: int, other: int) -> None:
        """Show a code point of the first plane by the glyph of another, unless the font has one or lacks the other."""
        if not self._plane[code]:
            self._plane[code] = self.get(other, 0)


def character_map(table: bytes, glyphs: int) -> CharacterMap:
    """Return the fullest map of the table for a font of so many glyphs; characters with none are left out.

    Raises:
        ValueError: its format is unknown; also what comes of reading numbers that are wrong.
    """
    found = {}
    for number in range(u16(table, 2)):
        platform, encoding, start = struct.unpack_from(">HHL", table, 4 + 8 * number)
        found[platform, encoding] = start
    content = table[next(found[one] for one in CHARACTER_MAPS if one in found) :]
    read = {4: _segments, 12: _groups}.get(u16(content, 0))
    if read is None:
        raise ValueError("character map of an unknown format")
    return CharacterMap(read(content), glyphs)


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield code points with their glyphs from a character map of format 4, 0 where there is none."""
    count = u16(table, 6) // 2
    words = numbers_of("H", table[: u16(table, 2) & ~1])
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, offsets = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        codes = range(first, min(last, 0xFFFE) + 1)
        if not offset:
            yield from ((code, (code + delta) & 0xFFFF) for code in codes)
            continue
        at = 8 + 3 * count + number + offset // 2
        listed = words[at : at + len(codes)]
        shifted = [(glyph + delta) & 0xFFFF if glyph else 0 for glyph in listed] if delta else listed
        yield from zip(codes, shifted, strict=True)


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield the same from a character map of format 12. Most of its thousands of runs are one character long."""
    (count,) = struct.unpack_from(">L", table, 12)
    words = numbers_of("I", table[16 : 16 + 12 * count])
    for first, last, glyph in zip(words[0::3], words[1::3], words[2::3], strict=True):
        if last == first:
            yield first, glyph
        else:
            yield from zip(range(first, min(last, sys.maxunicode) + 1), count_from(glyph), strict=False)
