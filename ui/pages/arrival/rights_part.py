"""亮证与告知: what to say while the cards are shown, the answers, and the decision on a request for recusal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.services.arrival.meeting import (
    DENIED,
    GRANTED,
    RightsEntry,
    decide_recusal,
    show_credentials_and_tell_rights,
)
from ui.models.arrival import ArrivalView, RightsRow
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card, opens
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText

NO, YES = "no", "yes"


class RightsPart(Part):
    """The words to read out on the left, the answers on the right."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._told = QVBoxLayout()
        self._spoken = label("", "plain", wrap=True, name="spokenText")
        self._spoken.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._form = AnswersForm(page)
        said, left = card()
        left.addWidget(label(self.tr("出示证件，宣读："), "section"))
        left.addWidget(self._spoken)
        left.addStretch(1)
        answers, right = card()
        right.addWidget(label(self.tr("对方的答复"), "section"))
        right.addLayout(self._told)
        right.addWidget(self._form)
        right.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(said, 4)
        layout.addWidget(answers, 5)

    def show_view(self, view: ArrivalView) -> None:
        """Show what was told."""
        self._spoken.setText(view.spoken.replace("\n", "\n\n"))
        empty(self._told)
        for one in view.rights:
            self._told.addWidget(self._row(one, view))
        self._form.show_view(view)

    def _row(self, one: RightsRow, view: ArrivalView) -> QWidget:
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 8)
        for line in one.lines:
            layout.addWidget(label(line, "plain", wrap=True))
        if one.undecided:
            layout.addWidget(RecusalForm(self.page, one.id, view.leaders))
        return held


class AnswersForm(QWidget):
    """Who was told, what the answer was, whether recusal is asked for, what was stated."""

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._who, self._answer, self._officer = DropDown(), TypedLine(), DropDown()
        self._usual = self.tr("已看清执法证件，听清权利和义务")
        self._answer.setText(self._usual)
        self._recusal = ChoiceRow("recusal", {NO: self.tr("不申请回避"), YES: self.tr("申请回避")})
        self._reason, self._statement = TypedLine(), TypedText(2)
        self._fields = {
            "person": Field(self.tr("被告知人"), self._who, "rightsPerson"),
            "acknowledged": Field(self.tr("对出示证件和告知的确认"), self._answer, "acknowledged"),
            "recusal": Field(self.tr("是否申请回避（当面询问后选择）"), self._recusal, "recusal"),
        }
        self._asked = QWidget()
        self._people: list[tuple[str, str]] = []
        self._team: list[tuple[str, str]] = []
        self._go = button(self.tr("记录亮证和告知"), "recordRights", "primary")
        self._more = button(self.tr("再告知一人…"), "moreRights", "link", checkable=True)
        self._first = label(self.tr("请先在“在场人员”中登记被告知人。"), "quiet", wrap=True, name="personsFirst")
        self._body = QWidget()
        self._build()
        self._kept = Unfinished(self._body, page.place, f"rights/{page.inspection}")
        self._kept.restored.connect(self._on_restored)
        self._recusal.chosen.connect(self._show_asked)
        opens(self._more, self._body, self._who)
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: ArrivalView) -> None:
        """Offer the people present and the officers; once nothing is lacking, the form waits behind a link."""
        self._offer(self._who, self._people, [(one.id, one.name) for one in view.persons])
        self._offer(self._officer, self._team, [(one.id, one.name) for one in view.signing])
        can = view.open and bool(view.persons)
        self._first.setVisible(view.open and not view.persons)
        self._more.setVisible(can and bool(view.rights))
        if any(one.unasked for one in view.rights):
            self._more.setChecked(True)
        self._body.setVisible(can and (not view.rights or self._more.isChecked()))
        if can:
            self._kept.begin_once()

    def _show_asked(self) -> None:
        self._asked.setVisible(self._recusal.key() == YES)

    def _on_restored(self) -> None:
        self._show_asked()
        self._more.setChecked(True)

    def _offer(self, box: QComboBox, known: list[tuple[str, str]], found: list[tuple[str, str]]) -> None:
        if found == known:
            return
        known[:] = found
        box.clear()
        for key, name in found:
            box.addItem(name, key)

    def _build(self) -> None:
        asked = QGridLayout(self._asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(Field(self.tr("申请谁回避"), self._officer, "recusalOfficer"), 0, 0)
        asked.addWidget(Field(self.tr("理由"), self._reason, "recusalReason"), 0, 1)
        asked.setColumnStretch(1, 1)
        self._asked.hide()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        for field in self._fields.values():
            body.addWidget(field)
        body.addWidget(self._asked)
        body.addWidget(Field(self.tr("当场陈述（没有的不填）"), self._statement, "rightsStatement"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._go)
        body.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._first, self._more, self._body):
            layout.addWidget(part)

    def _on_go(self) -> None:
        told = RightsEntry(
            str(self._who.currentData() or ""), self._answer.text(), recusal=self._recusal_said(),
            statement=self._statement_said(),
        )  # fmt: skip
        self._page.enter(
            lambda desk: show_credentials_and_tell_rights(desk, self._page.inspection, told), self._on_recorded,
            self._show_problems,
        )  # fmt: skip

    def _recusal_said(self) -> dict[str, object]:
        if self._recusal.key() != YES:
            return {"requested": False} if self._recusal.key() == NO else {}
        officer = str(self._officer.currentData() or "")
        return {"requested": True, "officer": officer, "reason": self._reason.text().strip()}

    def _statement_said(self) -> dict[str, object]:
        text = self._statement.toPlainText().strip()
        return {"wanted": bool(text), "text": text}

    def _on_recorded(self, rights: object) -> None:
        self._more.setChecked(False)
        self._answer.setText(self._usual)
        self._recusal.clear()
        self._asked.hide()
        self._reason.clear()
        self._statement.show_text("")
        self._kept.begin_anew()

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)


class RecusalForm(QWidget):
    """The leader's decision on a request: checking goes on meanwhile, sealing waits for it."""

    def __init__(self, page: StepPage, rights: str, leaders: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._page, self._rights = page, rights
        words = {GRANTED: self.tr("准予回避"), DENIED: self.tr("驳回申请")}
        self._decision = ChoiceRow("recusalDecision", words)
        self._leader, self._grounds = DropDown(), TypedLine()
        for key, name in leaders:
            self._leader.addItem(name, key)
        self._go = button(self.tr("记录回避决定"), "decideRecusal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(label(self.tr("由机关负责人决定；决定前不停止检查，封存笔录前须有决定。"), "small", wrap=True))
        for part in (
            Field(self.tr("作出决定的负责人"), self._leader, "recusalLeader"),
            Field(self.tr("决定"), self._decision, "recusalDecision"),
            Field(self.tr("理由"), self._grounds, "recusalGrounds"),
        ):
            layout.addWidget(part)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignRight)
        self._kept = kept_form(self, page.place, f"recusal/{rights}")
        self._go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        decision, leader, why = self._decision.key(), str(self._leader.currentData() or ""), self._grounds.text()
        kept = self._kept
        self._page.act(
            lambda desk: decide_recusal(desk, self._page.inspection, self._rights, decision, leader, why),
            lambda _: kept.finish(),
        )
