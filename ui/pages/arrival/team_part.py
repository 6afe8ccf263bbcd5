"""执法人员: who carries it out, how each credential stands on the day of the visit, and which laptop leads."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.services.desk import Desk
from app.services.preparation.handing_over import PLACE
from app.services.preparation.planning import assign_officer, remove_officer
from app.services.preparation.relieving import relieve
from ui.models.preparation import PreparationView, TeamRow
from ui.pages.parts.lead_card import LeadCard
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field, level
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.page import card
from ui.widgets.state_line import StateLine
from ui.widgets.typed_line import TypedLine


class TeamPart(Part):
    """The team as lines, each with its way out; one more from the register; and the laptop that leads."""

    sync_wanted = Signal(str)

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._lead = LeadCard(page)
        self._rows = QVBoxLayout()
        self._who, self._lent = DropDown(), TypedLine()
        self._who_field = Field(self.tr("增加执法人员"), self._who, "newOfficer")
        self._lent_field = Field(
            self.tr("抽调文书"), self._lent, "lentBy", self.tr("外局人员须填写，本局人员不填")
        )
        self._add = button(self.tr("指派"), "assignOfficer")
        self._why, self._sealed = TypedLine(), False
        self._why_field = Field(
            self.tr("变更承办人的理由（必填）"), self._why, "reliefReason",
            self.tr("笔录记载的检查人员不变，以后的文书和送达由现在的承办人办理；先增加接替的人，再移出离开的人"),
        )
        frame, inside = card()
        inside.addWidget(label(self.tr("承办的执法人员"), "section"))
        inside.addWidget(label(self.tr("至少两人，证件在检查当天有效；辅助人员不计入。"), "quiet", wrap=True))
        inside.addLayout(self._rows)
        inside.addWidget(self._why_field)
        row = QHBoxLayout()
        row.setSpacing(16)
        level(self._who_field, self._lent_field)
        self._lent_field.put_beside(self._add)
        row.addWidget(self._who_field, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._lent_field, 2, Qt.AlignmentFlag.AlignTop)
        inside.addSpacing(6)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(self._lead)
        self._kept = Unfinished(frame, page.place, f"team/{page.inspection}")
        self._lead.sync_wanted.connect(self.sync_wanted)
        self._add.clicked.connect(self._on_add)

    def show_view(self, view: PreparationView) -> None:
        """Show the team and the lead."""
        self._lead.show_view(view.lead)
        empty(self._rows)
        self._sealed, closed = view.sealed, bool(view.ended) or view.closed
        for one in view.team:
            self._rows.addWidget(self._row(one, closed))
        if not view.team:
            self._rows.addWidget(label(self.tr("还没有指派执法人员。"), "quiet"))
        offer(self._who, view.others)
        for part in (self._who_field, self._lent_field, self._add):
            part.setVisible(bool(view.others) and not closed)
        self._why_field.setVisible(view.sealed and not closed)
        self._kept.begin_once()

    def began_at(self, place: str) -> bool:
        """Begin at the lead device where that is meant, else at the part as a whole."""
        return place.startswith(PLACE) and self._lead.began()

    def _row(self, one: TeamRow, closed: bool) -> StateLine:
        line = StateLine(one.kind, f"{one.name}　{one.about}", one.validity, f"team_{one.id}")
        if not closed:
            tip = self.tr("移出{name}").format(name=one.name)
            gone = button(self.tr("移出"), f"remove_{one.id}", "link", tip=tip)
            gone.clicked.connect(lambda: self._on_remove(one.id))
            line.side.addWidget(gone)
        return line

    def _on_add(self) -> None:
        officer, lent = str(self._who.currentData() or ""), self._lent.text()
        if officer and self._sealed:
            self._relieve(officer, joins=True, lent=lent)
        elif officer:
            self.page.act(lambda desk: assign_officer(desk, self.page.inspection, officer, lent), self._on_added)

    def _on_added(self, assigned: object) -> None:
        self._lent.clear()
        self._kept.finish()

    def _relieve(self, officer: str, *, joins: bool, lent: str = "") -> None:
        reason = self._why.text().strip()
        self._why_field.set_problem("" if reason else self.tr("请写明变更承办人的理由。"))
        if not reason:
            self._why.setFocus()
            return

        def work(desk: Desk) -> object:
            return relieve(desk, self.page.inspection, officer, joins=joins, reason=reason, lent_by=lent)

        self.page.act(work, self._on_added)

    def _on_remove(self, officer: str) -> None:
        if self._sealed:
            self._relieve(officer, joins=False)
            return
        self.page.act(lambda desk: remove_officer(desk, self.page.inspection, officer))
