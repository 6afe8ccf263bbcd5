"""The fonts of one file: the glyphs each page takes from them, and what of a font is put into the file.

Every font is one CIDFontType2 whose codes are the numbers of its glyphs in the order in which they were first set, with
a map back to the text: two characters never share a code, so that a reader gets back exactly what was set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name

from app.typesetting.fonts import Face
from app.typesetting.streams import packed

SYMBOLIC = 4
FULL = 1000
MAP_BLOCK = 100
TAG_LETTERS = 6
BLOCK = "{} beginbfchar\n{}\nendbfchar"
TEXT_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class Typecase:
    """What one file takes from one font, in the order in which it was first set; ``name`` is the font's on a page."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._codes = _Codes()

    def codes(self, text: str) -> bytes:
        """Return the bytes that show a text on a page: two for each character."""
        codes = self._codes
        return b"".join([codes[character] for character in text])

    def embedded(self, file: pikepdf.Pdf) -> pikepdf.Object:
        """Return the font put into a file, with no more glyphs than were set."""
        characters = tuple(self._codes)
        name = Name(f"/{_tag(characters)}+{self.face.name}")
        own = self.face.file
        glyphs = [own.glyphs[ord(character)] for character in characters]
        widths = [own.advance(0), *map(own.advance, glyphs)]
        program = own.subset(glyphs)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            DW=FULL,
            W=Array(list(_other_widths(widths))),
            FontDescriptor=file.make_indirect(self._descriptor(name, packed(file, program, Length1=len(program)))),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([file.make_indirect(descendant)]),
            ToUnicode=packed(file, _text_map(characters)),
        )
        return file.make_indirect(font)

    def _descriptor(self, name: Name, program: pikepdf.Object) -> Dictionary:
        measures = self.face.file.measures
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=SYMBOLIC,
            FontBBox=Array(measures.box),
            ItalicAngle=0,
            Ascent=measures.ascent,
            Descent=measures.descent,
            CapHeight=measures.cap_height,
            StemV=50 + (measures.weight // 65) ** 2,
            FontFile2=program,
        )


class _Codes(dict[str, bytes]):
    """The code of each character in two bytes, given when it is first set; 0 is no character's."""

    def __missing__(self, character: str) -> bytes:
        code = self[character] = (len(self) + 1).to_bytes(2, "big")
        return code


def _other_widths(widths: Sequence[float]) -> Iterator[int | Array]:
    """Give the first glyph and the widths of each row of glyphs that are not as wide as they are high."""
    for narrow, row in groupby(enumerate(widths), lambda one: one[1] != FULL):
        if narrow:
            glyphs = list(row)
            yield glyphs[0][0]
            yield Array([int(width) if width == int(width) else round(width, 3) for _, width in glyphs])


def _tag(characters: Sequence[str]) -> str:
    """Return six letters that tell this selection of a font from others."""
    digest = hashlib.sha256("".join(characters).encode("utf-8", "surrogatepass")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:TAG_LETTERS])


def _text_map(characters: Sequence[str]) -> bytes:
    """Return the map from codes to text; rare names are beyond the first plane, in pairs of UTF-16."""
    return TEXT_MAP.format("\n".join(_blocks(characters))).encode("ascii")


def _blocks(characters: Sequence[str]) -> Iterator[str]:
    lines = [f"<{code:04X}> <{one.encode('utf-16-be').hex().upper()}>" for code, one in enumerate(characters, 1)]
    for start in range(0, len(lines), MAP_BLOCK):
        block = lines[start : start + MAP_BLOCK]
        yield BLOCK.format(len(block), "\n".join(block))
