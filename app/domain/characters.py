"""What can be written on a paper: typed text without what nobody sees, and the characters that no paper can show.

A paper may be made when the officers have left, so what it could not show is told where it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.domain.operations import Json
from app.domain.printable import RANGES

_SHOWN = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in RANGES)
_NOT_SHOWN = re.compile(f"[^{_SHOWN}\n]")
# 康熙部首 and compatibility ideographs: what a copy out of a PDF has in place of the character that is meant
_COPIED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f]")
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINE_ENDS = re.compile(" *\n+ *")
_SPACES = re.compile("[\t\u1680\u2000-\u200a\u202f\u205f]")
# control characters, marks of joining and of direction; and what chooses a variant of a glyph
_UNSEEN = frozenset({"Cc", "Cf"})
_FOR_NONE = frozenset("/／-—－–×")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def cleaned(text: str) -> str:
    """Return a text with each character as it is meant: copied look-alikes replaced, what nobody sees left out.

    Lines end with a line feed; marks that turn the direction of reading go, since they turn what stands beside them.
    """
    if not _NOT_SHOWN.search(text):
        return text
    text = _COPIED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unicodedata.normalize("NFC", text))
    text = _VARIANTS.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) not in _UNSEEN)


def says_nothing(text: str) -> bool:
    """Return whether a text is blank to who reads it: nothing but room, what nobody sees, and marks of punctuation.

    A dash or a stroke stands for none by custom, and says that.
    """
    return not any(unicodedata.category(one)[0] in "LNS" or one in _FOR_NONE for one in cleaned(text))


def is_seen(text: str) -> bool:
    """Return whether anything of a text is seen on paper."""
    return any(unicodedata.category(one)[0] not in "ZC" for one in text)


def joined(text: str) -> str:
    """Return a cleaned text with a space where lines ended."""
    return _LINE_ENDS.sub(" ", cleaned(text))


def in_one_line(text: str) -> str:
    """Return a cleaned text without line ends, and without room at its ends."""
    return joined(text).strip()


def number_in_one_line(text: str) -> str:
    """Return a number as it is written on papers: in one line, with half-width digits, letters and hyphens."""
    return "".join(unicodedata.normalize("NFKC", one) if "！" <= one <= "～" else one for one in in_one_line(text))


def unprintable(text: str) -> str:
    """Return the characters of a text that no paper can show, each once; line ends are none."""
    return "".join(dict.fromkeys(_NOT_SHOWN.findall(text)))


def with_boxes(text: str) -> str:
    """Return a cleaned text with □ in place of each character that no paper can show."""
    return _NOT_SHOWN.sub("□", cleaned(text))


def each_text(value: Json, change: Callable[[str], str]) -> Json:
    """Return a JSON value with all its texts changed; keys are ours."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: each_text(one, change) for name, one in value.items()}
    return [each_text(one, change) for one in value] if isinstance(value, (list, tuple)) else value


def each_one(value: Json) -> Iterator[str]:
    """Give all texts in a JSON value; keys are ours."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from each_one(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from each_one(one)


def unprintable_texts(value: Json) -> Iterator[str]:
    """Give the texts in a JSON value that no paper can show whole."""
    return (one for one in each_one(value) if _NOT_SHOWN.search(one))
