"""One number on two papers: which papers these are, and the way to give one of them another number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.doubled import RENEW, VOID, DoubledNumber, DoubledPaper
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card


class NumberCards(QWidget):
    """Hidden while every number stands once. ``renew_wanted`` and ``paper_wanted`` tell (inspection, document)."""

    renew_wanted = Signal(str, str)
    paper_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[DoubledNumber, ...] = ()
        self._held = QVBoxLayout()
        self._held.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("文号"), "section", name="doubledNumbers"))
        layout.addLayout(self._held)
        never = self.tr("为避免再发生：没有中心库的，管理员给每台电脑发放不同的号段（登记簿 → 文号）。")
        layout.addWidget(label(never, "quiet", wrap=True))
        self.hide()

    def show_numbers(self, found: Sequence[DoubledNumber]) -> None:
        """Show the numbers; the same ones again change nothing."""
        if tuple(found) != self._shown:
            self._shown = tuple(found)
            empty(self._held)
            for place, one in enumerate(found):
                self._held.addWidget(self._card(place, one))
        self.setVisible(bool(found))

    def _card(self, place: int, one: DoubledNumber) -> QWidget:
        frame, inside = card()
        title = self.tr("{number}：用在了 {n} 份文书上").format(number=one.number, n=len(one.papers))
        inside.addWidget(label(title, "section", wrap=True, name=f"doubled{place}"))
        inside.addWidget(label(one.advice, "plain", wrap=True, name=f"doubledAdvice{place}"))
        for at, paper in enumerate(one.papers):
            inside.addWidget(self._paper(f"{place}_{at}", paper))
        return frame

    def _paper(self, name: str, one: DoubledPaper) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(label(one.words, "plain", wrap=True, name=f"doubledPaper{name}"), 1)
        if one.act == RENEW:
            tip = self.tr("换用新文号：{paper}").format(paper=one.words)
            renew = button(self.tr("换用新文号"), f"renewNumber{name}", tip=tip)
            renew.clicked.connect(lambda: self.renew_wanted.emit(one.inspection, one.document))
            row.addWidget(renew, 0, Qt.AlignmentFlag.AlignTop)
        words = self.tr("去作废") if one.act == VOID else self.tr("打开")
        go = button(words, f"openDoubled{name}", tip=f"{words}：{one.words}")
        go.clicked.connect(lambda: self.paper_wanted.emit(one.inspection, one.document))
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return held
