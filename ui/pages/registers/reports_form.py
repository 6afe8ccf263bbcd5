"""登记收到的报告: from whom, about which unit, when and how, with its copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.clock import CHINA
from app.domain.entries import moment_of
from app.domain.problems import Problem
from app.domain.received_reports import ReportEntry
from ui.models.making import moment_typed
from ui.models.register_reports import ReportRegister
from ui.widgets.buttons import button
from ui.widgets.chooser import offer
from ui.widgets.completing import Completing
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.marked import mark
from ui.widgets.path_field import OPEN, PathField
from ui.widgets.return_finishes import ReturnFinishes
from ui.widgets.typed_line import TypedLine


class ReportForm(QWidget):
    """What is entered of a report; problems stand beside their fields."""

    def __init__(self) -> None:
        super().__init__()
        self._register: ReportRegister | None = None
        self._kind, self._way = DropDown(), DropDown()
        # The names of some kinds are longer than the box: all of the one chosen is told below it.
        self._kind_words = label("", "small", wrap=True, name="reportKindWords")
        self._lines = {name: TypedLine() for name in ("sender", "number", "unit_name", "received_at", "no_copy")}
        self._content = QPlainTextEdit()
        self._content.setTabChangesFocus(True)
        self._content.setFixedHeight(96)
        kept = self.tr("存入本机时计算摘要，同步到中心库")
        self.copy = PathField(self.tr("副本（扫描件、照片或者 PDF）"), "reportCopy", OPEN, hint=kept)
        moment = self.tr("如 2026年3月10日 09:30；只写时刻的为今天")
        self._fields = {
            "kind": Field(self.tr("报告的种类"), self._kind, "reportKind"),
            "sender": Field(self.tr("来自哪个机关"), self._lines["sender"], "reportSender"),
            "number": Field(self.tr("来文文号（没有的不填）"), self._lines["number"], "reportNumber"),
            "unit_name": Field(self.tr("涉及的单位"), self._lines["unit_name"], "reportUnit"),
            "content": Field(self.tr("报告的内容"), self._content, "reportContent"),
            "received_at": Field(self.tr("收到的时间"), self._lines["received_at"], "reportReceived", moment),
            "way": Field(self.tr("收到的方式"), self._way, "reportWay"),
            "no_copy": Field(self.tr("没有副本的，写明原因"), self._lines["no_copy"], "reportNoCopy"),
        }
        self.go = button(self.tr("登记"), "reportReceive", "primary")
        self.cancel = button(self.tr("不登记"), "reportCancel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(label(self.tr("登记收到的报告"), "section"))
        for name, field in self._fields.items():
            if name == "no_copy":
                layout.addWidget(self.copy)
            layout.addWidget(field)
            if name == "kind":
                layout.addWidget(self._kind_words)
        self._kind.currentTextChanged.connect(self._kind_words.setText)
        layout.addWidget(self.go)
        ReturnFinishes(self, self.go)
        layout.addWidget(self.cancel)

    def offer(self, register: ReportRegister) -> None:
        """Offer kinds, ways and the names of registered units."""
        self._register = register
        offer(self._kind, register.kinds)
        offer(self._way, register.ways)
        names = QCompleter([called for _, _, called in register.units], self)
        Completing(names, self._lines["unit_name"])
        self._lines["unit_name"].setCompleter(names)

    def clear(self) -> None:
        """Empty the fields of a report that was registered."""
        for line in (*self._lines.values(), self.copy.line):
            line.clear()
            line.setModified(False)
        self._content.clear()
        self.show_problems(())

    def entered(self) -> tuple[ReportEntry, Path | None]:
        """Return what was entered, and the file of the copy."""
        texts = {name: line.text().strip() for name, line in self._lines.items()}
        units = self._register.units if self._register is not None else ()
        chosen = next(((one, name) for one, name, called in units if called == texts["unit_name"]), None)
        unit, texts["unit_name"] = chosen or ("", texts["unit_name"])
        entry = ReportEntry(
            str(self._kind.currentData() or ""), texts["sender"], texts["unit_name"],
            self._content.toPlainText().strip(), self._moment(texts["received_at"]),
            str(self._way.currentData() or ""), texts["number"], unit, texts["no_copy"],
        )  # fmt: skip
        return entry, self.copy.path()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong beside each field; the first one that is gets the focus."""
        told = {one.field: one.text for one in problems}
        mark(self._fields, told)
        self.copy.set_problem(told.get("copy", ""))
        lacking = self.copy.line if "copy" in told else None
        wrong = next((field.control for field in self._fields.values() if field.problem), lacking)
        if wrong is not None:
            wrong.setFocus()

    def _moment(self, typed: str) -> datetime | None:
        if self._register is None or not typed:
            return None
        found = moment_of(moment_typed(typed, self._register.today))
        return found.replace(tzinfo=CHINA) if isinstance(found, datetime) and found.tzinfo is None else None
