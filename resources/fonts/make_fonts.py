"""Makes the bundled fonts and the marks 演练 and 草稿 from unpacked source packages.

    python resources/fonts/make_fonts.py SOURCES
    python resources/fonts/make_fonts.py SOURCES --list     (only standard-characters.txt); --names: only their font

SOURCES is a folder with these packages unpacked below it, in any depth (README.md names their origin):

* ``NotoSerifSC_300Light.ttf``, ``NotoSerifSC_400Regular.ttf``, ``NotoSerifSC_900Black.ttf``
* ``NotoSansSC_500Medium.ttf``, ``LXGWWenKai-Regular.ttf``, ``FandolFang-Regular.otf``, ``HanaMinB.ttf``
* ``Unihan_OtherMappings.txt.bz2``, whose property kTGH lists the 8,105 characters of 通用规范汉字表

Needs fontTools and cu2qu, which the program itself does not use. The output is deterministic.
"""

from __future__ import annotations

import argparse
import bz2
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

Find = Callable[[str], Path]

HERE = Path(__file__).resolve().parent
NAMES = "㛃䶮𬍡𪟝𠅤𫖯𬬭𬭎𫍯𫓧𫘝㑇㔾珺堃喆甯玥犇燊赟頔翀昇"
EXTRA_SYMBOLS = (
    "〇·•–—―‘’“”…‰′″※←↑→↓∶≈≠≤≥■□▲△◆◇○◎●★☆、。《》「」『』【】〔〕〖〗"
    "℃℉№㎎㎏㎜㎝㎞㎡㎥①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳￥€"
)
L1_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
# CJK unified ideographs of the extensions B to F, where the rarest characters of names and places are
NAME_RANGES = ((0x20000, 0x2A6DF), (0x2A700, 0x2EBE0))
KEEP_TABLES = {"glyf", "loca", "cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post"}
MAXP_FIELDS = (
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"),
    *("maxSizeOfInstructions", "maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"),
    *("maxComponentElements", "maxComponentDepth"),
)
# a larger em makes the digits smaller: beside the small-faced 仿宋 they would stand out
DIGITS_UNITS = 1080
NOTICES = {
    "noto-serif": "Copyright 2017-2024 Adobe (http://www.adobe.com/); "
    "Copyright 2012 Google Inc. Subset, renamed; SIL Open Font License 1.1.",
    "noto-sans": "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'. "
    "Subset, renamed; SIL Open Font License 1.1.",
    "lxgw": 'Copyright 2021-2022 lxgw, with Reserved Font Names "霞鹜" and "LXGW". '
    "Subset, renamed; SIL Open Font License 1.1.",
    "hanazono": "Copyright 2008-2017 GlyphWiki Project. Subset, renamed; SIL Open Font License 1.1.",
    "fandol": "Copyright 2012-2013, the Fandol team, Clerk Ma and Jie Su. Converted from CFF to TrueType outlines, "
    "subset, renamed; GPL version 3 or later with font exception, see LICENCE-fandol.txt.",
}


def standard_characters(mappings: Path) -> set[int]:
    """Return the code points of 通用规范汉字表 as Unihan's kTGH lists them."""
    return {int(m, 16) for m in re.findall(rb"(?m)^U\+([0-9A-F]+)\tkTGH\t", bz2.decompress(mappings.read_bytes()))}


def write_standard_characters(table: set[int]) -> None:
    """Write 通用规范汉字表 as text, 45 characters in a line, by code point."""
    characters = "".join(map(chr, sorted(table)))
    lines = [characters[start : start + 45] for start in range(0, len(characters), 45)]
    (HERE / "standard-characters.txt").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    print(f"standard-characters.txt: {len(table)} characters")


def gb2312_characters() -> set[int]:
    """Return every code point of GB2312, signs and characters."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def symbols() -> set[int]:
    """Return ASCII, Latin-1, the GB2312 signs (without kana and line drawing) and the extra signs."""
    signs = {c for c in gb2312_characters() if not 0x3400 <= c <= 0x9FFF and not 0x2500 <= c <= 0x257F}
    return set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | signs | {ord(c) for c in EXTRA_SYMBOLS}


def rename(font: TTFont, family: str, notice: str) -> None:
    """Give the font its own family name and keep its maker's notice."""
    postscript = family.replace(" ", "") + "-Regular"
    version = font["name"].getDebugName(5) or "Version 1.000"
    table = newTable("name")
    table.names = []
    texts = {0: notice, 1: family, 2: "Regular", 3: postscript, 4: family, 5: version.split(";")[0], 6: postscript}
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["name"] = table


def plain_options() -> Options:
    """Return subsetting without hints and layout features, which paper does not use."""
    return Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)


def subset(font: TTFont, wanted: Iterable[int]) -> None:
    """Keep the wanted characters and only the tables that paper needs."""
    subsetter = Subsetter(plain_options())
    subsetter.populate(unicodes=sorted(wanted))
    subsetter.subset(font)
    tags = font.keys()
    for tag in [tag for tag in tags if tag not in KEEP_TABLES and tag != "GlyphOrder"]:
        del font[tag]


def save(font: TTFont, family: str, notice: str) -> Path:
    """Write the font under its family name and return the path."""
    rename(font, family, notice)
    font["post"].formatType = 3.0
    font["OS/2"].fsType = 0
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = HERE / (family.replace(" ", "") + ".ttf")
    font.save(path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(font.getBestCmap())} characters")
    return path


def to_truetype(font: TTFont, max_error: float = 1.0) -> TTFont:
    """Turn CFF outlines into quadratic ones, within ``max_error`` of 1/1000 em."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    made = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_error, reverse_direction=True))
        made[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, made
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in MAXP_FIELDS:
        setattr(maxp, field, 0)
    del font["CFF "]
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"
    return font


def _box_glyph(mark: str) -> object:
    pen = TTGlyphPen(None)

    def loop(*points: tuple[int, int]) -> None:
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()

    if mark != "✓":
        loop((110, -50), (110, 730), (890, 730), (890, -50))
        loop((160, 0), (840, 0), (840, 680), (160, 680))
    if mark in "☑✓":
        loop((235, 350), (290, 400), (430, 235), (720, 600), (775, 560), (435, 125))
    if mark == "☒":
        loop(
            *((250, 540), (300, 590), (500, 390), (700, 590), (750, 540), (550, 340)),
            *((750, 140), (700, 90), (500, 290), (300, 90), (250, 140), (450, 340)),
        )
    return pen.glyph()


def add_tick_boxes(font: TTFont) -> None:
    """Draw ☐ ☑ ☒ ✓, which none of the source fonts has, and □ to match, on the full em."""
    for mark in "☐☑☒✓□":
        name = f"uni{ord(mark):04X}"
        if mark == "□":
            name = font.getBestCmap().get(ord(mark), name)
        if name not in font.getGlyphOrder():
            font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = _box_glyph("☐" if mark == "□" else mark)
        font["glyf"].glyphOrder = font.getGlyphOrder()
        font["hmtx"][name] = (1000, 110)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(mark)] = name


def word_outline(font: TTFont, word: str) -> list[list[object]]:
    """Return a word as M, L and C segments in em units, to be drawn as a path outside the text layer."""
    segments, glyphs, cmap = list[list[object]](), font.getGlyphSet(), font.getBestCmap()
    for index, character in enumerate(word):
        pen = DecomposingRecordingPen(glyphs)
        glyphs[cmap[ord(character)]].draw(TransformPen(pen, Transform(0.001, 0, 0, 0.001, index * 1.1, 0)))
        segments += _cubic(pen.value)
    return segments


def _cubic(commands: list[tuple[str, tuple]]) -> list[list[object]]:
    out: list[list[object]] = []
    here = (0.0, 0.0)
    for name, points in commands:
        if name in ("moveTo", "lineTo"):
            here = points[0]
            out.append(["M" if name == "moveTo" else "L", *(round(v, 4) for v in here)])
        elif name == "qCurveTo":
            controls = list(points[:-1])
            for i, control in enumerate(controls):
                last = i == len(controls) - 1
                end = points[-1] if last else [(control[k] + controls[i + 1][k]) / 2 for k in (0, 1)]
                first = [here[k] + 2 / 3 * (control[k] - here[k]) for k in (0, 1)]
                second = [end[k] + 2 / 3 * (control[k] - end[k]) for k in (0, 1)]
                out.append(["C", *(round(v, 4) for v in (*first, *second, *end))])
                here = end
    return out


def make_serifs(find: Find, core: set[int], wide: set[int], title: set[int]) -> None:
    """Make the four fonts from Noto Serif SC, and the marks of training, of drafts and of what is void."""
    font = TTFont(find("NotoSerifSC_400Regular.ttf"))
    subset(font, core)
    add_tick_boxes(font)
    save(font, "Archives Song", NOTICES["noto-serif"])
    font = TTFont(find("NotoSerifSC_400Regular.ttf"))
    subset(font, wide - core | {ord("一")})
    save(font, "Archives Rare", NOTICES["noto-serif"])
    font = TTFont(find("NotoSerifSC_900Black.ttf"))
    for name, word in (("training-mark.json", "演练"), ("draft-mark.json", "草稿"), ("void-mark.json", "作废")):
        outline = json.dumps(word_outline(font, word), separators=(",", ":"))
        (HERE / name).write_text(outline + "\n", "utf-8")
    subset(font, title)
    save(font, "Archives Title", NOTICES["noto-serif"])
    font = TTFont(find("NotoSerifSC_300Light.ttf"))
    subset(font, set(range(0x20, 0x7F)) | {0xA0, 0xB0, 0xB1, 0xD7})
    font["head"].unitsPerEm = DIGITS_UNITS
    save(font, "Archives Digits", NOTICES["noto-serif"])


def make_fang(find: Find, wanted: set[int]) -> None:
    """Make the 仿宋 from FandolFang: subset first, since the conversion takes time per glyph."""
    font = TTFont(find("FandolFang-Regular.otf"))
    subsetter = Subsetter(plain_options())
    subsetter.populate(unicodes=sorted(wanted))
    subsetter.subset(font)
    to_truetype(font)
    subset(font, wanted)
    save(font, "Archives Fang", NOTICES["fandol"])


def _within(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {c for low, high in ranges for c in range(low, high + 1)}


def make_names(find: Find) -> None:
    """Make the font of characters outside the basic plane, which names have and the other fonts lack."""
    font = TTFont(find("HanaMinB.ttf"))
    subset(font, _within(NAME_RANGES))
    save(font, "Archives Names", NOTICES["hanazono"])


def main() -> None:
    """Make every font of the set and the marks."""
    parser = argparse.ArgumentParser(description="Make the bundled fonts from unpacked source packages.")
    parser.add_argument("sources", type=Path)
    for option, does in (("--list", "write only the list of standard characters"), ("--names", "make only their font")):
        parser.add_argument(option, action="store_true", help=does)
    arguments = parser.parse_args()

    def find(name: str) -> Path:
        return next(p for p in sorted(arguments.sources.rglob(name)) if p.is_file())

    write_standard_characters(table := standard_characters(find("Unihan_OtherMappings.txt.bz2")))
    if not arguments.list:
        make_names(find)
    if arguments.list or arguments.names:
        return
    gb2312 = {c for c in gb2312_characters() if 0x3400 <= c <= 0x9FFF}
    names = {ord(c) for c in NAMES}
    wide = _within(L1_RANGES) | names
    plain = table | symbols()
    make_serifs(find, plain | gb2312 | names, wide, plain)
    for source, family, notice in (
        ("NotoSansSC_500Medium.ttf", "Archives Hei", "noto-sans"),
        ("LXGWWenKai-Regular.ttf", "Archives Kai", "lxgw"),
    ):
        font = TTFont(find(source))
        subset(font, plain)
        save(font, family, NOTICES[notice])
    make_fang(find, plain | gb2312)


if __name__ == "__main__":
    main()
