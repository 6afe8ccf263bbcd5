"""The findings that a measure is about, and a measure that was decided, as they stand in each part of the step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.measures.deciding import withdraw_measure
from ui.models.outcome import FindingRow, MeasureRow
from ui.pages.parts.step_page import StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS, MEANING
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine

Act = Callable[[str, Callable[[Any], None]], None]
"""What is done with a reason, and what follows once it is."""


class FindingChoice(QWidget):
    """A box for each finding. ``changed()`` when one was taken in or left out."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._boxes: dict[str, TickBox] = {}
        self._shown: tuple[FindingRow, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the findings taken in."""
        return tuple(finding for finding, box in self._boxes.items() if box.isChecked())

    def show_findings(self, findings: Sequence[FindingRow], proposed: Collection[str]) -> None:
        """Show the findings; those proposed are taken in until somebody says otherwise."""
        if self._boxes and self._shown == tuple(findings):
            return
        self._shown = tuple(findings)
        before = {finding: box.isChecked() for finding, box in self._boxes.items()}
        empty(self._rows)
        self._boxes = {}
        for place, one in enumerate(findings):
            self._rows.addWidget(self._row(place, one, before.get(one.id, one.id in proposed)))
        if not findings:
            self._rows.addWidget(label(self.tr("没有可以选择的问题。"), "quiet"))

    def propose(self, findings: Collection[str]) -> None:
        """Take in these findings and no others: another kind of measure was chosen."""
        for finding, box in self._boxes.items():
            box.setChecked(finding in findings)

    def _row(self, place: int, one: FindingRow, checked: bool) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        box = TickBox(one.code)
        box.setObjectName(f"{self._name}{place}")
        box.setProperty(KEPT_AS, f"{self._name}_{one.id}")
        box.setProperty(MEANING, True)
        box.setAccessibleName(f"{one.code} {one.text}")
        box.setChecked(checked)
        box.toggled.connect(lambda _: self.changed.emit())
        self._boxes[one.id] = box
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        words = label(f"{one.severity}　{one.text}" if one.severity else one.text, "plain", wrap=True)
        words.setContentsMargins(0, 11, 0, 4)
        layout.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
        return row


class Decided(QWidget):
    """The measures decided in one part, each with its way back."""

    def __init__(self, page: StepPage, name: str, effect: str = "") -> None:
        super().__init__()
        self._page, self._name, self._effect = page, name, effect
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)

    def show_measures(self, measures: Sequence[MeasureRow]) -> None:
        """Show the measures."""
        empty(self._rows)
        for place, one in enumerate(measures):
            self._rows.addWidget(self._card(place, one))
        self.setVisible(bool(measures))

    def _card(self, place: int, one: MeasureRow) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(one.title, "section", name=f"{self._name}Title{place}"))
        shown = FactGrid(f"{self._name}Facts{place}")
        shown.show_facts(one.facts)
        inside.addWidget(shown)
        if not one.fixed:
            name, words = f"{self._name}{place}", self.tr("撤回该措施")
            kept, act = f"withdrawMeasure/{one.id}", self._withdraw(one.id)
            inside.addWidget(Withdrawal(self._page, name, words, kept, act, self._effect))
        return frame

    def _withdraw(self, measure: str) -> Act:
        return lambda reason, done: self._page.act(lambda desk: withdraw_measure(desk, measure, reason), done)


class Withdrawal(QWidget):
    """One act that needs a reason: the reason is asked in the page after the button was pressed once.

    ``kept`` names what the reason is about, until the act is done or the reason given up.
    """

    def __init__(self, page: StepPage, name: str, words: str, kept: str, act: Act, effect: str = "") -> None:
        super().__init__()
        self._act = act
        self._open = button(words, f"{name}Withdraw", "link")
        self._reason = TypedLine()
        self._reason.setProperty(KEPT_AS, "reason")
        self._field = Field(self.tr("理由（必填）"), self._reason, f"{name}Reason", effect)
        self._go = button(self.tr("确定"), f"{name}Confirm", tip=self.tr("确定{words}").format(words=words))
        self._back = button(self.tr("不用了"), f"{name}Keep", "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        for one in (self._open, self._go, self._back):
            row.addWidget(one)
        row.addStretch(1)
        layout.addWidget(self._field)
        layout.addLayout(row)
        self._ask(False)
        self._kept = kept_form(self._field, page.place, kept, lambda: self._ask(True))
        self._open.clicked.connect(self._on_open)
        self._back.clicked.connect(self._on_back)
        self._go.clicked.connect(self._on_go)

    def _ask(self, asked: bool) -> None:
        self._open.setVisible(not asked)
        for part in (self._field, self._go, self._back):
            part.setVisible(asked)

    def _on_open(self) -> None:
        self._ask(True)
        self._reason.setFocus()

    def _on_back(self) -> None:
        self._ask(False)
        self._reason.clear()
        self._kept.finish()
        self._kept.begin()

    def _on_go(self) -> None:
        reason = self._reason.text().strip()
        self._field.set_problem("" if reason else self.tr("请写明理由。"))
        if reason:
            self._act(reason, lambda _: self._kept.finish())
        else:
            self._reason.setFocus()
