"""The fonts of a paper: which font shows a character in a role, and how wide it is.

A role's own font comes first, then the fallbacks; a character that none has stops the paper, it never vanishes.
Each font file is read once in a process, when it is first used or by ``load_fonts`` before anybody waits for it.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from app.typesetting.delivered import not_as_delivered, stop_unless_delivered
from app.typesetting.fontfiles import FontBroken, FontFile
from app.typesetting.kept_files import KeptFile

FONT_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
# 〔 and the like are in every font; these signs are too narrow or not joined in the fonts of the other roles
FULL_WIDTH_FROM_FANG = frozenset("—·“”‘’")
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u00ad")
NO_BREAK_SPACE, SPACE = 0xA0, 0x20
ROLES = {
    "title": ("ArchivesTitle", "ArchivesSong", "ArchivesRare", "ArchivesNames"),
    "fang": ("ArchivesFang", "ArchivesSong", "ArchivesRare", "ArchivesNames"),
    "hei": ("ArchivesHei", "ArchivesSong", "ArchivesRare", "ArchivesNames"),
    "kai": ("ArchivesKai", "ArchivesSong", "ArchivesRare", "ArchivesNames"),
    "song": ("ArchivesSong", "ArchivesRare", "ArchivesNames"),
}
USUAL = ("ArchivesFang", "ArchivesSong", "ArchivesHei", "ArchivesTitle", "ArchivesDigits", "ArchivesKai")
# before a role: the machine's own font where it has one (app.typesetting.machine_fonts), else as the role
OWN = "own-"
_LOCK = threading.RLock()
_FACES: dict[str, Face] = {}


@dataclass(frozen=True, eq=False)
class Face:
    """One font, the same object wherever its name is asked for; ``digest``: the SHA-256 of its file in hex."""

    name: str
    file: FontFile
    digest: str

    @cached_property
    def widths(self) -> dict[str, float]:
        """Return the advances that were asked for so far, in thousandths of the em."""
        return _Widths(self.file)

    def has(self, character: str) -> bool:
        """Return whether the font shows the character."""
        return ord(character) in self.file.glyphs

    def width(self, character: str, size: float) -> float:
        """Return the advance of a character in points."""
        return self.widths[character] * size / 1000


class _Widths(dict[str, float]):
    def __init__(self, file: FontFile) -> None:
        super().__init__()
        self.file = file

    def __missing__(self, character: str) -> float:
        width = self[character] = self.file.advance(self.file.glyphs[ord(character)])
        return width


class MissingGlyph(Exception):
    """No font of the role has the character; turned into DocumentFailed at the edge of this package."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


def face(name: str) -> Face:
    """Return a font of the bundled set.

    Raises:
        DocumentFailed: its file is missing, damaged or another one than the program came with.
    """
    found = _FACES.get(name)
    if found is None:
        with _LOCK:
            found = _FACES.get(name) or _FACES.setdefault(name, _read(FONT_FOLDER / f"{name}.ttf"))
    return found


def keep_face(role: str, own: Face) -> None:
    """Let a role of the machine's own fonts be shown in this one."""
    with _LOCK:
        _FACES[role] = _FACES[own.name] = own
        face_for.cache_clear()


def _read(path: Path) -> Face:
    try:
        kept = KeptFile(path)
        content = kept.content()
        digest = hashlib.sha256(content).hexdigest()
        stop_unless_delivered(path.name, digest)
        font = FontFile(content, file=kept)
    except (OSError, FontBroken) as error:
        raise not_as_delivered(path.name) from error
    font.glyphs.show_alike(NO_BREAK_SPACE, SPACE)
    return Face(path.stem, font, digest)


def load_fonts() -> None:
    """Read the fonts that papers usually need.

    Raises:
        DocumentFailed: one is missing or damaged.
    """
    for name in USUAL:
        face(name)


@lru_cache(maxsize=65536)
def face_for(role: str, character: str) -> Face:
    """Return the font that shows the character in the role.

    Raises:
        MissingGlyph: no font has it.
    """
    for name in _candidates(role, character):
        found = face(name)
        if found.has(character):
            return found
    raise MissingGlyph(character)


def font_digest(name: str) -> str:
    """Return the SHA-256 of a font's file in hex, to be recorded with the paper."""
    return face(name).digest


def _candidates(role: str, character: str) -> tuple[str, ...]:
    if role.startswith(OWN):
        bundled = _candidates(role.removeprefix(OWN), character)
        latin = character < "\x7f" and bundled[0] != ROLES[role.removeprefix(OWN)][0]
        return bundled if latin or role not in _FACES else (role, *bundled)
    if character in FULL_WIDTH_FROM_FANG and role != "fang":
        return ("ArchivesFang", *ROLES[role])
    if role in ("fang", "kai") and character < "\x7f":
        return ("ArchivesDigits", *ROLES[role])
    return ROLES[role]
