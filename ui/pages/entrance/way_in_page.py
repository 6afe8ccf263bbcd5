"""The page around the forms of the way in: a notice above them, and below them what is under way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.page import card


class WayInPage(QWidget):
    """``stop_wanted`` while something that can be stopped is under way; what was entered stays after a failure."""

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.notice, self.views = Notice(), QStackedWidget()
        self._bar, self._said = QProgressBar(), label("", "plain", wrap=True, name="wayInWords")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("进度"))
        self._stop = button(self.tr("停止"), "wayInStop")
        self._under_way, inside = card()
        inside.addWidget(self._bar)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addWidget(self._stop)
        inside.addLayout(row)
        self._under_way.hide()
        middle = QVBoxLayout()
        middle.setSpacing(12)
        for one in (self.notice, self._under_way):
            middle.addWidget(one)
        middle.addWidget(self.views, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 28, 0, 16)
        layout.addStretch(1)
        layout.addLayout(middle, 6)
        layout.addStretch(1)
        self._stop.clicked.connect(self._on_stop)

    def show_view(self, view: QWidget) -> None:
        """Show one of the views."""
        self.notice.clear()
        self.views.setCurrentWidget(view)

    def set_under_way(self, under_way: bool, words: str = "", *, may_stop: bool = False) -> None:
        """Lock the form and show progress with these words, or free the form again."""
        self.views.setEnabled(not under_way)
        self._under_way.setVisible(under_way and bool(words))
        self._stop.setVisible(may_stop)
        self._stop.setEnabled(True)
        if under_way:
            self.notice.clear()
            self.show_progress(words, 0, 0)

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show how far it has come; a total of 0 means that nobody knows."""
        self._said.setText(words)
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)

    def show_error(self, error: Exception) -> None:
        """Show why it did not succeed; what was entered stays."""
        self.set_under_way(False)
        self.notice.show_error(error)

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._said.setText(self.tr("正在停止…"))
        self.stop_wanted.emit()
