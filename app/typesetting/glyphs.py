"""Text becomes glyphs with their advances, joined into groups that no line break may part.

避头尾 holds by construction: a mark that must not begin a line is joined to what stands before it, one that must not
end a line to what follows; dashes and ellipses, numbers with their units, and Latin words stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.typesetting.fonts import INVISIBLE, Face, face_for

NO_START = frozenset("，。、；：？！）》〉」』】〕〗］｝”’…—·～％‰℃℉°%,.;:!?)]}′″")
NO_END = frozenset("（《〈「『【〔〖［｛“‘([{￥$№")
OPENING = frozenset("（《〈「『【〔〖［｛“‘")
CLOSING = frozenset("，。、；：）》〉」』】〕〗］｝”’")
UNITS = frozenset("年月日时分秒号条款项目件份页台个次元万亿％%℃米克吨人名岁天周期级套盘张幅卷册字点度")
DASHES = frozenset("—…")
PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")
LONGEST_PREFIX = 4
CITED = re.compile(r"证据\d")
WORD = re.compile(r"[!-~\u00a1-\u024f]")


@dataclass(frozen=True)
class TextStyle:
    """How a text is set: font role, size and the full-width advance in points (a little off the size on a grid)."""

    role: str
    size: float
    em: float = 0.0
    colour: str = "black"

    @property
    def advance(self) -> float:
        """Return the advance of a full-width character in points."""
        return self.em or self.size


@dataclass(frozen=True)
class Glyph:
    """One character: its font, advance in points, and how far left of its place it is drawn (a squeezed opening)."""

    character: str
    face: Face
    advance: float
    shift: float = 0.0


@dataclass(frozen=True)
class Group:
    """Glyphs that stay on one line; ``word`` where they hold a Latin word; ``space`` for white space."""

    glyphs: tuple[Glyph, ...]
    word: bool = False
    space: bool = False

    @property
    def width(self) -> float:
        """Return the advance of all glyphs in points."""
        return sum(glyph.advance for glyph in self.glyphs)


def visible(text: str) -> str:
    """Return the text without characters that show nothing; tabs and odd spaces become spaces.

    Control and format characters and variation selectors come with pasted text and nobody sees them.
    """
    kept = (c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t\x0b\x0c" or not _shows_nothing(c))
    return "".join(" " if c in "\t\x0b\x0c\u2002\u2003\u2009\u202f" else c for c in kept)


def _shows_nothing(character: str) -> bool:
    if character in INVISIBLE or unicodedata.category(character) in ("Cc", "Cf"):
        return True
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def glyphs_of(text: str, style: TextStyle) -> list[Glyph]:
    """Return the glyphs of one line of text, neighbouring marks squeezed by half an em.

    Raises:
        MissingGlyph: a character that no font of the role has.
    """
    scale = style.advance / style.size
    text = visible(text)
    glyphs: list[Glyph] = []
    for place, character in enumerate(text):
        face = face_for(style.role, character)
        width = face.width(character, style.size)
        if _in_number(text, place):
            glyphs.append(_narrowed(character, face, width * scale))
        elif glyphs and _squeezed_together(glyphs[-1].character, character):
            glyphs[-1:] = _squeeze(glyphs[-1], character, face, width * scale)
        else:
            glyphs.append(Glyph(character, face, width * scale))
    return glyphs


def _in_number(text: str, place: int) -> bool:
    """Return whether a bracket stands in a document number 〔2026〕12."""
    if text[place] == "〔":
        return text[place + 1 : place + 2].isdigit()
    return text[place] == "〕" and text[place + 1 : place + 2].isdigit()


def _narrowed(character: str, face: Face, advance: float) -> Glyph:
    return Glyph(character, face, advance * 0.7, advance * 0.3 if character == "〔" else 0.0)


def _squeezed_together(before: str, after: str) -> bool:
    if before in CLOSING:
        return after in CLOSING or after in OPENING
    return before in OPENING and after in OPENING


def _squeeze(last: Glyph, character: str, face: Face, advance: float) -> list[Glyph]:
    if last.character in CLOSING:
        return [Glyph(last.character, last.face, last.advance / 2, last.shift), Glyph(character, face, advance)]
    return [last, Glyph(character, face, advance / 2, advance / 2)]


def groups_of(glyphs: list[Glyph]) -> list[Group]:
    """Return the glyphs joined into groups between which a line may break."""
    groups: list[Group] = []
    start = 0
    joined = _inside_numbers(glyphs)
    for index in range(1, len(glyphs) + 1):
        if index == len(glyphs) or (index not in joined and _may_part(glyphs, index)):
            groups.append(_group(glyphs[start:index]))
            start = index
    return [group for group in groups if group.glyphs]


def _group(glyphs: list[Glyph]) -> Group:
    text = "".join(glyph.character for glyph in glyphs)
    return Group(tuple(glyphs), word=bool(WORD.search(text)), space=not text.strip(" \u00a0"))


def _inside_numbers(glyphs: list[Glyph]) -> set[int]:
    """Return the places inside 保档执通〔2026〕1号, 演练-0001 (a prefix of up to four characters) and 证据2."""
    text = "".join(glyph.character for glyph in glyphs)
    inside = {match.start() + step for match in CITED.finditer(text) for step in (1, 2)}
    for place in range(1, len(glyphs) - 1):
        sign, after = glyphs[place].character, glyphs[place + 1].character
        if sign not in "-〔" or not (after.isdigit() or WORD.match(after)):
            continue
        first = place
        while first and place - first < LONGEST_PREFIX and _in_prefix(glyphs[first - 1].character):
            first -= 1
        inside.update(range(first + 1, place + 1))
    return inside


def _in_prefix(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _may_part(glyphs: list[Glyph], index: int) -> bool:
    before, after = glyphs[index - 1].character, glyphs[index].character
    if after == " " or before == " ":
        return (after == " ") != (before == " ") and not (after == " " and before in NO_END)
    if before in DASHES and after in DASHES and before == after:
        return False
    if before in NO_END or after in NO_START:
        return False
    return not _joined_word(before, after)


def _joined_word(before: str, after: str) -> bool:
    first, second = bool(WORD.match(before)), bool(WORD.match(after))
    if first and second:
        return True
    if first and before.isdigit() and after in UNITS:
        return True
    if second and after.isdigit() and before in "第〕":
        return True
    return after.isascii() and after.isupper() and before in PROVINCES
