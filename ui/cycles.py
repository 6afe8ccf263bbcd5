"""The search for reference cycles, on the window's thread alone: Qt's widgets may be freed on no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from app.collector import sparing

PAUSE = 500  # milliseconds between two looks at what was made since

_OLDEST = 2


class CycleSearch(QObject):
    """Takes the search from the interpreter, which runs it on whatever thread happens to make the next object.

    A page that went is in a cycle more often than not; freed by the store's lane, it would take the program with it.
    What a look searches follows the interpreter's own thresholds, but all there is (a tenth of a second, on a long day)
    is searched only where nothing new was made, so while nobody does anything.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self.look)

    def settle(self) -> None:
        """Begin, and never search what was loaded until now: it stays, and each search through it held the window up.

        Before the program is loaded there is nothing to find.
        """
        gc.freeze()
        self.begin()

    def begin(self) -> None:
        """Look from now on."""
        self._timer.start()

    def look(self) -> None:
        """Search the oldest generation that is due, and with it all younger ones; none while a block is spared it."""
        if sparing():
            return
        youngest, younger, oldest = (
            held > most for held, most in zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if youngest:
            gc.collect(1 if younger else 0)
        elif oldest:
            gc.collect(_OLDEST)
