"""An officer who leaves, or comes back: recorded by the administrator, with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.procedure.records import Officer
from app.services.registers.standing import reinstate_officer, retire_officer
from app.services.session.opening import OpenDesk
from app.services.session.renewing import close_slot
from ui.pages.registers.left import LeftList
from ui.unfinished import Unfinished
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import Notice
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class RetireActs(QWidget):
    """For the officer shown. ``done(words)`` after it was recorded."""

    done = Signal(str)
    step_wanted = Signal(str, str)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._officer: Officer | None = None
        self._reason = TypedLine()
        self._why = Field(
            self.tr("离岗的原因"), self._reason, "retireReason", self.tr("例如：调离、退休；已办的检查和文书不受影响")
        )
        self._go = button(self.tr("登记离岗"), "retireGo")
        self._back = button(self.tr("恢复在岗"), "retireBack")
        self._kept = Unfinished(self._why, place, "")
        self._left = LeftList(place, "retireLeft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        for one in (label(self.tr("离岗"), "section"), self._left, self._why, self._go, self._back):
            layout.addWidget(one)
        self._left.read.connect(self._on_left)
        self._left.step_wanted.connect(self.step_wanted)
        self._go.clicked.connect(self._on_go)
        self._back.clicked.connect(self._on_back)

    def show_officer(self, officer: Officer) -> None:
        """Show what can be done about this officer."""
        self._officer = officer
        self._why.set_problem("")
        self._kept.turn_to(f"retire/{officer.id}" if not officer.retired else "", self._reason.clear)
        for one in (self._why, self._go):
            one.setVisible(not officer.retired)
        self._back.setVisible(bool(officer.retired))
        self._on_left(0)
        self._left.hide()
        if not officer.retired:
            self._left.show_officer(officer.id)

    def _on_left(self, count: int) -> None:
        """Say on the button what is done in spite of the inspections that are left behind."""
        plain = self.tr("登记离岗")
        words = self.tr("仍登记离岗（{n} 件检查不足两人）").format(n=count) if count else plain
        self._go.setText(words)
        self._go.setAccessibleName(words)

    def _on_go(self) -> None:
        officer, reason = self._officer, self._reason.text().strip()
        self._why.set_problem("" if reason else self.tr("请写明原因。"))
        if officer is None or not reason:
            self._reason.setFocus()
            return
        who = officer.id

        def work(desk: OpenDesk) -> None:
            retire_officer(desk, who, reason)
            close_slot(desk, who)

        words = self.tr("已登记离岗：{name}不能再打开本机，也不能再安排检查。").format(name=officer.name)

        def done(_: object) -> None:
            self._kept.finish(f"retire/{who}")
            self.done.emit(words)

        self._place.ask(self, work, done, self._notice.show_error)

    def _on_back(self) -> None:
        officer = self._officer
        if officer is None:
            return
        who, words = officer.id, self.tr("已恢复在岗：{name}。在本机开通后可以操作。").format(name=officer.name)
        self._place.ask(
            self, lambda desk: reinstate_officer(desk, who), lambda _: self.done.emit(words), self._notice.show_error
        )
