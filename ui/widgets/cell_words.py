"""All of what is typed into the line of a table's cell, wrapped under it: the line itself stays in its column."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from ui import style

LETTERS_ACROSS = 24  # so wide at least, however narrow the column is
AROUND = 24  # what the line needs beside its words


class CellWords(QLabel):
    """Shown while the words are longer than their cell, inside the table: below the cell, or above where no room is."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line.parentWidget())
        self._line = line
        self.setObjectName("cellWords")
        self.setProperty("role", "cell-words")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        line.textChanged.connect(self._show_all)
        line.installEventFilter(self)
        line.destroyed.connect(self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go where the cell goes, and with it."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._show_all()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return super().eventFilter(watched, event)

    def _show_all(self) -> None:
        line, table = self._line, self.parentWidget()
        longer = self.fontMetrics().horizontalAdvance(line.text()) > line.width() - AROUND
        if table is None or not longer or not line.isVisible():
            self.hide()
            return
        self.ensurePolished()  # its padding is part of its height
        self.setText(line.text())
        least = round(style.current().base * LETTERS_ACROSS)
        width = min(table.width(), max(line.width(), least))
        height = min(table.height(), self.heightForWidth(width))
        below, above = line.geometry().bottom() + 1, line.y() - height
        top = below if below + height <= table.height() or above < 0 else above
        self.setGeometry(QRect(max(0, min(line.x(), table.width() - width)), top, width, height))
        self.show()
        self.raise_()
