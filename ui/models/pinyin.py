"""The order in which Chinese readers look for a name: by the sound of its characters, numbers by their size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from PySide6.QtCore import QCollator, QCollatorSortKey, QLocale


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """Return it."""
        ...


T = TypeVar("T", bound=Named)
_CHINESE = QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedChineseScript, QLocale.Country.China)


def _collator() -> QCollator:
    made = QCollator(_CHINESE)
    made.setNumericMode(True)
    made.setCaseSensitivity(made.caseSensitivity().CaseInsensitive)
    return made


_COLLATOR = _collator()


def by_pinyin(words: str) -> QCollatorSortKey:
    """Return the key by which words are sorted. A character with several readings counts as its usual one."""
    return _COLLATOR.sortKey(words)


def by_name(found: Iterable[T]) -> tuple[T, ...]:
    """Return what has a name in the order of its names."""
    return tuple(sorted(found, key=lambda one: by_pinyin(one.name)))
