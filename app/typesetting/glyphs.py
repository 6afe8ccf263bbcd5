"""Text becomes glyphs with their advances, joined into groups that no line break may part.

避头尾 holds by construction: a mark that must not begin a line is joined to what stands before it, one that must not
end a line to what follows; dashes and ellipses, numbers with their units, and Latin words stay whole. Dates, terms,
numbers of articles (2026年11月28日, 六个月, 第四十八条) and kinds of papers (通知书) are tied: parted only where the
line would become too loose.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.typesetting.fonts import INVISIBLE, Face, face_for

NO_START = frozenset(
    "，。、；：？！．）》〉」』】〕〗〙〛］｝｠〞〟”’»›…⋯—―–－·・•‧～〜／％‰℃℉°々%,.;:!?)]}′″｡｣､‼⁇⁈⁉"
)
NO_END = frozenset("（《〈「『【〔〖〘〚［｛｟〝“‘‚„‛‟«‹｢([{￥¥＄$£€№")
OPENING = frozenset("（《〈「『【〔〖〘〚［｛｟“‘")
CLOSING = frozenset("，。、；：．）》〉」』】〕〗〙〛］｝｠”’")
MARKS = OPENING | CLOSING
ODD_SPACES = frozenset("\t\x0b\x0c\u2002\u2003\u2009\u202f")
UNITS = frozenset(
    "年月日时分秒号条款项目件份页台个次元万亿％%℃米克吨人名岁天周期级套盘张幅卷册字点度位家处组批部层间架柜箱盒"
    "块片枚只支辆种类门章节段行列倍季届版集班户栋室楼根兆㎡"
)
DASHES = frozenset("—―…⋯")
PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")
LONGEST_PREFIX = 4
CITED = re.compile(r"证据\d")
SIGNED = re.compile(r"(?<=.)[-〔](?=[!-~\u00a1-\u024f])")
# no longer than anybody writes: searched for at every place of a text
NUMBER = r"[一二三四五六七八九十百千万零〇两\d]{1,20}"
TIES = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{1,2}时\d{1,2}分"
    rf"|第（?{NUMBER}）?[条款项目章节编次页号](?:之{NUMBER})?"
    rf"|{NUMBER}(?:个工作日|个月|小时|分钟|万元|[日天年月元份页人名次条项件套层])"
    r"|\d(?:字节|比特|工作日|公里|公斤|[千毫厘]米|[平立]方米|[千毫]克|摄氏度|像素)"
    r"|(?:通知|决定|建议)书|审批表|(?:检查|询问|勘验)笔录|送达回证"
    r"|\d[\d.,]{0,20} (?:[KMGT]i?B|[kcm]?m|dpi|ms|s|[kMG]?Hz)(?![A-Za-z])"
)
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

    @property
    def narrow(self) -> bool:
        """Return whether the character is Latin, a digit or a space: not of the grid's width."""
        return self.character < "\u0250"


@dataclass(frozen=True)
class Group:
    """Glyphs that stay on one line; ``space``: white space; ``tied``: rather not parted from the next group."""

    glyphs: tuple[Glyph, ...]
    space: bool = False
    tied: bool = False

    @property
    def width(self) -> float:
        """Return the advance of all glyphs in points."""
        return sum(glyph.advance for glyph in self.glyphs)


def visible(text: str) -> str:
    """Return the text without characters that show nothing; tabs and odd spaces become spaces.

    Control and format characters and variation selectors come with pasted text and nobody sees them.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_SHOWN)


class _Shown(dict[int, str]):
    """What becomes of a character, found out once for each."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        shown = " " if character in ODD_SPACES else "" if _shows_nothing(character) else character
        self[code] = shown
        return shown


_SHOWN = _Shown()


def _shows_nothing(character: str) -> bool:
    if character == "\n":
        return False
    if character in INVISIBLE or unicodedata.category(character) in ("Cc", "Cf"):
        return True
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


class _Case(dict[str, Glyph]):
    """The glyphs of one style, each made when first set: papers use the same few hundred over and over."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__()
        self.style = style

    def __missing__(self, character: str) -> Glyph:
        face = face_for(self.style.role, character)
        advance = face.width(character, self.style.size) * self.style.advance / self.style.size
        glyph = self[character] = Glyph(character, face, advance)
        return glyph


@lru_cache(maxsize=256)
def _case_of(style: TextStyle) -> _Case:
    return _Case(style)


def glyphs_of(text: str, style: TextStyle) -> list[Glyph]:
    """Return the glyphs of one line of text, neighbouring marks squeezed by half an em; a line end is a space.

    Raises:
        MissingGlyph: a character that no font of the role has.
    """
    text = visible(text).replace("\n", " ")
    case = _case_of(style)
    glyphs: list[Glyph] = []
    before = ""
    for place, character in enumerate(text):
        glyph = case[character]
        if character in "〔〕" and text[place + 1 : place + 2].isdigit():
            glyphs.append(_narrowed(glyph))
        elif before in MARKS and character in MARKS and _squeezed_together(before, character):
            glyphs[-1:] = _squeeze(glyphs[-1], glyph)
        else:
            glyphs.append(glyph)
        before = character
    return glyphs


def _narrowed(glyph: Glyph) -> Glyph:
    """Return a bracket of a document number 〔2026〕12 without much of its white space."""
    return Glyph(
        glyph.character, glyph.face, glyph.advance * 0.7, glyph.advance * 0.3 if glyph.character == "〔" else 0.0
    )


def _squeezed_together(before: str, after: str) -> bool:
    if before in CLOSING:
        return after in CLOSING or after in OPENING
    return before in OPENING and after in OPENING


def _squeeze(last: Glyph, glyph: Glyph) -> list[Glyph]:
    if last.character in CLOSING:
        return [Glyph(last.character, last.face, last.advance / 2, last.shift), glyph]
    return [last, Glyph(glyph.character, glyph.face, glyph.advance / 2, glyph.advance / 2)]


def groups_of(glyphs: list[Glyph]) -> list[Group]:
    """Return the glyphs joined into groups between which a line may break."""
    groups: list[Group] = []
    start = 0
    text = "".join(glyph.character for glyph in glyphs)
    joined, tied = _inside_numbers(text), _inside_ties(text)
    for index in range(1, len(glyphs) + 1):
        if index == len(glyphs) or (index not in joined and _may_part(text[index - 1], text[index])):
            space = not text[start:index].strip(" \u00a0")
            groups.append(Group(tuple(glyphs[start:index]), space, index in tied))
            start = index
    return groups


def _inside_ties(text: str) -> set[int]:
    return {place for match in TIES.finditer(text) for place in range(match.start() + 1, match.end())}


def _inside_numbers(text: str) -> set[int]:
    """Return the places inside 保档执通〔2026〕1号, 演练-0001 (a prefix of up to four characters) and 证据2."""
    inside = {match.start() + step for match in CITED.finditer(text) for step in (1, 2)}
    for match in SIGNED.finditer(text):
        place = match.start()
        first = place
        while first and place - first < LONGEST_PREFIX and _in_prefix(text[first - 1]):
            first -= 1
        inside.update(range(first + 1, place + 1))
    return inside


def _in_prefix(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@lru_cache(maxsize=65536)
def _may_part(before: str, after: str) -> bool:
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
