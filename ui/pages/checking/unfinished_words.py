"""The reasons and notes of the checklist that are typed, or were not recorded with their answer: kept as drafts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.services.checking.answering import OVER, drop_draft, save_draft
from app.services.desk import Desk
from ui.models.inspection_state import QuestionRow
from ui.workplace import Workplace

_PARTS = ("reason", "note")
_NOTHING = '["", ""]'


class UnfinishedWords:
    """Words by question until its answer is recorded.

    They are kept with the words they were typed over: what a colleague recorded since is never covered by them.
    """

    def __init__(self, place: Workplace, inspection: str, drafts: Mapping[tuple[str, str], str]) -> None:
        self._inspection, self._keeping = inspection, place.keeping
        held = self._keeping.held(inspection)
        self._words = {at: text for at, text in drafts.items() if at[0] not in held}
        self._words.update({(path, part): text for path, words in held.items() for part, text in words.items()})
        self._ever = {*drafts, *self._words}  # what may be on the disk

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
        if kept:
            self._write(row.path)

    def keep_refused(self, path: str, value: Mapping[str, Any], rows: Iterable[QuestionRow | None]) -> None:
        """Keep the words of an answer that was not recorded: they are there to be mended. ``rows`` as recorded."""
        row = next((one for one in rows if one is not None and one.path == path), None)
        self.keep(row, {part: str(value[part]) for part in _PARTS if value.get(part)})

    def go(self, path: str) -> None:
        """Forget the words of a question: they go into its answer."""
        for part in (*_PARTS, OVER):
            self._words.pop((path, part), None)
        self._keeping.let_go(self._inspection, path)

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
        if parts:
            self._write(path)

    def _write(self, path: str) -> None:
        """Bring all the words of a question to the disk as they are now, and take away what is no more."""
        words = {part: self._words[path, part] for part in (*_PARTS, OVER) if (path, part) in self._words}
        self._ever.update((path, part) for part in words)
        gone = [part for part in (*_PARTS, OVER) if (path, part) in self._ever and part not in words]
        inspection = self._inspection  # what is held while the data are locked must not hold the desk

        def work(desk: Desk) -> None:
            for part, text in words.items():
                save_draft(desk, inspection, path, text, part)
            for part in gone:
                drop_draft(desk, inspection, path, part)

        self._keeping.keep(inspection, path, words, work)


def _over(row: QuestionRow) -> str:
    return json.dumps([row.reason, row.note], ensure_ascii=False)
