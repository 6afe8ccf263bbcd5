"""A decision on a paper: entered for whoever decides, or by the chief or leader at the desk; and the later 补签."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.case import REVIEWER
from app.domain.procedure.records import IN_PERSON
from app.services.desk import Desk
from app.services.preparation.approvals import REFUSE, Decision, record_approval
from ui.models.acting import moment_of
from ui.models.deciders import Approver
from ui.models.preparing import countersign
from ui.pages.parts.approval_part import DecisionForm
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import PHOTOS, ask_file
from ui.widgets.labels import label
from ui.workplace import Workplace

PICTURES = "*.jpg *.jpeg *.png *.heic *.heif"


class ApprovalForm(DecisionForm):
    """Decision, opinion and, where it is entered for somebody else, who decided, when and by which channel.

    ``restored()`` tells that words left unfinished stand in it again.
    """

    restored = Signal()

    def __init__(self, kind: str, document: str, approvers: Sequence[Approver], *, myself: bool = False) -> None:
        super().__init__()
        self._kind, self._document = kind, document
        self._kept: Unfinished | None = None
        self._own_case = label("", "warning", wrap=True, name="approverInspected")
        self.put_below_approver(self._own_case)
        self._in_team = frozenset(one.id for one in approvers if one.own and one.role != REVIEWER)
        self._approver.currentIndexChanged.connect(lambda _: self._say_own_case())
        self.offer([(one.id, one.role, f"{one.name}（{one.role_words}）") for one in approvers])
        self._say_own_case()
        self._opinion.setPlaceholderText(self.tr("同意的可以不填；不同意的须写明理由"))
        if myself:
            for name in ("channel", "at"):
                self._fields[name].hide()
            self._fields["approver"].setVisible(len(approvers) > 1)
        if approvers and all(one.role == REVIEWER for one in approvers):
            self._opinion.setPlaceholderText(self.tr("附条件或建议的写在这里；不同意的须写明理由"))
            self._act = self.tr("记录法制审核意见")
        self.say_missing()

    def _say_own_case(self) -> None:
        """Tell that who is chosen inspected the unit as well: no article forbids it, and nobody does it unawares."""
        told = self.tr(
            "{name}同时是本案的执法人员，自己检查、自己批准。法律没有明文禁止，但容易被质疑；"
            "能由其他负责人批准的，请由其他负责人批准。仍由本人批准的，定稿前须在“文书体检”中写明理由。"
        )
        chosen = self.decision(self._document, None).approver
        own = chosen in self._in_team
        name = self._approver.currentText().partition("（")[0]
        self._own_case.setText(told.format(name=name) if own else "")
        self._own_case.setVisible(own)

    def keep(self, place: Workplace) -> None:
        """Keep what is typed against this paper until the decision is recorded; a form of words that was shut opens."""
        self._kept = kept_form(self, place, f"approval/{self._document}", self.restored.emit)

    def recorded(self) -> str:
        """Return the words for the decision that was recorded; what was kept is forgotten."""
        if self._kept is not None:
            self._kept.finish()
        return super().recorded()

    def entered(self, now: datetime) -> tuple[Decision, list[Problem]]:
        """Return the decision as entered, with what can be seen to be wrong with it at once."""
        moment = moment_of(self.at.text(), now.date())
        decision = replace(self.decision(self._document, moment), kind=self._kind)
        problems = []
        if self.at.text().strip() and moment is None:
            problems.append(Problem("at", self.tr("请写成 09:15 这样的时间，不填为现在。")))
        if decision.decision == REFUSE and not decision.opinion.strip():
            problems.append(Problem("opinion", self.tr("不同意的，请写明理由，经办人据此修改。")))
        return decision, problems


def deciding(
    decision: Decision, problems: Sequence[Problem], inspection: str
) -> Callable[[Desk], tuple[object, Sequence[Problem]]]:
    """Return the act that records a decision, or tells the problems found in the form already."""

    def work(desk: Desk) -> tuple[object, Sequence[Problem]]:
        return (None, problems) if problems else record_approval(desk, inspection, decision)

    return work


def own_decision(decision: Decision) -> Decision:
    """Return a decision as one given in person."""
    return replace(decision, channel=IN_PERSON, delegation="")


class CountersignForm(QWidget):
    """An approval given by phone, and the photo of the paper that was signed afterwards."""

    def __init__(self, page: StepPage, approval: str, words: str) -> None:
        super().__init__()
        self.setObjectName("countersign")
        self._page, self._approval = page, approval
        pick = button(self.tr("关联补签照片…"), f"countersign_{approval.rsplit('/', 1)[-1]}")
        pick.clicked.connect(self._on_pick)
        row = QHBoxLayout()
        row.addWidget(pick)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        if words:
            layout.addWidget(label(words, "plain", wrap=True))
        layout.addWidget(label(self.tr("请审批人在审批件上补签后拍照，照片存入本次检查。"), "small", wrap=True))
        layout.addLayout(row)

    def bind(self, photo: Path) -> None:
        """Take the photo in and bind it to the approval; its task is done with it."""
        page = self._page
        done = lambda _: page.say_done(page.tr("已登记补签，待办已办结。"))  # noqa: E731  # reads better than a def
        page.enter(lambda desk: countersign(desk, page.inspection, self._approval, photo), done)

    def _on_pick(self) -> None:
        wanted = self.tr("照片 ({kinds})").format(kinds=PICTURES)
        chosen = ask_file(self, self.tr("选择补签件的照片"), wanted, sort=PHOTOS)
        if chosen:
            self.bind(Path(chosen))
