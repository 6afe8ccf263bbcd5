"""Giving the answers of one checklist: each on disk before it is told, taken back and given again in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import StorageFailed
from app.services.checking.answering import Answering, answer, answer_again
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState, inspection_state, take_back
from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that can be taken back and given again: its transaction, its path, the value before and after it."""

    txn: str
    path: str
    before: Any
    after: Any


class Giving(QObject):
    """``given(answering, value)`` once an answer is on disk or has problems, ``refused(error)`` where it is not.

    ``not_recorded(path, value)`` comes before the one or the other: the words of the answer are nowhere but there.
    ``taken_back(path)`` after an undo, ``nothing_given(words)`` where there is none to take back.
    ``stood(state)`` follows with the inspection after it, once the answer was painted.
    """

    given = Signal(object, object)
    refused = Signal(object)
    not_recorded = Signal(str, object)
    taken_back = Signal(str)
    nothing_given = Signal(str)
    stood = Signal(object)

    def __init__(self, place: Workplace, inspection: str, previous: Mapping[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._inspection, self._previous = place, inspection, previous
        self._done: list[Given] = []
        self._undone: list[Given] = []
        self._redone = ""
        self._restored: set[str] = set()
        self._void_for: tuple[str, Mapping[str, Any] | None] = ("", None)
        self._under_way = 0

    @property
    def under_way(self) -> bool:
        """Return whether an answer is about to be recorded."""
        return self._under_way > 0

    @property
    def may_undo(self) -> bool:
        """Return whether an answer given here can be taken back."""
        return bool(self._done)

    @property
    def may_redo(self) -> bool:
        """Return whether an answer taken back here can be given again."""
        return bool(self._undone)

    def give(self, path: str, value: Mapping[str, Any] | None, void: str = "") -> None:
        """Record an answer; ``void`` is the reason to void the finding that rests on the one before it."""
        self._void_for = path, value
        self._under_way += 1
        self._place.ask(
            self,
            lambda desk: answer(desk, self._inspection, path, value, void_finding=void),
            lambda done: self._on_given(done, value),
            lambda error: self._on_refused(error, path, value),
        )

    def give_voiding(self, reason: str) -> None:
        """Record the answer that was refused because a finding rests on the one before it, and void that finding."""
        path, value = self._void_for
        if path and reason:
            self.give(path, value, reason)

    def undo(self) -> None:
        """Take the last answer back."""
        if not self._done:
            words = self.tr("没有可以撤销的答案：只能撤销打开这一页以后的，更早的请直接改选。")
            self.nothing_given.emit(words)
            return
        last = self._done.pop()
        again = last.path in self._restored

        def work(desk: Desk) -> InspectionState:
            if not again:
                return take_back(desk, self._inspection, self._previous, last.txn)
            # What stands now was itself put back by an undo: one more step back is an answer as it was before.
            answer_again(desk, self._inspection, last.path, last.before)
            return inspection_state(desk, self._inspection, self._previous)

        def done(state: InspectionState) -> None:
            self._undone.append(last)
            self._restored.add(last.path)
            self.taken_back.emit(last.path)
            self.stood.emit(state)

        self._place.ask(self, work, done, lambda error: self._on_not_taken_back(error, last))

    def redo(self) -> None:
        """Give the answer again that was taken back last."""
        if self._undone:
            last = self._undone.pop()
            self._redone = last.path
            self._under_way += 1
            self._place.ask(
                self,
                lambda desk: answer_again(desk, self._inspection, last.path, last.after),
                lambda done: self._on_given(done, last.after),
                lambda error: self._on_not_redone(error, last),
            )

    def _on_not_taken_back(self, error: Exception, last: Given) -> None:
        if isinstance(error, StorageFailed):
            self._done.append(last)  # once there is room on the disk it can be taken back still
        self.refused.emit(error)
        self._place.ask(self, lambda _: self._read(), self.stood.emit)  # what a colleague answered is shown beside it

    def _on_not_redone(self, error: Exception, last: Given) -> None:
        if isinstance(error, StorageFailed):
            self._undone.append(last)
        self._on_refused(error, last.path, last.after)

    def _on_given(self, done: Answering, value: Mapping[str, Any] | None) -> None:
        self._under_way -= 1
        if done.txn:
            self._done.append(Given(done.txn, done.path, done.before, value))
            if self._redone != done.path:
                self._undone.clear()
            self._redone = ""
            self._restored.discard(done.path)
        if done.problems:
            self.not_recorded.emit(done.path, value or {})
        self._place.tasks.run_after_painting(self, self._read, self.stood.emit, self.refused.emit)
        self.given.emit(done, value)

    def _read(self) -> InspectionState:
        return inspection_state(self._place.desk, self._inspection, self._previous)

    def _on_refused(self, error: Exception, path: str, value: Mapping[str, Any] | None) -> None:
        self._under_way -= 1
        self.not_recorded.emit(path, value or {})
        self.refused.emit(error)
