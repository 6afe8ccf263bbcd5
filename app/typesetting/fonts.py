"""The fonts of a paper: which font shows a character in a role, and how wide it is.

A role's own font comes first, then the fallbacks; a character that none has stops the paper, it never vanishes.
Fonts are registered with reportlab once per process, each when first used, since its registry is not thread-safe
and a large font costs 50 ms.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.errors import DocumentFailed

FONT_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
# 〔 and the like are in every font; these signs are too narrow or not joined in the fonts of the other roles
FULL_WIDTH_FROM_FANG = frozenset("—·“”‘’")
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u00ad")
ROLES = {
    "title": ("ArchivesTitle", "ArchivesSong", "ArchivesRare"),
    "fang": ("ArchivesFang", "ArchivesSong", "ArchivesRare"),
    "hei": ("ArchivesHei", "ArchivesSong", "ArchivesRare"),
    "kai": ("ArchivesKai", "ArchivesSong", "ArchivesRare"),
    "song": ("ArchivesSong", "ArchivesRare"),
}
_LOCK = threading.RLock()


@dataclass(frozen=True)
class Face:
    """One registered font; ``widths`` maps code points to thousandths of the em."""

    name: str
    widths: dict[int, float] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.name)

    def width(self, character: str, size: float) -> float:
        """Return the advance of a character in points."""
        return self.widths[ord(character)] * size / 1000


class MissingGlyph(Exception):
    """No font of the role has the character; turned into DocumentFailed at the edge of this package."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


@cache
def face(name: str) -> Face:
    """Return a font of the bundled set, registered for drawing."""
    with _LOCK:
        _mend_text_layer()
        path = FONT_FOLDER / f"{name}.ttf"
        try:
            font = ttfonts.TTFont(name, str(path), shapable=False, asciiReadable=0)
        except (OSError, ttfonts.TTFError) as error:
            raise DocumentFailed("font-missing", f"字体文件“{path.name}”缺失或损坏", "请重新安装程序") from error
        pdfmetrics.registerFont(font)
        default = font.face.defaultWidth
        return Face(name, {code: font.face.charWidths.get(code, default) for code in font.face.charToGlyph})


@lru_cache(maxsize=65536)
def face_for(role: str, character: str) -> Face:
    """Return the font that shows the character in the role.

    Raises:
        MissingGlyph: no font has it.
    """
    code = ord(character)
    for name in _candidates(role, character):
        found = face(name)
        if code in found.widths:
            return found
    raise MissingGlyph(character)


def font_digest(name: str) -> str:
    """Return the SHA-256 of a font's file in hex, to be recorded with the paper."""
    return _digest_of(FONT_FOLDER / f"{name}.ttf")


@cache
def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _candidates(role: str, character: str) -> tuple[str, ...]:
    if character in FULL_WIDTH_FROM_FANG and role != "fang":
        return ("ArchivesFang", *ROLES[role])
    if role in ("fang", "kai") and character < "\x7f":
        return ("ArchivesDigits", *ROLES[role])
    return ROLES[role]


def _mend_text_layer() -> None:
    """Replace reportlab's ToUnicode map, which writes astral characters (rare names) as two wrong ones.

    Kept until reportlab writes UTF-16BE itself (tests/typesetting/test_text_layer.py).
    """
    ttfonts.makeToUnicodeCMap = _to_unicode_map


def _to_unicode_map(fontname: str, subset: list[int]) -> str:
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    pairs = [(index, chr(code).encode("utf-16-be").hex().upper()) for index, code in enumerate(subset)]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *(f"<{index:02X}> <{text}>" for index, text in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
