"""The machine's own fonts (仿宋_GB2312, 方正小标宋 and the like), for bureaus that chose them and have paid for them.

Only TrueType files (.ttf, .ttc) whose maker lets documents embed a part of them are used (OS/2 fsType); what a font
lacks comes from the bundled ones. A paper set in them looks different on another machine, so the file that was made is
the paper.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.typesetting.fontfiles import FontBroken, FontFile, font_starts, table_places
from app.typesetting.fonts import OWN, Face, keep_face
from app.typesetting.kept_files import KeptFile

# names of font files without ending, in lower case, the best first
FILES = {
    "title": ("fzxbsjw", "fzxiaobiaosong-b05s", "fzxbs", "方正小标宋_gbk", "方正小标宋简体", "方正小标宋简"),
    "fang": ("仿宋_gb2312", "fangsong_gb2312", "simfang", "fangsong"),
    "hei": ("simhei", "黑体"),
    "kai": ("楷体_gb2312", "kaiti_gb2312", "simkai", "kaiti"),
    "song": ("simsun", "宋体"),
}
RESTRICTED, PRINTABLE, EDITABLE = 0x0002, 0x0004, 0x0008
POSTSCRIPT, WINDOWS = 6, 3
ENDINGS = (".ttf", ".ttc")
NO_SUBSET, BITMAPS_ONLY = 0x0100, 0x0200


def may_be_embedded(content: bytes, start: int = 0) -> bool:
    """Return whether the font's maker lets a document embed a part of it; where it says several, the mildest holds."""
    rights = _rights(content, start)
    if rights is None or rights & (NO_SUBSET | BITMAPS_ONLY):
        return False
    return not rights & RESTRICTED or bool(rights & (PRINTABLE | EDITABLE))


def _rights(content: bytes, start: int) -> int | None:
    try:
        place = table_places(content, start).get("OS/2")
        return None if place is None else int(struct.unpack_from(">H", content, place.start + 8)[0])
    except (FontBroken, struct.error):
        return None


def postscript_name(content: bytes, start: int = 0) -> str:
    """Return the name that a font gives itself for documents, "" where it has none."""
    place = table_places(content, start).get("name")
    if place is None:
        return ""
    _, count, strings = struct.unpack_from(">HHH", content, place.start)
    for number in range(count):
        platform, _, _, kind, length, first = struct.unpack_from(">6H", content, place.start + 6 + 12 * number)
        if kind == POSTSCRIPT and platform == WINDOWS:
            at = place.start + strings + first
            return re.sub(r"[^A-Za-z0-9-]", "", content[at : at + length].decode("utf-16-be", "ignore"))
    return ""


def font_folders() -> list[Path]:
    """Return where this machine keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", str(home))) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", own]
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local" / "share" / "fonts", home / ".fonts"]


def use_machine_fonts(folders: tuple[Path, ...] | None = None) -> dict[str, str]:
    """Return the font of each role that this machine has and papers may embed, ready to be set in; found once."""
    return _found(tuple(font_folders()) if folders is None else folders)


@cache
def _found(folders: tuple[Path, ...]) -> dict[str, str]:
    files = dict(_font_files(folders))
    chosen: dict[str, str] = {}
    for role, names in FILES.items():
        usable = (one for one in (_usable(files[name]) for name in names if name in files) if one)
        face = next(usable, None)
        if face:
            chosen[role] = face.name
            keep_face(OWN + role, face)
    return chosen


def _font_files(folders: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in ENDINGS:
                yield path.stem.lower(), path


def _usable(path: Path) -> Face | None:
    """Return the first usable font of a file, None where it cannot be read or none may be embedded."""
    try:
        file = KeptFile(path)
        content = file.content()
        return next((one for one in (_face(file, content, start) for start in font_starts(content)) if one), None)
    except (OSError, FontBroken):
        return None


def _face(file: KeptFile, content: bytes, start: int) -> Face | None:
    try:
        if not may_be_embedded(content, start):
            return None
        font, digest = FontFile(content, start, file), hashlib.sha256(content).hexdigest()
        name = postscript_name(content, start) or f"Own-{digest[:8]}-{start}"
        return Face(name, font, digest) if font.glyphs else None
    except (FontBroken, struct.error):
        return None
