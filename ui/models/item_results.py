"""The result of each check item, as the answers give it and as an officer may overrule it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.checklist.items import RESULT_WORDS, ItemResult
from app.services.checking.answering import overrule_item
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState, inspection_state

VERDICT_WORDS = {
    "conforms": "符合", "violates": "不符合", "not_applicable": "不适用", "not_checked": "未检查", "": "未答",
}  # fmt: skip


def tr(text: str) -> str:
    """Return a text of this file in the language of the window."""
    return QCoreApplication.translate("item_results", text)


def counts_words(one: ItemResult) -> str:
    """Return how many questions of an item have each verdict."""
    counts = one.counts or {}
    parts = [
        tr("{word} {n}").format(word=word, n=counts[key]) for key, word in VERDICT_WORDS.items() if counts.get(key)
    ]
    return "、".join(parts)


def choices(one: ItemResult) -> list[tuple[str, str]]:
    """Return what may be chosen for an item: as the answers give it, or another result."""
    usual = tr("按检查表得出：{word}").format(word=RESULT_WORDS[one.computed])
    return [("", usual), *((key, word) for key, word in RESULT_WORDS.items() if key != one.computed)]


def overruled(
    desk: Desk, inspection: str, previous: Mapping[str, Any], item: str, result: str, reason: str
) -> tuple[list[str], InspectionState]:
    """Return what is wrong with an overrule (nothing: it is recorded), and the inspection after it."""
    problems = overrule_item(desk, inspection, item, result, reason)
    return problems, inspection_state(desk, inspection, previous)
