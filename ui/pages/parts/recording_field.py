"""The body-camera file that shows a refusal, and when it was refused; shown where files are registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.acting import moment_of
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.typed_line import TypedLine


class RecordingField(QWidget):
    """A file out of those registered, and the time of the refusal where it was not a moment ago."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._which, self._at = DropDown(), TypedLine()
        hint = self.tr("文件的起止时间须覆盖拒绝签名的时间；还没有登记的，先在“到场·执法记录仪”登记")
        self._file = Field(self.tr("执法记录仪文件"), self._which, f"{name}Recording", hint)
        when = self.tr("如 15:02；不填为现在")
        self._time = Field(self.tr("拒绝签名的时间"), self._at, f"{name}At", when)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._file)
        layout.addWidget(self._time)
        self._which.currentIndexChanged.connect(lambda: self._show())
        self._show()

    def show_files(self, files: Sequence[tuple[str, str]]) -> None:
        """Offer the files that are registered, as (id, words)."""
        offer(self._which, files, self.tr("没有选用"))
        self.setVisible(bool(files))
        self._show()

    @property
    def file(self) -> str:
        """Return the file that is chosen, "" for none."""
        return str(self._which.currentData() or "")

    def at(self, today: date) -> tuple[datetime | None, str]:
        """Return when it was refused (None for now), or what is wrong with what was typed."""
        typed = self._at.text().strip()
        if not self.file or not typed:
            return None, ""
        found = moment_of(typed, today)
        return found, "" if found is not None else self.tr("请写成 15:02 这样的时间，不填为现在。")

    def say(self, problem: str) -> None:
        """Show what is wrong with the time; "" takes it away."""
        self._time.set_problem(problem)

    def clear(self) -> None:
        """Choose none."""
        self._which.setCurrentIndex(0)
        self._at.clear()
        self.say("")

    def _show(self) -> None:
        self._time.setVisible(bool(self.file))
