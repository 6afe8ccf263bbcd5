"""检查计划: the plan as it stands, changed in place until D1 is approved; and the inspection called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import Inspection
from app.services.preparation.calling_off import call_off
from ui.models.choices import Choices, choices
from ui.models.doubts import DOUBTS
from ui.models.preparation import PreparationView
from ui.models.preparing import change
from ui.pages.parts.step_page import Part, StepPage
from ui.pages.preparing.source_form import SourceForm
from ui.unfinished import Unfinished, kept_form
from ui.ways_back import leaves_by
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field, level
from ui.widgets.focusing import FocusedInside
from ui.widgets.labels import label, restyle
from ui.widgets.marked import tell
from ui.widgets.month import DayField
from ui.widgets.page import card, reveal
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace

_DOUBTS = {"phone": DOUBTS["phone"]}  # the contact stands apart from the number here
_NAMES = ("purpose", "place", "prepare", "secrecy", "contact", "phone")


class PlanPart(Part):
    """The plan to read; 修改 turns it into fields."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._plan: Inspection | None = None
        self._facts, self._fixed = FactGrid("planFacts"), label("", "small", wrap=True, name="planFixed")
        self._edit = button(self.tr("修改计划"), "editPlan")
        self._form = PlanForm(page.place)
        self._reason = TypedLine()
        self._reason_field = Field(self.tr("取消检查的原因"), self._reason, "callOffReason")
        self._off = button(self.tr("确认取消检查"), "callOffGo")
        told = self.tr("取消后不能恢复，需要检查时另行立项、报批。")
        self._final = label(told, "small", wrap=True, name="callOffFinal")
        self._open_off = button(self.tr("取消这次检查…"), "callOff", "link", checkable=True)
        self._build()
        self._kept = Unfinished(self._form, page.place, f"plan/{page.inspection}")
        self._calling_off = kept_form(
            self._asked, page.place, f"callOff/{page.inspection}", lambda: self._open_off.setChecked(True)
        )
        self._looked = False
        self._connect()

    def show_view(self, view: PreparationView) -> None:
        """Show the plan."""
        self._plan = view.case.inspection
        self._facts.show_facts(view.facts)
        self._fixed.setText(self._told(view))
        self._fixed.setVisible(bool(self._fixed.text()))
        restyle(self._fixed, "role", "problem" if view.ended or view.lacks else "small")
        restyle(self._edit, "kind", "primary" if view.lacks else "")
        self._edit.setVisible(not view.fixed and not view.ended and not self._form.isVisible())
        self._ending.setVisible(not view.ended and not view.sealed)
        if not self._looked and not view.fixed and not view.ended:
            self._looked = True
            name, kept = f"plan/{self.page.inspection}", self._kept
            self.page.place.ask(self, lambda desk: kept.left(desk, name), self._on_left_changing)

    def _told(self, view: PreparationView) -> str:
        """Return what stands above the plan: that it is over and what is left to do, fixed, or what it lacks."""
        lacks = self.tr("还缺：{names}。审批表和通知书须写明，批准后不能再改。").format(names="、".join(view.lacks))
        left = self.tr("检查通知书已经定稿，没有送达：请在“通知书”中写明原因作废；已经打印、盖章的请收回。")
        if view.ended:
            return "\n".join((view.ended, left)) if view.voiding else view.ended
        return view.fixed or (lacks if view.lacks else "")

    def _build(self) -> None:
        frame, inside = card()
        head = QHBoxLayout()
        head.addWidget(label(self.tr("检查计划"), "section"))
        head.addStretch(1)
        head.addWidget(self._edit)
        inside.addLayout(head)
        for part in (self._fixed, self._facts, self._form):
            inside.addWidget(part)
        self._form.hide()
        self._fixed.hide()
        self._ending = QWidget()
        off = QVBoxLayout(self._ending)
        off.setContentsMargins(0, 0, 0, 0)
        off.addWidget(self._open_off)
        self._asked = QWidget()
        row = QHBoxLayout(self._asked)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._reason_field, 1)
        row.addWidget(self._off, 0, Qt.AlignmentFlag.AlignBottom)
        off.addWidget(self._asked)
        off.addWidget(self._final)
        self._asked.hide()
        self._final.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(frame)
        layout.addWidget(self._ending)

    def _connect(self) -> None:
        self._edit.clicked.connect(self._on_edit)
        self._form.kept.connect(self._on_keep)
        self._form.left.connect(self._on_leave)
        self._open_off.toggled.connect(self._on_open_off)
        leaves_by(self._asked, self._open_off)
        self._off.clicked.connect(self._on_off)

    def _show_form(self, shown: bool) -> None:
        self._form.setVisible(shown)
        self._facts.setVisible(not shown)
        self._edit.setVisible(not shown)
        if not shown:
            self._edit.setFocus()

    def _on_left_changing(self, left: str) -> None:
        if left:
            self._on_edit()

    def _on_edit(self) -> None:
        self.page.place.ask(self, choices, self._on_choices, self.page.show_failure)

    def _on_choices(self, known: Choices) -> None:
        assert self._plan is not None
        self._form.begin(self._plan, known, self.page.place.desk.officer)
        self._show_form(True)
        self._form.setFocus()
        self._kept.begin()

    def _on_leave(self, _: object = None) -> None:
        self._kept.finish()
        self._show_form(False)

    def _on_keep(self) -> None:
        entered = self._form.entered()
        self.page.enter(
            lambda desk: change(desk, self.page.inspection, entered), self._on_leave, self._form.show_problems
        )

    def _on_open_off(self, shown: bool) -> None:
        self._asked.setVisible(shown)
        self._final.setVisible(shown)
        if shown:
            reveal(self._asked, self._reason)

    def _on_off(self) -> None:
        reason = self._reason.text()
        self._reason_field.set_problem("" if reason.strip() else self.tr("请写明取消检查的原因。"))
        if reason.strip():
            self.page.act(lambda desk: call_off(desk, self.page.inspection, reason), self._on_called_off)

    def _on_called_off(self, off: object) -> None:
        self._calling_off.finish()
        self.page.say_done(self.tr("已取消这次检查。"))


class PlanForm(FocusedInside):
    """The fields of a plan. ``kept()`` and ``left()`` from its buttons."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._source = SourceForm()
        self._lines = {name: TypedLine() for name in _NAMES}
        self._from, self._to = DayField(place), DayField(place)
        words = {
            "purpose": self.tr("检查目的"), "place": self.tr("检查地点"), "prepare": self.tr("请单位准备的材料"),
            "secrecy": self.tr("安全保密要求"), "contact": self.tr("联系人"), "phone": self.tr("联系电话"),
        }  # fmt: skip
        hints = {"prepare": self.tr("多项之间用“；”隔开")}
        self._fields = {
            name: Field(words[name], line, f"plan_{name}", hints.get(name, ""), doubt=_DOUBTS.get(name))
            for name, line in self._lines.items()
        } | {
            "planned_from": Field(self.tr("计划开始"), self._from, "plan_from"),
            "planned_to": Field(self.tr("计划结束"), self._to, "plan_to"),
        }
        keep, leave = button(self.tr("保存修改"), "keepPlan", "primary"), button(self.tr("不修改"), "leavePlan")
        self.kept, self.left = keep.clicked, leave.clicked
        self.first_focus = self._lines["purpose"]
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        order = [self._fields[name] for name in (*_NAMES[:2], "planned_from", "planned_to", *_NAMES[2:])]
        for at, field in enumerate(order):
            grid.addWidget(field, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        for at in range(0, len(order), 2):
            level(*order[at : at + 2])
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._source)
        layout.addLayout(grid)
        layout.addLayout(row)

    def begin(self, plan: Inspection, known: Choices, officer: str) -> None:
        """Put the plan into the fields; the officer at the desk is the usual contact."""
        self._source.offer(known)
        for name, key in (("mode", plan.mode), ("source", str(plan.source.get("kind", "")))):
            box = self._source.findChild(QComboBox, name)
            if box is not None:
                box.setCurrentIndex(max(0, box.findData(key)))
        for name, value in plan.source.items():
            for line in self._source.findChildren(QLineEdit, f"source_{name}")[-1:]:  # older ones are about to go
                line.setText(str(value))
        who, _, phone = plan.contact.rpartition(" ")
        asked = next((one for one in known.officers if one.id == officer), None)
        texts = {
            **{name: str(getattr(plan, name)) for name in _NAMES[:4]},
            "contact": who or plan.contact or (asked.name if asked else ""),
            "phone": (phone if who else "") or (asked.phone if asked else ""),
        }
        for name, line in self._lines.items():
            line.setText(texts[name])
        for edit, day in ((self._from, plan.planned_from), (self._to, plan.planned_to)):
            if day is not None:
                edit.setDate(QDate(day.year, day.month, day.day))
        self.show_problems(())

    def entered(self) -> dict[str, Any]:
        """Return the plan as entered, by field of the inspection."""
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        contact = f"{texts['contact']} {texts.pop('phone')}".strip()
        texts["contact"] = contact
        first, last = (date(*one.date().getDate()) for one in (self._from, self._to))
        return {
            **texts, "mode": self._source.mode(), "source": self._source.source(), "planned_from": first,
            "planned_to": last,
        }  # fmt: skip

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong next to each field."""
        tell(self._fields, problems)
        self._source.show_problems(problems)
