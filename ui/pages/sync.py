"""同步: what waits, how the last synchronisation ended with its receipt, and the button for the next one."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ui.destination import DestinationPage
from ui.models.sync_state import SyncState, sync_state
from ui.pages.stick import StickCard
from ui.widgets.buttons import button
from ui.widgets.labels import label
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.widgets.page import card, scrolled
from ui.workplace import Workplace


class SyncPage(DestinationPage):
    """The state towards the centre. Work goes on while a synchronisation runs."""

    _heard = Signal(str, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._stop = threading.Event()
        self._state = SyncState()
        self._notice = Notice()
        self._progress = QProgressBar()
        self._progress.setObjectName("syncProgress")
        self._progress.setAccessibleName(self.tr("同步进度"))
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._said = label("", "quiet", name="syncProgressWords")
        self._go = button(self.tr("立即同步"), "syncGo", "primary")
        self._cancel = button(self.tr("停止"), "syncCancel")
        self._cancel.hide()
        self._facts = {name: label("", "plain", wrap=True, name=f"sync_{name}") for name in self._titles()}
        self._stick = StickCard(place)
        self._build()
        self._stick.changed.connect(self.changed)
        self._go.clicked.connect(self._on_go)
        self._cancel.clicked.connect(self._on_cancel)
        self._heard.connect(self._on_heard)

    def refresh(self) -> None:
        """Read the state again."""
        self._place.ask(self, sync_state, self._on_state, self._notice.show_error)
        self._stick.refresh()

    def keep_unsaved(self) -> None:
        """Stop a synchronisation under way at its next step; everything stays queued."""
        self._stop.set()
        self._stick.stop()

    def _titles(self) -> dict[str, str]:
        return {
            "centre": self.tr("中心库"),
            "pending": self.tr("等待同步"),
            "refused": self.tr("被退回"),
            "conflicts": self.tr("两台电脑填写不一致"),
            "last": self.tr("上次同步"),
            "receipt": self.tr("回执"),
        }

    def _build(self) -> None:
        frame, inside = card()
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for name, title in self._titles().items():
            self._facts[name].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label(title, "label"), self._facts[name])
        inside.addLayout(form)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addWidget(self._cancel)
        row.addWidget(self._said, 1)
        inside.addSpacing(6)
        inside.addWidget(self._progress)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(label(self.tr("同步"), "title"))
        layout.addWidget(
            label(self.tr("没有网络也可以一直工作：所有内容已加密保存在本机，连上网络后再同步。"), "quiet", wrap=True)
        )
        layout.addWidget(self._notice)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(frame)
        column.addWidget(self._stick)
        layout.addWidget(scrolled(both, 860), 1)

    def _on_state(self, state: SyncState) -> None:
        self._state = state
        has_centre = bool(state.centre)
        self._go.setVisible(has_centre)
        none = self.tr("本机独立使用，没有登记到中心库，不需要同步。")
        self._set("centre", f"{state.bureau}  {state.centre}" if has_centre else none)
        self._set("pending", self.tr("{count} 条操作").format(count=state.pending) if has_centre else "—")
        self._set("refused", self.tr("{count} 条").format(count=state.refused) if has_centre else "—")
        self._set("conflicts", self.tr("{count} 处").format(count=state.conflicts) if has_centre else "—")
        self._set("last", self._last_words(state))
        receipt = state.last.get("receipt") or {}
        self._set("receipt", "\n".join(f"{name}：{value}" for name, value in dict(receipt).items()) or "—")

    def _set(self, name: str, text: str) -> None:
        shown: QLabel = self._facts[name]
        shown.setText(text)
        shown.setAccessibleName(f"{self._titles()[name]} {text}")

    def _last_words(self, state: SyncState) -> str:
        if not state.last:
            return self.tr("还没有同步过")
        words = {
            "synced": self.tr("已同步"),
            "pending": self.tr("未完成，可以继续"),
            "unreachable": self.tr("连不上中心库（离线）"),
            "refused": self.tr("中心库拒绝"),
        }
        ended = words.get(str(state.last.get("state")), str(state.last.get("state")))
        return f"{state.last.get('at', '')}  {ended}".replace("T", " ").replace("+08:00", "")

    def _on_go(self) -> None:
        self._stop.clear()
        self._notice.clear()
        self._running(True)
        heard, stopped = self._heard.emit, self._stop.is_set

        def work(desk: object) -> object:
            from app.services.exchange.syncing import synchronise

            return synchronise(self._place.desk, progress=heard, cancelled=stopped)

        self._place.ask(self, work, self._on_ended, self._on_failed, behind=True)

    def _running(self, under_way: bool) -> None:
        self._progress.setVisible(under_way)
        self._cancel.setVisible(under_way)
        self._go.setEnabled(not under_way)
        self._said.setText(self.tr("正在连接…") if under_way else "")

    def _on_heard(self, what: str, count: int) -> None:
        words = {
            "pushed": self.tr("已送出到第 {count} 条"),
            "pulled": self.tr("已取回到第 {count} 条"),
            "sent": self.tr("已送出附件 {count} 个"),
            "fetched": self.tr("已取回附件 {count} 个"),
        }
        self._said.setText(words.get(what, what).format(count=count))

    def _on_cancel(self) -> None:
        self._stop.set()
        self._said.setText(self.tr("正在停止…"))

    def _on_ended(self, report: object) -> None:
        self._running(False)
        state, problem = str(getattr(report, "state", "")), getattr(report, "problem", None)
        if problem is not None:
            lines = [str(problem.advice), self.tr("内容都还在本机，稍后可以再试。")]
            self._notice.say(WARNING if state == "unreachable" else ERROR, str(problem.title), lines)
        elif state == "synced":
            self._notice.say(SUCCESS, self.tr("同步完成，回执已保存。"))
        else:
            self._notice.say(WARNING, self.tr("同步没有全部完成，内容都还在本机，可以继续同步。"))
        self.refresh()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._running(False)
        self._notice.show_error(error)
        self.refresh()
