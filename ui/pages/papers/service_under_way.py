"""A service under way: the day it reached the party, and giving it up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.procedure.records import IN_PERSON_WAYS, POST
from ui.models.service import UnderWay
from ui.models.service_arrival import arrive, day_problems, give_up
from ui.pages.papers.step import PapersStep
from ui.unfinished import kept_form
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.page import opens
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.typed_line import TypedLine

SCANS = "*.jpg *.jpeg *.png *.heic *.heif *.pdf"


class ArrivalForm(QWidget):
    """The day that the post or the message reached the party, with its receipt, before the officers sign.

    A day that was registered already is mended behind a link.
    """

    def __init__(self, page: PapersStep, one: UnderWay) -> None:
        super().__init__()
        self._page, self._one = page, one
        self._day, form = TypedLine(), QWidget()
        self._field = Field(self.tr("收件（到达）日期"), self._day, "arrivedOn", self.tr("如 2026年3月10日"))
        self._needed = one.way == POST and not one.mendable
        title = self.tr("回执的照片或者扫描件") if self._needed else self.tr("回执的照片、截图（没有的不填）")
        self._scan = PathField(title, "arrivalScan", OPEN, kinds=self.tr("图片和 PDF ({kinds})").format(kinds=SCANS))
        self._go = button(self.tr("登记收件日期"), "recordArrival", "" if one.mendable else "primary")
        self._more = button(self.tr("收件日期登记有误…"), "mendArrival", "link", checkable=True)
        layout, inside = QVBoxLayout(self), QVBoxLayout(form)
        for column in (layout, inside):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
        if one.awaits:
            inside.addWidget(label(one.awaits, "plain", wrap=True))
        for part in (self._field, self._scan):
            inside.addWidget(part)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(form)
        reopen = None
        if one.mendable:
            opens(self._more, form, self._day)
            reopen = lambda: self._more.setChecked(True)  # noqa: E731  # reads better than a def
        else:
            self._more.hide()
        self._kept = kept_form(form, page.place, f"arrival/{one.receipt}", reopen)
        self._go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        typed, scan, page, receipt = self._day.text(), self._scan.path(), self._page, self._one.receipt
        work = lambda desk: arrive(desk, page.inspection, receipt, typed, scan)  # noqa: E731  # shorter
        if self._needed and scan is None:
            lacking = Problem("scan", self.tr("请选择回执的照片或者扫描件。"))
            work = lambda desk: (None, [*day_problems(desk, typed), lacking])  # noqa: E731  # shorter
        page.enter(work, lambda _: self._kept.finish(), self._show)

    def _show(self, problems: Sequence[Problem]) -> None:
        words = {one.field: one.text for one in problems}
        self._field.set_problem(words.pop("arrived", ""))
        self._scan.set_problem("；".join(words.values()))


class WithdrawForm(QWidget):
    """Giving up a service under way: the recipient will not sign, so that it is served again as left behind."""

    def __init__(self, page: PapersStep, one: UnderWay) -> None:
        super().__init__()
        self._page, self._receipt = page, one.receipt
        words, title, hint, act = self._words(one)
        self._more = button(words, "withdrawMore", "link", checkable=True)
        self._reason = TypedLine()
        self._field = Field(title, self._reason, "withdrawReason", hint)
        self._scan = PathField(
            self.tr("退回邮件、批条的照片或者扫描件（没有的不填）"), "returnedScan", OPEN,
            kinds=self.tr("图片和 PDF ({kinds})").format(kinds=SCANS),
        )  # fmt: skip
        self._go = button(act, "withdrawService")
        form = QWidget()
        layout, inside = QVBoxLayout(self), QVBoxLayout(form)
        for column in (layout, inside):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(form)
        inside.addWidget(self._field)
        inside.addWidget(self._scan)
        self._scan.setVisible(one.way == POST and not one.settled)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        opens(self._more, form, self._reason)
        reopen = lambda: self._more.setChecked(True)  # noqa: E731  # reads better than a def
        self._kept = kept_form(form, page.place, f"withdraw/{one.receipt}", reopen)
        self._go.clicked.connect(self._on_go)

    def _words(self, one: UnderWay) -> tuple[str, str, str, str]:
        """Return what the way out, its field, its hint and its act say."""
        title, act = self.tr("作废这次送达的原因"), self.tr("作废这次送达")
        if one.settled:
            return self.tr("送达登记有误，作废重做…"), title, self.tr("如：受送达人、送达地点登记有误"), act
        if one.way in IN_PERSON_WAYS:
            return self.tr("对方不签、改变送达方式…"), title, self.tr("如：对方拒绝签收，改为留置"), act
        return (
            self.tr("退回、没有送到，改变送达方式…"), self.tr("退回、没有送到的情形"),
            self.tr("如：邮件退回，批条注明“原址查无此单位”；改用公告送达时写入原因和经过"),
            self.tr("登记没有送到，改变送达方式"),
        )  # fmt: skip

    def _on_go(self) -> None:
        reason, page, scan, receipt = self._reason.text().strip(), self._page, self._scan.path(), self._receipt
        self._field.set_problem("" if reason else self.tr("请写明原因。"))
        if reason:
            withdraw = lambda desk: give_up(desk, page.inspection, receipt, reason, scan)  # noqa: E731  # shorter
            page.enter(withdraw, lambda _: self._kept.finish(), self._show)

    def _show(self, problems: Sequence[Problem]) -> None:
        self._scan.set_problem("；".join(one.text for one in problems))
