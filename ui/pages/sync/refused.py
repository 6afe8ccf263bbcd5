"""未采纳: what a seal or the centre turned away, why, and what is done about each: corrected, added, or set aside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.procedure.outcomes import Document
from app.domain.procedure.settlements import CORRECTION, SUPPLEMENT
from app.services.correcting.beginning import begin_correction
from app.services.correcting.changes import set_aside
from ui.models.sync_state import SyncState
from ui.pages.parts.refused_cards import RefusedCards
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import SUCCESS, Notice
from ui.workplace import Workplace


class RefusedTab(QWidget):
    """``changed()`` after one was dealt with; ``step_wanted(inspection, papers/<id>)`` leads to the paper begun."""

    inspection_wanted = Signal(str)
    step_wanted = Signal(str, str)
    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._notice, self._cards = Notice(), RefusedCards(place)
        words = self.tr("封存之后的改动、中心库不认可的内容会列在这里，并写明原因和办法。")
        self._nothing, _ = nothing_yet(self.tr("没有未被采纳的内容"), words, name="nothingRefused")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for part in (self._notice, self._cards, self._nothing):
            layout.addWidget(part)
        self._connect()

    def show_state(self, state: SyncState) -> None:
        """Show what was turned away."""
        self._cards.show_lines(state.refusals)
        self._nothing.setVisible(not state.refusals)

    def _connect(self) -> None:
        cards = self._cards
        cards.inspection_wanted.connect(self.inspection_wanted)
        cards.paper_wanted.connect(self._on_paper)
        cards.correction_wanted.connect(lambda root, which: self._begin(root, CORRECTION, which))
        cards.supplement_wanted.connect(lambda root, which: self._begin(root, SUPPLEMENT, which))
        cards.aside_wanted.connect(self._on_aside)

    def _begin(self, inspection: str, kind: str, operations: Sequence[str]) -> None:
        self._notice.clear()

        def begun(document: Document) -> None:
            self.changed.emit()
            self._on_paper(inspection, document.id)

        work = lambda desk: begin_correction(desk, inspection, kind, refused=operations)  # noqa: E731  # reads better
        self._place.ask(self, work, begun, self._notice.show_error)

    def _on_aside(self, operation: str, reason: str) -> None:
        self._notice.clear()

        def done(_: object) -> None:
            self._cards.forget(operation)
            self._notice.say(SUCCESS, self.tr("已标明不再处理，理由随操作记录保存。"))
            self.changed.emit()

        self._place.ask(self, lambda desk: set_aside(desk, operation, reason), done, self._notice.show_error)

    def _on_paper(self, inspection: str, paper: str) -> None:
        self.step_wanted.emit(inspection, f"papers/{paper}")
