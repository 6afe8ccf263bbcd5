"""Changes that do not count, one card each: what stands sealed beside what was meant, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.models.refused import RefusedLine
from ui.unfinished import Unfinished, kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

MOST = 60


class RefusedCards(QWidget):
    """``correction_wanted(inspection, operations)`` and ``supplement_wanted`` begin a paper of these operations,
    ``aside_wanted(operation, reason)`` sets one aside, ``paper_wanted(inspection, paper)`` leads to its paper.
    """

    correction_wanted = Signal(str, list)
    supplement_wanted = Signal(str, list)
    aside_wanted = Signal(str, str)
    paper_wanted = Signal(str, str)
    inspection_wanted = Signal(str)

    def __init__(self, place: Workplace, *, leads_on: bool = True) -> None:
        super().__init__()
        self._place, self._leads_on = place, leads_on
        self._kept: dict[str, Unfinished] = {}
        self._shown: tuple[RefusedLine, ...] | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_lines(self, lines: Sequence[RefusedLine]) -> bool:
        """Show these; the same ones again change nothing, so that a reason being typed stays. Tell if anything did."""
        if tuple(lines) == self._shown:
            return False
        self._shown = tuple(lines)
        empty(self._held)
        self._kept = {}
        for place, one in enumerate(lines[:MOST]):
            self._held.addWidget(self._card(place, one))
        if len(lines) > MOST:
            more = self.tr("只显示 {n} 条，共 {all} 条；处理后显示其余的。").format(n=MOST, all=len(lines))
            self._held.addWidget(label(more, "quiet"))
        return True

    def forget(self, operation: str) -> None:
        """Forget the reason that was typed: the operation was set aside with it."""
        if operation in self._kept:
            self._kept[operation].finish()

    def _card(self, place: int, one: RefusedLine) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", wrap=True))
        inside.addWidget(label(one.words, "quiet", wrap=True))
        if one.slips:
            inside.addLayout(self._beside(place, one))
        if one.settled:
            role = "good" if one.done else "plain"
            inside.addWidget(label(one.settled, role, wrap=True, name=f"refusedSettled{place}"))
        else:
            inside.addWidget(label(one.why, "problem", wrap=True, name=f"refusedWhy{place}"))
            inside.addWidget(label(one.advice, "plain", wrap=True))
        inside.addLayout(self._ways(place, one))
        if one.waits and not one.paper:
            inside.addWidget(self._setting_aside(place, one))
        return frame

    def _beside(self, place: int, one: RefusedLine) -> QGridLayout:
        """Return what stands beside what was meant, place by place."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        for column, share in enumerate((2, 3, 3)):
            grid.setColumnStretch(column, share)
        for column, words in enumerate((self.tr("位置"), self.tr("笔录记载（不变）"), self.tr("未采纳的内容"))):
            grid.addWidget(label(words, "quiet"), 0, column)
        for row, slip in enumerate(one.slips, 1):
            stood = slip.stood or self.tr("（无记载）")
            cells = ((slip.where, "Where"), (stood, "Stood"), (slip.should, "Should"))
            for column, (words, name) in enumerate(cells):
                shown = label(words, "plain", wrap=True, name=f"refused{name}{place}_{row}")
                shown.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(shown, row, column)
        return grid

    def _ways(self, place: int, one: RefusedLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        if one.correctable:
            correct = button(self.tr("办理补正"), f"correct{place}", "primary")
            correct.clicked.connect(lambda: self.correction_wanted.emit(one.root, [one.operation]))
            supplement = button(self.tr("作为补充材料"), f"supplement{place}")
            supplement.clicked.connect(lambda: self.supplement_wanted.emit(one.root, [one.operation]))
            row.addWidget(correct)
            row.addWidget(supplement)
            others = self._with_others(one)
            if len(others) > 1:
                words = self.tr("同一笔录的 {n} 项一并补正").format(n=len(others))
                together = button(words, f"correctAll{place}")
                together.clicked.connect(lambda: self.correction_wanted.emit(one.root, others))
                row.addWidget(together)
        if one.paper:
            go = button(self.tr("打开这份文书"), f"openCorrection{place}")
            go.clicked.connect(lambda: self.paper_wanted.emit(one.root, one.paper))
            row.addWidget(go)
        if one.root and self._leads_on:
            go = button(self.tr("打开这次检查"), f"openRefused{place}", "link")
            go.clicked.connect(lambda: self.inspection_wanted.emit(one.root))
            row.addWidget(go)
        row.addStretch(1)
        return row

    def _with_others(self, one: RefusedLine) -> list[str]:
        lines = self._shown or ()
        return [other.operation for other in lines if other.root == one.root and other.correctable and other.waits]

    def _setting_aside(self, place: int, one: RefusedLine) -> QWidget:
        held, reason = QWidget(), TypedLine()
        reason.setProperty(KEPT_AS, "asideReason")
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        field = Field(self.tr("不需要补正的，写明理由"), reason, f"asideReason{place}")
        go = button(self.tr("不再处理"), f"setAside{place}")
        field.put_beside(go)
        row.addWidget(field, 1)

        def aside() -> None:
            text = reason.text().strip()
            field.set_problem("" if text else self.tr("请写明不再处理的理由。"))
            if text:
                self.aside_wanted.emit(one.operation, text)
            else:
                reason.setFocus()

        go.clicked.connect(aside)
        self._kept[one.operation] = kept_form(held, self._place, f"aside/{one.operation}")
        return held
