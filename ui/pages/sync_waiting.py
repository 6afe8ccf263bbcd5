"""What waits for the centre, inspection by inspection, and what was turned away with why and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.sync_state import Returned, SyncState, Waiting
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card


class SyncWaiting(QWidget):
    """``wanted(inspection, step)`` leads to an inspection: to its disagreements where there are any."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_state(self, state: SyncState) -> None:
        """Show what waits and what came back."""
        wanted = (state.waiting, state.returned, bool(state.centre))
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._held)
        if state.waiting:
            self._held.addWidget(self._waiting(state.waiting))
        if state.returned:
            self._held.addWidget(self._returned(state.returned))
        if state.centre and not state.waiting and not state.returned:
            words = self.tr("没有等待同步的内容，也没有被退回的内容。")
            self._held.addWidget(label(words, "quiet", wrap=True, name="nothingWaits"))

    def _waiting(self, rows: tuple[Waiting, ...]) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(self.tr("等待同步和核对"), "section"))
        for number, one in enumerate(rows):
            row = QHBoxLayout()
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(label(one.title, "label", wrap=True))
            words.addWidget(label(one.words, "quiet", wrap=True, name=f"waits{number}"))
            row.addLayout(words, 1)
            if one.inspection:
                go = button(self.tr("去核对") if one.conflicts else self.tr("打开"), f"openWaiting{number}")
                step = "closing" if one.conflicts else ""
                go.clicked.connect(lambda _=False, to=one.inspection, at=step: self.wanted.emit(to, at))
                row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            inside.addLayout(row)
        return frame

    def _returned(self, rows: tuple[Returned, ...]) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(self.tr("未被采纳的内容"), "section"))
        told = self.tr("这些内容仍保存在记录中，但不计入。逐条看明原因，需要时按提示处理。")
        inside.addWidget(label(told, "quiet", wrap=True))
        for number, one in enumerate(rows):
            inside.addWidget(label(one.title, "label", wrap=True))
            told = self.tr("原因：{why}。{advice}").format(why=one.why, advice=one.advice)
            inside.addWidget(label(told, "problem", wrap=True, name=f"returned{number}"))
        return frame
