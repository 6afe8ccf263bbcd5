"""行政检查审批表（D1）: drafted, decided by chief and leader by any lawful channel, made final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import DELEGATED, DISCUSSION
from app.services.papers.life import freeze
from app.services.preparation.approvals import CHANNELS, DECISIONS, Decision, record_approval
from ui import style
from ui.models.acting import moment_of
from ui.models.office_papers import DecisionRow
from ui.models.preparation import PreparationView
from ui.models.preparing import countersign, draft_form
from ui.pages.parts.paper_part import PaperPart
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished
from ui.ways_back import leaves_by
from ui.widgets.buttons import ASKS, button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.file_dialogs import PHOTOS, ask_file
from ui.widgets.focusing import FocusedInside
from ui.widgets.form_entries import KEPT_AS, MEANING
from ui.widgets.growing_text import GrowingText
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.marked import mark
from ui.widgets.page import into_sight, reveal
from ui.widgets.typed_line import TypedLine


class ApprovalPart(PaperPart):
    """The next act is the primary one: draft, record a decision, make final."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page, self.tr("行政检查审批表"), "form")
        self._given = QVBoxLayout()
        self._form = DecisionForm(wide=style.current() is not style.LARGE)
        self._more = button(self.tr("再记录一次审批意见…"), "moreDecisions", "link", checkable=True)
        self._back = label(
            self.tr("已退回。请按上面的意见修改“检查计划”，再点“重新起草”，重新报批。"), "problem", wrap=True,
            name="formReturned",
        )  # fmt: skip
        self.acts.addLayout(self._given)
        self.acts.addWidget(self._back)
        self.acts.addWidget(self._more)
        self.acts.addWidget(self._form)
        self.draft.clicked.connect(self._on_draft)
        self.freeze.clicked.connect(self._on_freeze)
        self._form.go.clicked.connect(self._on_decide)
        self._kept = Unfinished(self._form, page.place, "")
        self._kept.restored.connect(lambda: self._more.setChecked(True))
        self._more.toggled.connect(self._show_form)
        leaves_by(self._form, self._more)
        self._more.clicked.connect(lambda shown: reveal(self._form, self._form) if shown else None)
        self.foot.addWidget(self._form.go)  # in sight whatever the form asks for

    def show_view(self, view: PreparationView) -> None:
        """Show D1 as it stands."""
        self.show_paper(view.form, view.decisions)
        paper = view.form
        empty(self._given)
        for one in (one for one in view.decisions if one.words != paper.refused):  # that one is said above
            self._given.addWidget(self._decision(one))
        self._form.offer(view.approvers)
        decidable = bool(paper.id) and not paper.final and not paper.stale and bool(view.approvers)
        back = decidable and bool(paper.refused)
        self._kept.turn_to(f"approval/{paper.id}" if decidable else "", self._form.clear)
        decided = paper.approved or back
        self._back.setVisible(back)
        self._more.setVisible(decidable and decided)
        self._show_form(decidable and (not decided or self._more.isChecked()))
        self.draft.setText(self.tr("重新起草") if paper.id else self.tr("起草审批表"))
        self.freeze.setVisible(paper.approved and not paper.final and not paper.stale)
        restyle(self.draft, "kind", "primary" if not paper.id or paper.stale or back else "")
        restyle(self._form.go, "kind", "" if decided else "primary")

    def _show_form(self, shown: bool) -> None:
        self._form.setVisible(shown)
        self._form.go.setVisible(shown)

    def _decision(self, one: DecisionRow) -> QWidget:
        row = QWidget()
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.addWidget(label(one.words, "plain", wrap=True, name=f"decision_{one.id.rsplit('/', 1)[-1]}"))
        if one.open:
            bind = button(self.tr("关联补签照片…"), f"countersign_{one.id.rsplit('/', 1)[-1]}")
            bind.clicked.connect(lambda: self._on_countersign(one.id))
            layout.addWidget(bind)
        return row

    def _on_draft(self) -> None:
        self.page.act(lambda desk: draft_form(desk, self.page.inspection))

    def _on_freeze(self) -> None:
        document = self.paper.id
        self.page.act(lambda desk: freeze(desk, self.page.inspection, document))

    def _on_decide(self) -> None:
        today = self.page.place.desk.now()
        moment = moment_of(self._form.at.text(), today.date())
        wrong: Sequence[Problem] = ()
        if self._form.at.text().strip() and moment is None:
            wrong = [Problem("at", self.tr("请写成 09:15 这样的时间，不填为现在。"))]
        document = self.paper.id
        decision = self._form.decision(document, moment)
        self.page.enter(
            lambda desk: (None, wrong) if wrong else record_approval(desk, self.page.inspection, decision),
            lambda _: self._on_decided(document),
            self._form.show_problems,
        )

    def _on_decided(self, document: str) -> None:
        self._kept.finish(f"approval/{document}")
        self.page.say_done(self._form.recorded())
        self._more.setChecked(False)

    def _on_countersign(self, approval: str) -> None:
        chosen = ask_file(
            self, self.tr("选择补签件的照片"), self.tr("照片 (*.jpg *.jpeg *.png *.heic *.heif)"), sort=PHOTOS
        )
        if chosen:
            self.bind_sheet(approval, Path(chosen))

    def bind_sheet(self, approval: str, photo: Path) -> None:
        """Bind the photographed signed sheet to an approval given by phone."""
        self.page.enter(lambda desk: countersign(desk, self.page.inspection, approval, photo))


class DecisionForm(FocusedInside):
    """Who decided what, by which channel, in which words; ``wide`` where there is room for two fields side by side.

    Neither the channel nor the decision is chosen beforehand: nobody's consent is recorded by a Return too many.
    """

    def __init__(self, *, wide: bool = False) -> None:
        super().__init__()
        self._approver, self._opinion = DropDown(), GrowingText()
        self._delegation, self.at = TypedLine(), TypedLine()
        self.at.setPlaceholderText(self.tr("现在，或 09:15"))
        self.first_focus, self._known = self._approver, tuple[tuple[str, str, str], ...]()
        self._channel = ChoiceRow("channel", CHANNELS, columns=4 if wide else 2)
        self._decision = ChoiceRow("decision", DECISIONS)
        self._approver.setProperty(MEANING, True)
        for row in (self._channel, self._decision):
            row.setProperty(KEPT_AS, "")  # of a decision half entered the words come back, the consent is given anew
        self._delegation_field = Field(self.tr("授权文书、集体讨论记录的名称和日期"), self._delegation, "delegation")
        self._fields = {
            "approver": Field(self.tr("审批人"), self._approver, "approver"),
            "channel": Field(self.tr("方式"), self._channel, "channel"),
            "delegation": self._delegation_field,
            "decision": Field(self.tr("决定"), self._decision, "decision"),
            "opinion": Field(self.tr("意见"), self._opinion, "opinion"),
            "at": Field(self.tr("时间（今天）"), self.at, "decidedAt"),
        }
        self._opinion.setPlaceholderText(self.tr("同意的可以不填；不同意的须写明理由"))
        self._act = self.tr("记录审批意见")
        self.go = button(self._act, "recordDecision", "primary")
        self.go.setProperty(ASKS, self._approver)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        first = QHBoxLayout() if wide else QVBoxLayout()
        first.setSpacing(12 if wide else 8)
        for name, share in (("approver", 3), ("at", 2)):
            first.addWidget(self._fields[name], share)
            first.setAlignment(self._fields[name], Qt.AlignmentFlag.AlignTop)  # where one tells a problem too
        layout.addLayout(first)
        for name in ("channel", "delegation", "decision", "opinion"):
            layout.addWidget(self._fields[name])
        layout.addWidget(self.go)
        self._delegation_field.hide()
        self._channel.chosen.connect(self._on_channel)
        self._decision.chosen.connect(lambda _: self._fields["decision"].set_problem(""))
        for row in (self._channel, self._decision):
            row.chosen.connect(lambda _: self.say_missing())
        self.say_missing()

    def put_below_approver(self, told: QWidget) -> None:
        """Put what is to be told about who decides between that and the decision."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, told)

    def say_missing(self) -> None:
        """Say on the button what is still to be chosen before it records anything."""
        rows = (("channel", self._channel, self.tr("方式")), ("decision", self._decision, self.tr("决定")))
        lacking = [words for name, row, words in rows if not row.key() and not self._fields[name].isHidden()]
        missing = self.tr("请先选择{what}").format(what=self.tr("和").join(lacking)) if lacking else ""
        self.go.setText(missing or self._act)
        self.go.setAccessibleName(" ".join(part for part in (self._act, missing) if part))

    def _on_channel(self, key: str) -> None:
        """Ask for the paper that a channel rests on; what records the decision stays in sight."""
        self._fields["channel"].set_problem("")
        self._delegation_field.setVisible(key in (DELEGATED, DISCUSSION))
        QTimer.singleShot(0, self, lambda: into_sight(self.go))

    def offer(self, approvers: Sequence[tuple[str, str, str]]) -> None:
        """Offer those who may decide; whoever was chosen stays chosen."""
        if tuple(approvers) == self._known:
            return
        self._known = tuple(approvers)
        self._approver.clear()
        for officer, role, words in self._known:
            self._approver.addItem(words, f"{officer} {role}")

    def prefer(self, role: str) -> None:
        """Choose the first who holds a role, and put the focus there."""
        at = next((place for place, one in enumerate(self._known) if one[1] == role), -1)
        if at >= 0:
            self._approver.setCurrentIndex(at)
        self._approver.setFocus()

    def decision(self, document: str, at: datetime | None) -> Decision:
        """Return the decision as entered."""
        place = self._approver.currentIndex()
        officer, role, _ = self._known[place] if 0 <= place < len(self._known) else ("", "", "")
        delegation = self._delegation.text() if self._channel.key() in (DELEGATED, DISCUSSION) else ""
        return Decision(
            "D1", document, officer, role, self._channel.key(), self._decision.key(), self._opinion.text(), delegation,
            at,
        )  # fmt: skip

    def recorded(self) -> str:
        """Return the words for the decision that was recorded, and begin anew: the next one is another's."""
        words = self.tr("已记录审批意见：{who}，{decision}。")
        said = words.format(who=self._approver.currentText(), decision=DECISIONS.get(self._decision.key(), ""))
        self.clear()
        return said

    def clear(self) -> None:
        """Empty what was entered, but for who decides."""
        for chosen in (self._channel, self._decision):
            chosen.clear()
        self._delegation_field.hide()
        self.say_missing()
        for typed in (self._opinion, self._delegation, self.at):
            typed.clear()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong next to each field."""
        told = {one.field: one.text for one in problems}
        if "role" in told:
            told["approver"] = told["role"]
        mark(self._fields, told)
