"""Which glyph of a font shows a character, read from the font's table of that name (cmap)."""

from __future__ import annotations

import itertools
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping

from app.typesetting.font_numbers import numbers_of, u16

# platform and encoding of a character map, the fullest first
CHARACTER_MAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
PLANE = 0x10000


class CharacterMap(Mapping[int, int]):
    """Glyph numbers by code point: two bytes for each of the first plane, where a dict takes a hundred for each it has.

    No font has glyph 0 for a character: it stands for those that are not there.
    """

    def __init__(self, mapped: Mapping[int, int], glyphs: int) -> None:
        self._plane = array("H", bytes(2 * PLANE))
        self._beyond: dict[int, int] = {}
        for code, glyph in mapped.items():
            if 0 < glyph < glyphs:
                (self._plane if code < PLANE else self._beyond)[code] = glyph

    def __getitem__(self, code: int) -> int:
        glyph = self._plane[code] if 0 <= code < PLANE else self._beyond[code]
        if not glyph:
            raise KeyError(code)
        return glyph

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


def _segments(table: bytes) -> dict[int, int]:
    """Return the glyphs of a character map of format 4, 0 where there is none."""
    glyphs: dict[int, int] = {}
    count = u16(table, 6) // 2
    words = numbers_of("H", table[: u16(table, 2) & ~1])
    ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
    deltas, offsets = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        codes = range(first, min(last, 0xFFFE) + 1)
        if not offset:
            glyphs.update((code, (code + delta) & 0xFFFF) for code in codes)
            continue
        at = 8 + 3 * count + number + offset // 2
        listed = words[at : at + len(codes)]
        shifted = [(glyph + delta) & 0xFFFF if glyph else 0 for glyph in listed] if delta else listed
        glyphs.update(zip(codes, shifted, strict=True))
    return glyphs


def _groups(table: bytes) -> dict[int, int]:
    """Return the glyphs of a character map of format 12. Most of its thousands of runs are one character long."""
    (count,) = struct.unpack_from(">L", table, 12)
    words = numbers_of("I", table[16 : 16 + 12 * count])
    firsts, lasts, numbers = words[0::3], words[1::3], words[2::3]
    glyphs = dict(zip(firsts, numbers, strict=True))
    for first, last, glyph in zip(firsts, lasts, numbers, strict=True):
        if last > first:
            more = range(first + 1, min(last, sys.maxunicode) + 1)
            glyphs.update(zip(more, itertools.count(glyph + 1), strict=False))
    return glyphs
