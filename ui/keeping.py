"""What is typed, on its way to the disk: tried again while the disk is full, and told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.services.session.opening import OpenDesk
    from ui.workplace import Workplace

AGAIN_MS = 2_000

Work = Callable[["OpenDesk"], Any]


class Keeping(QObject):
    """Keeps words for a page; what did not go is held here and goes as soon as there is room, while the page lives."""

    def __init__(self, owner: QObject, place: Workplace) -> None:
        super().__init__(owner)
        self._place = place
        self._held: dict[str, Work] = {}
        self._told = False
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._on_again)

    def keep(self, key: str, work: Work) -> None:
        """Do what keeps the words named ``key``; it takes the place of what could not be kept of them before."""
        self._held[key] = work
        self._send(key)

    def _send(self, key: str) -> None:
        work = self._held[key]
        self._place.ask(self, work, lambda _: self._on_safe(key, work), self._on_unsafe)

    def _on_safe(self, key: str, work: Work) -> None:
        if self._held.get(key) is work:  # else newer words are under way
            del self._held[key]
        if not self._held and self._told:
            self._told = False
            self._place.tasks.unkept.emit(None)

    def _on_unsafe(self, error: Exception) -> None:
        self._again.start()
        if not self._told:
            self._told = True
            self._place.tasks.unkept.emit(error)

    def _on_again(self) -> None:
        for key in [] if self._place.tasks.closed else list(self._held):
            self._send(key)
