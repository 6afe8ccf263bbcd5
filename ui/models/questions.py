"""The list of questions with its filters. A row that was answered stays where it is until the filter is set again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.checklist.verdicts import PARTLY, VIOLATES
from ui.models.inspection_state import QuestionRow

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_PARTS = ("verdict", "reason", "severity", "note")
ALL, OPEN, VIOLATED, REQUIRED = "all", "open", "violated", "required"

_FILTERS: Mapping[str, Callable[[QuestionRow], bool]] = {
    ALL: lambda row: True,
    OPEN: lambda row: row.open,
    VIOLATED: lambda row: row.verdict in (VIOLATES, PARTLY),
    REQUIRED: lambda row: row.required,
}


class QuestionList(QAbstractListModel):
    """Questions in the order of the checklist."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[QuestionRow, ...] = ()
        self._shown: list[str] = []
        self._by_path: dict[str, QuestionRow] = {}
        self._filter = ALL

    @property
    def answered(self) -> int:
        """Return how many questions have all that is demanded."""
        return sum(not row.open for row in self._all)

    @property
    def total(self) -> int:
        """Return how many questions there are."""
        return len(self._all)

    def replace(self, rows: Sequence[QuestionRow]) -> None:
        """Show the questions as they stand; the list is laid out anew only where questions came or went."""
        same = [one.path for one in rows] == [one.path for one in self._all]
        self._all = tuple(rows)
        before, self._by_path = self._by_path, {one.path: one for one in rows}
        if not same:
            self.set_filter(self._filter)
            return
        for place, path in enumerate(self._shown):
            if before.get(path) != self._by_path[path]:
                at = self.index(place)
                self.dataChanged.emit(at, at)

    def show_recorded(self, path: str, value: Mapping[str, Any] | None, missing: Sequence[str]) -> None:
        """Show an answer that is on disk while what follows from it is still to be worked out."""
        row = self._by_path.get(path)
        if row is not None:
            verdict, reason, severity, note = ((value or {}).get(name) or "" for name in _PARTS)
            told = replace(
                row, verdict=verdict, reason=reason, severity=severity, note=note, missing=tuple(missing),
                open=bool(missing) or not verdict, disputed=False,
            )  # fmt: skip
            self.replace([told if one.path == path else one for one in self._all])

    def set_filter(self, wanted: str) -> None:
        """Show only the questions that a filter lets through."""
        self.beginResetModel()
        self._filter = wanted
        self._shown = [row.path for row in self._all if _FILTERS[wanted](row)]
        self.endResetModel()

    def row(self, place: int) -> QuestionRow:
        """Return the question in a row of the list."""
        return self._by_path[self._shown[place]]

    def anew(self, path: str, verdict: str) -> dict[str, Any] | None:
        """Return the answer of a question with another verdict, to which no words belong yet; None with the same."""
        row = self._by_path.get(path)
        if row is None or row.verdict == verdict:
            return None
        return {"verdict": verdict, "reason": "", "severity": "", "note": "" if row.secret else row.note}

    def place_of(self, path: str) -> int:
        """Return where a question stands in the list, -1 where the filter hides it."""
        return self._shown.index(path) if path in self._shown else -1

    def next_open(self, path: str) -> str:
        """Return the next open question after this one, beginning anew at the end; "" where none is open."""
        paths = [one.path for one in self._all]
        start = paths.index(path) + 1 if path in paths else 0
        waiting = [one.path for one in (*self._all[start:], *self._all[:start]) if one.open]
        return waiting[0] if waiting else ""

    def found(self, words: str, after: str) -> str:
        """Return the question of a code, or the next one after ``after`` that has the words; "" where there is none."""
        exact = next((one.path for one in self._all if one.code == words), "")
        paths = [one.path for one in self._all]
        start = paths.index(after) + 1 if after in paths else 0
        said = [one.path for one in (*self._all[start:], *self._all[:start]) if words in f"{one.code} {one.label}"]
        return exact or next(iter(said), "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature of Qt
        """Return how many questions are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a question's words, or the question itself."""
        if not index.isValid():
            return None
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.code} {row.label}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = row.word or self.tr("未答")
            if row.disputed:
                said = self.tr("{answer}，另一台电脑的答案不同").format(answer=said)
            return self.tr("{code}，{label}，{answer}").format(code=row.code, label=row.label, answer=said)
        return None
