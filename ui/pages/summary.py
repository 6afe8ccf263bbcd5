"""A step as it stands, to be read: its state, what it lacks with the law behind it, and what was recorded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.procedure.rail import DONE, LOCKED, StepState
from app.services.desk import Desk
from ui.models.inspection_state import InspectionState
from ui.models.step_facts import Fact, facts
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import card, framed, heading, scrolled


class SummaryPage(QWidget):
    """One step to read. ``step_wanted(key)`` leads to the step that unlocks this one."""

    step_wanted = Signal(str)

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self._desk, self._key = desk, key
        self._title = label("", "title", name="stepTitle")
        self._state = Notice()
        self._unlock = button("", "unlockStep")
        self._held = QVBoxLayout()
        self._opener = ""
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self._state)
        row = QHBoxLayout()
        row.addWidget(self._unlock)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addLayout(self._held)
        above, layout = framed(self, 12)
        above.addLayout(heading(self._title))
        layout.addWidget(scrolled(holder, 920, at_edge=True), 1)
        self._unlock.clicked.connect(lambda: self.step_wanted.emit(self._opener))

    def show_state(self, state: InspectionState) -> None:
        """Show the step as it stands."""
        step = state.step(self._key)
        self._title.setText(step.title)
        kind = SUCCESS if step.state == DONE else WARNING
        self._state.say(kind, step.words, [self._reason(one.text, one.basis) for one in step.blockers])
        self._show_opener(step, state.steps)
        while (item := self._held.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for title, lines in facts(self._desk, state.case, self._key):
            self._held.addWidget(self._card(title, lines))
        note = self.tr("审计人员只查看。文书原文在“文书与送达”和“归档与同步·案卷”中。")
        self._held.addWidget(label(note, "small", wrap=True, name="readOnlyNote"))

    def _reason(self, text: str, basis: Sequence[str]) -> str:
        known = [one for one in basis if self._desk.legal.find(one) is not None]
        return f"{text}（{self._desk.legal.cite_all(known)}）" if known else text

    def _show_opener(self, step: StepState, steps: Sequence[StepState]) -> None:
        first = next((one for one in steps if one.state not in (DONE, LOCKED)), None)
        self._opener = first.key if first is not None and step.state == LOCKED else ""
        self._unlock.setVisible(bool(self._opener))
        if first is not None:
            self._unlock.setText(self.tr("去：{title}").format(title=first.title))
            self._unlock.setAccessibleName(self._unlock.text())

    def _card(self, title: str, lines: Sequence[Fact]) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(title, "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(lines):
            shown = label(value or "—", "plain", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if name:
                grid.addWidget(label(name, "quiet"), place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(shown, place, 1)
            else:
                grid.addWidget(shown, place, 0, 1, 2)
        inside.addLayout(grid)
        return frame
