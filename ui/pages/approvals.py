"""待我审批: what waits for the chief or leader at the desk, each paper in full, decided in person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.problems import Problem
from app.services.preparation.approvals import APPROVE, record_approval
from ui import style
from ui.destination import DestinationPage
from ui.destination_names import HOME
from ui.models.approvals import REVIEWER, Chosen, Waiting, chosen, deciding_roles, unsigned_here, waiting
from ui.models.paper_view import PaperView, paper_view
from ui.models.papers import PaperRow
from ui.pages.approvals_unsigned import UnsignedTasks
from ui.pages.parts.approval import ApprovalForm, own_decision
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.marked import say_problems
from ui.widgets.nothing_yet import nothing_yet
from ui.widgets.notice import ERROR, SUCCESS, Notice
from ui.widgets.page import FOOT, SIDE, TOP, card, heading, in_narrow_window, scrolled
from ui.widgets.pdf_view import PdfView
from ui.workplace import Workplace

UNBOUND = 16777215  # QWIDGETSIZE_MAX, which PySide6 does not name


class ApprovalsPage(DestinationPage):
    """``inspection_wanted(id)`` opens the inspection of the paper chosen; ``changed()`` after each decision."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._rows: tuple[Waiting, ...] = ()
        self._form: ApprovalForm | None = None
        self._list, self._view = LinesList(), PdfView(place.tasks)
        self._notice, self._count = Notice(), label("", "quiet", name="approvalCount")
        self._unsigned = UnsignedTasks(place)
        self._look = button(self.tr("看文书"), "lookAtApproval", checkable=True)
        self._body, self._sides = QHBoxLayout(), QStackedWidget()
        acts = QWidget()
        self._acts = QVBoxLayout(acts)
        self._acts.setContentsMargins(0, 0, 0, 0)
        self._acts.setSpacing(12)
        self._build(scrolled(acts))
        self._unsigned.place_wanted.connect(self.step_wanted)
        self._list.currentRowChanged.connect(self._on_current)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._on_record_key)
        self._look.toggled.connect(self._on_look)

    def refresh(self) -> None:
        """Look again what waits."""
        self._place.ask(self, waiting, self._on_waiting, self._notice.show_error)
        self._place.ask(self, unsigned_here, self._unsigned.show_tasks, self._notice.show_error)

    def _build(self, acts: QWidget) -> None:
        base, large = style.current().base, style.current() is style.LARGE
        self._list.setObjectName("approvals")
        self._list.setAccessibleName(self.tr("待我审批的文书"))
        self._list.setFixedWidth(round(base * (20 if large else 24)))
        head = heading(label(self.tr("待我审批"), "title"))
        head.addWidget(self._count, 1)
        head.addWidget(self._look)
        self._body.setSpacing(16)
        self._body.addWidget(self._list)
        self._body.addWidget(self._sides, 1)
        self._sides.addWidget(acts)
        self._sides.addWidget(self._view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, TOP, SIDE, FOOT)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        layout.addWidget(self._unsigned)
        layout.addLayout(self._body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the paper beside its acts; in a narrow window, and in 大字, one of the two at a time."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        beside = style.current() is not style.LARGE and not in_narrow_window(self)
        if beside and self._sides.count() > 1:
            self._look.setChecked(False)
            self._body.addWidget(self._view, 1)
        elif not beside and self._sides.count() == 1:
            self._sides.addWidget(self._view)
        if beside:
            self._view.setVisible(bool(self._rows))
        self._look.setVisible(bool(self._rows) and not beside)
        width = round(style.current().base * 33) if beside and self._rows else 0
        self._sides.setMinimumWidth(width)
        self._sides.setMaximumWidth(width or UNBOUND)

    def _on_waiting(self, rows: Sequence[Waiting]) -> None:
        at = min(max(0, self._list.currentRow()), len(rows) - 1)
        self._rows = tuple(rows)
        self._count.setText(self.tr("{n} 份").format(n=len(rows)) if rows else "")
        self._list.blockSignals(True)
        self._list.clear()
        for one in rows:
            when = self.tr("{when} 起草").format(when=one.drafted) if one.drafted else ""
            as_reviewer = self.tr("法制审核") if one.roles == (REVIEWER,) else ""
            parts = (one.unit, one.paper.title, one.paper.number, when, as_reviewer)
            self._list.addItem(QListWidgetItem("\n".join(part for part in parts if part)))
        self._list.setCurrentRow(at)
        self._list.blockSignals(False)
        self._list.setVisible(bool(rows))
        self._lay_out()
        empty(self._acts)
        if rows:
            self._on_current(at)
            self._list.setFocus()
        else:
            self._acts.addWidget(self._nothing())
            self._view.show_words("")

    def _nothing(self) -> QWidget:
        if deciding_roles(self._place.officer) == (REVIEWER,):
            title = self.tr("没有等待您审核的文书")
            words = self.tr("经办人起草须审批的文书后，会出现在这里，供法制审核。")
        else:
            title = self.tr("没有等待您审批的文书")
            words = self.tr("经办人起草审批表或执法通知书后，会出现在这里。")
        home = button(self.tr("回到工作台"), "approvalsHome", "primary")
        home.clicked.connect(lambda: self.destination_wanted.emit(HOME))
        return nothing_yet(title, words, home, name="nothingWaits")[0]

    def _on_current(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            one = self._rows[place]
            self._place.ask(self, lambda desk: chosen(desk, one), self._on_chosen, self._notice.show_error)

    def _on_chosen(self, found: Chosen) -> None:
        place = self._list.currentRow()
        if not 0 <= place < len(self._rows) or self._rows[place] != found.waiting:
            return
        empty(self._acts)
        self._acts.addWidget(self._deciding(found))
        if found.others:
            self._acts.addWidget(self._other_papers(found))
        self._show_paper(found.view)

    def _deciding(self, found: Chosen) -> QWidget:
        frame, inside = card()
        one = found.waiting
        inside.addWidget(label(one.paper.title, "section", wrap=True))
        inside.addWidget(label(" · ".join(p for p in (one.unit, one.paper.number) if p), "quiet", wrap=True))
        for reason in found.view.lacking:
            inside.addWidget(label(self.tr("提示：{text}").format(text=reason.text), "small", wrap=True))
        if found.view.decisions:  # a reviewer's conditions are read before one decides
            inside.addWidget(label(self.tr("已有意见"), "label"))
            for line in found.view.decisions:
                inside.addWidget(label(line, "plain", wrap=True, name="earlierOpinion"))
        if found.view.changed:
            text = self.tr("起草后所依据的内容又有改动，请经办人重新起草后再审批。")
            inside.addWidget(label(text, "problem", wrap=True, name="approvalStale"))
        else:
            self._form = form = ApprovalForm(one.paper.kind, one.paper.id, found.myself, myself=True)
            form.keep(self._place)
            form.go.clicked.connect(lambda: self._decide(one, form))
            form.go.setToolTip(self.tr("Ctrl+回车；记录后自动显示下一份"))
            inside.addWidget(form)
        to_case = button(self.tr("查看这次检查"), "openInspection", "link")
        to_case.clicked.connect(lambda: self.inspection_wanted.emit(one.inspection))
        inside.addWidget(to_case, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _other_papers(self, found: Chosen) -> QWidget:
        """Return the choice of what is read: the paper that waits, or another one of the same inspection."""
        frame, inside = card()
        inside.addWidget(label(self.tr("这次检查的全部文书"), "section"))
        box = DropDown()
        # a title with its number and state is wider than the column: the list that opens shows it in full
        box.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.addItem(self.tr("待审批的这一份"), None)
        for one in found.others:
            box.addItem(" ".join(part for part in (one.title, one.number, one.state) if part), one)
        inside.addWidget(Field(self.tr("右边显示"), box, "approvalOther"))
        box.activated.connect(lambda _: self._show_other(found, box.currentData()))
        return frame

    def _show_other(self, found: Chosen, row: PaperRow | None) -> None:
        if row is None:
            self._show_paper(found.view)
        else:
            root = found.waiting.inspection
            if self._view is self._sides.widget(1):
                self._look.setChecked(True)
            self._place.ask(self, lambda desk: paper_view(desk, root, row), self._show_paper, self._notice.show_error)

    def _show_paper(self, view: PaperView) -> None:
        if view.found is not None:
            self._view.show_pdf(view.found.pdf)
        else:
            self._view.show_words(self.tr("这份文书现在不能显示。"))

    def _on_record_key(self) -> None:
        if self._form is not None and isValid(self._form) and self._form.isVisible() and self._form.go.isEnabled():
            self._form.go.click()

    def _decide(self, one: Waiting, form: ApprovalForm) -> None:
        entered, problems = form.entered(self._place.desk.now())
        form.show_problems(problems)
        if problems:
            say_problems(self._notice, form, problems)
            return
        self._notice.clear()
        form.go.setEnabled(False)
        decision = own_decision(entered)
        agreed = decision.decision == APPROVE

        def ended(done: tuple[Any, Sequence[Problem]]) -> None:
            value, wrong = done
            form.go.setEnabled(True)
            form.show_problems(wrong)
            if value is None:
                self._notice.say(ERROR, self.tr("审批没有记录："), [problem.text for problem in wrong])
                return
            form.recorded()
            said = self.tr("已记录：同意。") if agreed else self.tr("已记录：不同意，退回经办人修改。")
            self._notice.say(SUCCESS, said, [f"{one.unit} {one.paper.title}"])
            self.changed.emit()
            self.refresh()

        def failed(error: Exception) -> None:
            form.go.setEnabled(True)
            self._notice.show_error(error)

        self._place.ask(form, lambda desk: record_approval(desk, one.inspection, decision), ended, failed)

    def _on_look(self, looking: bool) -> None:
        self._sides.setCurrentIndex(int(looking))
        self._look.setText(self.tr("返回审批") if looking else self.tr("看文书"))
