"""两机核对: where two laptops disagree, both values side by side, one of them chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.checking.settling import settle
from ui.models.closing import ClosingView
from ui.models.conflicts import Candidate, Conflict
from ui.pages.step_page import Part, StepPage
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card


class ConflictsPart(Part):
    """One card for each disagreement. Both values stay in the log, whichever is chosen."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._shown: tuple[Conflict, ...] | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_view(self, view: ClosingView) -> None:
        """Show the disagreements as they stand."""
        if view.conflicts == self._shown:
            return
        self._shown = view.conflicts
        empty(self._held)
        for number, one in enumerate(view.conflicts):
            self._held.addWidget(self._card(number, one))
        if not view.conflicts:
            words = self.tr("没有不一致。两台终端填写了同一项而内容不同时，在这里并排显示，由您选定一个。")
            self._held.addWidget(label(words, "quiet", wrap=True, name="noConflicts"))

    def _card(self, number: int, one: Conflict) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", wrap=True))
        reason = QLineEdit()
        row = QHBoxLayout()
        row.setSpacing(12)
        for place, value in enumerate(one.candidates):
            row.addWidget(self._value(f"{number}_{place}", one, value, reason), 1)
        inside.addLayout(row)
        if one.finding:
            hint = self.tr("选定“不符合”以外的结论时填写")
            inside.addWidget(Field(self.tr("作废已形成问题的原因"), reason, f"voidReason{number}", hint))
        if not one.settled_here:
            told = self.tr("这一项不能在此选定，由{device}处理。").format(device=one.decider)
            inside.addWidget(label(told, "quiet", wrap=True, name=f"decider{number}"))
        return frame

    def _value(self, name: str, conflict: Conflict, one: Candidate, reason: QLineEdit) -> QWidget:
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        device = self.tr("本机") if one.here else self.tr("终端 {device}").format(device=one.device)
        layout.addWidget(label(f"{one.officer} · {device} · {one.at}", "quiet", wrap=True))
        layout.addWidget(label(one.words, "plain", wrap=True, name=f"candidate{name}"), 1, Qt.AlignmentFlag.AlignTop)
        if conflict.settled_here:
            tip = self.tr("采用{officer}的填写：{words}").format(officer=one.officer, words=one.words)
            go = button(self.tr("采用这一个"), f"choose{name}", tip=tip)
            go.clicked.connect(lambda: self._choose(one.operation, reason.text()))
            layout.addWidget(go)
        return held

    def _choose(self, operation: str, reason: str) -> None:
        page = self.page
        page.act(lambda desk: settle(desk, page.inspection, operation, void_finding=reason.strip()))
