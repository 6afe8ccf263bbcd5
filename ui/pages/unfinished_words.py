"""The reasons and notes of the checklist that are typed, or were not recorded with their answer: kept as drafts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.checking.answering import OVER, drop_draft, save_draft
from app.services.desk import Desk
from ui.keeping import Keeping
from ui.models.inspection_state import QuestionRow
from ui.workplace import Workplace

_PARTS = ("reason", "note")
_NOTHING = '["", ""]'


class UnfinishedWords:
    """Words by question until its answer is recorded; ``owner`` is the page whose life they share.

    They are kept with the words they were typed over: what a colleague recorded since is never covered by them.
    """

    def __init__(
        self, owner: QWidget, place: Workplace, inspection: str, drafts: Mapping[tuple[str, str], str]
    ) -> None:
        self._inspection, self._keeping = inspection, Keeping(owner, place)
        self._words = dict(drafts)

    def of(self, row: QuestionRow) -> tuple[dict[str, str], str]:
        """Return the words typed over the answer as it is recorded, by part (reason, note), and those overtaken.

        What was typed over an answer that was recorded anew since is one text, "" for nothing.
        """
        typed = self._typed(row.path)
        return ({}, "；".join(typed.values())) if self._is_overtaken(row) else (typed, "")

    def keep(self, row: QuestionRow | None, words: Mapping[str, str]) -> None:
        """Keep words of a question durably; what is recorded already is nothing to keep."""
        if row is None:
            return
        recorded = {"reason": row.reason, "note": row.note}
        kept = {part: text for part, text in words.items() if text.strip() != recorded[part]}
        if self._is_overtaken(row) or not self._typed(row.path):
            self._forget(row.path, (*_PARTS, OVER))
            if kept and _over(row) != _NOTHING:
                kept = {**kept, OVER: _over(row)}
        self._forget(row.path, [part for part in words if part not in kept])
        self._words.update({(row.path, part): text for part, text in kept.items()})

        def work(desk: Desk) -> None:
            for part, text in kept.items():
                save_draft(desk, self._inspection, row.path, text, part)

        if kept:
            self._keeping.keep(row.path, work)

    def keep_refused(self, path: str, value: Mapping[str, Any], rows: Iterable[QuestionRow | None]) -> None:
        """Keep the words of an answer that was not recorded: they are there to be mended. ``rows`` as recorded."""
        row = next((one for one in rows if one is not None and one.path == path), None)
        self.keep(row, {part: str(value[part]) for part in _PARTS if value.get(part)})

    def go(self, path: str) -> None:
        """Forget the words of a question: they go into its answer."""
        for part in (*_PARTS, OVER):
            self._words.pop((path, part), None)

    def give_up(self, row: QuestionRow) -> None:
        """Forget the words of a question: what stands in its fields is recorded already."""
        if not self._is_overtaken(row):
            self._forget(row.path, (*_PARTS, OVER))

    def _typed(self, path: str) -> dict[str, str]:
        return {part: self._words[path, part] for part in _PARTS if (path, part) in self._words}

    def _is_overtaken(self, row: QuestionRow) -> bool:
        return bool(self._typed(row.path)) and self._words.get((row.path, OVER), _NOTHING) != _over(row)

    def _forget(self, path: str, wanted: Collection[str]) -> None:
        parts = [part for part in wanted if self._words.pop((path, part), None) is not None]
        if not parts:
            return

        def work(desk: Desk) -> None:
            for part in parts:
                drop_draft(desk, self._inspection, path, part)

        self._keeping.keep(path, work)


def _over(row: QuestionRow) -> str:
    return json.dumps([row.reason, row.note], ensure_ascii=False)
