"""登记簿 · 预盖章纸: every sheet and what became of it; new ones are entered with the leader's written approval."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.papers.sheets import Batch, give_back, issue, spoil
from ui import style
from ui.models.moments import day_from, day_words
from ui.models.register_sheets import SheetRegister, SheetRow, sheet_register
from ui.models.register_table import RegisterTable, Row
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import FOOT, in_row
from ui.widgets.register_view import RegisterView, side_panel
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.session.opening import OpenDesk


class SheetsTab(QWidget):
    """The sheets on the left; the one chosen, and a new batch, on the right."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._register: SheetRegister | None = None
        self._chosen = ""
        headings = (self.tr("编号"), self.tr("状态"), self.tr("用途或作废原因"))
        self._table = RegisterTable(headings, self)
        self._view = RegisterView(self._table, "sheets", self.tr("预盖章纸列表，选中后在右边看明细"))
        self._view.propose_width(2, round(style.current().base * 32))  # the reason is the long one, not the number
        self._about = label("", "quiet", wrap=True, name="sheetsAbout")
        self._notice = Notice()
        self._acts = SheetActs()
        self._form = BatchForm()
        self._batch = Unfinished(self._form, place, "sheets")
        self._spoiling = Unfinished(self._acts, place, "")
        self._build()
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._show(self._table.id(now.row())))
        self._acts.spoil.clicked.connect(self._on_spoil)
        self._acts.back.clicked.connect(lambda: self._give_back((self._number(),)))
        self._acts.all_back.clicked.connect(lambda: self._give_back(self._register.left if self._register else ()))
        self._form.go.clicked.connect(self._on_issue)

    def refresh(self) -> None:
        """Read the register again; what was typed into a batch and not recorded stands in the form again."""
        self._place.ask(self, sheet_register, self._on_register, self._notice.show_error)

    def _build(self) -> None:
        self._view.leave_out(2)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.setSpacing(10)
        head = in_row((self._about, 1))
        head.addStrut(style.current().target)  # the list stands as high as those of the other registers
        left.addLayout(head)
        left.addWidget(self._notice)
        left.addWidget(self._view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(side_panel(self._acts, self._form))

    def _on_register(self, register: SheetRegister) -> None:
        self._register = register
        none = self.tr("没有登记预盖章纸。空白纸上盖章多为印章管理规定所禁止，确需使用的须有机关负责人书面批准。")
        self._about.setText(register.counts or none)
        self._table.replace([Row(one.sheet.id, (one.sheet.number, one.state, one.use)) for one in register.rows])
        first = not self._form.offered
        self._form.offer(register)
        if first:
            self._batch.begin()
        place = max(0, self._table.place_of(self._chosen))
        self._view.selectRow(place)
        self._show(self._table.id(place))

    def _row(self) -> SheetRow | None:
        rows = self._register.rows if self._register is not None else ()
        return next((one for one in rows if one.sheet.id == self._chosen), None)

    def _number(self) -> str:
        row = self._row()
        return "" if row is None else row.sheet.number

    def _show(self, wanted: str) -> None:
        other = wanted not in ("", self._chosen)
        self._chosen = wanted or self._chosen
        if other:
            self._spoiling.rest()
            self._acts.clear()
        self._acts.show_row(self._row(), len(self._register.left) if self._register else 0)
        if other:
            self._spoiling.begin(f"spoil/{self._chosen}")

    def _on_spoil(self) -> None:
        number, reason = self._number(), self._acts.reason()
        if reason:
            told = self.tr("{number} 已作废。").format(number=number)
            self._ask(lambda desk: spoil(desk, number, reason), told, self._on_spoiled)

    def _on_spoiled(self) -> None:
        self._spoiling.finish()
        self._acts.clear()

    def _give_back(self, numbers: tuple[str, ...]) -> None:
        told = self.tr("已登记交回 {count} 张。").format(count=len(numbers))
        self._ask(lambda desk: give_back(desk, numbers), told)

    def _on_issue(self) -> None:
        batch = self._form.entered()
        if batch is not None:
            self._ask(lambda desk: issue(desk, batch), self.tr("已登记，本机可以使用。"), self._on_issued)

    def _on_issued(self) -> None:
        self._batch.finish()
        self._form.clear()
        self._batch.begin()

    def _ask(self, work: Callable[[OpenDesk], object], told: str, then: Callable[[], None] | None = None) -> None:
        def done(_: object) -> None:
            if then is not None:
                then()
            self._notice.say(SUCCESS, told)
            self.refresh()

        self._place.ask_once(self, work, done, self._notice.show_error)


class SheetActs(QWidget):
    """What is known of one sheet, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = label("", "section", wrap=True, name="sheetHeading")
        self._facts = FactGrid("sheetFacts")
        self._line = TypedLine()
        self._reason = Field(self.tr("作废原因"), self._line, "sheetSpoilReason", self.tr("如：卡纸、漏墨、撕破"))
        self.spoil = button(self.tr("作废这张"), "sheetSpoil")
        self.back = button(self.tr("交回这张"), "sheetBack")
        self.all_back = button("", "sheetAllBack")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.spoil)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(10)
        for part in (self._heading, self._facts, self._reason):
            layout.addWidget(part)
        layout.addLayout(row)
        layout.addWidget(self.all_back)

    def show_row(self, row: SheetRow | None, left: int) -> None:
        """Show a sheet, or nothing where there is none; ``left`` can be handed back from this laptop."""
        self.setVisible(row is not None)
        if row is None:
            return
        self._heading.setText(self.tr("预盖章纸 {number}").format(number=row.sheet.number))
        self._facts.show_facts(row.facts)
        spoils = row.here and row.sheet.state in ("issued", "used")
        self._reason.setVisible(spoils)
        self._reason.set_problem("")
        self.spoil.setVisible(spoils)
        self.back.setVisible(row.open)
        self.all_back.setVisible(left > 1)
        self.all_back.setText(self.tr("未用的 {count} 张全部交回").format(count=left))
        self.all_back.setAccessibleName(self.all_back.text())

    def reason(self) -> str:
        """Return the reason entered, "" where it is missing, which is told."""
        text = self._line.text().strip()
        self._reason.set_problem("" if text else self.tr("请写明作废原因。"))
        return text

    def clear(self) -> None:
        """Empty the reason: it was recorded, or another sheet is shown."""
        self._line.clear()


class BatchForm(QWidget):
    """Sheets received together: their numbers, and the written approval."""

    def __init__(self) -> None:
        super().__init__()
        self._first, self._last, self._paper, self._day = TypedLine(), TypedLine(), TypedLine(), TypedLine()
        self._leader = DropDown()
        self.offered = False
        self._first_field = Field(self.tr("起号"), self._first, "sheetFirst")
        self._last_field = Field(self.tr("止号"), self._last, "sheetLast")
        self._leader_field = Field(self.tr("批准的机关负责人"), self._leader, "sheetLeader")
        self._day_field = Field(self.tr("批准日期"), self._day, "sheetApprovedOn", self.tr("如 2026年6月1日"))
        self._paper_field = Field(
            self.tr("书面批准的文号或存放处"), self._paper, "sheetApproval", self.tr("没有书面批准的不得领用")
        )
        self.go = button(self.tr("登记领用"), "sheetIssue", "primary")
        ends = QHBoxLayout()
        ends.setSpacing(12)
        ends.addWidget(self._first_field)
        ends.addWidget(self._last_field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(self.tr("领用登记"), "section"))
        layout.addLayout(ends)
        for part in (self._leader_field, self._day_field, self._paper_field, self.go):
            layout.addWidget(part)
        ReturnFinishes(self, self.go)

    def offer(self, register: SheetRegister) -> None:
        """Offer the leaders."""
        self.offered = True
        offer(self._leader, register.leaders)
        if not self._day.text():
            self._day.setText(day_words(register.today))

    def clear(self) -> None:
        """Empty the fields of a batch that was recorded."""
        for line in (self._first, self._last, self._paper):
            line.clear()

    def entered(self) -> Batch | None:
        """Return what was entered, None where a field lacks something, which is told there."""
        day = day_from(self._day.text())
        wrong = {
            self._first_field: "" if self._first.text().strip() else self.tr("请填写。"),
            self._last_field: "" if self._last.text().strip() else self.tr("请填写。"),
            self._leader_field: "" if self._leader.currentData() else self.tr("登记簿中还没有机关负责人。"),
            self._day_field: "" if day else self.tr("请按 2026年6月1日或 2026-6-1 的样子填写。"),
            self._paper_field: "" if self._paper.text().strip() else self.tr("请填写书面批准。"),
        }
        for field, problem in wrong.items():
            field.set_problem(problem)
        lacking = next((field for field, problem in wrong.items() if problem), None)
        if lacking is not None or day is None:
            (lacking or self._day_field).control.setFocus()
            return None
        leader = str(self._leader.currentData())
        return Batch(self._first.text(), self._last.text(), leader, day, self._paper.text())
