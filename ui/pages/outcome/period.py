"""行为时间 of one finding: when the act began and ended, or that it goes on; recorded when a field is left."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.entries import DAY, moment_of
from app.domain.problems import Problem
from app.domain.procedure.act_period import ActPeriod
from app.services.desk import Desk
from app.services.measures.act_periods import record_act_period
from ui.unfinished import Unfinished
from ui.widgets.entry_controls import LineControl
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.tick_box import TickBox
from ui.workplace import Workplace

BEGAN, ENDED = "began", "ended"


class PeriodFields(QWidget):
    """``entered(values)`` with both days as typed and whether the act goes on."""

    entered = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        today = place.desk.now().date()
        self._days = {BEGAN: LineControl(DAY, today), ENDED: LineControl(DAY, today)}
        self._fields = {
            BEGAN: Field(self.tr("行为开始的日期"), self._days[BEGAN], "actBegan"),
            ENDED: Field(self.tr("行为终了的日期"), self._days[ENDED], "actEnded"),
        }
        for name, day in self._days.items():
            day.inner.setObjectName(f"{name}Day")
        self._goes_on = TickBox(self.tr("仍在持续"))
        self._goes_on.setObjectName("actGoesOn")
        self._goes_on.setAccessibleName(self._goes_on.text())
        self._goes_on.setProperty(KEPT_AS, "")  # recorded with the click
        self._values: dict[str, Any] = {}
        row = QHBoxLayout()
        row.setSpacing(16)
        for field in self._fields.values():
            row.addWidget(field)
        row.addWidget(self._goes_on, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        about = self.tr("适用行为终了时的规定；新规定处罚较轻的，适用新规定。笔录封存以后查明的，也可以在这里补填。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(self.tr("行为时间（不写入笔录，用于判断适用新旧规定）"), "label", wrap=True))
        layout.addWidget(label(about, "small", wrap=True))
        layout.addLayout(row)
        self._kept = Unfinished(self, place, "")
        self._kept.restored.connect(self._on_restored)
        self._days[BEGAN].entered.connect(lambda value: self._on_entered(BEGAN, value))
        self._days[ENDED].entered.connect(lambda value: self._on_entered(ENDED, value))
        self._goes_on.clicked.connect(lambda on: self._on_entered("continuing", on))

    def show_period(self, period: ActPeriod, *, other: bool) -> None:
        """Show what was recorded; ``other``: of another finding than before, so nothing typed stays."""
        if other:
            self._kept.rest()
        kept = {BEGAN: period.began, ENDED: period.ended}
        self._values = {name: day.isoformat() if day is not None else "" for name, day in kept.items()}
        self._values["continuing"] = period.continuing
        for name, control in self._days.items():
            if other or not self._fields[name].problem:
                control.show_value(self._values[name])
        if other:
            self.show_problems({})
        self._goes_on.setChecked(period.continuing)
        self._fields[ENDED].setEnabled(not period.continuing)
        if other:
            self._kept.begin(f"actPeriod/{period.id}")
        else:
            self._kept.settle([f"{name}Day" for name in self._days if self._open(name)])

    def show_problems(self, told: dict[str, str]) -> None:
        """Show what is wrong beside each day."""
        mark(self._fields, told)

    def _open(self, name: str) -> bool:
        """Return whether what stands in a field is not recorded."""
        line = self._days[name].inner
        return bool(self._fields[name].problem) or (isinstance(line, QLineEdit) and line.isModified())

    def _on_restored(self) -> None:
        """Ask to look at what was left unfinished: half a day may be read as another day."""
        for name, field in self._fields.items():
            if self._open(name):
                field.set_problem(self.tr("上次没有填完，还没有记录：请核对后按回车。"))

    def _on_entered(self, name: str, value: Any) -> None:
        if self._values.get(name) == value:
            if name in self._fields:
                self._fields[name].set_problem("")
            return
        values = {**self._values, name: value}
        if name == "continuing" and value:
            values[ENDED] = ""
        self._values = values
        self.entered.emit(values)


def record_typed(desk: Desk, finding: str, values: dict[str, Any]) -> list[Problem]:
    """Record a period as typed, or return what is wrong with it."""
    began, ended = _day(values[BEGAN]), _day(values[ENDED])
    told = QCoreApplication.translate("PeriodFields", "“{typed}”不是日期，请写作 2026年3月10日或 2026-3-10。")
    wrong = [
        Problem(name, told.format(typed=values[name]))
        for name, day in ((BEGAN, began), (ENDED, ended)) if values[name] and day is None
    ]  # fmt: skip
    if wrong:
        return wrong
    return record_act_period(desk, finding, began=began, ended=ended, continuing=bool(values["continuing"]))


def _day(typed: str) -> date | None:
    found = moment_of(typed) if typed else None
    return found.date() if isinstance(found, datetime) else found
