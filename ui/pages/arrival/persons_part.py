"""在场人员: who is present for the unit, with role, post and ID; a deputy's 授权委托书 is photographed and bound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from app.domain.problems import Problem
from app.domain.procedure.records import DEPUTY, OTHER, RESPONSIBLE, Person, Unit
from app.services.arrival.meeting import PERSON_ROLES, PersonEntry, record_person, void_person
from ui import style
from ui.models.arrival import ArrivalView, PersonRow
from ui.models.arriving import authorize
from ui.models.doubts import DOUBTS
from ui.models.preparation import AMBER, GOOD
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.field import Field
from ui.widgets.file_dialogs import PHOTOS, ask_file
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.marked import mark
from ui.widgets.page import card
from ui.widgets.state_line import StateLine
from ui.widgets.typed_line import TypedLine

_NAMES = ("name", "post", "id_number", "phone", "employer")


class PersonsPart(Part):
    """People as lines; one more below. The unit's own head is offered first."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._to_prove = False
        self._rows = QVBoxLayout()
        self._again = QHBoxLayout()
        self._none = label(self.tr("还没有登记在场人员。"), "quiet")
        self._role = ChoiceRow("personRole", PERSON_ROLES, RESPONSIBLE)
        self._lines = {name: TypedLine() for name in _NAMES}
        words = {
            "name": self.tr("姓名"), "post": self.tr("职务"), "id_number": self.tr("证件号码"),
            "phone": self.tr("电话"), "employer": self.tr("工作单位（外单位人员填写）"),
        }  # fmt: skip
        self._fields = {
            name: Field(words[name], self._lines[name], f"person_{name}", doubt=DOUBTS.get(name)) for name in _NAMES
        }
        self._role_field = Field(self.tr("身份"), self._role, "personRole")
        told = self.tr("笔录已经封存：现在登记的是以后签收文书的人和见证人，不写入笔录。")
        self._after = label(told, "heed", wrap=True, name="metAfterwards")
        self._deputy = label(
            self.tr("受委托人须有授权委托书：登记后拍照关联，没有关联的不能开始检查。"), "small", wrap=True
        )
        self._go = button(self.tr("登记在场人员"), "recordPerson")
        self._unit: Unit | None = None
        self._view: ArrivalView | None = None
        self._build()
        self._kept = Unfinished(self._form, page.place, f"person/{page.inspection}")
        self._kept.restored.connect(self._show_deputy)
        self._role.chosen.connect(self._show_deputy)
        self._role.chosen.connect(self._on_role)
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: ArrivalView) -> None:
        """Show who is present."""
        self._view = view
        empty(self._rows)
        for one in view.persons:
            self._rows.addWidget(self._row(one))
        answered = any(one.role in (RESPONSIBLE, DEPUTY) for one in view.persons)
        restyle(self._go, "kind", "" if answered else "primary")
        empty(self._again)
        for someone in view.earlier:
            self._again.addWidget(self._earlier(someone))
        self._none.setVisible(not view.persons)
        self._after.setVisible(view.sealed)
        self._unit = view.case.unit
        if not view.persons and self._role.key() == RESPONSIBLE:
            self._offer_head()
        self._form.setVisible(view.visit is not None and not view.visit.called_off)
        self._kept.begin_once()

    def bind(self, person: str, photo: Path) -> None:
        """Bind the photographed 授权委托书 to a deputy."""
        self.page.enter(lambda desk: authorize(desk, self.page.inspection, person, photo))

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("在场人员"), "section"))
        inside.addWidget(self._none)
        inside.addLayout(self._rows)
        again = QHBoxLayout()
        again.addLayout(self._again)
        again.addStretch(1)
        inside.addLayout(again)
        self._form, form = card()
        form.addWidget(label(self.tr("登记一人"), "label"))
        form.addWidget(self._after)
        form.addWidget(self._role_field)
        form.addWidget(self._deputy)
        self._deputy.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        columns = 2 if style.current() is style.LARGE else 3
        for place, field in enumerate(self._fields.values()):
            grid.addWidget(field, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        form.addLayout(grid)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._go)
        form.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(frame)
        layout.addWidget(self._form)

    def _row(self, one: PersonRow) -> StateLine:
        told = [self.tr("还没有关联授权委托书。")] if one.unproved else []
        if one.doubts:
            told += [*one.doubts, self.tr("确属填错的，请点“登记有误”后重新登记；证件就是这样的，不影响检查。")]
        words = f"{one.name}　{one.about}"
        line = StateLine(AMBER if told else GOOD, words, "".join(told), f"present_{one.id.rsplit('/', 1)[-1]}")
        if one.unproved:
            tip = self.tr("关联{name}的授权委托书").format(name=one.name)
            bind = button(self.tr("关联授权委托书…"), f"authorize_{one.id.rsplit('/', 1)[-1]}", tip=tip)
            bind.clicked.connect(lambda: self._on_bind(one.id))
            line.side.addWidget(bind)
            if self._to_prove:  # what keeps the inspection from going on comes before one more person
                self._to_prove = False
                QTimer.singleShot(0, bind, bind.setFocus)
        mistaken = button(
            self.tr("登记有误"),
            f"void_{one.id.rsplit('/', 1)[-1]}",
            tip=self.tr("作废{name}的登记，原因记为登记有误").format(name=one.name),
        )
        mistaken.clicked.connect(lambda: self._on_mistaken(one))
        line.side.addWidget(mistaken)
        return line

    def _on_mistaken(self, row: PersonRow) -> None:
        reason, view = self.tr("登记有误"), self._view
        before = next((one for one in view.case.persons if one.id == row.id), None) if view is not None else None
        work = lambda desk: void_person(desk, self.page.inspection, row.id, reason)  # noqa: E731  # reads better here
        self.page.act(work, lambda _: self._correct(before) if before is not None else None)

    def _correct(self, before: Person) -> None:
        """Put the words of somebody registered wrongly back into the form, unless others are being typed there."""
        told = []
        if not any(line.text() for line in self._lines.values()):
            self._role.choose(before.role)
            for name, line in self._lines.items():
                line.setText(getattr(before, name))
            told = [self.tr("原来填写的放回了下面，请改正后重新登记；此人不在场的，不用再登记。")]
            QTimer.singleShot(0, self, self._lines["name"].setFocus)  # what is wrong is mended before it is pressed
        self.page.say_done(self.tr("已作废{name}的登记。").format(name=before.name), told)

    def _earlier(self, one: Person) -> QPushButton:
        words = self.tr("{name}今天也在场").format(name=one.name)
        made = button(words, f"again_{one.id.rsplit('/', 1)[-1]}")
        person = PersonEntry(
            one.name, one.post, one.role, one.id_number, one.phone, one.employer, one.authorization
        )
        made.clicked.connect(
            lambda: self.page.enter(
                lambda desk: record_person(desk, self.page.inspection, person), None, self._show_problems
            )
        )
        return made

    def _offer_head(self) -> None:
        unit = self._unit
        if unit is None or any(line.text() for line in self._lines.values()):
            return
        for name, value in (("name", unit.head), ("post", unit.head_post), ("phone", unit.phone)):
            self._lines[name].setText(value)

    def _show_deputy(self) -> None:
        self._deputy.setVisible(self._role.key() == DEPUTY)

    def _on_role(self, role: str) -> None:
        unit = self._unit
        if role != RESPONSIBLE and unit is not None and self._lines["name"].text() == unit.head:
            for line in self._lines.values():
                line.clear()
        elif role == RESPONSIBLE:
            self._offer_head()

    def _on_go(self) -> None:
        texts = {name: line.text() for name, line in self._lines.items()}
        person = PersonEntry(role=self._role.key(), **texts)
        self.page.enter(
            lambda desk: record_person(desk, self.page.inspection, person), self._on_recorded, self._show_problems
        )

    def _on_recorded(self, person: object) -> None:
        for line in self._lines.values():
            line.clear()
        self._to_prove = self._role.key() == DEPUTY
        if self._role.key() in (RESPONSIBLE, DEPUTY):  # one answers for the unit; who follows is there besides
            self._role.choose(OTHER)
        self._kept.begin_anew()
        self._lines["name"].setFocus()

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        told = {one.field: one.text for one in problems}
        mark(self._fields, told)
        self._role_field.set_problem(told.get("role", ""))

    def _on_bind(self, person: str) -> None:
        chosen = ask_file(
            self, self.tr("选择授权委托书的照片"), self.tr("照片 (*.jpg *.jpeg *.png *.heic *.heif)"), sort=PHOTOS
        )
        if chosen:
            self.bind(person, Path(chosen))
