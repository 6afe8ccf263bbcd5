"""全部检查 · 导出: the list as shown into a workbook, off the window's thread, with progress and a way to stop."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QWidget
from shiboken6 import isValid

from app.errors import StorageFailed
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.listing.export import Exported

SUFFIX = ".xlsx"
CANCELLED = "cancelled"


class ExportLine(QWidget):
    """Shown while a workbook is written. ``done(exported)``, ``failed(error)``; stopped, it says nothing."""

    done = Signal(object)
    failed = Signal(object)
    running = Signal(bool)
    _heard = Signal(int, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._stop = place, Event()
        self._began: QWidget | None = None  # what had the focus
        self._words = label("", "quiet", name="exportWords")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("导出进度"))
        self._cancel = button(self.tr("取消导出"), "exportCancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part, stretch in ((self._words, 0), (self._progress, 1), (self._cancel, 0)):
            row.addWidget(part, stretch)
        self.hide()
        self._cancel.clicked.connect(self.stop)
        self._heard.connect(self._on_heard)

    def write(
        self, path: Path, rows: list[tuple[str, str]], columns: tuple[str, ...], saved: str, conditions: tuple[str, ...]
    ) -> None:
        """Write these inspections with these columns; the filter that they were found by is told in the file."""
        self._stop.clear()
        self._began = QApplication.focusWidget()
        self._on_heard(0, len(rows))
        self.show()
        self.running.emit(True)
        if self._began is not None and not self._began.isEnabled():
            self._cancel.setFocus()
        target = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
        heard, stopped = self._heard.emit, self._stop.is_set

        def work(desk: Desk) -> Exported:
            from app.services.listing.export import export  # openpyxl takes 10 MB that most days never need
            from app.services.listing.told import Asked

            asked = Asked(saved, conditions)
            return export(desk, target, rows, columns, asked=asked, progress=heard, cancelled=stopped)

        self._place.ask(self, work, self._on_done, self._on_failed, behind=True)

    def stop(self) -> None:
        """Stop what is being written; nothing of it stays."""
        self._stop.set()

    def _on_heard(self, done: int, total: int) -> None:
        self._words.setText(self.tr("正在导出 {done:,} / {total:,}").format(done=done, total=total))
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)

    def _on_done(self, exported: Exported) -> None:
        self._end()
        self.done.emit(exported)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if not (isinstance(error, StorageFailed) and error.code == CANCELLED):
            self.failed.emit(error)

    def _end(self) -> None:
        held = self._cancel.hasFocus()
        self.running.emit(False)
        if held and self._began is not None and isValid(self._began):
            self._began.setFocus()  # where it was when the file was asked for
        self.hide()
