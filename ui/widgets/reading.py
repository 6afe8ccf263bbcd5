"""正在读取…: a line over a page whose content is not there yet, so that nobody takes it for empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from ui.tasks import Tasks
from ui.widgets.labels import label
from ui.widgets.page import card

PATIENCE_MS = 60  # most pages have their content by then, and a line that flashes up says nothing


class Reading(QObject):
    """Watches one page after the other from when it comes to the front until all that it asked for is there."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._page: QWidget | None = None
        self._line: QFrame | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._on_late)
        tasks.told.connect(self._on_told)

    def watch(self, page: QWidget) -> None:
        """Show the line over this page where it waits for what it asked for."""
        self._end()
        self._page = page
        self._patience.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the line in the middle of the page."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _on_late(self) -> None:
        page = self._page
        if page is None or not isValid(page) or not self._tasks.waits_for(page):
            self._end()
            return
        self._line, inside = card()
        inside.addWidget(label(self.tr("正在读取…"), "quiet", name="reading"))
        self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line.setParent(page)
        page.installEventFilter(self)
        self._place()
        self._line.show()
        self._line.raise_()

    def _on_told(self) -> None:
        if self._page is not None and (not isValid(self._page) or not self._tasks.waits_for(self._page)):
            self._end()

    def _place(self) -> None:
        if self._line is None or self._page is None:
            return
        self._line.adjustSize()
        room, own = self._page.rect(), self._line.rect()
        self._line.move((room.width() - own.width()) // 2, (room.height() - own.height()) // 3)

    def _end(self) -> None:
        self._patience.stop()
        page, line, self._page, self._line = self._page, self._line, None, None
        if page is not None and isValid(page):
            page.removeEventFilter(self)
        if line is not None and isValid(line):
            line.hide()
            line.deleteLater()
