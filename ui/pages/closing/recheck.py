"""复查: what was ordered and what came of it; a re-inspection planned, opened, and its opinion made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.problems import Problem
from app.services.rechecking.planning import RecheckPlan
from ui.models.closing import ClosingView
from ui.models.rechecking import ItemLine, RecheckLine, RecheckView, make_opinion, plan_again
from ui.models.scans import ScanLine
from ui.pages.closing.reported import ReportedCard
from ui.pages.papers.scan_view import ScanView
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.focusing import FocusedInside
from ui.widgets.hindrance_list import HindranceList, empty
from ui.widgets.labels import label, restyle
from ui.widgets.marked import tell
from ui.widgets.month import DayField
from ui.widgets.notice import ERROR, SUCCESS, WARNING
from ui.widgets.page import CurrentOnly, card, inset, reveal, scrolled
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.state_line import StateLine
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

PER_ROW = 3  # officers side by side


class RecheckPart(Part):
    """``inspection_wanted(id)`` leads to a re-inspection, or from one to its case; ``opinion_begun`` to its form,
    or to that of an answer to the unit."""

    at_edge = scrolls_itself = True
    inspection_wanted = Signal(str)
    opinion_begun = Signal()

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._shown: RecheckView | None = None
        self._items, self._past = QVBoxLayout(), QVBoxLayout()
        self._none = label("", "quiet", wrap=True, name="recheckNone")
        self._why = HindranceList("recheckWhy")
        self._open_form = button(self.tr("安排复查…"), "planRecheck", "primary", checkable=True)
        self._opinion = button(self.tr("制作整改复查意见书"), "makeOpinion", "primary")
        self._parent = button(self.tr("打开原案，制作整改复查意见书"), "openParent", "primary")
        tip = self.tr("通知书被撤销、单位终止等，不再复查的，在“认定与措施 · 责令改正”中终结")
        self._end = button(self.tr("不再复查的，去终结"), "endInstead", "link", tip=tip)
        self._form, self._reported = RecheckForm(page.place), ReportedCard(page)
        self._unfinished = Unfinished(self._form, page.place, f"recheck/{page.inspection}")
        self._proposed: object = None
        self._looked_from: QWidget | None = None
        self._scan, self._sides = ScanView(page.place), CurrentOnly()
        self._build()
        self._connect()

    def show_view(self, view: ClosingView) -> None:
        """Show the ordered items and the re-inspections as they stand."""
        found = view.recheck
        if found == self._shown:
            return
        self._shown = found
        empty(self._items)
        empty(self._past)
        for number, one in enumerate(found.items):
            self._items.addWidget(self._item(number, one))
        for number, past in enumerate(found.past):
            self._past.addWidget(self._line(number, past))
        self._show_acts(found)
        self._reported.show_view(found)

    def _show_acts(self, found: RecheckView) -> None:
        again = bool(found.parent)
        words = self.tr("责令改正、责令停止的通知书送达后，逐项列在这里，可以安排复查。")
        if again:
            words = self.tr("这是一次复查，随复查笔录封存而办结；结果在原案中形成整改复查意见书。")
        self._none.setText("" if found.items else words)
        self._none.setVisible(not found.items)
        open_one = any(one.open for one in found.past)
        can_plan = bool(found.items) and not found.blockers
        self._open_form.setVisible(can_plan)
        self._end.setVisible(can_plan)
        restyle(self._open_form, "kind", self._weight())
        self._opinion.setVisible(found.opinion_due)
        self._parent.setVisible(again)
        self._parent.setText(self.tr("打开原案，制作整改复查意见书") if found.opinion_lacks else self.tr("打开原案"))
        self._parent.setAccessibleName(self._parent.text())
        # of a closed case nobody asks for one any more
        shown = found.blockers if found.can_report and found.items and not open_one else ()
        if shown:
            self._why.show_list(WARNING, self.tr("现在不能安排复查："), shown, [])
        else:
            self._why.clear()
        if not can_plan:
            self._open_form.setChecked(False)
        elif found.plan is not None and (found.plan, found.officers) != self._proposed and not self._form.isVisible():
            self._unfinished.rest()  # what another proposal would take the place of is put back into it
            self._proposed = (found.plan, found.officers)
            self._form.begin(found.plan, found.officers)
            self._unfinished.begin()

    def _weight(self) -> str:
        """Return whether planning is the main act: while it is open the form has one, and what is right is not."""
        found = self._shown
        if found is None or found.opinion_due or self._open_form.isChecked():
            return ""
        if any(one.waits for one in found.reports):  # the application is answered first
            return ""
        return "primary" if any(one.corrected is not True for one in found.items) else ""

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("责令事项和复查"), "section"))
        inside.addWidget(self._none)
        inside.addLayout(self._items)
        inside.addLayout(self._past)
        inside.addWidget(self._why)
        row = QHBoxLayout()
        row.setSpacing(12)
        for one in (self._opinion, self._open_form, self._parent):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self._end)
        inside.addLayout(row)
        inside.addWidget(self._form)
        self._form.hide()
        self._items.setSpacing(4)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(frame)
        column.addWidget(self._reported)
        self._sides.addWidget(scrolled(listed, at_edge=True))
        self._sides.addWidget(inset(self._scan))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sides)

    def _connect(self) -> None:
        self._open_form.toggled.connect(self._on_open_form)
        leaves_by(self._form, self._open_form)
        self._form.go.clicked.connect(self._on_plan)
        self._unfinished.restored.connect(lambda: self._open_form.setChecked(True))
        self._opinion.clicked.connect(self._on_opinion)
        self._parent.clicked.connect(self._on_parent)
        self._end.clicked.connect(lambda: self.page.step_wanted.emit("outcome/order"))
        self._reported.scan_wanted.connect(self._on_scan)
        self._reported.answer_begun.connect(self.opinion_begun)
        self._scan.left.connect(self._on_scan_left)

    def _item(self, number: int, one: ItemLine) -> QWidget:
        kind = WARNING if one.corrected is None else SUCCESS if one.corrected else ERROR
        return StateLine(kind, one.text, one.about, f"ordered_{number}")

    def _line(self, number: int, one: RecheckLine) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(one.words, "plain", wrap=True, name=f"recheck_{number}"), 1)
        title = self.tr("去复查") if one.open else self.tr("打开复查")
        go = button(title, f"openRecheck_{number}", "primary" if one.open else "link", tip=f"{title}：{one.words}")
        go.clicked.connect(lambda: self.inspection_wanted.emit(one.inspection))
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return held

    def _on_scan(self, line: ScanLine) -> None:
        self._looked_from = self.window().focusWidget()
        self._sides.setCurrentWidget(self._scan)
        self._scan.show_scan(line)

    def _on_scan_left(self) -> None:
        self._sides.setCurrentIndex(0)
        before = self._looked_from
        if before is not None and isValid(before):
            before.setFocus()

    def _on_open_form(self, shown: bool) -> None:
        self._form.setVisible(shown)
        restyle(self._open_form, "kind", self._weight())
        if shown:
            reveal(self._form, self._form)

    def _on_plan(self) -> None:
        entered = self._form.entered()
        self.page.enter(
            lambda desk: plan_again(desk, self.page.inspection, entered), self._on_planned, self._form.show_problems
        )

    def _on_planned(self, inspection: object) -> None:
        if inspection is not None:
            self._unfinished.finish()
            self._proposed = None  # the next one is proposed anew
            self._open_form.setChecked(False)
            self.page.say_done(self.tr("复查已经安排。到场当天点“去复查”，从签到、亮证开始办理。"))

    def _on_opinion(self) -> None:
        self.page.enter(lambda desk: make_opinion(desk, self.page.inspection), lambda _: self.opinion_begun.emit())

    def _on_parent(self) -> None:
        if self._shown is not None:
            self.inspection_wanted.emit(self._shown.parent)


class RecheckForm(FocusedInside):
    """When, where and who; what the case proposes stands in it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._from, self._to = DayField(place), DayField(place)
        self._place, self._contact = TypedLine(), TypedLine()
        self._officers: dict[str, TickBox] = {}
        self._team = QGridLayout()
        self._team.setHorizontalSpacing(20)
        self._team.setColumnStretch(PER_ROW, 1)
        self._orders: tuple[str, ...] = ()
        self.go = button(self.tr("保存复查安排"), "recheckGo", "primary")
        self._fields = {
            "planned_from": Field(self.tr("复查日期（从）"), self._from, "recheckFrom"),
            "planned_to": Field(self.tr("到"), self._to, "recheckTo"),
            "place": Field(self.tr("复查地点"), self._place, "recheckPlace"),
            "contact": Field(self.tr("本局联系人和电话"), self._contact, "recheckContact"),
        }
        self.first_focus = self._from
        days, words = QHBoxLayout(), QHBoxLayout()
        for row, names in ((days, ("planned_from", "planned_to")), (words, ("place", "contact"))):
            row.setSpacing(16)
            for name in names:
                row.addWidget(self._fields[name], 1, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(days)
        layout.addLayout(words)
        layout.addWidget(label(self.tr("执法人员（至少两人，证件须在有效期内）"), "label"))
        layout.addLayout(self._team)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.go)
        layout.addLayout(foot)
        ReturnFinishes(self, self.go)

    def begin(self, plan: RecheckPlan, officers: Sequence[tuple[str, str]]) -> None:
        """Put what is proposed into the fields."""
        for edit, day in ((self._from, plan.planned_from), (self._to, plan.planned_to)):
            if day is not None:
                edit.setDate(QDate(day.year, day.month, day.day))
        self._place.offer(plan.place)
        self._contact.offer(plan.contact)
        self._orders = plan.orders
        empty(self._team)
        self._officers = {}
        for officer, words in officers:
            box = TickBox(words)
            box.setObjectName(f"recheckOfficer_{officer}")
            box.setAccessibleName(words)
            box.setChecked(officer in plan.officers)
            self._team.addWidget(box, len(self._officers) // PER_ROW, len(self._officers) % PER_ROW)
            self._officers[officer] = box

    def entered(self) -> RecheckPlan:
        """Return what stands in the fields."""
        return RecheckPlan(
            planned_from=cast("date", self._from.date().toPython()),
            planned_to=cast("date", self._to.date().toPython()),
            officers=tuple(one for one, box in self._officers.items() if box.isChecked()),
            place=self._place.text().strip(),
            contact=self._contact.text().strip(),
            orders=self._orders,
        )

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say at each field what is wrong with it."""
        tell(self._fields, problems)
