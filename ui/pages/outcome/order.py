"""责令改正: what is ordered about each finding, by when and how counted, on which power, and how it is reported."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.law import BUREAU_SETTINGS, UNLISTED_WORDS
from app.domain.procedure.outcomes import Measure
from app.domain.procedure.tasks import EMERGENCY, ORDER
from app.services.desk import Desk
from app.services.measures.deciding import PROPOSED_TERMS, decide_order
from app.services.numbers.ledger import number_text
from ui.models.outcome import Due, OutcomeView, PowerRow, due_of, powers_of
from ui.models.remembered import Remembered
from ui.pages.outcome.choice import Decided
from ui.pages.outcome.ending import EndingForm
from ui.pages.outcome.form_for_each import FormForEach
from ui.pages.outcome.new_term import NewTermForm
from ui.pages.outcome.order_items import OrderItems
from ui.pages.parts.step_page import Part, StepPage
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.choosing import Choice
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.month import DayField, as_qdate
from ui.widgets.notice import WARNING, Notice
from ui.widgets.page import card
from ui.widgets.tick_box import TickBox
from ui.widgets.typed_line import TypedLine

CHOSEN_DAY = 0
USUAL_TERM = 30


class OrderPart(Part):
    """One form; the order with its number stands above it once it was made."""

    def __init__(self, page: StepPage) -> None:
        super().__init__(page)
        self._view: OutcomeView | None = None
        self._due: Due | None = None
        self._kept = Remembered("order")
        effect = self.tr("撤回后预留的文号收回，已起草的执法通知书和对它的审批随之作废。")
        self._decided, self._items = Decided(page, "order", effect), OrderItems()
        self._new_terms, self._endings = FormForEach(page, NewTermForm), FormForEach(page, EndingForm)
        self._terms, self._day, self._by = QButtonGroup(self), DayField(page.place), DayField(page.place)
        self._own_report = TickBox(self.tr("另定报告日期（不定的，与改正期限相同）"))
        self._explained = label("", "quiet", wrap=True, name="dueExplained")
        self._power, self._amber = DropDown(), Notice()
        self._chosen_power = label("", "quiet", wrap=True, name="chosenPower")
        self._way = TypedLine()
        more = self.tr("现在作出的是另一份执法通知书；要合在一份里，请先撤回上面的决定，再一起作出。")
        self._another = label(more, "heed", wrap=True, name="anotherOrder")
        self._fields = {
            "due": Field(self.tr("改正期限"), self._term_choice(), "orderTerm"),
            "power": Field(self.tr("作出责令的权力依据"), self._power, "orderPower"),
            "report_way": Field(self.tr("整改情况的报告方式（接在“以”字后）"), self._way, "reportWay"),
            "report_by": Field(self.tr("报告日期"), self._by, "reportBy"),
        }
        self._go = button(self.tr("作出责令改正决定"), "decideOrder", "primary")
        self._form = self._built()
        self._unfinished, self._power_kept = Unfinished(self._form, page.place, f"order/{page.inspection}"), ""
        self._connect()

    def show_view(self, view: OutcomeView) -> None:
        """Show what was ordered, and the form for what was not."""
        self._view = view
        ordered = view.decided(ORDER)
        self._decided.show_measures(ordered)
        self._new_terms.show_measures(view.open_orders)
        self._endings.show_measures([one for one in view.endable if one.sorts])
        self._another.setVisible(bool(ordered))
        waiting = [one for one in view.findings if ORDER not in one.dealt]
        if view.sealed:  # what was ordered orally is written down afterwards
            waiting = [one for one in waiting if EMERGENCY in one.dealt]
        self._items.show_findings(waiting, view.proposed(ORDER))
        self._form.setVisible(bool(waiting))
        if not self._way.text().strip():
            self._way.setText(self._kept.last("report_way", self.tr("书面形式")))
        for edit in (self._day, self._by):
            edit.setMinimumDate(as_qdate(view.today))
        self._on_term()
        self._ask_powers()
        if waiting:
            self._unfinished.begin_once()

    def show_problems(self, told: Mapping[str, str]) -> None:
        """Show what is wrong beside each field."""
        limit = next((text for code, text in told.items() if code.startswith("limit-")), "")
        for name, field in self._fields.items():
            field.set_problem(told.get(name, limit if name == "due" else ""))
        self._items.show_problems(told)
        self._new_terms.show_problems(told)
        self._endings.show_problems(told)

    def _built(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(self.tr("责令限期改正"), "section"))
        about = self.tr("每个问题一项。作出决定时预留执法通知书的文号；通知书须经审批才能送达。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._another)
        inside.addWidget(self._items)
        inside.addWidget(self._fields["due"])
        inside.addWidget(self._explained)
        for part in (self._fields["power"], self._chosen_power, self._amber, self._fields["report_way"]):
            inside.addWidget(part)
        self._own_report.setObjectName("ownReportDay")
        self._own_report.setAccessibleName(self._own_report.text())
        inside.addWidget(self._own_report)
        inside.addWidget(self._fields["report_by"])
        self._fields["report_by"].hide()
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for one in (self._decided, self._new_terms, self._endings, frame):
            layout.addWidget(one)
        return frame

    def _term_choice(self) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        words = {days: self.tr("{days} 日").format(days=days) for days in PROPOSED_TERMS}
        for days, text in {**words, CHOSEN_DAY: self.tr("自定日期")}.items():
            one = Choice(text)
            one.setObjectName(f"term_{days}")
            one.setAccessibleName(self.tr("改正期限 {text}").format(text=text))
            one.setChecked(days == USUAL_TERM)
            self._terms.addButton(one, days)
            layout.addWidget(one)
        for edit, name in ((self._day, self.tr("自定的改正日期")), (self._by, self.tr("报告日期"))):
            edit.setAccessibleName(name)
        self._day.setObjectName("ownDay")
        layout.addWidget(self._day)
        layout.addStretch(1)
        return holder

    def _connect(self) -> None:
        self._terms.idClicked.connect(lambda _: self._on_term())
        self._day.dateChanged.connect(lambda _: self._on_term())
        self._items.changed.connect(self._ask_powers)
        self._power.activated.connect(self._on_power)
        self._unfinished.restored.connect(self._on_restored)
        self._own_report.toggled.connect(self._fields["report_by"].setVisible)
        self._amber.way_wanted.connect(self.page.step_wanted)
        self._go.clicked.connect(self._on_go)

    def _on_term(self) -> None:
        """Tell which day the limit is and how it was counted."""
        view, days = self._view, self._terms.checkedId()
        if view is None:
            return
        self._day.setVisible(days == CHOSEN_DAY)
        if days != CHOSEN_DAY:
            due = view.terms[days]
            self._show_due(due)
            self._day.blockSignals(True)
            self._day.show_day(due.day or view.today)
            self._day.blockSignals(False)
            return
        day = self._day.day()
        self.page.place.ask(self, lambda desk: due_of(desk, "", day), self._show_due, self.page.show_failure)

    def _on_restored(self) -> None:
        self._power_kept = self._unfinished.kept(self._power.objectName())  # offered once the powers are known
        self._on_term()
        self._ask_powers()

    def _on_power(self) -> None:
        self._power_kept = ""
        self._ask_powers()

    def _show_due(self, due: Due) -> None:
        self._due = due
        self._fields["due"].set_problem("；".join(due.problems))
        self._explained.setText("".join(due.lines) or self.tr("由执法人员选定的日期，须为今天之后的工作日。"))
        if due.day is not None and not self._own_report.isChecked():
            self._by.show_day(due.day)

    def _ask_powers(self) -> None:
        chosen, wanted = self._items.chosen, str(self._power.currentData() or self._power_kept)
        self._go.setEnabled(bool(chosen))
        if not chosen:
            self._chosen_power.setText(self.tr("请先选择要责令改正的问题。"))
            self._amber.clear()
            return
        inspection = self.page.inspection
        self.page.place.ask(
            self, lambda desk: powers_of(desk, inspection, chosen, wanted), self._show_powers, self.page.show_failure
        )

    def _show_powers(self, found: tuple[list[PowerRow], list[PowerRow], bool]) -> None:
        options, chosen, unlisted = found
        wanted = str(self._power.currentData() or self._power_kept)
        self._power.clear()
        self._power.addItem(self.tr("按问题选最稳妥的依据（推荐）"), "")
        for one in options:
            self._power.addItem(one.words, one.id)
        self._power.setCurrentIndex(max(0, self._power.findData(wanted)))
        told = "；".join(one.words for one in chosen)
        none = self.tr("没有可用的权力依据：所选问题不能责令改正，请核对引用的规定。")
        self._chosen_power.setText(self.tr("依据：{told}").format(told=told) if told else none)
        notes = [one.note for one in chosen if one.note]
        if unlisted and not chosen:
            title = self.tr("本机关的责任清单尚未登记，所选问题没有可用的权力依据。")
            self._amber.say(WARNING, title, [UNLISTED_WORDS], (self.tr("去登记"), BUREAU_SETTINGS))
        elif notes:
            self._amber.say(WARNING, self.tr("该权力依据可能有争议，请法制审核。"), notes)
        else:
            self._amber.clear()

    def _on_go(self) -> None:
        due, days = self._due, self._terms.checkedId()
        orders, way = self._items.orders(), self._way.text().strip()
        power = str(self._power.currentData() or "")
        term = f"{days}d" if days != CHOSEN_DAY else ""
        day = due.day if due is not None else None
        by = self._by.day() if self._own_report.isChecked() else None
        inspection = self.page.inspection

        def work(desk: Desk) -> tuple[Measure, str]:
            made = decide_order(desk, inspection, orders, day, way, power=power, term=term, report_by=by)
            return made, number_text(desk, made.number)

        def done(made: tuple[Measure, str]) -> None:
            self._kept.keep("report_way", way)
            self._unfinished.finish()  # what is not dealt with is shown next, and it begins anew
            self._power_kept = ""
            told = self.tr("已作出责令改正决定，预留文号 {number}。").format(number=made[1])
            then = self.tr("请提请审批；审批同意后才能定稿、盖章和送达。")
            self.page.say_done(told, [then], (self.tr("去报批"), f"papers/{made[0].id}"))

        self.show_problems({})
        self.page.act(work, done)
