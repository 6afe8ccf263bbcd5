"""A paper that is to be read before something is signed: it says that more follows below until its end was seen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle
from ui.widgets.pdf_view import PdfView


class ReadToEnd(QWidget):
    """``ended()`` once, when the end of the last page was in sight. A line below the paper says how far it was read."""

    ended = Signal()

    def __init__(self, view: PdfView) -> None:
        super().__init__()
        self._view, self._ended = view, False
        self._edge = QFrame()
        self._edge.setProperty("role", "warning")
        self._words = label("", "label", wrap=True, name="readWords")
        self._on = button(self.tr("往下看 ▼"), "readOn", tip=self.tr("往下看一屏"))
        row = QHBoxLayout(self._edge)
        row.setContentsMargins(12, 2, 2, 2)
        row.setSpacing(12)
        row.addWidget(self._words, 1)
        row.addWidget(self._on, 0, Qt.AlignmentFlag.AlignVCenter)
        self._edge.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(view, 1)
        layout.addWidget(self._edge)
        self._edge.hide()
        view.moved.connect(self._on_moved)
        self._on.clicked.connect(view.read_on)

    @property
    def was_read(self) -> bool:
        """Return whether the end was in sight."""
        return self._ended

    def _on_moved(self) -> None:
        count = self._view.pages
        first = self._view.at_end and not self._ended
        self._ended = self._ended or first
        self._edge.setVisible(count > 0)
        self._on.setVisible(not self._ended)
        restyle(self._edge, "role", "success" if self._ended else "warning")
        if self._ended:
            self._words.setText(self.tr("✓ 已看到末尾，可以签名。"))
        else:
            told = self.tr("▼ 下面还有内容（第 {page} 页，共 {count} 页），看到末尾才能签名。")
            self._words.setText(told.format(page=self._view.page + 1, count=count))
        if first:
            self.ended.emit()
