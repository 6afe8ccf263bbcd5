"""The wording of findings while it is typed: in its field until it is recorded, whatever the disk takes meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.keeping import Keeping
from ui.models.outcome import FindingRow
from ui.models.wording import keep_wording
from ui.workplace import Workplace


class UnfinishedWording:
    """What is typed of each finding, with the words it is typed over: newer ones of a colleague are never covered."""

    def __init__(self, owner: QObject, place: Workplace) -> None:
        self._keeping = Keeping(owner, place)
        self._typed: dict[str, tuple[str, str]] = {}

    def keep(self, row: FindingRow, text: str) -> None:
        """Keep what is typed of a finding."""
        self._typed[row.id] = text, row.text
        self._keeping.keep(row.id, lambda desk: keep_wording(desk, row.id, text, row.text))

    def go(self, row: FindingRow) -> None:
        """Forget what was typed of a finding: it is recorded."""
        self._typed.pop(row.id, None)

    def of(self, row: FindingRow) -> str:
        """Return what the field of a finding shows."""
        text, over = self._typed.get(row.id, ("", ""))
        if row.id in self._typed and over == row.text:
            return text
        return row.text if row.draft is None else row.draft
