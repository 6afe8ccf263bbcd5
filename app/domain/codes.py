"""The typed code of a paper: the beginning of its words' digest in letters that a person can copy, with a check letter.

Sixteen characters in four groups, of an alphabet without I, L, O and U. The last is a check over GF(32) with a weight
of its own for every place: any one wrong character, and any two that changed places, are found.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
DIGITS = (LENGTH - 1) * 5 // 4  # hex digits of the digest that a code gives back whole
_ALIKE = {"O": "0", "I": "1", "L": "1"}
_DASHES = frozenset("-_·.—–‐‑−ー ")
_REDUCING = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def is_digest(text: str) -> bool:
    """Return whether a text is a SHA-256 in hex."""
    return len(text) == 64 and all(character in "0123456789abcdef" for character in text)


def typed_code(digest: str) -> str:
    """Return the code of a digest in hex: ``7K2M-9QXT-HD4P-3WBZ``."""
    bits = int(digest[:20], 16) >> 5
    values = [bits >> 5 * place & 31 for place in reversed(range(LENGTH - 1))]
    text = "".join(ALPHABET[value] for value in (*values, _check(values)))
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def tidied(text: str) -> str:
    """Return what was typed as capitals without spaces and dashes; letters that look like a digit become it."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = (character for character in plain if character not in _DASHES and not character.isspace())
    return "".join(_ALIKE.get(character, character) for character in kept)


def typed_problem(text: str) -> str:
    """Return why a text is no code (Chinese), "" where it is one."""
    code = tidied(text)
    strange = next((character for character in code if character not in ALPHABET), "")
    if strange:
        return f"验证码只有数字和字母，没有“{strange}”。请对照文书逐组核对。"
    if len(code) != LENGTH:
        return f"验证码应为 {LENGTH} 位，输入的有 {len(code)} 位。请对照文书逐组核对。"
    values = [ALPHABET.index(character) for character in code]
    if _check(values[:-1]) != values[-1]:
        return "验证码输错了：最后一位校验不符。请对照文书逐组核对。"
    return ""


def digest_start(text: str) -> str:
    """Return the hex digits with which the digest begins; ``text`` is a code in which there is no problem."""
    bits = 0
    for character in tidied(text)[:-1]:
        bits = bits << 5 | ALPHABET.index(character)
    return f"{bits << 1:019x}"[:DIGITS]


def _check(values: list[int]) -> int:
    total, weight = 0, 1
    for value in values:
        weight = _times(weight, 2)
        total ^= _times(weight, value)
    return total


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = (one << 1 ^ (_REDUCING if one & 16 else 0)) & 31
        other >>= 1
    return product
