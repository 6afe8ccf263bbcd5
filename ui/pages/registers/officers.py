"""登记簿 · 执法人员: credentials with their state in words, and what the administrator does about them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import Officer
from app.services.registers.officers import OfficerEntry, add_officer
from ui.models.moments import day_words
from ui.models.register_table import RegisterTable, Row
from ui.models.registers import OfficerRegister, OfficerRow, officer_register
from ui.pages.registers.amend import AmendActs
from ui.pages.registers.credential import CredentialActs
from ui.pages.registers.officer_form import OfficerForm
from ui.pages.registers.retire import RetireActs
from ui.pages.registers.slot import SlotActs
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import FOOT
from ui.widgets.register_view import RegisterView, side_panel
from ui.workplace import Workplace

STATE = 3
LEFT_OUT = (1, 2, 5)  # the columns left out where letters are large or the window narrow


class OfficersTab(QWidget):
    """The officers on the left, the one chosen (or a new one) on the right."""

    import_wanted = Signal()
    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._register = OfficerRegister((), False, False, False, False)
        self._chosen = ""
        self._table = RegisterTable(
            (
                self.tr("姓名"), self.tr("角色"), self.tr("执法证号"), self.tr("执法证"), self.tr("有效期至"),
                self.tr("本机"),
            ),
            self,
        )  # fmt: skip
        self._view = RegisterView(self._table, "officers", self.tr("人员列表，选中后在右边办理"))
        self._count = label("", "quiet", wrap=True, name="officerCount")
        self._new = button(self.tr("登记人员"), "officerNew")
        self._import = button(self.tr("从表格导入…"), "officerImport")
        self._notice = Notice()
        self._heading = label(self.tr("请在左边选中一人。"), "section", wrap=True, name="officerHeading")
        self._facts = FactGrid("officerFacts")
        self._credential = CredentialActs(place, self._notice)
        self._slot = SlotActs(place, self._notice)
        self._amend = AmendActs(place, self._notice)
        self._retire = RetireActs(place, self._notice)
        self._form = OfficerForm()
        self._unfinished = Unfinished(self._form, place, "officer")
        self._side = QStackedWidget()
        acts = (self._slot, self._credential, self._amend, self._retire)
        self._panel: QScrollArea = side_panel(self._heading, self._facts, *acts)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the register again."""
        self._place.ask(self, officer_register, self._on_register, self._notice.show_error)

    def _build(self) -> None:
        self._view.leave_out(*LEFT_OUT)
        for one in (self._credential, self._slot, self._amend, self._retire):
            one.hide()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._count, 1)
        head.addWidget(self._import, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._new, 0, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self._notice)
        left.addWidget(self._view, 1)
        form = side_panel(self._form)
        self._side.addWidget(self._panel)
        self._side.addWidget(form)
        self._side.setFixedWidth(form.width())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self._side)

    def _connect(self) -> None:
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._on_current(now.row()))
        self._import.clicked.connect(self.import_wanted)
        self._new.clicked.connect(self._on_new)
        self._form.entered.connect(self._on_entered)
        self._form.given_up.connect(self._on_given_up)
        self._unfinished.restored.connect(self._on_restored)
        self._credential.done.connect(self._on_done)
        self._slot.done.connect(self._on_done)
        self._amend.done.connect(self._on_done)
        self._retire.done.connect(self._on_done)
        for acts in (self._credential, self._retire):
            acts.step_wanted.connect(self.step_wanted)

    def _on_register(self, register: OfficerRegister) -> None:
        self._register = register
        none = self.tr("无")
        self._table.replace(
            [
                Row(
                    one.officer.id,
                    (
                        one.officer.name, one.roles, one.officer.credential or none, one.state,
                        day_words(one.officer.valid_until, "—"),
                        self.tr("已开通") if one.opens_here else self.tr("未开通"),
                    ),
                    STATE if one.warns else -1,
                )
                for one in register.rows
            ]
        )  # fmt: skip
        for one in (self._new, self._import):
            one.setVisible(register.adds)
        self._count.setText(self._told(register))
        if self._table.place_of(self._chosen) < 0:
            self._chosen = self._place.desk.officer
        self._view.selectRow(self._table.place_of(self._chosen))
        self._show(self._chosen)
        self._unfinished.rest()
        self._unfinished.begin()

    def _told(self, register: OfficerRegister) -> str:
        count = self.tr("共 {count} 人。").format(count=len(register.rows))
        if register.centre:
            return count + self.tr("执法证由中心库确认。")
        return count if register.administers else count + self.tr("人员和执法证由管理员办理。")

    def _show(self, wanted: str) -> None:
        row = next((one for one in self._register.rows if one.officer.id == wanted), None)
        self._chosen = wanted if row is not None else ""
        self._side.setCurrentIndex(0)
        if row is None:
            return
        self._heading.setText(row.officer.name)
        self._facts.show_facts(self._lines(row))
        retired, keeps = bool(row.officer.retired), self._register.administers and not self._register.centre
        renews = keeps and not self._register.training and row.officer.id != self._place.desk.officer
        self._slot.setVisible(not retired and (renews or not row.opens_here))
        self._slot.show_officer(row, self._register)
        self._credential.setVisible(keeps and not retired)
        self._amend.setVisible(keeps and not retired)
        self._amend.show_officer(row.officer)
        self._retire.setVisible(keeps and row.officer.id != self._place.desk.officer)
        self._retire.show_officer(row.officer)
        self._credential.show_officer(row.officer)

    def _lines(self, row: OfficerRow) -> tuple[tuple[str, str], ...]:
        officer = row.officer
        dated = officer.credential and (officer.valid_from or officer.valid_until)
        until = f"{day_words(officer.valid_from, '—')}\n至 {day_words(officer.valid_until, '—')}" if dated else ""
        return (
            (self.tr("角色"), row.roles),
            (self.tr("处室职务"), " ".join(one for one in (officer.office, officer.post) if one)),
            (self.tr("电话"), officer.phone),
            (self.tr("执法证号"), officer.credential),
            (self.tr("有效期"), until),
            (self.tr("执法证"), row.state),
            (self.tr("事由"), officer.credential_reason),
            (self.tr("离岗"), str(officer.retired.get("reason", ""))),
            (self.tr("本机"), self.tr("已开通") if row.opens_here else self.tr("未开通")),
        )

    def _on_current(self, row: int) -> None:
        wanted = self._table.id(row)
        if wanted and wanted != self._chosen:
            self._notice.clear()
            self._show(wanted)

    def _on_new(self) -> None:
        self._notice.clear()
        self._chosen = ""
        self._view.clearSelection()
        self._view.setCurrentIndex(QModelIndex())
        self._unfinished.finish()
        self._form.begin()
        self._unfinished.begin()
        self._side.setCurrentIndex(1)

    def _on_restored(self) -> None:
        self._side.setCurrentIndex(1)
        self._notice.say(SUCCESS, self.tr("没有登记完的人员已恢复，请核对后登记；不登记的点“返回”。"))

    def _on_given_up(self) -> None:
        self._unfinished.finish()
        self._side.setCurrentIndex(0)

    def _on_entered(self, entry: OfficerEntry) -> None:
        self._place.ask_once(self, lambda desk: add_officer(desk, entry), self._on_added, self._notice.show_error)

    def _on_added(self, result: tuple[Officer | None, list[Problem]]) -> None:
        officer, problems = result
        self._form.show_problems(problems)
        if officer is None:
            return
        self._unfinished.finish()
        self._form.begin()
        self._chosen = officer.id
        self._view.setFocus()  # at whom is shown now, and not at one of the acts further down
        self._panel.verticalScrollBar().setValue(0)
        self._on_done(self.tr("已登记：{name}").format(name=officer.name))

    def _on_done(self, words: str) -> None:
        self._notice.say(SUCCESS, words)
        self.refresh()
