"""The machine's own fonts are used where the bureau chose so and their maker allows it, and never else."""

import io
import struct
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection

from app.typesetting import composing
from app.typesetting.fontfiles import FontFile, font_starts
from app.typesetting.fonts import FONT_FOLDER
from app.typesetting.machine_fonts import may_be_embedded, postscript_name, use_machine_fonts
from app.typesetting.preview import page_pictures, page_texts
from app.typesetting.rendering import render
from tests.typesetting.papers import RARE_NAME, plain, sample, squashed, variant

KAI = FONT_FOLDER / "ArchivesKai.ttf"


def font_with(rights: int, name: str = "FangSong-Own") -> bytes:
    """Return a font file under another name whose maker grants these rights (OS/2 fsType)."""
    content = bytearray(KAI.read_bytes())
    for number in range(struct.unpack_from(">H", content, 4)[0]):
        tag, _, start, _ = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        if tag == b"OS/2":
            struct.pack_into(">H", content, start + 8, rights)
    here = "ArchivesKai-Regular".encode("utf-16-be")
    assert here in content and len(name) <= len("ArchivesKai-Regular")
    return bytes(content).replace(here, name.ljust(len("ArchivesKai-Regular")).encode("utf-16-be"))


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of fonts of a machine that has none yet."""
    monkeypatch.setattr(composing, "use_machine_fonts", lambda: use_machine_fonts((tmp_path,)))
    return tmp_path


@pytest.mark.parametrize(
    ("rights", "allowed"), [(0, True), (8, True), (4, True), (2, False), (6, True), (0x100, False), (0x200, False)]
)
def test_that_only_fonts_that_may_be_embedded_are_used(rights: int, allowed: bool) -> None:
    assert may_be_embedded(font_with(rights)) is allowed


def test_that_a_font_that_must_not_be_embedded_is_passed_over(fonts: Path) -> None:
    (fonts / "simfang.ttf").write_bytes(font_with(2))
    (fonts / "simhei.ttf").write_bytes(b"no font at all")
    assert use_machine_fonts((fonts,)) == {}


def test_that_a_bureau_may_set_its_notices_in_the_fonts_of_the_machine(fonts: Path) -> None:
    (fonts / "sub").mkdir()
    (fonts / "sub" / "SIMFANG.TTF").write_bytes(font_with(8))
    definition, _ = variant("D2")
    own = render(definition, sample("D2", paper={"stamp": None, "fonts": "machine"}), training=False)
    bundled = render(definition, sample("D2"), training=False)
    assert "FangSong-Own" in dict(own.fonts) and "FangSong-Own" not in dict(bundled.fonts)
    assert len(dict(own.fonts)["FangSong-Own"]) == 64
    assert page_texts(own.pdf)[0].startswith(page_texts(bundled.pdf)[0][:40])


def test_that_what_the_font_of_the_machine_lacks_comes_from_the_bundled_ones(fonts: Path) -> None:
    (fonts / "simfang.ttf").write_bytes(font_with(0))
    definition = plain(f"签收人：{RARE_NAME}，第12项。", layout="official")
    paper = render(definition, {"paper": {"fonts": "machine"}}, training=False)
    assert {"FangSong-Own", "ArchivesDigits"} <= set(dict(paper.fonts))
    assert RARE_NAME in squashed(page_texts(paper.pdf)[0])


def test_that_forms_are_always_set_in_the_bundled_fonts(fonts: Path) -> None:
    (fonts / "simfang.ttf").write_bytes(font_with(0))
    paper = render(plain("笔录"), {"paper": {"fonts": "machine"}}, training=False)
    assert "FangSong-Own" not in dict(paper.fonts)


def test_that_a_machine_without_such_fonts_uses_the_bundled_ones(fonts: Path) -> None:
    chosen = render(plain("通知", layout="official"), {"paper": {"fonts": "machine"}}, training=False)
    assert chosen.pdf == render(plain("通知", layout="official"), {}, training=False).pdf


def collection(*fonts: bytes) -> bytes:
    """Return font files as one collection (.ttc), the places of their tables moved along."""
    starts, body = [], b""
    first = 12 + 4 * len(fonts)
    for font in fonts:
        start = first + len(body)
        moved = bytearray(font)
        for number in range(struct.unpack_from(">H", font, 4)[0]):
            place = 12 + 16 * number + 8
            struct.pack_into(">L", moved, place, struct.unpack_from(">L", font, place)[0] + start)
        starts.append(start)
        body += bytes(moved) + bytes(-len(moved) % 4)
    return struct.pack(f">4sLL{len(fonts)}L", b"ttcf", 0x00010000, len(fonts), *starts) + body


def test_that_a_collection_gives_its_first_font_that_may_be_embedded(fonts: Path) -> None:
    file = collection(font_with(2, "FangSong-No"), font_with(8))
    (fonts / "SIMFANG.TTC").write_bytes(file)
    assert use_machine_fonts((fonts,)) == {"fang": "FangSong-Own"}
    paper = render(plain(f"通知{RARE_NAME}。", layout="official"), {"paper": {"fonts": "machine"}}, training=False)
    bundled = render(plain(f"通知{RARE_NAME}。", layout="official", style="kai"), {}, training=False)
    assert dict(paper.fonts)["FangSong-Own"] == sha256(file).hexdigest()
    assert page_texts(paper.pdf) == page_texts(bundled.pdf)
    shown, other = (page_pictures(one.pdf, 60) for one in (paper, bundled))
    assert shown == other


def test_that_fonttools_reads_the_same_collection() -> None:
    file = collection(font_with(2, "FangSong-No"), font_with(8))
    first, second = TTCollection(io.BytesIO(file)).fonts
    for font, start in zip((first, second), font_starts(file), strict=True):
        numbers = font.getReverseGlyphMap()
        assert FontFile(file, start).glyphs == {code: numbers[name] for code, name in font.getBestCmap().items()}
        assert postscript_name(file, start) == font["name"].getName(6, 3, 1).toUnicode().strip()


@pytest.mark.parametrize("length", [4, 10, 14, 30, 200, 5_000])
def test_that_a_collection_that_is_cut_off_is_passed_over(fonts: Path, length: int) -> None:
    (fonts / "simfang.ttc").write_bytes(collection(font_with(8), font_with(8))[:length])
    (fonts / "simkai.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    assert use_machine_fonts((fonts,)) == {}
