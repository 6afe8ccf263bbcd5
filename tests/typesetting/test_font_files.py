"""Font files are read and cut as another reader, fontTools, understands them."""

import io
import struct
from functools import cache
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from app.errors import DocumentFailed
from app.typesetting import archiving, fonts
from app.typesetting.fontfiles import FontBroken, FontFile
from app.typesetting.fonts import FONT_FOLDER, Face
from app.typesetting.rendering import render
from tests.typesetting.papers import plain

NAMES = sorted(path.stem for path in FONT_FOLDER.glob("*.ttf"))


@cache
def content(name: str) -> bytes:
    return (FONT_FOLDER / f"{name}.ttf").read_bytes()


def drawn(font: TTFont, glyph: str) -> list[object]:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return pen.value


def built(**more: object) -> bytes:
    """Return a font of an em of 2000 whose 乙 is 甲 set twice, the second half as large."""
    builder = FontBuilder(2000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "half", "one", "two"])
    builder.setupCharacterMap({0x7532: "one", 0x4E59: "two"})
    square = TTGlyphPen(None)
    for step, point in enumerate(((0, 0), (0, 900), (800, 900), (800, 0))):
        (square.lineTo if step else square.moveTo)(point)
    square.closePath()
    glyph = square.glyph()
    pair = TTGlyphPen({"one": glyph, "half": glyph})
    pair.addComponent("one", (1, 0, 0, 1, 0, 0))
    pair.addComponent("half", (0.5, 0, 0, 0.5, 1000, 300))
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "half": glyph, "one": glyph, "two": pair.glyph()})
    builder.setupHorizontalMetrics({".notdef": (2000, 0), "half": (1000, 0), "one": (2000, 0), "two": (2000, 0)})
    builder.setupHorizontalHeader(ascent=1800, descent=-200)
    builder.setupNameTable({"familyName": "Built", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=1800, sTypoDescender=-200, **more)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_that_characters_and_widths_are_those_of_the_file(name: str) -> None:
    font, own = TTFont(io.BytesIO(content(name))), FontFile(content(name))
    numbers, em = font.getReverseGlyphMap(), font["head"].unitsPerEm
    assert own.glyphs == {code: numbers[glyph] for code, glyph in font.getBestCmap().items()}
    widths = {glyph: font["hmtx"][glyph][0] * 1000 / em for glyph in font.getGlyphOrder()}
    assert all(own.advance(numbers[glyph]) == width for glyph, width in widths.items())


@pytest.mark.parametrize("name", NAMES)
def test_that_a_subset_draws_what_the_font_draws(name: str) -> None:
    font, own = TTFont(io.BytesIO(content(name))), FontFile(content(name))
    wanted = [own.glyphs[code] for code in list(own.glyphs)[:: max(1, len(own.glyphs) // 60)]]
    cut = TTFont(io.BytesIO(own.subset(wanted)), checkChecksums=2)
    assert cut["maxp"].numGlyphs == len(wanted) + 1
    for number, glyph in enumerate(wanted, 1):
        here, there = cut.getGlyphName(number), font.getGlyphName(glyph)
        assert drawn(cut, here) == drawn(font, there)
        assert cut["hmtx"][here] == font["hmtx"][there]


def test_that_the_parts_of_a_glyph_come_along() -> None:
    font, own = TTFont(io.BytesIO(built())), FontFile(built())
    cut = TTFont(io.BytesIO(own.subset([own.glyphs[0x4E59]])), checkChecksums=2)
    assert cut["maxp"].numGlyphs == 4
    assert drawn(cut, cut.getGlyphName(1)) == drawn(font, "two")


def test_that_measures_are_told_in_thousandths_of_the_em() -> None:
    measures = FontFile(built(version=1)).measures
    assert (measures.ascent, measures.descent, measures.cap_height) == (900, -100, 900)
    assert FontFile(built(version=4, sCapHeight=1400)).measures.cap_height == 700


@pytest.mark.parametrize("spoilt", [b"", b"OTTO" + bytes(40), b"\0\1\0\0", "half", "no cmap"])
def test_that_a_damaged_font_file_is_named(spoilt: bytes | str, tmp_path: Path, monkeypatch) -> None:
    whole = content("ArchivesDigits")
    if isinstance(spoilt, str):
        spoilt = whole[: len(whole) // 2] if spoilt == "half" else whole.replace(b"cmap", b"camp", 1)
    with pytest.raises(FontBroken):
        FontFile(spoilt)
    (tmp_path / "ArchivesDigits.ttf").write_bytes(spoilt)
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "_FACES", {})
    for name in ("ArchivesDigits", "ArchivesSong"):
        with pytest.raises(DocumentFailed, match=f"{name}.ttf.*缺失或损坏"):
            fonts.face(name)


@pytest.mark.parametrize("name", NAMES)
def test_that_a_font_other_than_the_delivered_one_makes_no_paper(name: str, tmp_path: Path, monkeypatch) -> None:
    changed = bytearray(content(name))
    changed[-1] ^= 1  # deep in an outline: the font still reads well
    (tmp_path / f"{name}.ttf").write_bytes(changed)
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "_FACES", {})
    with pytest.raises(DocumentFailed, match=f"{name}.ttf.*缺失或损坏"):
        fonts.face(name)


@pytest.mark.parametrize("spoilt", [b"", b"cut", bytes(588)])
def test_that_another_colour_profile_makes_no_paper(spoilt: bytes, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "sRGB.icc").write_bytes(spoilt)
    monkeypatch.setattr(archiving, "PROFILE", tmp_path / "sRGB.icc")
    archiving._srgb.cache_clear()
    with pytest.raises(DocumentFailed, match=r"sRGB\.icc.*缺失或损坏"):
        render(plain("演练"), {}, training=False)
    monkeypatch.undo()
    assert render(plain("演练"), {}, training=False).pages == 1


@pytest.mark.parametrize("table", ["cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "OS/2"])
@pytest.mark.parametrize("filling", [b"\0", b"\xff", b"\x80"])
def test_that_nonsense_in_a_table_is_a_broken_font_or_a_font(table: str, filling: bytes) -> None:
    whole = bytearray(built())
    place = next(12 + 16 * n for n in range(whole[5]) if whole[12 + 16 * n :][:4] == table.encode())
    start, length = struct.unpack_from(">LL", whole, place + 8)
    whole[start : start + length] = filling * length
    try:
        font = FontFile(bytes(whole))
        font.subset([glyph for glyph in font.glyphs.values() if font.advance(glyph) >= 0])
    except FontBroken:
        pass


def test_that_loading_ahead_reads_what_papers_use(monkeypatch) -> None:
    monkeypatch.setattr(fonts, "_FACES", {})
    fonts.load_fonts()
    assert set(fonts._FACES) == set(NAMES) - {"ArchivesRare", "ArchivesNames"}
    loaded: Face = fonts._FACES["ArchivesFang"]
    assert fonts.face("ArchivesFang") is loaded
