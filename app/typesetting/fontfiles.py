"""TrueType files: which glyph shows a character, how wide it is, and the few glyphs of a paper as a font of its own.

Papers use some hundred glyphs of fonts that have thousands, so tables are taken as arrays and a glyph is cut out when
it is first used. A subset keeps what an embedded CIDFontType2 needs (ISO 32000-1, 9.9): no names, no character map.
"""

from __future__ import annotations

import itertools
import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.typesetting.character_maps import CharacterMap, character_map
from app.typesetting.font_numbers import numbers_of, u16
from app.typesetting.kept_files import KeptFile

LONG_OFFSETS = 1
COMPOSITE = b"\x80"
WORDS, SCALE, MORE, BOTH_SCALES, MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
KEPT_AS_THEY_ARE = ("cvt ", "fpgm", "prep")
KEPT = frozenset({"head", "hhea", "maxp", *KEPT_AS_THEY_ARE})
COLLECTION, MOST_COLLECTED = b"ttcf", 256
CHECKSUM_OF_ALL = 0xB1B0AFBA


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

    Where ``file`` is given, outlines stay in it and are read when first used: they are most of a font's megabytes.

    Raises:
        FontBroken: the bytes are no TrueType font.
    """

    def __init__(self, content: bytes, start: int = 0, file: KeptFile | None = None) -> None:
        try:
            places = table_places(content, start)
            outlines = places.pop("glyf")
            self._glyf = memoryview(content)[outlines] if file is None else file.part(outlines)
            self._tables = {tag: content[place] for tag, place in places.items() if tag in KEPT}
            self._read_measures(content[places["OS/2"]])
            self._read_metrics(content[places["loca"]], content[places["hmtx"]])
            self.glyphs: CharacterMap = character_map(content[places["cmap"]], self._counted())
        except DAMAGES as error:
            raise FontBroken(str(error)) from error
        self._outlines: dict[int, _Outline] = {}

    def _read_measures(self, os2: bytes) -> None:
        head = self._tables["head"]
        self._em = u16(head, 18)
        version, weight = u16(os2, 0), u16(os2, 4)
        ascent, descent = struct.unpack_from(">hh", os2, 68)
        cap_height = (struct.unpack_from(">h", os2, 88)[0] if version > 1 else 0) or ascent
        box = tuple(self._rounded(side) for side in struct.unpack_from(">4h", head, 36))
        upright = (self._rounded(ascent), self._rounded(descent), self._rounded(cap_height))
        self.measures = Measures(box, *upright, weight)

    def _read_metrics(self, places: bytes, metrics: bytes) -> None:
        long_offsets = u16(self._tables["head"], 50)
        self._places = numbers_of("I", places) if long_offsets else array("I", (2 * n for n in numbers_of("H", places)))
        # pairs of advance and bearing; the last advance holds for all glyphs behind
        self._pairs = u16(self._tables["hhea"], 34)
        self._metrics = numbers_of("H", metrics)

    def _counted(self) -> int:
        """Return the number of glyphs."""
        count = u16(self._tables["maxp"], 4)
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
            FontBroken: an outline is not where the font says, or its file was changed or cannot be read any more.
        """
        try:
            return self._subset([0, *wanted])
        except (*DAMAGES, OSError) as error:
            raise FontBroken(str(error)) from error

    def _subset(self, order: list[int]) -> bytes:
        numbers = {glyph: number for number, glyph in reversed(list(enumerate(order)))}
        outlines: list[_Outline] = []
        for glyph in order:  # grows while it is gone through
            outline = self._outline(glyph)
            for place in outline.parts:
                part = u16(outline.content, place)
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
        for number in range(u16(content, start + 4)):
            tag, _, first, length = struct.unpack_from(">4sLLL", content, start + 12 + 16 * number)
            if first + length > len(content):
                raise FontBroken(f"{tag!r} is cut off")
            places[tag.decode("latin-1")] = slice(first, first + length)
    except (struct.error, IndexError) as error:
        raise FontBroken("directory is cut off") from error
    return places


def _parts(content: bytes) -> Iterator[int]:
    """Give the places in a composite glyph where the numbers of its parts stand."""
    if content[:1] < COMPOSITE:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags = u16(content, place)
        yield place + 2
        place += 8 if flags & WORDS else 6
        place += 2 if flags & SCALE else 4 if flags & BOTH_SCALES else 8 if flags & MATRIX else 0


def _renumbered(outline: _Outline, numbers: Mapping[int, int]) -> _Outline:
    content = bytearray(outline.content)
    for place in outline.parts:
        struct.pack_into(">H", content, place, numbers[u16(content, place)])
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
    return sum(numbers_of("I", bytes(content) + bytes(-len(content) % 4))) & 0xFFFFFFFF
