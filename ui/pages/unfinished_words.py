"""The reasons and notes of the checklist that are typed, or were not recorded with their answer: kept as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.checking.answering import save_draft
from app.services.desk import Desk
from ui.workplace import Workplace

_PARTS = ("reason", "note")


class UnfinishedWords:
    """Words by question until its answer is recorded; ``owner`` is the page whose life they share."""

    def __init__(
        self, owner: QWidget, place: Workplace, inspection: str, drafts: Mapping[tuple[str, str], str]
    ) -> None:
        self._owner, self._place, self._inspection = owner, place, inspection
        self._words = dict(drafts)

    def of(self, path: str) -> dict[str, str]:
        """Return the words of a question by part (reason, note)."""
        return {part: text for (known, part), text in self._words.items() if known == path and part}

    def keep(self, path: str, words: Mapping[str, str]) -> None:
        """Keep words of a question durably."""
        self._words.update({(path, part): text for part, text in words.items()})

        def work(desk: Desk) -> None:
            for part, text in words.items():
                save_draft(desk, self._inspection, path, text, part)

        self._place.ask(self._owner, work)

    def keep_refused(self, path: str, value: Mapping[str, Any]) -> None:
        """Keep the words of an answer that was not recorded: they are there to be mended."""
        self.keep(path, {part: str(value[part]) for part in _PARTS if value.get(part)})

    def go(self, path: str) -> None:
        """Forget the words of a question: they go into its answer."""
        for part in _PARTS:
            self._words.pop((path, part), None)
