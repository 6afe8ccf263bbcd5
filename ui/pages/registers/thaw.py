"""After a restore without a centre: the administrator names what was printed since the backup, then numbers go on."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.problems import LONGEST_LINE
from app.services.numbers.ledger import unfreeze
from ui.models.register_numbers import NumberRegister
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class ThawActs(QWidget):
    """One line for each kind of paper. ``done()`` once the numbers may be used again."""

    done = Signal()

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._register: NumberRegister | None = None
        self._lines: dict[str, QLineEdit] = {}
        self._reason = TypedLine()
        self._reason.setMaxLength(LONGEST_LINE)
        self._why = Field(self.tr("说明"), self._reason, "thawReason", self.tr("填了号的须写明，印入作废记录"))
        self._go = button(self.tr("已核对，恢复使用"), "thawGo", "primary")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)
        self._layout.setSpacing(10)
        about = self.tr("备份之后打印过的文号，本机已不知道。请对照纸质文书填写，这些号将作废；没有的不填。")
        self._layout.addWidget(label(self.tr("恢复后核对文号"), "section"))
        self._layout.addWidget(label(about, "quiet", wrap=True))
        self._layout.addWidget(self._why)
        self._layout.addWidget(self._go)
        self._unfinished = Unfinished(self, place, "thaw")
        self._go.clicked.connect(self._on_go)

    def show_register(self, register: NumberRegister) -> None:
        """Ask for the numbers of each kind of paper."""
        self._register = register
        for one in register.papers:
            if one.paper not in self._lines:
                line = self._lines[one.paper] = TypedLine()
                title = self.tr("{title}，{year}年").format(title=one.title, year=register.year)
                field = Field(title, line, f"thaw_{one.paper}", self.tr("如 12、13"))
                self._layout.insertWidget(self._layout.count() - 2, field)
        self._unfinished.begin_once()

    def _on_go(self) -> None:
        papers = self._register.papers if self._register is not None else ()
        used = [
            one.account.series.number_id(int(serial))
            for one in papers
            for serial in re.findall(r"[0-9]{1,5}", self._lines[one.paper].text())
        ]
        reason = self._reason.text().strip()
        missing = bool(used) and not reason
        self._why.set_problem(self.tr("请写明原因。") if missing else "")
        if missing:
            self._reason.setFocus()
            return
        self._place.ask(self, lambda desk: unfreeze(desk, used, reason), self._on_thawed, self._notice.show_error)

    def _on_thawed(self, _: object) -> None:
        self._unfinished.finish()
        for line in (self._reason, *self._lines.values()):
            line.clear()
        self.done.emit()
