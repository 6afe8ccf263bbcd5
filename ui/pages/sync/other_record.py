"""两份记录: what a copied laptop's other record brought by stick, and its settlement by an administrator."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.exchange.settling import reason_fault, settle
from ui.models.other_record import OtherRecord, settled_words
from ui.widgets.buttons import button
from ui.widgets.field import Field
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card, reveal
from ui.widgets.typed_line import TypedLine
from ui.workplace import Workplace


class OtherRecordCard(QWidget):
    """``settled()`` once what only this laptop had is entered; synchronise next."""

    settled = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("otherRecord")
        self._place = place
        self._done = Notice()
        self._done.forget_with(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self._shown: tuple[OtherRecord, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._done)
        layout.addLayout(self._rows)

    def show_records(self, records: tuple[OtherRecord, ...]) -> None:
        """Show what is here of other records; what is being typed stays while nothing changed."""
        if records != self._shown:
            self._shown = records
            empty(self._rows)
            for place, one in enumerate(records):
                self._rows.addWidget(_RecordFrame(self._place, place, one, self._on_settled))
        self.setVisible(bool(records) or not self._done.isHidden())

    def _on_settled(self, told: tuple[str, ...]) -> None:
        self._done.say(SUCCESS, self.tr("已了结另一份记录。"), list(told))
        self._done.come_into_sight()
        self.settled.emit()


class _RecordFrame(QWidget):
    """One laptop's other record, and for an administrator the way to settle it."""

    def __init__(
        self, place: Workplace, number: int, record: OtherRecord, done: Callable[[tuple[str, ...]], None]
    ) -> None:
        super().__init__()
        self._place, self._record, self._done = place, record, done
        self._notice = Notice()
        self._reason = TypedLine()
        hint = self.tr("例如：硬盘损坏，数据找不回。最多 200 字，随操作记录送到中心库")
        self._field = Field(
            self.tr("为什么找不回那台电脑"), self._reason, f"otherRecordReason_{number}", hint, required=True
        )
        self._go = button(self.tr("找不回了，补录并了结"), f"settleOther_{number}")
        self._look = button(self.tr("逐条查看"), f"lookOther_{number}", "link", checkable=True)
        self._lines = label("\n".join(record.lines), "small", wrap=True, name=f"otherLines_{number}")
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lines.hide()
        self._build(number)
        self._connect()

    def _build(self, number: int) -> None:
        record = self._record
        frame, inside = card()
        inside.addWidget(label(self.tr("两份记录：{name}").format(name=record.name), "section", wrap=True))
        inside.addWidget(label(record.words, "plain", wrap=True, name=f"otherSaid_{number}"))
        head = QHBoxLayout()
        head.addWidget(self._look)
        head.addStretch(1)
        inside.addLayout(head)
        inside.addWidget(self._lines)
        inside.addWidget(label(self._about(), "quiet", wrap=True, name=f"otherAbout_{number}"))
        inside.addWidget(self._notice)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._field, 1)
        row.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        inside.addLayout(row)
        for one in (self._field, self._go):
            one.setVisible(record.settles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _about(self) -> str:
        if not self._record.settles:
            return self.tr("那台电脑确实找不回的，请管理员在本机上登录，在这里补录并了结。")
        return self.tr(
            "那台电脑还找得到的，不要了结。确实找不回的，写明原因后了结：只有另一份记录里有的内容由您补录，同步后各终端都有；"
            "原来的操作仍在本机，一条也不删除。文号、签名、文书、审批、送达、已封存的和填写不一致的不补录，逐条列出。"
        )

    def _connect(self) -> None:
        self._look.toggled.connect(self._lines.setVisible)
        self._go.clicked.connect(self._on_go)
        self._reason.returnPressed.connect(self._on_go)

    def _on_go(self) -> None:
        reason = self._reason.text()
        fault = reason_fault(reason)
        self._field.set_problem(fault)
        if fault:
            return
        self._notice.clear()
        self._go.setEnabled(False)
        device = self._record.device

        self._place.ask_once(
            self, lambda desk: settled_words(desk, settle(desk, device, reason)), self._done, self._on_not
        )

    def _on_not(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._notice.show_error(error)
        reveal(self, self._reason)
