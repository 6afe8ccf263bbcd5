"""A service under way: the day it reached the party, and giving it up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.papers.delivery import withdraw_service
from ui.models.service import UnderWay, arrive
from ui.pages.papers_step import PapersStep
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.typed_line import TypedLine


class ArrivalForm(QWidget):
    """The day that the post or the message reached the party, before the officers sign."""

    def __init__(self, page: PapersStep, one: UnderWay) -> None:
        super().__init__()
        self._page, self._receipt = page, one.receipt
        self._day = TypedLine()
        self._field = Field(self.tr("收件（到达）日期"), self._day, "arrivedOn", self.tr("如 2026年3月10日"))
        self._go = button(self.tr("登记收件日期"), "recordArrival", "primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (label(one.awaits, "plain", wrap=True), self._field, self._go):
            layout.addWidget(part)
        self._kept = kept_form(self, page.place, f"arrival/{one.receipt}")
        self._go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        typed, page, receipt = self._day.text(), self._page, self._receipt
        page.enter(
            lambda desk: arrive(desk, page.inspection, receipt, typed),
            lambda _: self._kept.finish(),
            lambda problems: self._field.set_problem("；".join(one.text for one in problems)),
        )


class WithdrawForm(QWidget):
    """Giving up a service under way: the recipient will not sign, so that it is served again as left behind."""

    def __init__(self, page: PapersStep, one: UnderWay) -> None:
        super().__init__()
        self._page, self._receipt = page, one.receipt
        self._more = button(self.tr("对方不签、改变送达方式…"), "withdrawMore", "link", checkable=True)
        self._reason = TypedLine()
        self._field = Field(
            self.tr("作废这次送达的原因"), self._reason, "withdrawReason", self.tr("如：对方拒绝签收，改为留置")
        )
        self._go = button(self.tr("作废这次送达"), "withdrawService")
        form = QWidget()
        layout, inside = QVBoxLayout(self), QVBoxLayout(form)
        for column in (layout, inside):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(form)
        inside.addWidget(self._field)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        opens(self._more, form, self._reason)
        reopen = lambda: self._more.setChecked(True)  # noqa: E731  # reads better than a def
        self._kept = kept_form(form, page.place, f"withdraw/{one.receipt}", reopen)
        self._go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        reason, page = self._reason.text().strip(), self._page
        self._field.set_problem("" if reason else self.tr("请写明原因。"))
        if reason:
            withdraw = lambda desk: withdraw_service(desk, page.inspection, self._receipt, reason)  # noqa: E731  # shorter
            page.act(withdraw, lambda _: self._kept.finish())
