"""核对问题: each finding's legal wording, the law it rests on and its evidence; recorded when a field is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.checklist.alternatives import undecided
from app.services.checking.findings import CORRECT, HAZARD, edit_finding, void_finding
from app.services.desk import Desk
from ui.models.acting import Acted, acted
from ui.models.outcome import FindingRow, OutcomeView
from ui.models.wording import drop_wording
from ui.pages.outcome.choice import Act, Withdrawal
from ui.pages.outcome.facts import FactChoice
from ui.pages.outcome.period import PeriodFields, record_typed
from ui.pages.outcome.provision import ProvisionRow
from ui.pages.parts.step_page import Part, StepPage
from ui.pages.unfinished_wording import UnfinishedWording
from ui.widgets.choosing import Choice
from ui.widgets.field import Field
from ui.widgets.giving_way import GivingWay
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.lines_list import LinesList
from ui.widgets.marked import mark
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import FOOT, card, scrolled
from ui.widgets.typed_text import TypedText


class FindingsPart(Part):
    """The findings on the left, the chosen one beside them. ``saved(state)`` after a field was recorded."""

    saved = Signal(object)
    at_edge = scrolls_itself = True  # the chosen finding does, beside the list that stays

    def __init__(self, page: StepPage, previous: Mapping[str, Any]) -> None:
        super().__init__(page)
        self._previous = previous
        self._view: OutcomeView | None = None
        self._row: FindingRow | None = None
        self.picks = self._list = LinesList()
        self._list.setObjectName("findings")
        self._list.setAccessibleName(self.tr("发现的问题"))
        GivingWay(self._list, 17, 11)
        nothing = self.tr("没有发现问题：检查表里没有“不符合”的检查项。")
        self._none = label(nothing, "quiet", wrap=True, name="noFinding")
        self._title = label("", "section", wrap=True, name="findingTitle")
        self._stale = Notice()
        self._text = TypedText(4)
        self._aims = QButtonGroup(self)
        self._fields = {
            "text": Field(
                self.tr("问题的表述（写入笔录和通知书）"), self._text, "findingText",
                self.tr("草稿取自检查表的用语。先选择查明的情形，再按查明的事实修改。"),
            ),
            "aim": Field(self.tr("责令的目的"), self._aim_choice(), "findingAim"),
        }
        self._words = UnfinishedWording(page.place)
        self._facts = FactChoice()
        self._period = PeriodFields(page.place)
        self._basis, self._order = QVBoxLayout(), QVBoxLayout()
        self._basis_problem = label("", "problem", wrap=True, name="findingBasisProblem")
        self._evidence = label("", "quiet", wrap=True, name="findingEvidence")
        self._void = QVBoxLayout()
        self._area = self._built()
        self._list.currentRowChanged.connect(self._on_row)
        self._text.left.connect(self.keep_unsaved)
        self._text.typed.connect(self._on_typed)
        self._text.textChanged.connect(self._show_facts)
        self._facts.stated.connect(self._on_stated)
        self._aims.idClicked.connect(self._on_aim)
        self._period.entered.connect(self._on_period)

    def show_view(self, view: OutcomeView) -> None:
        """Show the findings as they stand."""
        self._view = view
        chosen = self._row.id if self._row is not None else ""
        ids = [one.id for one in view.findings]
        self._list.blockSignals(True)
        self._list.clear()
        for one in view.findings:
            open_words = self.tr("　须写明情形") if undecided(one.wording, one.text) and not view.sealed else ""
            mark = self.tr("　须核对") if one.stale else open_words
            item = QListWidgetItem(f"{one.code}　{one.severity}{mark}")
            item.setToolTip(one.text)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.code} {one.severity}{mark} {one.text}")
            self._list.addItem(item)
        self._list.setMaximumHeight(sum(self._list.sizeHintForRow(row) for row in range(len(ids))) + 4)
        self._list.setCurrentRow(ids.index(chosen) if chosen in ids else 0)
        self._list.blockSignals(False)
        for part, seen in ((self._list, bool(ids)), (self._area, bool(ids)), (self._none, not ids)):
            part.setVisible(seen)
        self._on_row(self._list.currentRow())

    def keep_unsaved(self) -> None:
        """Record the wording where it was changed."""
        row, text = self._row, self._text.toPlainText().strip()
        if row is not None and self._view is not None and not self._view.sealed and text != row.text:
            self._save(row, text=text)

    def _built(self) -> QScrollArea:
        frame, inside = card()
        inside.addWidget(self._title)
        inside.addWidget(self._stale)
        inside.addWidget(self._facts)
        inside.addWidget(self._fields["text"])
        inside.addWidget(self._fields["aim"])
        inside.addWidget(self._period)
        for title, rows in (
            (self.tr("违反的规定"), self._basis),
            (self.tr("责令改正时引用的规定（限法律、法规、规章）"), self._order),
        ):
            inside.addWidget(label(title, "label"))
            rows.setSpacing(2)
            inside.addLayout(rows)
        inside.addWidget(self._basis_problem)
        inside.addWidget(self._evidence)
        inside.addLayout(self._void)
        row = QHBoxLayout()
        row.setSpacing(16)
        left, area = QVBoxLayout(), scrolled(frame, at_edge=True)
        left.setContentsMargins(0, 0, 0, FOOT)
        left.addWidget(self._list)
        left.addStretch()
        row.addLayout(left)
        row.addWidget(area, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._none)
        layout.addLayout(row, 1)
        return area

    def _aim_choice(self) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        for place, words in enumerate((self.tr("改正违法行为"), self.tr("消除档案安全隐患"))):
            one = Choice(words)
            one.setObjectName(f"aim_{place}")
            one.setAccessibleName(words)
            self._aims.addButton(one, place)
            layout.addWidget(one)
        layout.addStretch(1)
        return holder

    def _on_row(self, place: int) -> None:
        view = self._view
        if view is None or not 0 <= place < len(view.findings):
            self._row = None
            return
        row = view.findings[place]
        other = self._row is None or self._row.id != row.id
        if other:
            self.keep_unsaved()
            self._area.verticalScrollBar().setValue(0)
        self._row = row
        self._title.setText(f"{row.code}　{row.label}")
        if other or not self._text.hasFocus():
            self._text.show_text(self._words.of(row))
        self._show_facts()
        self._text.setReadOnly(view.sealed)
        self._aims.button(int(row.aim == HAZARD)).setChecked(True)
        self._fields["aim"].setEnabled(not view.sealed)
        if row.stale:
            told = self.tr("该检查项已不再是“不符合”。请改回答案，或者作废这个问题。")
            self._stale.say(WARNING, told)
        elif row.overtaken and not view.sealed:
            self._stale.say(WARNING, self.tr("这里没写完的表述没有记录，此后表述已有改动：请核对。"), [row.overtaken])
        else:
            self._stale.clear()
        self._period.show_period(row.period, other=other)
        self._show_law(row, view.sealed)
        self._show_rest(row, view.sealed)

    def _show_facts(self) -> None:
        if self._row is not None and self._view is not None:
            self._facts.show_facts(self._row, self._text.toPlainText(), self._view.sealed)

    def _on_stated(self, text: str) -> None:
        """Record the words with the facts chosen; they stay open to editing."""
        self._text.show_text(text)
        self.keep_unsaved()

    def _show_rest(self, row: FindingRow, sealed: bool) -> None:
        names = "、".join(row.evidence) or self.tr("没有。请回到检查表，在该检查项旁添加。")
        proposed = "、".join(row.proposed) or self.tr("没有")
        told = self.tr("关联的证据：{names}\n建议的处理措施：{proposed}")
        self._evidence.setText(told.format(names=names, proposed=proposed))
        empty(self._void)
        if not sealed:
            # While the answer says 不符合 its finding is drafted anew: what is no fault is answered otherwise.
            words = self.tr("作废这个问题") if row.stale else self.tr("作废并按检查表重新起草")
            asked = Withdrawal(self.page, "voidFinding", words, f"voidFinding/{row.id}", self._voided(row))
            self._void.addWidget(asked)
            if not row.stale:
                hint = self.tr("不再认定为问题的，请回到检查表改选答案。")
                self._void.addWidget(label(hint, "small", wrap=True))

    def _show_law(self, row: FindingRow, sealed: bool) -> None:
        for name, rows, chosen in (("basis", self._basis, row.basis), ("order_basis", self._order, row.order_basis)):
            empty(rows)
            offered = [one for one in row.provisions if name == "basis" or one.binding or one.id in chosen]
            for place, one in enumerate(offered):
                made = ProvisionRow(f"{name}{place}", one, chosen=one.id in chosen, sealed=sealed)
                made.toggled.connect(lambda on, name=name, article=one.id: self._on_provision(name, article, on))
                rows.addWidget(made)
            if not offered:
                rows.addWidget(label(self.tr("没有可以引用的规定。"), "quiet", wrap=True))

    def _on_provision(self, field: str, article: str, on: bool) -> None:
        if self._row is not None:
            kept = [one for one in getattr(self._row, field) if one != article]
            self._save(self._row, **{field: [*kept, article] if on else kept})

    def _on_aim(self, hazard: int) -> None:
        if self._row is not None:
            self._save(self._row, aim=HAZARD if hazard else CORRECT)

    def _on_period(self, values: dict[str, Any]) -> None:
        row, inspection = self._row, self.page.inspection
        if row is None:
            return

        def done(after: Acted) -> None:
            self._period.show_problems({one.field: one.text for one in after.problems})
            self.saved.emit(after.state)

        def work(desk: Desk) -> Acted:
            return acted(desk, inspection, self._previous, lambda desk: (None, record_typed(desk, row.id, values)))

        self.page.place.ask(self, work, done, self.page.show_failure)

    def _on_typed(self, text: str) -> None:
        if self._row is not None:
            self._words.keep(self._row, text)

    def _voided(self, row: FindingRow) -> Act:
        return lambda reason, done: self.page.act(lambda desk: void_finding(desk, row.id, reason), done)

    def _save(self, row: FindingRow, **fields: Any) -> None:
        """Record what was entered; an act that follows at once waits in the same lane."""
        inspection = self.page.inspection

        def work(desk: Desk) -> Acted:
            def edit(desk: Desk) -> tuple[None, list[Any]]:
                problems = edit_finding(desk, row.id, **fields)
                if "text" in fields and not problems:
                    drop_wording(desk, row.id)
                return None, problems

            return acted(desk, inspection, self._previous, edit)

        def done(after: Acted) -> None:
            told = {one.field: one.text for one in after.problems}
            if "text" in fields and not told:
                self._words.go(row, fields["text"])
            mark(self._fields, told)
            self._basis_problem.setText(told.get("basis", told.get("order_basis", "")))
            self.saved.emit(after.state)

        def failed(error: Exception) -> None:
            if "text" in fields:
                self._words.keep(row, fields["text"])
            self.page.show_failure(error)

        self.page.place.ask(self, work, done, failed)
