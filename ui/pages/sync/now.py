"""The first tab of 同步: how this laptop stands with its centre, what waits of each inspection, and the button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.services.exchange.journal import set_automatic
from app.services.exchange.syncing import SyncReport
from ui.models.moments import kept_moment_words
from ui.models.sync_state import (
    SyncState,
    WaitingLine,
    advice_lines,
    not_let_in,
    only_key_waits,
    state_words,
    was_refused,
)
from ui.pages.sync.lost_key import LostKeyCard
from ui.pages.sync.other_record import OtherRecordCard
from ui.pages.sync.readmit import ReadmitCard
from ui.widgets.buttons import button
from ui.widgets.hindrance_list import empty
from ui.widgets.labels import label, restyle
from ui.widgets.notice import ERROR, SUCCESS, WARNING, Notice
from ui.widgets.page import card
from ui.workplace import Workplace

MOST = 60


class NowTab(QWidget):
    """``tab_wanted(name)`` leads to what was refused or is in conflict, ``inspection_wanted(id)`` to an inspection."""

    tab_wanted = Signal(str)
    inspection_wanted = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._notice = Notice()
        self._progress = QProgressBar()
        self._progress.setObjectName("syncProgress")
        self._progress.setAccessibleName(self.tr("同步进度"))
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._said = label("", "quiet", name="syncProgressWords")
        self._go = button(self.tr("立即同步"), "syncGo", "primary")
        self._cancel = button(self.tr("停止"), "syncCancel")
        tip = self.tr("连得上中心库时自动同步，不弹窗，不影响操作；签名和封存时不同步")
        self._automatic = button(self.tr("自动同步"), "syncAutomatic", tip=tip, checkable=True)
        self._facts = {name: label("", "plain", wrap=True, name=f"sync_{name}") for name in self._titles()}
        # A form layout does not grow with what appears in it later.
        self._form, self._rows = QGridLayout(), QVBoxLayout()
        self._told = label("", "quiet", wrap=True, name="syncTold")
        self._queue = self._queue_card()
        self._readmit = ReadmitCard(place)
        self._lost_key = LostKeyCard(place)
        self._other_record = OtherRecordCard(place)
        self._build()
        self._connect()
        self._running(place.courier.under_way)

    def show_state(self, state: SyncState) -> None:
        """Show how things stand."""
        has_centre = bool(state.centre)
        for one in (self._go, self._said, self._automatic):
            one.setVisible(has_centre)
        online = self.tr("没有网络也可以一直工作：所有内容已加密保存在本机，连上网络后再同步。")
        alone = self.tr(
            "所有内容已加密保存在本机。要与另一台电脑交换的，用“U 盘交换”；请按时做“备份”，电脑损坏时只能从备份恢复。"
        )
        self._told.setText(online if has_centre else alone)
        for name in ("last", "pending"):
            self._show_line(name, has_centre)
        self._automatic.setChecked(state.automatic)
        on, off = self.tr("自动同步：已打开"), self.tr("自动同步：已关闭")
        self._automatic.setText(on if state.automatic else off)
        none = self.tr("没有。本机独立使用，不需要同步。")
        self._set("centre", f"{state.bureau}　{state.centre}" if has_centre else none)
        self._set("pending", self._pending_words(state))
        self._set("refused", self.tr("{count} 处").format(count=state.refused) if state.refused else self.tr("没有"))
        some = self.tr("{count} 处").format(count=state.conflicts) if state.conflicts else self.tr("没有")
        self._set("conflicts", some)
        self._set("last", self._last_words(state))
        for name in ("clock", "certificate", "update", "releases"):
            words = getattr(state, name)
            self._set(name, words)
            self._show_line(name, bool(words))
        self._to_refused.setVisible(bool(state.refused))
        self._to_conflicts.setVisible(bool(state.conflicts))
        self._show_queue(state.waiting)
        self._lost_key.show_words(state.lost_key)
        self._other_record.show_records(state.other_records)
        self._readmit.setVisible(has_centre and not_let_in(state))

    @property
    def help_chapter(self) -> str:
        """Return the chapter of a lost signing key while a new one waits to be compared."""
        return "lost_key" if self._lost_key.isVisible() else ""

    def _titles(self) -> dict[str, str]:
        return {
            "centre": self.tr("中心库"),
            "last": self.tr("上次同步"),
            "pending": self.tr("等待同步"),
            "refused": self.tr("未被采纳"),
            "conflicts": self.tr("两台电脑填写不一致"),
            "clock": self.tr("时钟"),
            "certificate": self.tr("证书"),
            "update": self.tr("程序更新"),
            "releases": self.tr("发布的资料"),
        }

    def _build(self) -> None:
        self._to_refused = button(self.tr("看原因和办法"), "goRefused", "link")
        self._to_conflicts = button(self.tr("并排查看，选定"), "goConflicts", "link")
        frame, inside = card()
        form = self._form
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(10)
        form.setColumnStretch(1, 1)
        beside = {"refused": self._to_refused, "conflicts": self._to_conflicts}
        for place, (name, title) in enumerate(self._titles().items()):
            self._facts[name].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addWidget(label(title, "quiet"), place, 0)
            form.addWidget(_beside(self._facts[name], beside.get(name)), place, 1)
        inside.addLayout(form)
        inside.addSpacing(4)
        inside.addWidget(self._progress)
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self._go, self._cancel):
            row.addWidget(one)
        row.addWidget(self._said, 1)
        row.addWidget(self._automatic)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        wanted = (self._readmit, self._lost_key, self._other_record)  # comes before how things stand
        for shown in (self._told, self._notice, *wanted, frame, self._queue):
            layout.addWidget(shown)

    def _queue_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(self.tr("等待同步的内容"), "section"))
        self._rows.setSpacing(2)
        inside.addLayout(self._rows)
        return frame

    def _connect(self) -> None:
        courier = self._place.courier
        self._go.clicked.connect(lambda: courier.start())
        self._cancel.clicked.connect(self._on_cancel)
        self._automatic.clicked.connect(self._on_automatic)
        self._to_refused.clicked.connect(lambda: self.tab_wanted.emit("refused"))
        self._to_conflicts.clicked.connect(lambda: self.tab_wanted.emit("conflicts"))
        for done in (self._readmit.let_in, self._lost_key.taken, self._other_record.settled):
            done.connect(lambda: courier.start())
        courier.began.connect(self._on_began)
        courier.heard.connect(self._on_heard)
        courier.ended.connect(self._on_ended)
        courier.failed.connect(self._on_failed)

    def _show_line(self, name: str, shown: bool) -> None:
        place = list(self._titles()).index(name)
        for column in (0, 1):
            item = self._form.itemAtPosition(place, column)
            if item is not None and (part := item.widget()) is not None:
                part.setVisible(shown)

    def _set(self, name: str, text: str) -> None:
        self._facts[name].setText(text)
        self._facts[name].setAccessibleName(f"{self._titles()[name]} {text}")

    def _pending_words(self, state: SyncState) -> str:
        if state.pending:
            return self.tr("{count} 处改动").format(count=state.pending)
        # of a copy of this laptop the centre has other content under the same numbers
        if was_refused(state) and not only_key_waits(state):
            if not_let_in(state):  # the card above says what to do
                return self.tr("不能确定：中心库没有接受本机，请按上面的说明办理")
            return self.tr("不能确定：中心库没有接受本机，原因请点“立即同步”查看")
        return self.tr("还有材料待上传") if state.waiting else self.tr("没有，全部已在中心库")

    def _last_words(self, state: SyncState) -> str:
        if not state.last:
            return self.tr("还没有同步过")
        at = kept_moment_words(str(state.last.get("at", "")))
        ended = str(state.last.get("state"))
        if only_key_waits(state):
            return self.tr("{at}　内容已交换，新的签发密钥等您核对").format(at=at)
        return f"{at}　{state_words(ended)}"

    def _show_queue(self, waiting: tuple[WaitingLine, ...]) -> None:
        self._queue.setVisible(bool(waiting))
        empty(self._rows)
        for place, one in enumerate(waiting[:MOST]):
            self._rows.addWidget(self._row(place, one))
        if len(waiting) > MOST:
            more = self.tr("另有 {n} 次检查，同步时一并送出。").format(n=len(waiting) - MOST)
            self._rows.addWidget(label(more, "quiet"))

    def _row(self, place: int, one: WaitingLine) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(one.title, "plain", wrap=True))
        words.addWidget(label(one.words, "small", wrap=True, name=f"waiting{place}"))
        row.addLayout(words, 1)
        if one.files:
            row.addWidget(label(one.files, "quiet", name=f"waitingFiles{place}"))
        if one.root:
            tip = self.tr("打开{unit}的检查").format(unit=one.title)
            opened = button(self.tr("打开"), f"openWaiting{place}", tip=tip)
            opened.clicked.connect(lambda: self.inspection_wanted.emit(one.root))
            row.addWidget(opened)
        return held

    def _running(self, under_way: bool) -> None:
        self._progress.setVisible(under_way)
        self._cancel.setVisible(under_way)
        self._go.setEnabled(not under_way)
        self._said.setText(self.tr("正在连接…") if under_way else "")

    def _on_began(self) -> None:
        if not self._place.courier.by_itself:
            self._notice.clear()
        self._running(True)

    def _on_heard(self, what: str, count: int) -> None:
        words = {
            "pushed": self.tr("已送出到第 {count} 处改动"),
            "pulled": self.tr("已取回到第 {count} 处改动"),
            "sent": self.tr("已送出一份材料"),
            "fetched": self.tr("已取回一份材料"),
            "update": self.tr("正在下载程序更新：{count}%"),
        }
        self._said.setText(words.get(what, what).format(count=count))

    def _on_cancel(self) -> None:
        self._place.courier.stop()
        self._said.setText(self.tr("正在停止…"))

    def _on_automatic(self) -> None:
        wanted = self._automatic.isChecked()
        on, off = self.tr("自动同步：已打开"), self.tr("自动同步：已关闭")
        self._automatic.setText(on if wanted else off)
        self._place.ask(self, lambda desk: set_automatic(desk, wanted), None, self._notice.show_error)

    def _on_ended(self, report: SyncReport) -> None:
        self._running(False)
        restyle(self._facts["last"], "role", "problem" if report.state == "refused" else "plain")
        if self._place.courier.by_itself and report.state != "refused":
            return
        if report.problem is not None:
            severity = WARNING if report.state == "unreachable" else ERROR
            self._notice.say(severity, report.problem.title, advice_lines(report.problem))
        else:
            self._say_done(report)
        self._notice.come_into_sight()

    def _say_done(self, report: SyncReport) -> None:
        told = (report.clock, report.files, report.numbers, report.releases)
        aside = [f"{one.title}{one.advice}" for one in told if one is not None]
        done = self.tr("同步完成，回执已保存在“记录”中。")
        if report.state != "synced":
            done = self.tr("同步没有全部完成，内容都还在本机，可以继续同步。")
        self._notice.say(WARNING if aside or report.state != "synced" else SUCCESS, done, aside)

    def _on_failed(self, error: Exception) -> None:
        self._running(False)
        self._notice.show_error(error)


def _beside(words: QLabel, more: QWidget | None) -> QWidget:
    if more is None:
        return words
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    row.addWidget(words)
    row.addWidget(more)
    row.addStretch(1)
    more.hide()
    return held
