"""执法记录仪: files registered by number, start, end and digest; they stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from app.domain.problems import Problem
from app.services.arrival.recordings import RecordingEntry, register_recording
from ui.models.acting import moment_of
from ui.models.arrival import ArrivalView
from ui.models.arriving import digest_of_file
from ui.models.preparation import GOOD
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_file
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card
from ui.widgets.state_line import StateLine
from ui.widgets.typed_line import TypedLine

_TIMES = ("started_at", "ended_at")


class RecordingsPart(Part):
    """What was registered, and one more."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._rows = QVBoxLayout()
        self._none = label(self.tr("还没有登记执法记录仪文件。"), "quiet")
        words = {
            "number": self.tr("文件编号"), "camera": self.tr("记录仪编号"), "started_at": self.tr("开始时间"),
            "ended_at": self.tr("结束时间"), "content": self.tr("内容"),
            "sha256": self.tr("文件指纹（SHA-256，选文件后自动填）"),
        }  # fmt: skip
        hints = {name: self.tr("到场当天，如 09:15") for name in _TIMES}
        self._lines = {name: TypedLine() for name in words}
        self._fields = {
            name: Field(words[name], line, f"recording_{name}", hints.get(name, ""))
            for name, line in self._lines.items()
        }
        self._day = page.place.desk.now().date()
        self._pick = button(self.tr("从文件读取编号和指纹…"), "pickRecording")
        self._go = button(self.tr("登记文件"), "recordRecording")
        self._build()
        self._kept = kept_form(self._form, page.place, f"recording/{page.inspection}")
        self._pick.clicked.connect(self._on_pick)
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: ArrivalView) -> None:
        """Show what was registered of this visit."""
        empty(self._rows)
        for words in view.recordings:
            self._rows.addWidget(StateLine(GOOD, words))
        self._none.setVisible(not view.recordings)
        self._form.setVisible(view.visit is not None)
        if view.visit is not None:
            self._day = view.visit.arrived_at.date()

    def read_file(self, path: Path) -> None:
        """Take number and digest from a file, which stays where it is."""
        self._pick.setText(self.tr("正在计算指纹…"))
        self._pick.setEnabled(False)
        self.page.place.tasks.run(
            self, lambda: (path.stem, digest_of_file(path)), self._on_read, self._on_not_read, behind=True
        )

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("执法记录仪文件"), "section"))
        inside.addWidget(self._none)
        inside.addLayout(self._rows)
        self._form, form = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        for place, field in enumerate(self._fields.values()):
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        form.addWidget(label(self.tr("登记一个文件（只登记，不复制）"), "label"))
        form.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self._pick)
        row.addStretch(1)
        row.addWidget(self._go)
        form.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(frame)
        layout.addWidget(self._form)

    def _on_pick(self) -> None:
        chosen = ask_file(self, self.tr("选择执法记录仪文件"))
        if chosen:
            self.read_file(Path(chosen))

    def _on_read(self, found: tuple[str, str]) -> None:
        self._reading_done()
        number, digest = found
        if not self._lines["number"].text().strip():
            self._lines["number"].setText(number)
        self._lines["sha256"].setText(digest)

    def _on_not_read(self, error: Exception) -> None:
        self._reading_done()
        self._fields["sha256"].set_problem(self.tr("文件读不出来，请检查记录仪是否接好，或手工填写。"))

    def _reading_done(self) -> None:
        self._pick.setText(self.tr("从文件读取编号和指纹…"))
        self._pick.setEnabled(True)

    def _on_go(self) -> None:
        texts = {name: line.text() for name, line in self._lines.items()}
        begun, ended = (moment_of(texts.pop(name), self._day) for name in _TIMES)
        if begun is None or ended is None:
            told = self.tr("请写成 09:15 这样的时间。")
            times = zip(_TIMES, (begun, ended), strict=True)
            wrong = [Problem(name, told) for name, moment in times if moment is None]
            self.page.enter(lambda desk: (None, wrong), wrong=self._show_problems)
            return
        file = RecordingEntry(started_at=begun, ended_at=ended, **texts)
        self.page.enter(
            lambda desk: register_recording(desk, self.page.inspection, file), self._on_recorded, self._show_problems
        )

    def _on_recorded(self, recording: object) -> None:
        for name, line in self._lines.items():
            if name != "camera":
                line.clear()
        self._kept.begin_anew()

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)
