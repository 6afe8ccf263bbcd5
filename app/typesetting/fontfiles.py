"""TrueType files: which glyph shows a character, how wide it is, and the few glyphs of a paper as a font of its own.

Papers use some hundred glyphs of fonts that have thousands, so tables are taken as arrays and a glyph is cut out when
it is first used. A subset keeps what an embedded CIDFontType2 needs (ISO 32000-1, 9.9): no names, no character map.
"""

from __future__ import annotations

import itertools
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONG_OFFSETS = 1
COMPOSITE = b"\x80"
WORDS, SCALE, MORE, BOTH_SCALES, MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
KEPT_AS_THEY_ARE = ("cvt ", "fpgm", "prep")
COLLECTION, MOST_COLLECTED = b"ttcf", 256
CHECKSUM_OF_ALL = 0xB1B0AFBA
# platform and encoding of a character map, the fullest first
CHARACTER_MAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))


# what comes of reading tables whose numbers are wrong; StopIteration: no character map that is known
DAMAGES = (struct.error, KeyError, IndexError, ValueError, ZeroDivisionError, StopIteration)


class FontBroken(ValueError):
    """The file is no TrueType font, or a part of it is missing."""


@dataclass(frozen=True)
class Measures:
    """What is told of a font as a whole, in thousandths of the em."""

    box: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int
    weight: int


@dataclass(frozen=True)
class _Outline:
    """A glyph's outline, filled up to whole words, with the checksum of its words; ``parts``: places of glyph ids."""

    content: bytes
    checksum: int
    parts: tuple[int, ...]


class FontFile:
    """One font file; ``glyphs`` maps code points to glyph numbers. ``start``: where the font begins in a collection.

    Raises:
        FontBroken: the bytes are no TrueType font.
    """

    def __init__(self, content: bytes, start: int = 0) -> None:
        try:
            places = table_places(content, start)
            self._glyf = memoryview(content)[places.pop("glyf")]
            self._tables = {tag: content[place] for tag, place in places.items()}
            self._read_measures()
            count = self._counted()
            mapped = _character_map(self._tables["cmap"])
            self.glyphs = {code: glyph for code, glyph in mapped.items() if 0 < glyph < count}
        except DAMAGES as error:
            raise FontBroken(str(error)) from error
        self._outlines: dict[int, _Outline] = {}

    def _read_measures(self) -> None:
        head, os2 = self._tables["head"], self._tables["OS/2"]
        self._em, long_offsets = _u16(head, 18), _u16(head, 50)
        places = self._tables["loca"]
        self._places = _array("I", places) if long_offsets else array("I", (2 * n for n in _array("H", places)))
        # pairs of advance and bearing; the last advance holds for all glyphs behind
        self._pairs = _u16(self._tables["hhea"], 34)
        self._metrics = _array("H", self._tables["hmtx"])
        version, weight = _u16(os2, 0), _u16(os2, 4)
        ascent, descent = struct.unpack_from(">hh", os2, 68)
        cap_height = (struct.unpack_from(">h", os2, 88)[0] if version > 1 else 0) or ascent
        box = tuple(self._rounded(side) for side in struct.unpack_from(">4h", head, 36))
        upright = (self._rounded(ascent), self._rounded(descent), self._rounded(cap_height))
        self.measures = Measures(box, *upright, weight)

    def _counted(self) -> int:
        """Return the number of glyphs."""
        count = _u16(self._tables["maxp"], 4)
        if not 0 < self._pairs <= count < len(self._places) or len(self._metrics) < 2 * self._pairs:
            raise FontBroken("glyphs without outline or width")
        return count

    def _rounded(self, units: int) -> int:
        return round(units * 1000 / self._em)

    def advance(self, glyph: int) -> float:
        """Return a glyph's advance in thousandths of the em."""
        return self._advance(glyph) * 1000 / self._em

    def _advance(self, glyph: int) -> int:
        return self._metrics[2 * min(glyph, self._pairs - 1)]

    def _bearing(self, glyph: int) -> int:
        behind = glyph - self._pairs
        return self._metrics[2 * glyph + 1 if behind < 0 else 2 * self._pairs + behind]

    def _outline(self, glyph: int) -> _Outline:
        found = self._outlines.get(glyph)
        if found is None:
            content = bytes(self._glyf[self._places[glyph] : self._places[glyph + 1]])
            padded = content + bytes(-len(content) % 4)
            found = self._outlines[glyph] = _Outline(padded, _checksum(padded), tuple(_parts(content)))
        return found

    def subset(self, wanted: Sequence[int]) -> bytes:
        """Return a font with glyph 0 and the wanted ones behind it in their order, then the parts they are made of.

        Raises:
            FontBroken: an outline is not where the font says.
        """
        try:
            return self._subset([0, *wanted])
        except DAMAGES as error:
            raise FontBroken(str(error)) from error

    def _subset(self, order: list[int]) -> bytes:
        numbers = {glyph: number for number, glyph in reversed(list(enumerate(order)))}
        outlines: list[_Outline] = []
        for glyph in order:  # grows while it is gone through
            outline = self._outline(glyph)
            for place in outline.parts:
                part = _u16(outline.content, place)
                if part not in numbers:
                    numbers[part] = len(order)
                    order.append(part)
            outlines.append(_renumbered(outline, numbers) if outline.parts else outline)
        return _font_of(self._subset_tables(order, outlines))

    def _subset_tables(self, order: Sequence[int], outlines: Sequence[_Outline]) -> dict[str, tuple[bytes, int]]:
        """Return the tables of a subset with their checksums."""
        count = len(order)
        metrics = [value for glyph in order for value in (self._advance(glyph), self._bearing(glyph))]
        places = itertools.accumulate((len(outline.content) for outline in outlines), initial=0)
        head = self._tables["head"]
        made = {
            "head": head[:8] + bytes(4) + head[12:50] + struct.pack(">h", LONG_OFFSETS) + head[52:],
            "hhea": self._tables["hhea"][:34] + struct.pack(">H", count),
            "hmtx": struct.pack(f">{2 * count}H", *metrics),
            "loca": struct.pack(f">{count + 1}L", *places),
            "maxp": self._tables["maxp"][:4] + struct.pack(">H", count) + self._tables["maxp"][6:],
        }
        made |= {tag: self._tables[tag] for tag in KEPT_AS_THEY_ARE if tag in self._tables}
        tables = {tag: (content, _checksum(content)) for tag, content in made.items()}
        glyf = b"".join(outline.content for outline in outlines)
        tables["glyf"] = (glyf, sum(outline.checksum for outline in outlines) & 0xFFFFFFFF)
        return tables


def font_starts(content: bytes) -> list[int]:
    """Return where the fonts of a file begin: one at 0, or those of a collection (.ttc) in their order.

    Raises:
        FontBroken: the collection is cut off.
    """
    if content[:4] != COLLECTION:
        return [0]
    try:
        (count,) = struct.unpack_from(">L", content, 8)
        return list(struct.unpack_from(f">{min(count, MOST_COLLECTED)}L", content, 12))
    except struct.error as error:
        raise FontBroken("collection is cut off") from error


def table_places(content: bytes, start: int = 0) -> dict[str, slice]:
    """Return where the tables of a font stand in its file, by tag.

    Raises:
        FontBroken: it is no TrueType font, or cut off.
    """
    if content[start : start + 4] not in (b"\0\1\0\0", b"true"):
        raise FontBroken("not TrueType")
    places = {}
    try:
        for number in range(_u16(content, start + 4)):
            tag, _, first, length = struct.unpack_from(">4sLLL", content, start + 12 + 16 * number)
            if first + length > len(content):
                raise FontBroken(f"{tag!r} is cut off")
            places[tag.decode("latin-1")] = slice(first, first + length)
    except (struct.error, IndexError) as error:
        raise FontBroken("directory is cut off") from error
    return places


def _character_map(table: bytes) -> dict[int, int]:
    found = {}
    for number in range(_u16(table, 2)):
        platform, encoding, start = struct.unpack_from(">HHL", table, 4 + 8 * number)
        found[platform, encoding] = table[start:]
    content = next(found[one] for one in CHARACTER_MAPS if one in found)
    read = {4: _segments, 12: _groups}.get(_u16(content, 0))
    if read is None:
        raise FontBroken("character map of an unknown format")
    return read(content)


def _segments(table: bytes) -> dict[int, int]:
    """Return the glyphs of a character map of format 4, 0 where there is none."""
    glyphs: dict[int, int] = {}
    count = _u16(table, 6) // 2
    words = _array("H", table[: _u16(table, 2) & ~1])
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
    words = _array("I", table[16 : 16 + 12 * count])
    firsts, lasts, numbers = words[0::3], words[1::3], words[2::3]
    glyphs = dict(zip(firsts, numbers, strict=True))
    for first, last, glyph in zip(firsts, lasts, numbers, strict=True):
        if last > first:
            more = range(first + 1, min(last, sys.maxunicode) + 1)
            glyphs.update(zip(more, itertools.count(glyph + 1), strict=False))
    return glyphs


def _parts(content: bytes) -> Iterator[int]:
    """Give the places in a composite glyph where the numbers of its parts stand."""
    if content[:1] < COMPOSITE:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags = _u16(content, place)
        yield place + 2
        place += 8 if flags & WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & BOTH_SCALES else 8 if flags & MATRIX else 0


def _renumbered(outline: _Outline, numbers: Mapping[int, int]) -> _Outline:
    content = bytearray(outline.content)
    for place in outline.parts:
        struct.pack_into(">H", content, place, numbers[_u16(content, place)])
    return _Outline(bytes(content), _checksum(content), outline.parts)


def _font_of(tables: Mapping[str, tuple[bytes, int]]) -> bytes:
    """Return a font file of the tables, in the order of their names."""
    power = len(tables).bit_length() - 1
    head = [struct.pack(">LHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))]
    body, place = [], 12 + 16 * len(tables)
    for tag, (content, checksum) in sorted(tables.items()):
        head.append(struct.pack(">4sLLL", tag.encode("latin-1"), checksum, place, len(content)))
        body += [content, bytes(-len(content) % 4)]
        place += len(content) + -len(content) % 4
    directory = b"".join(head)
    whole = CHECKSUM_OF_ALL - _checksum(directory) - sum(checksum for _, checksum in tables.values())
    font = bytearray(directory + b"".join(body))
    (at,) = struct.unpack_from(">L", font, 12 + 16 * sorted(tables).index("head") + 8)
    struct.pack_into(">L", font, at + 8, whole & 0xFFFFFFFF)
    return bytes(font)


def _checksum(content: bytes | bytearray) -> int:
    return sum(_array("I", bytes(content) + bytes(-len(content) % 4))) & 0xFFFFFFFF


def _array(kind: str, content: bytes) -> array[int]:
    values = array(kind, content)
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _u16(content: bytes | bytearray, place: int) -> int:
    return content[place] << 8 | content[place + 1]
