"""Numbers as font files hold them, the first byte the greatest."""

from __future__ import annotations

import sys
from array import array


def numbers_of(kind: str, content: bytes) -> array[int]:
    """Return all numbers of a table; ``kind``: as ``array`` calls it."""
    values = array(kind, content)
    if sys.byteorder == "little":
        values.byteswap()
    return values


def u16(content: bytes | bytearray, place: int) -> int:
    """Return the number of two bytes at a place."""
    return content[place] << 8 | content[place + 1]
