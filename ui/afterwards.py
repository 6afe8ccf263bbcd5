"""Acts that wait until the window has painted what it shows by now: what an officer did is seen first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

# Below that of Qt's own request to paint: a timer of 0 ms comes before the painting on Windows.
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


class Afterwards(QObject):
    """Does acts in their order after the next painting; none of them once it is gone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._acts: list[Callable[[], None]] = []

    def then(self, act: Callable[[], None]) -> None:
        """Do ``act`` once what was changed before now has been painted."""
        self._acts.append(act)
        if len(self._acts) == 1:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_PAINTING)

    def event(self, event: QEvent) -> bool:
        """Do what waited."""
        if event.type() != QEvent.Type.User:
            return super().event(event)
        acts, self._acts = self._acts, []
        for act in acts:
            act()
        return True
