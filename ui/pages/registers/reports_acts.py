"""One received report: what is known of it, how its term stands, and what can be done about it."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from ui.models.making import moment_typed
from ui.models.register_reports import ReportRow
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.typed_line import TypedLine


class ReportActs(QWidget):
    """Shows a report; the buttons are connected by the tab."""

    def __init__(self) -> None:
        super().__init__()
        self._row: ReportRow | None = None
        self._heading = label("", "section", wrap=True, name="reportHeading")
        self._facts = FactGrid("reportFacts")
        self._why = label("", "small", wrap=True, name="reportWhy")
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(80)
        self._to, self._number, self._reason = TypedLine(), TypedLine(), TypedLine()
        words = self.tr("采取的措施、答复的内容或者处理结果")
        self._said = Field(words, self.text, "reportText", self.tr("写好后点下面的按钮记录"))
        self._to_field = Field(self.tr("答复的机关"), self._to, "reportTo")
        self._number_field = Field(self.tr("答复的文号（没有的不填）"), self._number, "reportReplyNumber")
        self.measure = button(self.tr("记录措施"), "reportMeasure", "primary")
        self.reply = button(self.tr("记录答复"), "reportReply")
        self.finish = button(self.tr("办结"), "reportFinish")
        self.attach = PathField(self.tr("补附副本"), "reportLateCopy", OPEN)
        self.attach_go = button(self.tr("附上"), "reportAttach")
        self.take_out = button(self.tr("取出副本…"), "reportTakeOut")
        self._reason_field = Field(self.tr("登记有误的，写明作废原因"), self._reason, "reportVoidReason")
        self.void = button(self.tr("作废这项登记"), "reportVoid")
        self._received = TypedLine()
        hint = self.tr("按报送的时间填入；实际收到更晚的，改为实际收到的时间")
        self._received_field = Field(self.tr("收到的时间"), self._received, "reportArrivedAt", hint)
        self.register = button(self.tr("登记这份报告"), "reportRegister", "primary")
        self._open, self._waiting = QWidget(), QWidget()
        self._build()

    def show_row(self, row: ReportRow | None) -> None:
        """Show a report, or nothing where there is none; what is typed about one is not taken over to another."""
        other = row is None or self._row is None or row.id != self._row.id
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        if other:
            self.clear()
            self._to.setText(row.sender)
            self._received.setText(row.received)
        self._heading.setText(row.cells[0][:60])
        self._facts.show_facts(row.facts)
        self._why.setText(row.why)
        self._why.setVisible(bool(row.why) and row.open)
        self._open.setVisible(row.open and not row.received)
        self._waiting.setVisible(bool(row.received))
        self.take_out.setVisible(row.copied)
        for part in (self.attach, self.attach_go):
            part.setVisible(not row.copied)

    def received(self, today: date) -> datetime | None:
        """Return when an arrived report came, None where that cannot be read, which is told."""
        moment = moment_of(moment_typed(self._received.text().strip(), today))
        found = moment.replace(tzinfo=CHINA) if isinstance(moment, datetime) and moment.tzinfo is None else None
        self._received_field.set_problem("" if found else self.tr("请写成 2026-03-10 09:30 这样的时间。"))
        return found

    def clear(self) -> None:
        """Empty what was recorded."""
        for field in (self.text, self._number, self._reason, self.attach.line):
            field.clear()
        self._reason_field.set_problem("")

    def said(self) -> str:
        """Return the words of a measure, a reply or the result."""
        return self.text.toPlainText().strip()

    def addressee(self) -> tuple[str, str]:
        """Return whom a reply goes to, and its number."""
        return self._to.text().strip(), self._number.text().strip()

    def reason(self) -> str:
        """Return why the entry is voided, "" where it is missing, which is told."""
        text = self._reason.text().strip()
        self._reason_field.set_problem("" if text else self.tr("请写明作废原因。"))
        return text

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self.measure, self.reply, self.finish):
            row.addWidget(one)
        column = QVBoxLayout(self._open)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._said)
        column.addWidget(self._to_field)
        column.addWidget(self._number_field)
        column.addLayout(row)
        for part in (self.attach, self.attach_go, self._reason_field, self.void):
            column.addWidget(part)
        asked = QVBoxLayout(self._waiting)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(10)
        asked.addWidget(self._received_field)
        asked.addWidget(self.register)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for shown in (self._heading, self._facts, self._why, self.take_out, self._waiting, self._open):
            layout.addWidget(shown)
