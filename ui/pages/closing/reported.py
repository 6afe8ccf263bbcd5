"""单位的整改报告: what the unit sent about an order, and the form that registers one with its scan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.problems import Problem
from app.domain.procedure.rectification import MORE_TIME, REPORT, SORTS, UnitReportEntry
from app.domain.sending_ways import UNIT_WAYS
from app.services.rechecking.reported import void_report
from ui.models.making import day_typed, moment_typed
from ui.models.rechecking import RecheckView, UnitReportLine, make_answer, register_report
from ui.models.scans import ScanLine
from ui.pages.parts.step_page import StepPage
from ui.unfinished import Unfinished, kept_form
from ui.widgets.buttons import button
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.chooser import offer
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.marked import tell
from ui.widgets.page import card, opens
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.typed_line import TypedLine
from ui.widgets.typed_text import TypedText


class ReportedCard(QWidget):
    """Seen once an order was served; the form stands behind a link, and what is half filled in is kept.

    ``scan_wanted(line)`` to look at what was handed in; ``answer_begun`` leads to the form of an answer.
    """

    scan_wanted = Signal(object)
    answer_begun = Signal()

    def __init__(self, page: StepPage) -> None:
        super().__init__()
        self._page = page
        self._lines = QVBoxLayout()
        self._more = button(self.tr("登记单位的报告或者延期申请…"), "reportedMore", checkable=True)
        self._order, self._received, self._until, self._text = DropDown(), TypedLine(), TypedLine(), TypedText(3)
        self._sort, self._way = ChoiceRow("reportedSort", SORTS, REPORT), ChoiceRow("reportedWay", UNIT_WAYS, "hand")
        self._scan = PathField(self.tr("报告的扫描件（没有的不填）"), "reportedScan", OPEN)
        self._go = button(self.tr("登记"), "reportedGo", "primary")
        self._form = QWidget()
        self._fields = {
            "order": Field(self.tr("针对的通知书"), self._order, "reportedOrder"),
            "sort": Field(self.tr("种类"), self._sort, "reportedSortField"),
            "received_at": Field(
                self.tr("收到的时间"), self._received, "reportedAt", self.tr("如 2026年3月10日 09:30；不填为现在")
            ),
            "way": Field(self.tr("收到的方式"), self._way, "reportedWayField"),
            "until": Field(self.tr("申请延长到"), self._until, "reportedUntil", self.tr("如 2026年3月10日")),
            "text": Field(self.tr("主要内容"), self._text, "reportedText"),
        }
        self._build()
        self._unfinished, self._begun = Unfinished(self._form, page.place, f"reported/{page.inspection}"), False
        self._unfinished.restored.connect(self._on_restored)
        opens(self._more, self._form, self._order)
        self._sort.chosen.connect(self._on_sort)
        self._go.clicked.connect(self._on_go)

    def show_view(self, view: RecheckView) -> None:
        """Show what came, and the form where one may be registered."""
        self.setVisible(view.can_report or bool(view.reports))
        offer(self._order, view.orders)
        empty(self._lines)
        for number, one in enumerate(view.reports):
            self._lines.addWidget(self._line(number, one, open_=view.can_report))
        if not view.reports:
            words = self.tr("还没有收到单位的整改报告或者延期申请。")
            self._lines.addWidget(label(words, "quiet", wrap=True, name="nothingReported"))
        self._more.setVisible(view.can_report)
        if not view.can_report:
            self._more.setChecked(False)
        elif not self._begun:
            self._begun = True
            self._unfinished.begin()

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("单位的整改报告和延期申请"), "section"))
        inside.addLayout(self._lines)
        row = QHBoxLayout()
        row.addWidget(self._more)
        row.addStretch(1)
        inside.addLayout(row)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 6, 0, 0)
        form.setSpacing(8)
        for part in (*self._fields.values(), self._scan):
            form.addWidget(part)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._go)
        form.addLayout(foot)
        inside.addWidget(self._form)
        self._fields["until"].hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _line(self, number: int, one: UnitReportLine, *, open_: bool) -> QWidget:
        held, reason = QWidget(), TypedLine()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(one.words, "plain", wrap=True, name=f"reported_{number}"))
        for place, scan in enumerate(one.scans):
            column.addWidget(self._scan_link(f"reportedScan_{number}_{place}", scan), 0, Qt.AlignmentFlag.AlignLeft)
        if one.waits:
            column.addWidget(self._answer(f"reportedAnswer_{number}", one), 0, Qt.AlignmentFlag.AlignLeft)
        if not open_:
            return held
        more = button(self.tr("登记有误…"), f"reportedWrong_{number}", "link", checkable=True)
        own = one.id.rpartition("/")[2]  # not the row: what is kept never lands on another report
        field = Field(self.tr("作废的原因"), reason, f"reportedReason_{own}")
        go = button(self.tr("作废这项登记"), f"reportedVoid_{number}")
        form = QWidget()
        asked = QVBoxLayout(form)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(field)
        asked.addWidget(go)
        column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(form)
        opens(more, form, reason)
        page = self._page
        kept = kept_form(form, page.place, f"reportVoid/{one.id}", lambda: more.setChecked(True))

        def void() -> None:
            why = reason.text().strip()
            field.set_problem("" if why else self.tr("请写明原因。"))
            if why:
                page.act(lambda desk: void_report(desk, one.id, why), lambda _: kept.finish())

        go.clicked.connect(void)
        return held

    def _answer(self, name: str, one: UnitReportLine) -> QWidget:
        go, page = button(self.tr("制作延期申请答复书"), name, "primary"), self._page
        go.clicked.connect(
            lambda: page.enter(
                lambda desk: make_answer(desk, page.inspection, one.id), lambda _: self.answer_begun.emit()
            )
        )
        return go

    def _scan_link(self, name: str, scan: ScanLine) -> QWidget:
        look = button(self.tr("看扫描件：{name}").format(name=scan.name), name, "link")
        look.clicked.connect(lambda: self.scan_wanted.emit(scan))
        return look

    def _on_sort(self, key: str) -> None:
        self._fields["until"].setVisible(key == MORE_TIME)

    def _on_restored(self) -> None:
        self._on_sort(self._sort.key())
        self._more.setChecked(True)

    def _moment(self) -> datetime | None:
        """Return when it came: as typed, now where nothing was, None where it cannot be read."""
        now = self._page.place.desk.now()
        typed = self._received.text().strip()
        if not typed:
            return now
        found = moment_of(moment_typed(typed, now.astimezone(CHINA).date()))
        return found.replace(tzinfo=found.tzinfo or CHINA) if isinstance(found, datetime) else None

    def _day(self) -> date | None:
        today = self._page.place.desk.now().astimezone(CHINA).date()
        found = moment_of(day_typed(self._until.text().strip(), today)) if self._sort.key() == MORE_TIME else None
        return found if isinstance(found, date) and not isinstance(found, datetime) else None

    def _on_go(self) -> None:
        entry = UnitReportEntry(
            str(self._order.currentData() or ""), self._sort.key(), self._moment(), self._way.key(),
            self._text.toPlainText(), self._day(),
        )  # fmt: skip
        scan, page = self._scan.path(), self._page
        page.enter(
            lambda desk: register_report(desk, page.inspection, entry, scan), self._on_registered, self._show_problems
        )

    def _on_registered(self, report: object) -> None:
        if report is None:
            return
        self._unfinished.finish()
        for line in (self._received, self._until, self._scan.line):
            line.clear()
        self._text.show_text("")
        self._more.setChecked(False)
        self._unfinished.begin()
        self._page.say_done(self.tr("已登记。"))

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        tell(self._fields, problems)
