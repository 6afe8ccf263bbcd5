"""Parts of a step that nobody looks at: they are brought up to date after the one that is shown, one per turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject

from ui.tasks import Tasks


class LateParts(QObject):
    """Shows a view in one part after the other, each once the window has painted; ``show(part, view)`` does one."""

    def __init__(self, tasks: Tasks, show: Callable[[str, Any], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._show = tasks, show
        self._view: Any = None
        self._late: list[str] = []  # in the order of the row

    def take(self, view: Any, parts: Iterable[str]) -> None:
        """Show a view in these parts later, instead of what still waited."""
        self._view, self._late = view, list(parts)
        self._go_on()

    def bring(self, part: str) -> None:
        """Show in a part at once what waits for it, if anything does."""
        if part in self._late:
            self._late.remove(part)
            self._show(part, self._view)

    def bring_all(self) -> None:
        """Show in every part at once what waits for it."""
        for part in tuple(self._late):
            self.bring(part)

    def _on_painted(self) -> None:
        if self._late:
            self.bring(self._late[0])
        self._go_on()

    def _go_on(self) -> None:
        if self._late:
            self._tasks.do_after_painting(self, self._on_painted)
