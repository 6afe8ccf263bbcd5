"""两机核对: where two laptops disagree in this inspection."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.domain.problems import Problem
from app.services.checking.answering import Answering
from app.services.checking.settling import settle, settle_anew
from ui.models.closing import ClosingView
from ui.pages.parts.conflict_cards import ConflictCards
from ui.pages.parts.step_page import Part, StepPage
from ui.pages.record.two_records_card import TwoRecordsCard
from ui.widgets.nothing_yet import nothing_yet


class ConflictsPart(Part):
    """The same cards as on the page of sync, for one inspection."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._cards, self._records = ConflictCards(page.place), TwoRecordsCard(page)
        words = self.tr("两台电脑填写了同一项而内容不同时，在这里并排显示，由您选定一个。")
        self._none, _ = nothing_yet(self.tr("没有不一致"), words, name="noConflicts")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._records)
        layout.addWidget(self._none)
        layout.addWidget(self._cards)
        self._cards.chosen.connect(self._on_chosen)
        self._cards.written.connect(self._on_written)
        self._cards.question_wanted.connect(lambda _, path: self.page.step_wanted.emit(f"checking/{path}"))

    def show_view(self, view: ClosingView) -> None:
        """Show the disagreements as they stand."""
        self._records.show_view(view.records)
        self._none.setVisible(not view.conflicts and not view.records.open)
        self._cards.show_conflicts(view.conflicts)

    def _on_chosen(self, inspection: str, operation: str, reason: str) -> None:
        self.page.enter(
            lambda desk: _settled(settle(desk, inspection, operation, void_finding=reason)),
            lambda _: self._cards.forget(operation),
        )

    def _on_written(self, inspection: str, beside: str, text: str) -> None:
        self.page.enter(
            lambda desk: _settled(settle_anew(desk, inspection, beside, text)), lambda _: self._cards.forget(beside)
        )


def _settled(done: Answering) -> tuple[Answering, Sequence[Problem]]:
    return done, [Problem("", text) for text in done.problems]
