"""设置 · 使用习惯: when the data locks, whether it syncs by itself, how papers are stamped, and on which printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.services.desk import Desk
from app.services.exchange.journal import automatic, set_automatic
from app.services.papers.life import STAMP_WAYS
from app.services.registers.officers import desk_enrolled
from app.services.session.habits import (
    IDLE_CHOICES,
    idle_minutes,
    set_idle_minutes,
    set_usual_stamping,
    usual_stamping,
)
from ui import style
from ui.widgets.buttons import button
from ui.widgets.drop_down import DropDown
from ui.widgets.field import Field
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card
from ui.widgets.printing import Printers, look_whether_printed, print_test_page
from ui.workplace import Workplace

ON, OFF = "on", "off"


@dataclass(frozen=True)
class Habits:
    """The habits as they stand."""

    idle: int
    automatic: bool
    stamping: str
    centre: bool


def _habits(desk: Desk) -> Habits:
    return Habits(idle_minutes(desk), automatic(desk), usual_stamping(desk), desk_enrolled(desk))


class HabitsCard(QWidget):
    """Each choice is kept at once. ``idle_set(minutes)`` tells the window."""

    idle_set = Signal(int)

    def __init__(self, place: Workplace, notice: Notice, printers: Printers | None = None) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._printers = printers or Printers()
        self._idle, self._sync, self._stamping, self._printer = (DropDown() for _ in range(4))
        self._grid = QGridLayout()
        self._test = button(self.tr("打印测试页"), "printerTest")
        self._fill()
        self._build()
        self._idle.activated.connect(self._on_idle)
        self._sync.activated.connect(lambda _: self._keep(set_automatic, self._sync.currentData() == ON))
        self._stamping.activated.connect(
            lambda _: self._keep(set_usual_stamping, str(self._stamping.currentData() or ""))
        )
        self._printer.activated.connect(lambda _: self._printers.remember(self._printer.currentText()))
        self._test.clicked.connect(self._on_test)

    def refresh(self) -> None:
        """Read the habits again."""
        self._place.ask(self, _habits, self._on_habits, self._notice.show_error)
        self._place.tasks.run(self, self._printers.look, self._offer_printers, self._notice.show_error, behind=True)

    def _fill(self) -> None:
        for minutes in IDLE_CHOICES:
            self._idle.addItem(self.tr("{count} 分钟没有操作后锁定").format(count=minutes), minutes)
        self._sync.addItem(self.tr("能连上中心库时自动同步"), ON)
        self._sync.addItem(self.tr("只在点“同步”时同步"), OFF)
        for key, words in STAMP_WAYS.items():
            self._stamping.addItem(words, key)
        self._offer_printers(self._printers.names())

    def _offer_printers(self, names: Sequence[str]) -> None:
        chosen = self._printer.currentText()
        self._printer.clear()
        self._printer.addItems(list(names) or [self.tr("没有找到打印机，请先在系统中安装")])
        self._printer.setCurrentIndex(max(0, self._printer.findText(chosen)))
        for one in (self._printer, self._test):
            one.setEnabled(bool(names))

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("使用习惯"), "section"))
        stamp = self.tr("预盖章纸须经机关负责人书面批准；程序不打印印章。")
        self._fields = (
            Field(self.tr("自动锁定"), self._idle, "idleMinutes", self.tr("锁定后输入口令，回到原来的位置")),
            Field(self.tr("同步方式"), self._sync, "automaticSync"),
            Field(self.tr("盖章方式"), self._stamping, "usualStamping", stamp),
            Field(self.tr("打印机"), self._printer, "usualPrinter", self.tr("打印文书时先选这一台")),
        )
        self._fields[-1].put_beside(self._test)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        for one in self._fields:
            one.setParent(frame)
        self._arrange(centre=False)
        inside.addLayout(self._grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _arrange(self, *, centre: bool) -> None:
        """Lay out what applies to this laptop: without a centre nothing synchronises by itself."""
        across, sync = 1 if style.current() is style.LARGE else 2, self._fields[1]
        sync.setVisible(centre)
        shown = [one for one in self._fields if centre or one is not sync]
        for one in self._fields:
            self._grid.removeWidget(one)
        for at, one in enumerate(shown):
            self._grid.addWidget(one, at // across, at % across, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(at % across, 1)

    def _on_habits(self, found: Habits) -> None:
        self._arrange(centre=found.centre)
        for box, value in (
            (self._idle, found.idle), (self._sync, ON if found.automatic else OFF), (self._stamping, found.stamping)
        ):  # fmt: skip
            box.setCurrentIndex(max(0, box.findData(value)))

    def _keep(self, keep: Callable[..., None], value: object) -> None:
        def work(desk: Desk) -> None:
            keep(desk, value)

        self._place.ask(self, work, self._on_kept, self._notice.show_error)

    def _on_kept(self, _: object) -> None:
        self._notice.say(SUCCESS, self.tr("已保存。"))

    def _on_idle(self) -> None:
        minutes = int(self._idle.currentData())
        self._keep(set_idle_minutes, minutes)
        self.idle_set.emit(minutes)

    def _on_test(self) -> None:
        name = self._printer.currentText()
        self._printers.remember(name)
        printer = self._printers.printer(name)
        words = (
            self.tr("打印测试页"),
            self.tr("外框距纸边各 20 毫米；用尺量不是 20 毫米的，请在打印机设置中关闭缩放。"),
            self.tr("黑 体 宋 体 〔2026〕 0123456789"),
        )

        def work() -> None:
            self._printers.insist(name)
            print_test_page(printer, words)

        self._place.tasks.run(self, work, lambda _: self._on_printed(name), self._notice.show_error, behind=True)

    def _on_printed(self, name: str) -> None:
        self._notice.say(SUCCESS, self.tr("测试页已送到 {name}。").format(name=name))
        look_whether_printed(self, self._place.tasks, self._printers, name, self._notice)
