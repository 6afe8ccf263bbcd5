"""A timer that fires when the next day has begun: what is told by days is told anew."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer

DAY = 86_400


class Midnight(QTimer):
    """Fires once, a second into the next day; started again by whoever shows something by days."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("midnight")
        self.setSingleShot(True)

    def wait_from(self, now: datetime) -> None:
        """Wait from this moment of the desk's clock."""
        past = now.hour * 3600 + now.minute * 60 + now.second
        self.start((DAY - past + 1) * 1000)
