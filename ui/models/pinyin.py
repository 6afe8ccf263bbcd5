"""The order in which Chinese readers look for a name: by the sound of its characters, numbers by their size."""

from __future__ import annotations

from PySide6.QtCore import QCollator, QCollatorSortKey, QLocale

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
