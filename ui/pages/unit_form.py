"""The unit to be inspected: one from the register, or a new one entered here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import Unit
from app.services.registers.units import UnitEntry
from ui import style
from ui.models.choices import Choices
from ui.models.doubts import DOUBTS
from ui.widgets.buttons import button
from ui.widgets.completing import Completing
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.typed_line import TypedLine


class UnitForm(QWidget):
    """Choose by typing any part of the name, or register a new unit in the same place.

    ``unit_chosen(id)`` when one of the register is, ``address_entered(text)`` when a new one's address is.
    """

    unit_chosen = Signal(str)
    address_entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._known = DropDown()
        self._known.setEditable(True)
        self._known.setMaximumHeight(style.current().target)  # Qt adds a frame to one that is typed in
        self._known.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._new = button(self.tr("登记新单位"), "newUnit", checkable=True)
        hint = self.tr("输入名称中的任意几个字查找")
        self._choice = Field(self.tr("被检查单位"), self._known, "unit", hint, required=True)
        self._kind, self._district = DropDown(), DropDown()
        self._lines = {name: TypedLine() for name in ("name", "credit_code", "address", "head", "head_post", "phone")}
        self._fields = {
            "name": Field(self.tr("单位名称"), self._lines["name"], "unitName", required=True),
            "kind": Field(self.tr("单位类别"), self._kind, "unitKind"),
            "district": Field(self.tr("所在县（市、区）"), self._district, "unitDistrict"),
            "credit_code": Field(
                self.tr("统一社会信用代码"), self._lines["credit_code"], "unitCreditCode", required=True,
                doubt=DOUBTS["credit_code"],
            ),
            "address": Field(self.tr("地址"), self._lines["address"], "unitAddress"),
            "head": Field(self.tr("负责人"), self._lines["head"], "unitHead"),
            "head_post": Field(self.tr("负责人职务"), self._lines["head_post"], "unitHeadPost"),
            "phone": Field(self.tr("电话"), self._lines["phone"], "unitPhone", doubt=DOUBTS["phone"]),
        }
        self._details, self._about = QWidget(), label("", "quiet", wrap=True, name="unitAbout")
        self._build()
        self._new.toggled.connect(self._on_new)
        self._known.currentIndexChanged.connect(lambda _: self.unit_chosen.emit(self.chosen()))
        self._lines["address"].editingFinished.connect(
            lambda: self.address_entered.emit(self._lines["address"].text().strip())
        )

    def offer(self, known: Choices) -> None:
        """Offer the units, kinds and districts there are; without any unit the new one is asked for at once."""
        self._known.clear()
        for unit in known.units:
            self._known.addItem(known.called.get(unit.id, unit.name), unit.id)
        self._known.setCurrentIndex(-1)
        completer = self._known.completer()
        assert completer is not None, "an editable box has one"
        Completing(completer, self._known)
        for box, found in ((self._kind, known.kinds), (self._district, known.districts)):
            box.clear()
            for one in found:
                box.addItem(one.label if hasattr(one, "label") else one.name, one.code)
        self._district.setCurrentIndex(max(0, self._district.findData(known.district)))
        self._choice.set_hint(self.tr("输入名称中的任意几个字查找") if known.units else "")
        self._new.setChecked(not known.units)

    def choose(self, unit: Unit) -> None:
        """Choose a unit that was registered just now."""
        if self._known.findData(unit.id) < 0:
            self._known.addItem(unit.name, unit.id)
        self._known.setCurrentIndex(self._known.findData(unit.id))
        self._new.setChecked(False)

    def show_about(self, words: str) -> None:
        """Show what the register says of the unit chosen."""
        self._about.setText(words)
        self._about.setVisible(bool(words) and not self._new.isChecked())

    def choose_id(self, unit: str) -> None:
        """Choose a unit of the register by its id."""
        place = self._known.findData(unit)
        if place >= 0:
            self._new.setChecked(False)
            self._known.setCurrentIndex(place)

    def chosen(self) -> str:
        """Return the id of the registered unit chosen, "" where none is or a new one is entered."""
        text, place = self._known.currentText(), self._known.currentIndex()
        if place < 0 or self._known.itemText(place) != text:  # typed, not chosen
            place = self._known.findText(text, Qt.MatchFlag.MatchExactly)
        return "" if self._new.isChecked() or place < 0 else str(self._known.itemData(place))

    def entered(self) -> UnitEntry | None:
        """Return the new unit as entered, None where one of the register is chosen."""
        if not self._new.isChecked():
            return None
        lines = {name: line.text().strip() for name, line in self._lines.items()}
        return UnitEntry(kind=str(self._kind.currentData()), district=str(self._district.currentData()), **lines)

    def fields(self) -> tuple[Field, ...]:
        """Return all fields."""
        return (self._choice, *self._fields.values())

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong next to each field."""
        tell({"unit": self._choice, **self._fields}, problems)

    def in_words(self, problems: Sequence[Problem]) -> list[Problem]:
        """Return the problems, and of a name that was typed and is not in the register that it is not."""
        typed = self._typed()
        told = self.tr("登记簿中没有“{name}”。请从列表中选择，或点“登记新单位”。").format(name=typed)
        return [Problem("unit", told) if one.field == "unit" and typed else one for one in problems]

    def _typed(self) -> str:
        """Return the name that was typed and is none of the register, "" where one is chosen."""
        return "" if self.chosen() else self._known.currentText().strip()

    def _build(self) -> None:
        self._choice.put_beside(self._new)
        grid = QGridLayout(self._details)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        for place, field in enumerate(self._fields.values()):
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._choice)
        layout.addWidget(self._about)
        layout.addWidget(self._details)
        self._about.hide()
        self._details.hide()

    def _on_new(self, new: bool) -> None:
        typed = self._known.currentText().strip()
        if new and typed and not self._lines["name"].text() and self._known.findText(typed) < 0:
            self._lines["name"].setText(typed)
        self._choice.set_problem("")  # the choice that was asked for is not asked for any more
        self._details.setVisible(new)
        self._known.setEnabled(not new)
        self._new.setText(self.tr("改选已有单位") if new and self._known.count() else self.tr("登记新单位"))
        self._new.setAccessibleName(self._new.text())
        if not self._known.count():
            self._choice.set_hint(self.tr("登记簿中还没有单位，请在下面填写新单位"))
        self._about.setVisible(not new and bool(self._about.text()))
        if new:
            self._lines["name"].setFocus()
