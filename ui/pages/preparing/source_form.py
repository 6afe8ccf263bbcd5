"""Mode and source of an inspection: the fields that this source demands appear with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.sources import DATES
from app.domain.registers import InspectionMode, ModeSource, SourceField
from ui.models.choices import Choices
from ui.models.moments import day_from
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field, level
from ui.widgets.marked import tell
from ui.widgets.typed_line import TypedLine

COLUMNS = 2


class SourceForm(QWidget):
    """检查方式 and 检查来源, as forms/registers/inspection_modes.toml lists them.

    ``mended()``: a field that was told to be wrong is changed, or another one in its place.
    """

    mended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._modes: dict[str, InspectionMode] = {}
        self._level = ""
        self._mode, self._source = DropDown(), DropDown()
        self._lines: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        self._choices = {
            "mode": Field(self.tr("检查方式"), self._mode, "mode"),
            "source": Field(self.tr("检查来源"), self._source, "source"),
        }
        self._more = QGridLayout()
        self._more.setHorizontalSpacing(20)
        self._more.setVerticalSpacing(10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        for column, one in enumerate(self._choices.values()):
            grid.addWidget(one, 0, column, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(grid)
        layout.addLayout(self._more)
        self._mode.currentIndexChanged.connect(self._on_mode)
        self._source.currentIndexChanged.connect(self._on_source)

    def offer(self, known: Choices) -> None:
        """Offer the modes there are, and of their sources those of this bureau's level."""
        self._level = known.level
        self._modes = {one.code: one for one in known.modes}
        self._mode.clear()
        for one in known.modes:
            self._mode.addItem(one.label, one.code)

    def mode(self) -> str:
        """Return the code of the mode chosen."""
        return str(self._mode.currentData() or "")

    def source(self) -> dict[str, str]:
        """Return the source as the plan keeps it: its kind and what was filled in."""
        filled = {name: _kept(name, line.text().strip()) for name, line in self._lines.items() if line.text().strip()}
        return {"kind": str(self._source.currentData() or ""), **filled}

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong next to each field (``mode``, ``source``, ``source.<field>``)."""
        tell(self._choices | {f"source.{name}": field for name, field in self._fields.items()}, problems)

    def _on_mode(self) -> None:
        mode = self._modes.get(self.mode())
        self._source.clear()
        for one in mode.sources if mode else ():
            if one.level in ("", self._level):
                self._source.addItem(one.label, one.code)

    def _on_source(self) -> None:
        while (item := self._more.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._lines, self._fields = {}, {}
        mode = self._modes.get(self.mode())
        source = mode.source(str(self._source.currentData())) if mode else None
        if source is not None:
            self._show_fields(source)

    def _show_fields(self, source: ModeSource) -> None:
        for row, asked in enumerate(_rows(source.requires)):
            fields = [self._field(one, group) for one, group in asked]
            level(*fields)
            for column, field in enumerate(fields):
                across = COLUMNS if len(fields) == 1 else 1
                self._more.addWidget(field, row, column, 1, across, Qt.AlignmentFlag.AlignTop)

    def _field(self, one: SourceField, group: Sequence[SourceField]) -> Field:
        line = self._lines[one.code] = TypedLine()
        if one.code in DATES:
            line.setPlaceholderText(self.tr("如 2026年3月1日或 2026-3-1"))
        hint = self._either([other.label for other in group if other is not one])
        field = self._fields[one.code] = Field(
            one.label, line, f"source_{one.code}", hint, required=len(group) == 1
        )
        line.textEdited.connect(lambda _: self._mend([other.code for other in group]))
        field.mended.connect(self.mended)
        return field

    def _mend(self, instead: Sequence[str]) -> None:
        """Take away what was told of fields for which this one stands."""
        told = [self._fields[one] for one in instead if one in self._fields and self._fields[one].problem]
        for field in told:
            field.set_problem("")
        if told:
            self.mended.emit()

    def _either(self, others: Sequence[str]) -> str:
        return self.tr("与“{other}”填写一项即可").format(other="、".join(others)) if others else ""


def _rows(requires: Sequence[Sequence[SourceField]]) -> list[list[tuple[SourceField, Sequence[SourceField]]]]:
    """Return each row's fields, each with its group: what may stand for each other stands beside each other."""
    rows: list[list[tuple[SourceField, Sequence[SourceField]]]] = []
    for group in requires:
        together = [(one, group) for one in group]
        if rows and len(rows[-1]) + len(group) <= COLUMNS and len(group) == 1:
            rows[-1] += together
        else:
            rows += [together[at : at + COLUMNS] for at in range(0, len(together), COLUMNS)]
    return rows


def _kept(name: str, text: str) -> str:
    """Return what the plan keeps: a day in any usual writing as 2026-03-01, everything else as it was typed."""
    day = day_from(text) if name in DATES else None
    return day.isoformat() if day is not None else text
