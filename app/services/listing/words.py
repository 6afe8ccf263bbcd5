"""The words of a hundred thousand inspections, searched within a few milliseconds.

What many inspections have in common (their unit, their officers and step, their days) is kept and searched once; only
numbers and codes are searched inspection by inspection, and not at all for a word with signs that none of them has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, repeat
from operator import contains, itemgetter, or_

PARTS = 4
APART = "\x1e"
_MANY_BLOCKS = 3  # of 256 texts, in part with the word: beyond, looking up each inspection is quicker
_MOST_TEXTS = 1 << 16  # that two bytes tell apart
_FEW = 3_000  # so many are looked at one by one sooner than all together
_TOGETHER = 64  # texts that are looked through as one before each of them


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

    @cached_property
    def of_all(self) -> Callable[[bytes], Sequence[int]]:
        """Return what looks up a byte of each text for all inspections, in their order."""
        if len(self.which) > 1:
            return itemgetter(*self.which)
        return lambda hits: [hits[one] for one in self.which]

    def hits(self, word: str) -> bytes:
        """Return a byte for each text, 1 where it has the word."""
        return bytes(map(contains, self.texts, repeat(word)))

    def marks(self, word: str) -> int:
        """Return a byte for each inspection, 1 where its text has the word, all of them as one number."""
        hits = self.hits(word)
        if 1 not in hits:
            return 0
        blocks = {number: hits[number : number + 256] for number in range(0, len(hits), 256)}
        mixed = {number: block for number, block in blocks.items() if 0 in block and 1 in block}
        if len(mixed) > _MANY_BLOCKS or not self.high:
            return _number(bytes(self.of_all(hits)))
        whole = [number >> 8 for number, block in blocks.items() if 0 not in block]
        found = _number(self.high.translate(_only(*whole))) if whole else 0
        for number, block in mixed.items():
            marked = self.low.translate(block.ljust(256, b"\0"))
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
            elif 2 * len(kept) < len(self.own):
                kept = self._found_one_by_one(kept, word)
            else:
                kept = self._found_together(kept, word)
        return kept

    def ready(self) -> Words:
        """Return these words with all that the first search would have to make."""
        for one in self.shared:
            _ = one.of_all
        _ = self._together
        return self

    @cached_property
    def _together(self) -> Sequence[str]:
        return [APART.join(self.own[first : first + _TOGETHER]) for first in range(0, len(self.own), _TOGETHER)]

    def _found_one_by_one(self, kept: Sequence[int], word: str) -> Sequence[int]:
        marked = 0
        for one in self.shared:
            hits = one.hits(word)
            if 1 in hits:
                marked |= _number(bytes(map(hits.__getitem__, map(one.which.__getitem__, kept))))
        if self.signs.issuperset(word):
            marked |= _number(bytes(map(contains, map(self.own.__getitem__, kept), repeat(word))))
        return list(compress(kept, marked.to_bytes(len(kept), "little")))

    def _found_together(self, kept: Sequence[int], word: str) -> Sequence[int]:
        marked = 0
        for one in self.shared:
            marked |= one.marks(word)
        marks = marked.to_bytes(len(self.own), "little")
        if 0 in marks and self.signs.issuperset(word):
            marks = self._with_own(bytearray(marks), word)
        if 0 not in marks:
            return kept
        # Where all are looked through in their own order, no mark need be looked up.
        whole = isinstance(kept, range) and len(kept) == len(marks)
        return list(compress(kept, marks if whole else map(marks.__getitem__, kept)))

    def _with_own(self, marks: bytearray, word: str) -> bytes:
        """Return the marks with those of what is of each inspection alone; what is marked already is left out."""
        for number, text in enumerate(self._together):
            first = number * _TOGETHER
            before = marks[first : first + _TOGETHER]
            if 0 in before and word in text:
                hits = map(contains, self.own[first : first + _TOGETHER], repeat(word))
                marks[first : first + _TOGETHER] = bytes(map(or_, before, hits))
        return bytes(marks)

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
        return Words(shared, own, frozenset(signs)).ready()


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
        return Words(tuple(shared), self._own, frozenset(self._signs)).ready()


def _shared(known: dict[str, int], which: list[int]) -> Shared:
    high = bytes(number >> 8 for number in which) if len(known) <= _MOST_TEXTS else b""
    return Shared(list(known), which, bytes(number & 255 for number in which), high)


def _parts_of(search: str) -> list[str]:
    return (search.split(APART) + [""] * PARTS)[:PARTS]


def _number(marks: bytes) -> int:
    return int.from_bytes(marks, "little")


@lru_cache(maxsize=256)
def _only(*high: int) -> bytes:
    """Return the table that keeps some high bytes."""
    return bytes(int(one in high) for one in range(256))


def joined(unit: str, about: str, days: str, own: str) -> str:
    """Return the four parts of an inspection's words as they are stored."""
    return APART.join((unit, about, days, own))
