"""Words proposed under a field while one types: found by any part of them, in rows as tall as those of other lists."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QCompleter, QWidget

MEASURED = 50  # so many proposals are measured: of thousands nobody reads on
AROUND = 48  # what the frame of the list, its scroll bar and the padding of a row take


class Completing(QObject):
    """Keeps the list of a completer under its whole field and as wide as its words, which … in the middle otherwise.

    Qt places it over the lower edge of the field, no wider than the line inside a drop-down; and where it cuts names at
    their end, two that begin alike read the same.
    """

    def __init__(self, completer: QCompleter, field: QWidget) -> None:
        super().__init__(completer)
        self._completer, self._field = completer, field
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup = completer.popup()
        popup.setProperty("role", "proposals")
        popup.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the list to its place whenever Qt has placed it."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize):
            popup, field = self._completer.popup(), self._field
            corner = field.mapToGlobal(QPoint(0, field.height()))
            above = popup.y() + popup.height() <= corner.y() - field.height() // 2
            top = popup.y() if above else corner.y() + 1
            place = QRect(corner.x(), top, self._width(), popup.height())
            if place != popup.geometry():
                popup.setGeometry(place)
        return False

    def _width(self) -> int:
        found, metrics = self._completer.completionModel(), self._field.fontMetrics()
        names = (str(found.index(row, 0).data() or "") for row in range(min(found.rowCount(), MEASURED)))
        words = max((metrics.horizontalAdvance(one) for one in names), default=0) + AROUND
        window = self._field.window()
        room = window.width() - self._field.mapTo(window, QPoint()).x()
        return max(self._field.width(), min(words, room))
