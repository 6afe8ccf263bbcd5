"""登记簿 · 单位: found by any words, entered and changed beside the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import Unit
from app.services.registers.units import UnitEntry, add_unit, change_unit, void_unit
from ui.models.doubts import DOUBTS
from ui.models.register_table import RegisterTable, Row
from ui.models.registers import UnitRegister, UnitRow, filtered, unit_register
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import FOOT, in_narrow_window, in_row
from ui.widgets.register_view import RegisterView, side_panel
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

KEPT = "unit/"  # what is kept of a form, with the id of its unit
REQUIRED = ("name", "credit_code")
LEFT_OUT = (2, 3)  # the columns left out where letters are large or the window narrow


class UnitsTab(QWidget):
    """The units on the left, the one chosen (or a new one) on the right. ``past_wanted(id)`` shows its inspections."""

    past_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._register = UnitRegister((), (), ())
        self._rows: dict[str, Row] = {}
        self._chosen = ""
        self._table = RegisterTable(
            (self.tr("单位名称"), self.tr("类别"), self.tr("县（市、区）"), self.tr("统一社会信用代码")), self
        )
        self._view = RegisterView(self._table, "units", self.tr("单位列表，选中后在右边修改"))
        self._filter = TypedLine()
        self._filter.setObjectName("unitFilter")
        self._filter.setAccessibleName(self.tr("查找单位"))
        self._filter.setPlaceholderText(self.tr("名称、代码等"))
        self._filter.setToolTip(self.tr("按名称、代码、地址、负责人查找"))
        self._filter.setClearButtonEnabled(True)
        self._count = label(self.tr("正在读取登记簿…"), "quiet", name="unitCount")
        self._new = button(self.tr("登记新单位"), "unitNew")
        self._import = button(self.tr("从表格导入…"), "unitImport")
        self._past = button(self.tr("历次检查"), "unitPastShow")
        self._notice = Notice()
        self._heading = label("", "section", wrap=True, name="unitHeading")
        self._form = UnitFields()
        self._unfinished = Unfinished(self._form, place, "unit")
        self._save = button(self.tr("保存"), "unitSave", "primary")
        self._reason_line = TypedLine()
        self._reason = Field(
            self.tr("移出登记簿的原因"), self._reason_line, "unitVoidReason", self.tr("已有的检查仍保留这个单位")
        )
        self._voiding = Unfinished(self._reason, place, "")
        self._void = button(self.tr("移出登记簿"), "unitVoid")
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the register again."""
        if self._register.kinds:
            self._place.ask(self, unit_register, self._on_register, self._notice.show_error)
            return
        work = lambda desk: (unit_register(desk), self._unfinished.left(desk, KEPT))  # noqa: E731  # reads better here
        self._place.ask(self, work, self._on_first_register, self._notice.show_error)

    def _build(self) -> None:
        self._view.leave_out(*LEFT_OUT)
        head = in_row((self._filter, 1), self._count, self._import, self._new)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self._notice)
        left.addWidget(self._view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(side_panel(self._heading, self._past, self._form, self._save, self._reason, self._void))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on the buttons of a narrow window, so that one can read what is typed to find a unit."""
        super().resizeEvent(event)
        narrow = in_narrow_window(self)
        self._import.setText(self.tr("导入…") if narrow else self.tr("从表格导入…"))
        self._new.setText(self.tr("登记") if narrow else self.tr("登记新单位"))

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._show_rows)
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._on_current(now.row()))
        self._view.activated.connect(self._on_past)
        self._past.clicked.connect(self._on_past)
        self._import.clicked.connect(self.import_wanted)
        self._unfinished.restored.connect(self._on_restored)
        self._new.clicked.connect(self._on_new)
        self._save.clicked.connect(self._on_save)
        ReturnFinishes(self._form, self._save)
        self._void.clicked.connect(self._on_void)

    def _on_first_register(self, found: tuple[UnitRegister, str]) -> None:
        register, left = found
        self._chosen = self._chosen or left.removeprefix(KEPT)
        self._on_register(register)

    def _on_register(self, register: UnitRegister) -> None:
        self._register = register
        self._rows = {one.unit.id: _row(one) for one in register.rows}
        self._form.offer(register)
        self._show_rows()
        self._show(self._chosen)

    def _show_rows(self) -> None:
        rows = filtered(self._register.rows, self._filter.text())
        self._table.replace([self._rows[one.unit.id] for one in rows])
        said = self.tr("{count} 个单位") if len(rows) == len(self._register.rows) else self.tr("找到 {count} 个")
        if not self._register.rows:
            said = self.tr("还没有单位，请在右边登记第一个")
        self._count.setText(said.format(count=len(rows)))
        place = self._table.place_of(self._chosen)
        if place >= 0:
            self._view.selectRow(place)

    def _unit(self, wanted: str) -> Unit | None:
        return next((one.unit for one in self._register.rows if one.unit.id == wanted), None)

    def _show(self, wanted: str) -> None:
        self._unfinished.rest()  # what was typed into the one shown until now
        unit = self._unit(wanted)
        self._chosen = unit.id if unit is not None else ""
        self._heading.setText(self.tr("修改单位") if unit is not None else self.tr("登记新单位"))
        self._save.setText(self.tr("保存修改") if unit is not None else self.tr("登记"))
        for part in (self._reason, self._void, self._past):
            part.setVisible(unit is not None)
        self._reason.set_problem("")
        self._voiding.turn_to(f"unitVoid/{self._chosen}" if self._chosen else "", self._reason_line.clear)
        self._form.show_unit(unit)
        self._unfinished.begin(KEPT + self._chosen)

    def _on_restored(self) -> None:
        self._notice.say(SUCCESS, self.tr("没有保存的修改已恢复，请核对后保存。"))

    def _on_past(self) -> None:
        if self._chosen:
            self.past_wanted.emit(self._chosen)

    def _on_current(self, row: int) -> None:
        wanted = self._table.id(row)
        if wanted and wanted != self._chosen:  # the same one again: what is being typed stays
            self._notice.clear()
            self._show(wanted)

    def _on_new(self) -> None:
        self._notice.clear()
        self._view.clearSelection()
        self._view.setCurrentIndex(QModelIndex())
        self._show("")
        self._form.begin()

    def _on_save(self) -> None:
        chosen, entry = self._chosen, self._form.entered()
        self._notice.clear()  # what was said about the one before

        def work(desk: object) -> tuple[Unit | None, list[Problem]]:
            known = self._place.desk
            if not chosen:
                return add_unit(known, entry)
            return change_unit(known, chosen, **{name: getattr(entry, name) for name in entry.__dataclass_fields__})

        self._place.ask_once(self, work, self._on_saved, self._notice.show_error)

    def _on_saved(self, result: tuple[Unit | None, list[Problem]]) -> None:
        unit, problems = result
        self._form.show_problems(problems)
        if unit is None:
            return
        self._unfinished.finish()
        words = self.tr("已保存：{name}") if self._chosen else self.tr("已登记：{name}")
        twins: list[str] = [] if self._chosen else self._namesakes(unit)
        self._notice.say(WARNING if twins else SUCCESS, words.format(name=unit.name), twins)
        self._chosen = unit.id
        self._filter.clear()
        self.refresh()

    def _namesakes(self, unit: Unit) -> list[str]:
        """Return what to do about units registered by the same name: a code typed wrong makes one unit two."""
        told = self.tr("登记簿中已有同名单位（{code}），请核对；重复登记的，选中后移出登记簿。")
        others = (one.unit for one in self._register.rows if one.unit.name == unit.name and one.unit.id != unit.id)
        return [told.format(code=one.credit_code or "—") for one in others]

    def _on_void(self) -> None:
        chosen, text = self._chosen, self._reason_line.text().strip()
        self._reason.set_problem("" if text else self.tr("请写明原因。"))
        if not text:
            self._reason_line.setFocus()
            return
        unit = self._unit(chosen)
        told = self.tr("已移出登记簿：{name}").format(name=unit.name if unit is not None else "")
        done = lambda _: self._on_voided(chosen, told)  # noqa: E731  # reads better than a def
        self._place.ask(self, lambda desk: void_unit(desk, chosen, text), done, self._notice.show_error)

    def _on_voided(self, unit: str, told: str) -> None:
        self._voiding.finish(f"unitVoid/{unit}")
        self._notice.say(SUCCESS, told)
        self._chosen = ""
        self.refresh()


def _row(one: UnitRow) -> Row:
    return Row(one.unit.id, (one.unit.name, one.kind, one.district, one.unit.credit_code or "—"))


class UnitFields(QWidget):
    """The fields of one unit below each other, each with its problem."""

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._district = DropDown(), DropDown()
        self._usual = ""  # the district of a new unit
        titles = {
            "name": self.tr("单位名称"),
            "kind": self.tr("单位类别"),
            "district": self.tr("所在县（市、区）"),
            "credit_code": self.tr("统一社会信用代码"),
            "address": self.tr("地址"),
            "head": self.tr("负责人"),
            "head_post": self.tr("负责人职务"),
            "phone": self.tr("电话"),
        }
        hints = {"credit_code": self.tr("村（社区）、重点项目、其他组织没有的可不填")}
        boxes = {"kind": self._kind, "district": self._district}
        self._lines = {name: TypedLine() for name in titles if name not in boxes}
        self._fields = {
            name: Field(
                title, boxes.get(name) or self._lines[name], f"register_{name}", hints.get(name, ""),
                required=name in REQUIRED, doubt=DOUBTS.get(name),
            )
            for name, title in titles.items()
        }  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for one in self._fields.values():
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignTop)
        for box in boxes.values():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def begin(self) -> None:
        """Put the focus where the entry begins."""
        self._lines["name"].setFocus()

    def offer(self, register: UnitRegister) -> None:
        """Offer the kinds and districts a unit may have."""
        if self._kind.count() == 0:
            for kind in register.kinds:
                self._kind.addItem(kind.label, kind.code)
            for district in register.districts:
                self._district.addItem(district.name, district.code)
            self._usual = register.district

    def show_unit(self, unit: Unit | None) -> None:
        """Show a unit as registered, or empty fields."""
        for name, line in self._lines.items():
            line.setText(str(getattr(unit, name)) if unit is not None else "")
        for name, box, usual in (("kind", self._kind, ""), ("district", self._district, self._usual)):
            shown = box.findData(getattr(unit, name)) if unit is not None else max(0, box.findData(usual))
            box.setCurrentIndex(shown)
        self.show_problems(())

    def entered(self) -> UnitEntry:
        """Return the unit as it stands in the fields."""
        lines = {name: line.text().strip() for name, line in self._lines.items()}
        kind, district = self._kind.currentData(), self._district.currentData()
        return UnitEntry(kind=str(kind or ""), district=str(district or ""), **lines)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong beside each field; the first one that is gets the focus."""
        tell(self._fields, problems)
        wrong = [field.control for field in self._fields.values() if field.problem]
        if wrong:
            wrong[0].setFocus()
