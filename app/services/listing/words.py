"""The words of a hundred thousand inspections, searched within a few milliseconds.

What many inspections have in common (their unit, their officers and step, their days) is kept and searched once; only
numbers and codes are searched inspection by inspection, and not at all for a word with signs that none of them has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, repeat
from operator import contains

PARTS = 4
APART = "\x1e"
_MANY_BLOCKS = 10  # of 256 texts: beyond, looking up each inspection is quicker
_MOST_TEXTS = 1 << 16  # that two bytes tell apart
_FEW = 3_000  # so many are looked at one by one sooner than all together


@dataclass(frozen=True)
class Shared:
    """One part of the words: each text once, and ``which`` of them every inspection has.

    ``low`` and ``high`` are the bytes of that number, to look up all inspections at once.
    """

    texts: Sequence[str]
    which: Sequence[int]
    low: bytes
    high: bytes

    def text(self, place: int) -> str:
        """Return the text of one inspection."""
        return self.texts[self.which[place]]

    def marks(self, word: str) -> int:
        """Return a byte for each inspection, 1 where its text has the word, all of them as one number."""
        hits = bytes(map(contains, self.texts, repeat(word)))
        blocks = [number for number in range(0, len(hits), 256) if 1 in hits[number : number + 256]]
        if len(blocks) > _MANY_BLOCKS or not self.high:
            return _number(bytes(map(hits.__getitem__, self.which)))
        found = 0
        for number in blocks:
            marked = self.low.translate(hits[number : number + 256].ljust(256, b"\0"))
            found |= _number(marked) & _number(self.high.translate(_only(number >> 8)))
        return found


    def edited(self, edits: Sequence[tuple[int, int, str | None]]) -> Shared:
        """Return the part after edits (see ``Words.edited``)."""
        texts, which = list(self.texts), list(self.which)
        low, high = bytearray(self.low), bytearray(self.high)
        for place, taken, text in edits:
            number = len(texts)
            if text is not None:
                texts.append(text)
            which[place : place + taken] = [] if text is None else [number]
            low[place : place + taken] = b"" if text is None else bytes((number & 255,))
            if high:
                high[place : place + taken] = b"" if text is None else bytes((min(number >> 8, 255),))
        return Shared(texts, which, bytes(low), bytes(high) if len(texts) <= _MOST_TEXTS else b"")


@dataclass(frozen=True)
class Words:
    """The words of all inspections, in order: three shared parts, and what is of each inspection alone."""

    shared: tuple[Shared, ...] = ()
    own: Sequence[str] = ()
    signs: frozenset[str] = frozenset()

    def of(self, place: int) -> str:
        """Return the words of one inspection, as they were given."""
        return APART.join([*(one.text(place) for one in self.shared), self.own[place]])

    def found(self, among: Sequence[int], words: Sequence[str]) -> Sequence[int]:
        """Return those places whose inspection has all the words, in the same order."""
        kept = among
        for word in words:
            if len(kept) < _FEW:
                kept = [place for place in kept if word in self.of(place)]
            else:
                marks = self._marks(word)
                # Where all are looked through in their own order, no mark need be looked up.
                whole = isinstance(among, range) and len(kept) == len(marks)
                kept = list(compress(kept, marks if whole else map(marks.__getitem__, kept)))
        return kept

    def edited(self, edits: Sequence[tuple[int, int, str | None]]) -> Words:
        """Return the words after edits, each a place, how many it takes away (0 or 1), and the words put there."""
        own, signs = list(self.own), set(self.signs)
        parts = [_parts_of(search or "") for _, _, search in edits]
        for (place, taken, search), given in zip(edits, parts, strict=True):
            own[place : place + taken] = [] if search is None else [given[-1]]
            signs.update(given[-1])
        shared = tuple(
            one.edited([(place, taken, None if search is None else given[number])
                        for (place, taken, search), given in zip(edits, parts, strict=True)])
            for number, one in enumerate(self.shared)
        )  # fmt: skip
        return Words(shared, own, frozenset(signs))

    def _marks(self, word: str) -> bytes:
        marked = 0
        for one in self.shared:
            marked |= one.marks(word)
        if self.signs.issuperset(word):
            marked |= _number(bytes(map(contains, self.own, repeat(word))))
        return marked.to_bytes(len(self.own), "little")


class WordsMaker:
    """Takes the words of one inspection after the other, as ``joined`` gives them."""

    def __init__(self) -> None:
        self._known: tuple[dict[str, int], ...] = tuple({} for _ in range(PARTS - 1))
        self._which: tuple[list[int], ...] = tuple([] for _ in range(PARTS - 1))
        self._own: list[str] = []
        self._signs: set[str] = set()

    def add(self, search: str) -> None:
        """Add the words of the next inspection."""
        *shared, own = _parts_of(search)
        for known, which, text in zip(self._known, self._which, shared, strict=True):
            which.append(known.setdefault(text, len(known)))
        self._own.append(own)
        self._signs.update(own)

    def made(self) -> Words:
        """Return the words of all that were added."""
        shared = (_shared(known, which) for known, which in zip(self._known, self._which, strict=True))
        return Words(tuple(shared), self._own, frozenset(self._signs))


def _shared(known: dict[str, int], which: list[int]) -> Shared:
    high = bytes(number >> 8 for number in which) if len(known) <= _MOST_TEXTS else b""
    return Shared(list(known), which, bytes(number & 255 for number in which), high)


def _parts_of(search: str) -> list[str]:
    return (search.split(APART) + [""] * PARTS)[:PARTS]


def _number(marks: bytes) -> int:
    return int.from_bytes(marks, "little")


@cache
def _only(high: int) -> bytes:
    """Return the table that keeps one high byte."""
    return bytes(int(one == high) for one in range(256))


def joined(unit: str, about: str, days: str, own: str) -> str:
    """Return the four parts of an inspection's words as they are stored."""
    return APART.join((unit, about, days, own))
