"""Watches for idleness: who leaves the laptop open is locked out after a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

IDLE_MINUTES = 30
LOOK_AGAIN = 60_000  # milliseconds
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Tells once that nobody touched the program for so many minutes, in whichever of its windows."""

    idle = Signal()

    def __init__(self, parent: QObject, minutes: float = IDLE_MINUTES) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._allowed = round(minutes * 60_000)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.listen)

    def listen(self, window: QWindow | None) -> None:
        """Take what is done in this window for a sign of life: a party reads and signs in one of its own.

        On windows, not on the application: there every event of every control would pass through Python.
        """
        if window is not None:
            window.installEventFilter(self)

    def allow(self, minutes: float) -> None:
        """Take this for how long nobody may touch the program."""
        self._allowed = round(minutes * 60_000)
        if self._timer.isActive():
            self._timer.start(self._allowed)

    def begin(self) -> None:
        """Start to watch."""
        self._timer.start(self._allowed)

    def look_again(self) -> None:
        """Tell again shortly, unless somebody touches the program: something under way must end first."""
        self._timer.start(min(self._allowed, LOOK_AGAIN))

    def rest(self) -> None:
        """Stop watching: there is nothing to lock."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin anew with each sign of life; nothing is kept from anybody."""
        if event.type() in _SIGNS_OF_LIFE and self._timer.isActive():
            self._timer.start(self._allowed)
        return False
