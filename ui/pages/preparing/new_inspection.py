"""新建检查: unit, mode with source, days and officers on one page; what is wrong stands next to its field."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.errors import Refused
from app.services.preparation.planned_twice import PLANNED_ALREADY
from app.services.preparation.proposing import Proposal, proposal
from ui.models.choices import Choices, Entered, Planned, choices, plan
from ui.models.doubts import DOUBTS
from ui.pages.preparing.plan_asked import PlanAsked
from ui.pages.preparing.source_form import SourceForm
from ui.pages.unit_form import UnitForm
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import say_problems, tell
from ui.widgets.month import DayField
from ui.widgets.notice import SUCCESS, WARNING, Notice
from ui.widgets.page import WIDEST, card, framed, heading, in_row, inset, scrolled
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine
from ui.widgets.wrapping_row import WrappingRow
from ui.workplace import Workplace

REASON_NEEDED = "reason-needed"


class NewInspectionPage(QWidget):
    """The plan of an inspection. ``planned(id)`` after it is recorded; approval comes after it."""

    planned = Signal(str)
    given_up = Signal()

    def __init__(self, place: Workplace, unit: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self._place = place
        self._wanted_unit = unit
        self._known: Choices | None = None
        self._unfinished = Unfinished(self, place, "new_inspection")
        self._notice = Notice()
        self._unit = UnitForm()
        self._source = SourceForm()
        self._form = DropDown()
        self._purpose, self._address = TypedLine(), TypedLine()
        self._secrecy, self._prepare, self._contact = TypedLine(), TypedLine(), TypedLine()
        self._from, self._to = DayField(place), DayField(place)
        self._proposed: dict[TypedLine, str] = {}
        self._officers: dict[str, TickBox] = {}
        self._team = WrappingRow(20, 8)
        self._asked = PlanAsked(self._unfinished.kept)
        self._own = {
            "purpose": Field(self.tr("检查目的"), self._purpose, "purpose", required=True),
            "form": Field(self.tr("检查表"), self._form, "form"),
            "planned_from": Field(self.tr("计划开始"), self._from, "plannedFrom"),
            "planned_to": Field(self.tr("计划结束"), self._to, "plannedTo"),
            "place": Field(self.tr("检查地点"), self._address, "place"),
        } | self._printed()
        self._back = button(self.tr("返回工作台"), "planBack")
        self._go = button(self.tr("保存计划，下一步：报批"), "planGo", "primary")
        self._build()
        self._connect()
        place.ask(self, choices, self._on_choices, self._notice.show_error)

    def choose_unit(self, unit: str) -> None:
        """Choose a unit of the register, whatever was chosen before."""
        self._wanted_unit = unit
        self._unit.choose_id(unit)

    def _build(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        for title, part in (
            (self.tr("检查谁"), self._unit),
            (self.tr("为什么检查"), self._why()),
            (self.tr("什么时候、谁去"), self._who()),
        ):
            frame, held = card()
            held.addWidget(label(title, "section"))
            held.addWidget(part)
            inside.addWidget(frame)
        above, layout = framed(self, 12)
        head = heading(label(self.tr("新建检查"), "title"))
        head.addWidget(label(self.tr("带 ＊ 的必须填写；其余可以在报批前补充。"), "quiet"), 1)
        above.addLayout(head)
        above.addWidget(self._notice)
        layout.addWidget(scrolled(body, WIDEST, at_edge=True), 1)
        foot = QWidget()
        acts = in_row(self._back)
        acts.addStretch(1)
        acts.addWidget(self._go)
        acts.setContentsMargins(0, 0, 0, 0)
        foot.setLayout(acts)
        layout.addWidget(inset(foot))

    def _printed(self) -> dict[str, Field]:
        printed = self.tr("印在审批表和通知书上")
        return {
            "secrecy": Field(self.tr("安全保密要求"), self._secrecy, "secrecy", printed),
            "contact": Field(self.tr("本局联系人和电话"), self._contact, "contact", printed, doubt=DOUBTS["contact"]),
            "prepare": Field(self.tr("请单位准备的材料"), self._prepare, "prepare", printed),
        }

    def _why(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._source)
        row = QGridLayout()
        row.setHorizontalSpacing(20)
        row.addWidget(self._own["purpose"], 0, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._own["form"], 0, 1, Qt.AlignmentFlag.AlignTop)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(1, 1)
        layout.addLayout(row)
        return part

    def _who(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(20)
        top = Qt.AlignmentFlag.AlignTop
        for name, stretch in (("planned_from", 0), ("planned_to", 0), ("place", 1)):
            row.addWidget(self._own[name], stretch, top)
        layout.addLayout(row)
        layout.addWidget(label(self.tr("执法人员（报批前至少两人，可以稍后再指派；证件须在有效期内）"), "label"))
        layout.addLayout(self._team)
        more = QGridLayout()
        more.setHorizontalSpacing(20)
        more.setVerticalSpacing(10)
        more.addWidget(self._own["secrecy"], 0, 0, top)
        more.addWidget(self._own["contact"], 0, 1, top)
        more.addWidget(self._own["prepare"], 1, 0, 1, 2)
        layout.addLayout(more)
        layout.addWidget(self._asked)
        return part

    def _connect(self) -> None:
        self._back.clicked.connect(self._on_back)
        self._go.clicked.connect(self._on_go)
        ReturnFinishes(self, self._go)
        self._unfinished.restored.connect(self._on_restored)
        self._unit.unit_chosen.connect(self._on_unit)
        self._unit.address_entered.connect(lambda text: self._propose(self._address, text))
        self._notice.way_wanted.connect(self._on_standing)
        self._form.currentIndexChanged.connect(lambda _: self._on_form())
        for one in (*self._unit.fields(), *self._own.values()):
            one.mended.connect(self._notice.clear)
        self._source.mended.connect(self._notice.clear)

    def _on_choices(self, known: Choices) -> None:
        self._known = known
        self._unit.offer(known)
        self._source.offer(known)
        for form, title in known.forms.items():
            self._form.addItem(title, form)
        today = QDate(known.today.year, known.today.month, known.today.day)
        self._from.setDate(today)
        self._to.setDate(today)
        for officer in known.officers:
            told = "，".join(one for one in (officer.credential, known.cautions.get(officer.id, "")) if one)
            words = f"{officer.name}（{told}）" if told else officer.name
            box = TickBox(words)
            box.setObjectName(f"officer_{officer.id}")
            box.setAccessibleName(words)
            box.setChecked(officer.id == self._place.desk.officer)
            self._officers[officer.id] = box
            self._team.addWidget(box)
        if not self._contact.text():
            self._contact.setText(known.contact)
        self._unfinished.begin()
        if self._wanted_unit:
            self._unit.choose_id(self._wanted_unit)

    def _on_form(self) -> None:
        """Propose the usual words of a plan with this checklist."""
        usual = self._known.proposals.get(str(self._form.currentData() or ""), {}) if self._known is not None else {}
        for name, line in (("purpose", self._purpose), ("prepare", self._prepare), ("secrecy", self._secrecy)):
            self._propose(line, usual.get(name, ""))

    def _on_unit(self, unit: str) -> None:
        self._unit.show_about("")
        self._asked.forget_another()
        if unit:
            self._place.ask(self, lambda desk: proposal(desk, unit), self._on_proposal, self._notice.show_error)

    def _on_proposal(self, found: Proposal) -> None:
        if found.unit != self._unit.chosen():  # another one is chosen by now
            return
        self._unit.show_about("　".join(found.about))
        self._propose(self._address, found.place)
        self._propose(self._contact, found.contact)

    def _propose(self, line: TypedLine, text: str) -> None:
        """Fill a field in that is empty or still holds what was proposed before; what was typed stays."""
        if text and line.text() in ("", self._proposed.get(line, "")):
            line.offer(text)
            self._proposed[line] = text

    def _on_restored(self) -> None:
        if self._wanted_unit:
            self._unit.choose_id(self._wanted_unit)
        self._notice.say(SUCCESS, self.tr("上次没有填完的内容已恢复，可以接着填。"))

    def _on_back(self) -> None:
        self._unfinished.finish()
        self.given_up.emit()

    def _entered(self) -> Entered:
        return Entered(
            unit=self._unit.chosen(),
            new_unit=self._unit.entered(),
            form=str(self._form.currentData() or ""),
            mode=self._source.mode(),
            source=self._source.source(),
            purpose=self._purpose.text().strip(),
            place=self._address.text().strip(),
            secrecy=self._secrecy.text().strip(),
            prepare=self._prepare.text().strip(),
            contact=self._contact.text().strip(),
            planned_from=cast("date", self._from.date().toPython()),
            planned_to=cast("date", self._to.date().toPython()),
            officers=tuple(one for one, box in self._officers.items() if box.isChecked()),
            reasons=self._asked.reasons,
            more=self._asked.another,
        )

    def _on_go(self) -> None:
        self._notice.clear()
        self._go.setEnabled(False)
        entered = self._entered()
        self._place.ask(self, lambda desk: plan(desk, entered), self._on_planned, self._on_failed)

    def _on_planned(self, done: Planned) -> None:
        self._go.setEnabled(True)
        if done.inspection:
            self._unfinished.finish()
            self.planned.emit(done.inspection)
            return
        if done.unit is not None:
            self._unit.choose(done.unit)
        problems = self._unit.in_words(done.problems)
        tell(self._own, problems)
        self._unit.show_problems(problems)
        self._source.show_problems(problems)
        if problems:
            say_problems(self._notice, self, problems)
        elif done.error is not None:
            self._on_failed(done.error)

    def _on_failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        if isinstance(error, Refused) and error.code == REASON_NEEDED:
            self._asked.ask_reasons(error.blockers)
            self._notice.say(WARNING, error.title, [error.advice])
        elif isinstance(error, Refused) and error.code == PLANNED_ALREADY:
            self._asked.ask_another()
            way = (self.tr("打开已有的计划"), error.blockers[0].place.partition("/")[2])
            self._notice.say(WARNING, error.title, [error.advice], way)
        else:
            self._notice.show_error(error)

    def _on_standing(self, inspection: str) -> None:
        """Go on with the plan that stands instead of this one."""
        self._unfinished.finish()
        self.planned.emit(inspection)
