"""The wording of findings while it is typed: in its field until it is recorded, whatever the disk takes meanwhile."""

from __future__ import annotations

from ui.models.outcome import FindingRow
from ui.models.wording import keep_wording
from ui.workplace import Workplace

_ROOT = "wording"


class UnfinishedWording:
    """What is typed of each finding, with the words it is typed over: newer ones of a colleague are never covered."""

    def __init__(self, place: Workplace) -> None:
        self._keeping = place.keeping
        self._typed: dict[str, tuple[str, str]] = dict(self._keeping.held(_ROOT))

    def keep(self, row: FindingRow, text: str) -> None:
        """Keep what is typed of a finding."""
        self._typed[row.id] = typed = text, row.text
        self._keeping.keep(_ROOT, row.id, typed, lambda desk: keep_wording(desk, row.id, *typed))

    def go(self, row: FindingRow, recorded: str) -> None:
        """Forget what was typed of a finding, as it is recorded; what was typed since is not."""
        if self._typed.get(row.id, ("", ""))[0].strip() == recorded:
            self._typed.pop(row.id, None)
            self._keeping.let_go(_ROOT, row.id)

    def of(self, row: FindingRow) -> str:
        """Return what the field of a finding shows."""
        text, over = self._typed.get(row.id, ("", ""))
        if row.id in self._typed and over == row.text:
            return text
        return row.text if row.draft is None else row.draft
