"""What can be done with one paper now: the next act first, then printing, then what was decided and printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.procedure.case import REVIEWER
from app.domain.procedure.traps import AMBER, RED
from ui.models.deciders import Approver
from ui.models.hindrances import Hindrance, folded, step_of
from ui.models.paper_view import PaperView, draft_again, made_final
from ui.models.papers import APPROVE, DRAFT, FILL, FREEZE, SEND, SERVE, SIGN, SIGN_HERE, STAMP
from ui.pages.papers.checkup import CheckupCard
from ui.pages.papers.here import SignHere
from ui.pages.papers.printing import PrintForm
from ui.pages.papers.sending import SendingForm, SentCard
from ui.pages.papers.sent_back import SentBack
from ui.pages.papers.stamp import StampForm
from ui.pages.papers.step import PapersStep
from ui.pages.papers.voiding import VoidForm
from ui.pages.papers.wanted_reason import WantedReason
from ui.pages.papers.year import NumberOfYearForm
from ui.pages.parts.approval import ApprovalForm, CountersignForm, deciding
from ui.pages.parts.handover import HonestWords
from ui.widgets.buttons import button, next_focus
from ui.widgets.hindrance_list import HindranceList, empty
from ui.widgets.labels import label
from ui.widgets.notice import WARNING
from ui.widgets.page import card, into_sight, opens, reveal

TURNS = 3  # of the event loop until new cards are shown, laid out, and the area around them is as high as they are


def unseen_until_laid_out(held: QWidget, turns: int = TURNS) -> None:
    """Paint nothing before cards have their heights: many would be seen pressed together for a moment."""
    held.setUpdatesEnabled(not turns)
    if turns:
        QTimer.singleShot(0, held, lambda: unseen_until_laid_out(held, turns - 1))


class PaperActs(QWidget):
    """The acts on one paper, one decision at a time, laid out anew only where the paper changed.

    ``idle()`` after an act that leaves none here that could be done next.
    """

    serve_wanted = Signal()
    form_wanted = Signal(str)
    step_wanted = Signal(str)
    place_wanted = Signal(str)
    idle = Signal()

    def __init__(self, page: PapersStep) -> None:
        super().__init__()
        self._page = page
        self._view: PaperView | None = None
        self.reason = WantedReason()
        self._form: ApprovalForm | None = None
        self._held = QVBoxLayout(self)
        self._held.setContentsMargins(0, 0, 0, 0)
        self._held.setSpacing(12)

    def show_paper(self, view: PaperView) -> None:
        """Show what can be done with a paper."""
        if view == self._view:
            self.reason.lead(self, view)
            return
        held, opened = self.window().focusWidget(), self._view is None
        lost = not opened and (held is None or self.isAncestorOf(held))  # what had the focus is about to go
        self.reason.go_on(held, view)
        self._view, self._form = view, None
        unseen_until_laid_out(self)
        empty(self._held)
        # on the visit a draft goes on, and is signed for at the office
        acts = [self._add_unsigned, self._add_act] if view.row.final else [self._add_act, self._add_unsigned]
        # what must be mended is told before it is submitted
        acts.insert(0 if any(one.state == RED for one in view.checkup) else 2, self._add_checkup)
        for add in acts:
            add(view)
        if view.other_year:
            self._add(self.tr("文号"), NumberOfYearForm(self._page, view.row.id, view.other_year))
        self._add_printing(view)
        if view.row.act == STAMP:
            self._add(self.tr("登记盖章"), StampForm(self._page, view))
        for sending in view.sendings:
            self._add(self.tr("报送"), SentCard(self._page, sending))
        self._add_lines(self.tr("审批记录"), view.decisions)
        self._add_lines(self.tr("打印登记"), view.print_log)
        self._add_voiding(view)
        if not self.reason.lead(self, view) and lost:
            QTimer.singleShot(0, self, self._take_focus)

    def _take_focus(self) -> None:
        """Put the focus on the next act: it would go to the first button of the window, or nowhere."""
        main = next_focus(self)  # of an act of weight what it asks first: a second Return must not do it
        if main is None or not main.isEnabled():
            self.idle.emit()
            return
        main.setFocus()
        into_sight(main)  # Return must never do what nobody sees

    def _add_unsigned(self, view: PaperView) -> None:
        for approval, words in view.unsigned:
            self._add(self.tr("补签"), CountersignForm(self._page, approval, words))

    def _add_voiding(self, view: PaperView) -> None:
        if view.voiding:
            frame, inside = card()
            form = VoidForm(self._page)
            inside.addWidget(form)
            self._held.addWidget(frame)
            form.show_paper(view.row.id, view.voiding)

    def _add_checkup(self, view: PaperView) -> None:
        if view.checkup:
            checkup = CheckupCard(self._page, view)
            checkup.place_wanted.connect(self.place_wanted)
            checkup.review_wanted.connect(lambda: self._review(view))
            self._add(self.tr("文书体检"), checkup)

    def _add_act(self, view: PaperView) -> None:
        row = view.row
        frame, inside = card()
        if row.next:
            inside.addWidget(label(row.next, "label", wrap=True, name="paperNext"))
        if view.closed:
            inside.addWidget(label(view.closed, "good", wrap=True, name="paperClosed"))
        if view.void:
            inside.addWidget(label(view.void, "problem", wrap=True, name="paperVoid"))
        self._add_reasons(inside, "actLacking", self.tr("定稿前还须："), view.lacking)
        self._add_reasons(inside, "actHeeded", self.tr("请注意："), folded(view.heeded))
        act = self._act_of(view)
        if act is not None:
            inside.addWidget(act)
        if view.drawn:
            words = self.tr("有 {n} 个屏幕手写签名。").format(n=view.drawn)
            inside.addWidget(label(words, "quiet", wrap=True, name="drawnWords"))
            inside.addWidget(HonestWords())
        if inside.count():
            self._held.addWidget(frame)

    def _add_reasons(self, inside: QVBoxLayout, name: str, title: str, reasons: Sequence[Hindrance]) -> None:
        if not reasons:
            return
        told = HindranceList(name, narrow=True)
        inside.addWidget(told)
        # What is only to be heeded is dealt with on this page: the photo of the signed sheet further down.
        away = [one.place for one in reasons if step_of(one.place) not in ("", "papers")]
        linked = away if name == "actLacking" else []
        told.show_list(WARNING, title, reasons, linked)
        told.place_wanted.connect(self.place_wanted)

    def _act_of(self, view: PaperView) -> QWidget | None:
        makers = {
            DRAFT: self._draft, APPROVE: self._approve, FREEZE: self._freeze, FILL: self._fill,
            SIGN_HERE: self._sign_here, SEND: lambda found: SendingForm(self._page, found),
        }  # fmt: skip
        act = view.row.act
        if act in makers:
            return makers[act](view)
        if act == SERVE:
            go = button(self.tr("去送达"), "goToService", "primary")
            go.clicked.connect(self.serve_wanted)
            return go
        if act == SIGN:
            go = button(self.tr("去：笔录与签名"), "goToRecord", "primary")
            go.clicked.connect(lambda: self.step_wanted.emit("record"))
            return go
        return None

    def _fill(self, view: PaperView) -> QWidget:
        go = button(self.tr("去填写"), "goToForm", "primary")
        go.clicked.connect(lambda: self.form_wanted.emit(view.row.id))
        return go

    def _sign_here(self, view: PaperView) -> QWidget:
        if view.changed:
            return self._draft(view, again=True)
        return self._fill(view) if view.lacking else SignHere(self._page, view)

    def _draft(self, view: PaperView, again: bool = False) -> QWidget:
        page, row = self._page, view.row
        words = self.tr("重新起草") if again or view.refused else self.tr("起草")
        go = button(words, "draftPaper", "primary")
        go.clicked.connect(lambda: page.enter(lambda desk: draft_again(desk, page.inspection, row)))
        if not again:
            return go
        told = self.tr("文书生成后，所依据的内容又有改动，请重新起草后再报批、定稿。")
        return self._stacked(label(told, "problem", wrap=True), go)

    def _approve(self, view: PaperView) -> QWidget:
        if view.changed:
            return self._draft(view, again=True)
        form = self._decision_form(view, view.approvers)
        if not view.refused:
            return form
        again = button(self.tr("再记录一次审批意见…"), "decideAgain", "link", checkable=True)
        opens(again, form, form)
        form.restored.connect(lambda: again.setChecked(True))
        return self._stacked(self._sent_back(view), self._draft(view), again, form)

    def _sent_back(self, view: PaperView) -> QWidget:
        card = SentBack(view.row.returned, view.refused)
        card.step_wanted.connect(self.step_wanted)
        card.form_wanted.connect(lambda: self.form_wanted.emit(view.row.id))
        return card

    def _decision_form(self, view: PaperView, approvers: Sequence[Approver]) -> ApprovalForm:
        page = self._page
        self._form = form = ApprovalForm(view.row.kind, view.row.id, approvers)
        form.keep(page.place)

        def decide() -> None:
            decision, problems = form.entered(page.place.desk.now())
            said = deciding(decision, problems, page.inspection)
            page.enter(said, lambda _: page.say_done(form.recorded()), form.show_problems)

        form.go.clicked.connect(decide)
        return form

    def _review(self, view: PaperView) -> None:
        """Lead to where the legal reviewer's opinion is recorded: the form at hand, or one of its own."""
        reviewers = [one for one in view.approvers if one.role == REVIEWER]
        if not reviewers:
            words = self.tr("登记簿中没有法制审核人员，请先在“登记簿”中登记；或者写明理由后继续。")
            told = self.findChild(QLabel, "noReviewer") or label(words, "problem", wrap=True, name="noReviewer")
            if told.parent() is None:
                self._add(self.tr("法制审核"), told)
            QTimer.singleShot(0, told, lambda: into_sight(told))
            return
        form = self._form
        if form is None:
            form = self._decision_form(view, reviewers)
            self._add(self.tr("法制审核"), form)
        form.show()
        form.prefer(REVIEWER)
        reveal(form, form.first_focus or form)

    def _freeze(self, view: PaperView) -> QWidget:
        if view.changed:
            return self._draft(view, again=True)
        page, document = self._page, view.row.id
        told = self.tr("定稿后文字不能再改，打印、送达的都是这一份。")
        if view.row.number:
            told += self.tr("文号 {number} 随之正式使用。").format(number=view.row.number)
        go = button(self.tr("定稿"), "freezePaper", "primary")
        stopped = sum(one.state == RED or (one.state == AMBER and not one.reason) for one in view.checkup)
        go.setEnabled(not view.lacking and not stopped)
        if stopped:
            told += self.tr("“文书体检”还有 {n} 项须改正或说明，办完才能定稿。").format(n=stopped)
        go.clicked.connect(lambda: page.act(lambda desk: made_final(desk, page.inspection, document), self._on_final))
        back = [self._sent_back(view), self._draft(view)] if view.refused else []
        return self._stacked(*back, label(told, "quiet", wrap=True, name="freezeWords"), go)

    def _on_final(self, closed: bool) -> None:
        if closed:
            told = self.tr("已定稿，本案结案。请生成正式案卷，装入这份审批表。")
            self._page.say_done(told, way=(self.tr("去：案卷"), "closing/casefile"))

    def _add_printing(self, view: PaperView) -> None:
        if not view.row.final or view.row.void:
            return
        stamped = view.row.stamped
        unprinted = not set(view.copies) <= set(view.printed)
        form = PrintForm(self._page, view, sheets=stamped, primary=unprinted and view.row.act in (STAMP, ""))
        self._add(self.tr("打印（原大，不缩放）"), form)

    def _add_lines(self, title: str, lines: Sequence[str]) -> None:
        if lines:
            held = QWidget()
            layout = QVBoxLayout(held)
            layout.setContentsMargins(0, 0, 0, 0)
            for one in lines:
                layout.addWidget(label(one, "plain", wrap=True))
            self._add(title, held)

    def _add(self, title: str, what: QWidget) -> None:
        frame, inside = card()
        inside.addWidget(label(title, "section", wrap=True))
        inside.addWidget(what)
        self._held.addWidget(frame)

    def _stacked(self, *parts: QWidget) -> QWidget:
        held = QWidget()
        layout = QVBoxLayout(held)
        layout.setContentsMargins(0, 0, 0, 0)
        for one in parts:
            link = one.property("kind") == "link"
            layout.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft if link else Qt.AlignmentFlag(0))
        return held
