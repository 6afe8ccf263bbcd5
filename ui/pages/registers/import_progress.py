"""How far the reading or entering of a table has come, and a way to stop it while that is possible."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.services.registers.importing.reading import Stopped
from ui.widgets.buttons import button


class ImportProgress(QWidget):
    """Hidden while nothing is under way."""

    _heard = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()
        self._bar = QProgressBar()
        self._bar.setObjectName("importProgress")
        self._bar.setAccessibleName(self.tr("导入进度"))
        self._bar.setTextVisible(False)
        self._cancel = button(self.tr("停止"), "importCancel")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._cancel)
        self._cancel.clicked.connect(self._stop.set)
        self._heard.connect(self._on_heard)
        self.hide()

    def hearing(self) -> Callable[[int, int], None]:
        """Return how work off the UI thread tells of its progress, and is stopped."""
        self._stop.clear()
        stopped, told = self._stop.is_set, self._heard.emit

        def heard(done: int, total: int) -> None:
            if stopped():
                raise Stopped
            told(done, total)

        return heard

    def show_under_way(self, under_way: bool, *, may_stop: bool = True) -> None:
        """Show that something is under way, or nothing more."""
        self._bar.setRange(0, 0)
        self._cancel.setVisible(may_stop)
        self._say_stop(may_stop=True)
        self.setVisible(under_way)

    def _on_heard(self, done: int, total: int) -> None:
        writing = done >= total  # the last part has no end to foresee, and what is being written is written whole
        self._bar.setRange(0, 0 if writing else total)
        self._bar.setValue(done)
        self._say_stop(may_stop=not writing)

    def _say_stop(self, *, may_stop: bool) -> None:
        self._cancel.setEnabled(may_stop)
        self._cancel.setText(self.tr("停止") if may_stop else self.tr("正在一次写入，不能停止；写完可以撤销"))
        self._cancel.setAccessibleName(self._cancel.text())
