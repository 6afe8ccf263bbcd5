"""登记簿 · 收到的报告: reports that other bureaus sent here, what was done about each, and its term."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.problems import Problem
from app.domain.received_reports import MEASURE, REPLY, ReceivedReport
from app.services.desk import Desk
from app.services.registers.arrived import register_arrived
from app.services.registers.reports import attach_copy, finish, receive, record_act, save_copy, void_report
from ui.models.register_reports import ReportRegister, ReportRow, report_register
from ui.models.register_table import RegisterTable, Row
from ui.pages.registers.reports_acts import ReportActs
from ui.pages.registers.reports_form import ReportForm
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.file_dialogs import ask_new_file
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import FOOT
from ui.widgets.register_view import RegisterView, side_panel
from ui.workplace import Workplace


class ReportsTab(QWidget):
    """The reports on the left; the one chosen, or a new one, on the right."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._register: ReportRegister | None = None
        self._chosen, self._entering = "", False
        headings = (self.tr("涉及单位和内容"), self.tr("来自"), self.tr("收到"), self.tr("期限、状态"))
        self._table = RegisterTable(headings, self)
        self._view = RegisterView(self._table, "reports", self.tr("收到的报告列表，选中后在右边办理"))
        self._about = label("", "quiet", wrap=True, name="reportsAbout")
        self._new = button(self.tr("登记收到的报告…"), "reportNew", "primary")
        self._notice = Notice()
        self._acts, self._form = ReportActs(), ReportForm()
        self._entry, self._act = Unfinished(self._form, place, "report"), Unfinished(self._acts, place, "")
        self._acting = ""  # the report whose acts are watched
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the register again; what was typed into an entry and not recorded stands in the form again."""
        self._place.ask(self, report_register, self._on_register, self._notice.show_error)

    def choose(self, report: str) -> None:
        """Show this report when the register is read next."""
        self._chosen, self._entering = report, False

    def _build(self) -> None:
        self._view.leave_out(1)
        head = QHBoxLayout()
        head.addWidget(self._about, 1)
        head.addWidget(self._new)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, FOOT)
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self._notice)
        left.addWidget(self._view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(side_panel(self._acts, self._form))

    def _connect(self) -> None:
        self._view.selectionModel().currentRowChanged.connect(lambda now, _: self._on_row(self._table.id(now.row())))
        self._new.clicked.connect(lambda: self._enter(True))
        self._form.cancel.clicked.connect(lambda: self._enter(False))
        self._form.go.clicked.connect(self._on_receive)
        self._acts.register.clicked.connect(self._on_register_arrived)
        self._acts.measure.clicked.connect(lambda: self._on_act(MEASURE))
        self._acts.reply.clicked.connect(lambda: self._on_act(REPLY))
        self._acts.finish.clicked.connect(self._on_finish)
        self._acts.attach_go.clicked.connect(self._on_attach)
        self._acts.take_out.clicked.connect(self._on_take_out)
        self._acts.void.clicked.connect(self._on_void)

    def _on_register(self, register: ReportRegister) -> None:
        first, self._register = self._register is None, register
        none = self.tr("没有登记收到的报告。其他档案局报来重大违法、严重隐患的，在这里登记并按时处理。")
        self._about.setText(register.counts or none)
        self._table.replace([Row(one.id, one.cells, 3 if one.late else -1) for one in register.rows])
        self._form.offer(register)
        if first:
            self._entry.begin()
        place = max(0, self._table.place_of(self._chosen))
        self._view.blockSignals(True)
        self._view.selectRow(place)
        self._view.blockSignals(False)
        self._chosen = self._table.id(place) or self._chosen
        self._show()

    def _row(self) -> ReportRow | None:
        rows = self._register.rows if self._register is not None else ()
        return next((one for one in rows if one.id == self._chosen), None)

    def _on_row(self, wanted: str) -> None:
        if wanted and wanted != self._chosen:
            self._entering = False
        self._chosen = wanted or self._chosen
        self._show()

    def _enter(self, entering: bool) -> None:
        self._entering = entering
        self._show()

    def _show(self) -> None:
        row = None if self._entering else self._row()
        acting = row.id if row is not None else ""
        other, self._acting = acting != self._acting, acting
        if other:
            self._act.rest()
        self._acts.show_row(row)
        if other and row is not None:
            self._act.begin(_kept_as(row.id))
        self._form.setVisible(row is None)
        self._form.cancel.setVisible(self._row() is not None)
        self._new.setEnabled(row is not None)

    def _on_receive(self) -> None:
        entry, copy = self._form.entered()

        def work(desk: Desk) -> tuple[ReceivedReport | None, list[Problem]]:
            return receive(desk, entry, copy, copy.name if copy is not None else "")

        self._place.ask_once(self, work, self._on_received, self._notice.show_error)

    def _on_received(self, found: tuple[ReceivedReport | None, list[Problem]]) -> None:
        report, problems = found
        self._form.show_problems(problems)
        if report is None:
            return
        self._entry.finish()
        self._form.clear()
        self._entry.begin()
        self.choose(report.id)
        self._told(self.tr("已登记。采取措施以后，请在这里记录。"))

    def _on_register_arrived(self) -> None:
        register, report = self._register, self._chosen
        received = self._acts.received(register.today) if register is not None else None
        if received is not None:
            told = self.tr("已登记。采取措施以后，请在这里记录。")
            self._ask(lambda desk: register_arrived(desk, report, received), told)

    def _on_act(self, sort: str) -> None:
        report, text, (to, number) = self._chosen, self._acts.said(), self._acts.addressee()
        told = self.tr("已记录采取的措施。") if sort == MEASURE else self.tr("已记录答复。")
        self._ask(lambda desk: record_act(desk, report, sort, text, to=to, number=number), told)

    def _on_finish(self) -> None:
        report, text = self._chosen, self._acts.said()
        self._ask(lambda desk: finish(desk, report, text), self.tr("已办结。"))

    def _on_attach(self) -> None:
        report, copy = self._chosen, self._acts.attach.path()
        self._acts.attach.set_problem("" if copy else self.tr("请选择副本的文件。"))
        if copy is not None:
            self._ask(lambda desk: attach_copy(desk, report, copy, copy.name), self.tr("副本已附上。"))

    def _on_unsaved(self, error: Exception) -> None:
        self._notice.show_unsaved(error, self._on_take_out)

    def _on_take_out(self) -> None:
        row = self._row()
        usual = row.reported if row is not None else ""
        chosen = ask_new_file(self, self.tr("取出副本"), usual, self.tr("所有文件 (*)"))
        if chosen:
            self.take_out_to(Path(chosen))

    def take_out_to(self, path: Path) -> None:
        """Write the copy of the chosen report to a file."""
        report, told = self._chosen, self.tr("副本已存到 {path}。").format(path=path)
        done = lambda _: self._notice.say(SUCCESS, told)  # noqa: E731  # reads better than a def here
        self._place.ask(self, lambda desk: save_copy(desk, report, path), done, self._on_unsaved)

    def _on_void(self) -> None:
        report, reason = self._chosen, self._acts.reason()
        if reason:
            self._ask(lambda desk: void_report(desk, report, reason), self.tr("这项登记已作废。"))

    def _ask(self, work: Callable[[Desk], Any], told: str) -> None:
        report = self._acting

        def done(_: Any) -> None:
            self._act.finish(_kept_as(report))
            if report == self._acting:  # else another one is shown by now
                self._acts.clear()
                self._acting = ""
            self._told(told)

        self._place.ask_once(self, work, done, self._notice.show_error)

    def _told(self, words: str) -> None:
        self._notice.say(SUCCESS, words)
        self.refresh()


def _kept_as(report: str) -> str:
    return f"reportAct/{report}"
