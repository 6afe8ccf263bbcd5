"""How far an exchange by file is, and its end where the person wants it."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import StorageFailed

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Counting:
    """Tells ``progress(done, total)``, and stops where it is ``cancelled``."""

    def __init__(self, total: int, progress: Progress, cancelled: Cancelled) -> None:
        self._done, self._total, self._progress, self._cancelled = 0, total, progress, cancelled

    def add(self, more: int) -> None:
        """Tell of so much more.

        Raises:
            StorageFailed: it is cancelled.
        """
        if self._cancelled():
            raise StorageFailed("cancelled", "已取消。", "交换没有完成，需要时再做一次；已有内容不受影响。")
        self._done = min(self._total, self._done + more)
        self._progress(self._done, self._total)
