"""终结 of a measure whose record is sealed: the ground, the leader, the day, the paper that says so, the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.measures.ending import Ending, end_measure
from ui.models.open_orders import Endable
from ui.pages.outcome.form_for_each import MeasureForm
from ui.pages.parts.step_page import StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.labels import label
from ui.widgets.month import DayField, as_qdate
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine


class EndingForm(MeasureForm):
    """What the end of one measure must say."""

    def __init__(self, page: StepPage, place: int, measure: Endable) -> None:
        super().__init__()
        self._page, self._measure = page, measure
        self._sort, self._by, self._day = DropDown(), DropDown(), DayField(page.place)
        self._paper, self._reason = TypedLine(), TypedLine()
        offer(self._sort, measure.sorts)
        offer(self._by, measure.leaders)
        self._day.setMaximumDate(as_qdate(measure.today))
        self._day.show_day(measure.today)
        self._day.setAccessibleName(self.tr("决定日期"))
        self._paper.setProperty(KEPT_AS, "paper")
        self._reason.setProperty(KEPT_AS, "reason")
        which = self.tr("如：机关负责人签报、复议决定书、判决书的名称、文号")
        self._fields = {
            "end_sort": Field(self.tr("终结的情形"), self._sort, f"endSort{place}"),
            "end_by": Field(self.tr("决定的机关负责人"), self._by, f"endBy{place}"),
            "end_on": Field(self.tr("决定日期"), self._day, f"endOn{place}"),
            "end_paper": Field(self.tr("依据的书面决定（必填）"), self._paper, f"endPaper{place}", which),
            "end_reason": Field(self.tr("理由（必填）"), self._reason, f"endReason{place}"),
        }
        words = self.tr("终结：{title}").format(title=measure.title)
        self._open = button(words, f"openEnd{place}", "link")
        self._go = button(self.tr("终结这项措施"), f"endMeasure{place}")
        self._back = button(self.tr("不用了"), f"keepMeasure{place}", "link")
        self._form = self._built(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open)
        layout.addWidget(self._form)
        self._ask(False)
        self._kept = kept_form(self._form, page.place, f"endMeasure/{measure.id}", lambda: self._ask(True))
        self._connect()

    def _built(self, words: str) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(words, "section"))
        about = self.tr(
            "笔录已经封存，措施不能撤回。负责人决定不再印发、通知书被撤销或者单位终止的，在这里终结：草稿作废，"
            "待办办结，不再复查，结案审批表写明情形和理由。终结不能撤销。"
        )
        inside.addWidget(label(about, "quiet", wrap=True))
        for field in self._fields.values():
            inside.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addWidget(self._back)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _connect(self) -> None:
        self._open.clicked.connect(self._on_open)
        self._back.clicked.connect(self._on_back)
        self._go.clicked.connect(self._on_go)

    def _ask(self, asked: bool) -> None:
        self._open.setVisible(not asked)
        self._form.setVisible(asked)

    def _on_open(self) -> None:
        self._ask(True)
        self._sort.setFocus()

    def _on_back(self) -> None:
        self._ask(False)
        self._paper.clear()
        self._reason.clear()
        self._kept.finish()
        self._kept.begin()

    def _on_go(self) -> None:
        measure = self._measure.id
        entry = Ending(
            str(self._sort.currentData() or ""), self._reason.text(), str(self._by.currentData() or ""),
            self._day.day(), self._paper.text(),
        )  # fmt: skip

        def done(_: object) -> None:
            self._kept.finish()
            self._page.say_done(self.tr("已终结这项措施。"), way=(self.tr("去：结案"), "closing"))

        self.show_problems({})
        self._page.act(lambda desk: end_measure(desk, measure, entry), done)
