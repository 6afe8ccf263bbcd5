"""重新确定改正期限: another last day for an order, with its reason, while its notice is not final."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.measures.renewing import renew_term
from ui.models.open_orders import OpenOrder
from ui.pages.outcome.form_for_each import MeasureForm
from ui.pages.parts.step_page import StepPage
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.form_entries import KEPT_AS
from ui.widgets.labels import label
from ui.widgets.month import DayField, as_qdate
from ui.widgets.page import card
from ui.widgets.typed_line import TypedLine


class NewTermForm(MeasureForm):
    """Behind a link while the term can still be obeyed; open where it is over."""

    def __init__(self, page: StepPage, place: int, order: OpenOrder) -> None:
        super().__init__()
        self._page, self._order = page, order
        self._day, self._reason = DayField(page.place), TypedLine()
        self._day.setMinimumDate(as_qdate(order.today))
        self._day.show_day(order.proposed)
        self._day.setAccessibleName(self.tr("新的改正期限"))
        self._reason.setProperty(KEPT_AS, "reason")
        why = self.tr("印在执法通知书上，例如：因审批用时较长，通知书未能在原定期限前印发")
        self._fields = {
            "new_due": Field(self.tr("新的改正期限（今天之后的工作日）"), self._day, f"newDue{place}"),
            "new_reason": Field(self.tr("理由（必填）"), self._reason, f"newReason{place}", why),
        }
        self._open = button(self.tr("重新确定改正期限"), f"renewTerm{place}", "link")
        self._go = button(self.tr("确定新的期限"), f"renewTermGo{place}", "primary")
        self._form = self._built(place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open)
        layout.addWidget(self._form)
        self._ask(order.over)
        self._kept = kept_form(self._form, page.place, f"renewTerm/{order.measure}", lambda: self._ask(True))
        self._open.clicked.connect(self._on_open)
        self._go.clicked.connect(self._on_go)

    def _built(self, place: int) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(self.tr("重新确定改正期限"), "section"))
        over = self.tr("原定改正期限{day}已到或者已过，按它印发的通知书无法履行，请重新确定。")
        ahead = self.tr("原定改正期限{day}过短的，可以在通知书定稿前重新确定。")
        words = (over if self._order.over else ahead).format(day=self._order.due)
        inside.addWidget(label(words, "heed" if self._order.over else "quiet", wrap=True, name=f"renewWhy{place}"))
        then = self.tr("封存的笔录不改动；通知书写明新的期限、笔录所载的期限和理由，须重新起草、重新报批。")
        inside.addWidget(label(then, "quiet", wrap=True))
        for field in self._fields.values():
            inside.addWidget(field)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _ask(self, asked: bool) -> None:
        self._open.setVisible(not asked)
        self._form.setVisible(asked)

    def _on_open(self) -> None:
        self._ask(True)
        self._day.setFocus()

    def _on_go(self) -> None:
        measure, reason, day = self._order.measure, self._reason.text(), self._day.day()

        def done(_: object) -> None:
            self._kept.finish()
            told = self.tr("已重新确定改正期限，原来的审批不再适用。")
            then = self.tr("请重新起草执法通知书，再报批。")
            self._page.say_done(told, [then], (self.tr("去：文书与送达"), "papers"))

        self.show_problems({})
        self._page.act(lambda desk: renew_term(desk, measure, day, reason), done)
