"""未采纳: what a seal or the centre turned away, why, and what to do about each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models.sync_state import RefusedLine, SyncState
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card

MOST = 60


class RefusedTab(QWidget):
    """One card for each change that does not count."""

    inspection_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[RefusedLine, ...] | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_state(self, state: SyncState) -> None:
        """Show what was turned away."""
        if state.refusals == self._shown:
            return
        self._shown = state.refusals
        empty(self._held)
        for place, one in enumerate(state.refusals[:MOST]):
            self._held.addWidget(self._card(place, one))
        if len(state.refusals) > MOST:
            more = self.tr("只显示最近 {n} 条，共 {all} 条。").format(n=MOST, all=len(state.refusals))
            self._held.addWidget(label(more, "quiet"))
        if not state.refusals:
            words = self.tr("没有未被采纳的内容。封存之后的改动、中心库不认可的操作会列在这里，并写明原因和办法。")
            self._held.addWidget(label(words, "quiet", wrap=True, name="nothingRefused"))

    def _card(self, place: int, one: RefusedLine) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", wrap=True))
        inside.addWidget(label(one.words, "quiet", wrap=True))
        inside.addWidget(label(one.why, "problem", wrap=True, name=f"refusedWhy{place}"))
        inside.addWidget(label(one.advice, "plain", wrap=True))
        if one.root:
            go = button(self.tr("打开这次检查"), f"openRefused{place}", "link")
            go.clicked.connect(lambda: self.inspection_wanted.emit(one.root))
            inside.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        return frame
