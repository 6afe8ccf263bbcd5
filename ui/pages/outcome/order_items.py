"""What is ordered about each finding that an order takes in: the words of each, proposed from its law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.measures.deciding import Order
from ui.models.outcome import FindingRow
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS, MEANING
from ui.widgets.hindrance_list import empty
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_text import TypedText


class OrderItems(QWidget):
    """What is ordered about each finding that is taken in. ``changed()`` when one was taken in or left out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, tuple[TickBox, Field]] = {}
        self._shown: tuple[FindingRow, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the findings taken in."""
        return tuple(finding for finding, (box, _) in self._items.items() if box.isChecked())

    def orders(self) -> tuple[Order, ...]:
        """Return what is ordered."""
        return tuple(Order(one, self._text(one).toPlainText().strip()) for one in self.chosen)

    def show_findings(self, findings: Sequence[FindingRow], proposed: Sequence[str]) -> None:
        """Show the findings that no order deals with; what was typed stays."""
        if self._shown == tuple(findings):
            return
        typed = {one.id for one in self._shown if self._text(one.id).toPlainText() != self._usual(one)}
        before = {key: (box.isChecked(), self._text(key).toPlainText()) for key, (box, _) in self._items.items()}
        self._shown = tuple(findings)
        empty(self._rows)
        self._items = {}
        for place, one in enumerate(findings):
            chosen, text = before.get(one.id, (one.id in proposed, ""))
            self._add(place, one, chosen, text if one.id in typed else self._usual(one))

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Show what is wrong beside each finding."""
        for finding, (_, field) in self._items.items():
            field.set_problem(told.get(finding, ""))

    def _usual(self, one: FindingRow) -> str:
        what = one.demand or self.tr("改正上述问题")
        return self.tr("按照{law}的规定，{what}").format(law=one.order_law, what=what) if one.order_law else ""

    def _text(self, finding: str) -> TypedText:
        control = self._items[finding][1].control
        assert isinstance(control, TypedText)
        return control

    def _add(self, place: int, one: FindingRow, chosen: bool, text: str) -> None:
        box = TickBox(f"{one.code}　{one.severity}")
        box.setObjectName(f"orderFinding{place}")
        box.setProperty(KEPT_AS, f"order_{one.id}")
        box.setProperty(MEANING, True)
        box.setAccessibleName(f"{one.code} {one.text}")
        box.setToolTip(one.text)
        title = self.tr("责令改正的内容（{code}）").format(code=one.code)
        field = Field(title, TypedText(2), f"orderText{place}", one.text)
        control = field.control
        assert isinstance(control, TypedText)
        control.setProperty(KEPT_AS, f"orderText_{one.id}")
        control.show_text(text)
        field.setContentsMargins(30, 0, 0, 6)
        self._items[one.id] = (box, field)
        self._rows.addWidget(box)
        self._rows.addWidget(field)
        box.toggled.connect(field.setVisible)
        box.setChecked(chosen)
        field.setVisible(chosen)
        box.toggled.connect(lambda _: self.changed.emit())
