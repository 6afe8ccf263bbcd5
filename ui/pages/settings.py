"""设置: where backups go and how the last one ended, 大字, and the published yearly cap for enterprises."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.frequency import set_enterprise_cap
from app.services.safekeeping.backups import back_up, choose_second_folder
from app.services.session.opening import OpenDesk
from ui import style
from ui.destination import DestinationPage
from ui.models.settings import Settings, cap_from, settings
from ui.pages.about import AboutPart
from ui.pages.settings_bureau import BureauCard
from ui.pages.settings_calendar import CalendarCard
from ui.pages.settings_habits import HabitsCard
from ui.pages.settings_keys import KeysCard
from ui.pages.settings_paper import PaperCard
from ui.pages.settings_pin import PinCard
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.field import Field
from ui.widgets.file_dialogs import ask_folder
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card, scrolled
from ui.workplace import Workplace


class SettingsPage(DestinationPage):
    """What is set on this laptop."""

    _heard = Signal(int, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._settings = Settings()
        self._notice = Notice()
        self._facts = FactGrid("backupFacts")
        self._choose = button(self.tr("选择备份文件夹…"), "backupChoose")
        self._none = button(self.tr("不再自动备份"), "backupNone")
        self._now = button(self.tr("立即备份"), "backupNow", "primary")
        self._progress = QProgressBar()
        self._progress.setObjectName("backupProgress")
        self._progress.setAccessibleName(self.tr("备份进度"))
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._large = button(self.tr("大字显示"), "settingsLarge", checkable=True)
        self._large.setChecked(style.current() is style.LARGE)
        self._cap = QLineEdit()
        self._cap_field = Field(
            self.tr("每年检查次数上限"),
            self._cap,
            "enterpriseCap",
            self.tr("本级政府公布的年度上限；没有公布的留空"),
        )
        self._save_cap = button(self.tr("保存上限"), "capSave")
        self._bureau, self._keys = BureauCard(place, self._notice), KeysCard(place, self._notice)
        self._pin, self._habits = PinCard(place, self._notice), HabitsCard(place, self._notice)
        self._paper, self._calendar = PaperCard(place, self._notice), CalendarCard(place, self._notice)
        self._about = button(self.tr("关于本程序"), "aboutShow")
        self._body = QStackedWidget()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the settings again."""
        self._place.ask(self, settings, self._on_settings, self._notice.show_error)
        self._bureau.refresh()
        self._habits.refresh()
        self._paper.refresh()
        self._calendar.refresh()

    def keep_unsaved(self) -> None:
        """Keep what is entered now: the desk is about to be left."""
        self._bureau.keep_unsaved()
        self._paper.keep_unsaved()

    def _build(self) -> None:
        whole = QWidget()
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(14)
        parts = (self._backup_card(), self._view_card(), self._habits, self._bureau, self._calendar, self._paper)
        for one in (*parts, self._cap_card(), self._keys, self._pin):
            inside.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("设置"), "title"), 1)
        head.addWidget(self._about)
        layout.addLayout(head)
        layout.addWidget(self._notice)
        self._body.addWidget(scrolled(whole, 900))
        layout.addWidget(self._body, 1)

    def _backup_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(self.tr("备份"), "section"))
        about = self.tr("选另一块磁盘或 U 盘上的文件夹：检查的每一步完成后自动备份到那里，内容是加密的。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._facts)
        inside.addWidget(self._progress)
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self._now, self._choose, self._none):
            row.addWidget(one)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _view_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(self.tr("显示"), "section"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._large)
        row.addWidget(label(self.tr("字和按钮都放大，内容重新排列。"), "quiet", wrap=True), 1)
        inside.addLayout(row)
        return frame

    def _cap_card(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(self.tr("涉企检查频次"), "section"))
        about = self.tr("拟定计划时，同一企业当年的检查次数达到上限会提示。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._cap_field)
        row = QHBoxLayout()
        row.addWidget(self._save_cap)
        row.addStretch(1)
        inside.addLayout(row)
        return frame

    def _connect(self) -> None:
        self._choose.clicked.connect(self._on_choose)
        self._about.clicked.connect(self._on_about)
        self._calendar.renewed.connect(self.changed)
        self._habits.idle_set.connect(self.idle_set)
        for one in (self._bureau, self._paper, self._keys, self._pin):
            one.done.connect(lambda words: self._notice.say(SUCCESS, words))
        self._none.clicked.connect(lambda: self._keep_folder(None))
        self._now.clicked.connect(self._on_now)
        self._large.clicked.connect(self.large_wanted)
        self._save_cap.clicked.connect(self._on_cap)
        self._cap.returnPressed.connect(self._on_cap)
        self._heard.connect(self._on_heard)

    def _on_about(self) -> None:
        if self._body.count() == 1:
            about = AboutPart()
            about.given_up.connect(lambda: self._body.setCurrentIndex(0))
            self._body.addWidget(about)
        self._notice.clear()
        self._body.setCurrentIndex(1)

    def _on_settings(self, found: Settings) -> None:
        self._settings = found
        self._facts.show_facts(
            (
                (self.tr("备份到"), found.folder or self.tr("还没有选择")),
                (self.tr("上次备份"), found.last_backup or self.tr("还没有备份过")),
            )
        )
        self._now.setVisible(bool(found.folder))
        self._none.setVisible(bool(found.folder))
        if not self._cap.isModified():
            self._cap.setText("" if found.cap is None else str(found.cap))

    def _on_choose(self) -> None:
        chosen = ask_folder(self, self.tr("选择备份文件夹"), self._settings.folder)
        if chosen:
            self._keep_folder(Path(chosen))

    def _keep_folder(self, folder: Path | None) -> None:
        self._notice.clear()
        self._place.ask(
            self, lambda desk: choose_second_folder(desk, folder), lambda _: self.refresh(), self._notice.show_error
        )

    def _on_now(self) -> None:
        self._notice.clear()
        self._running(True)
        heard, target = self._heard.emit, Path(self._settings.folder)

        def work(desk: OpenDesk) -> object:
            return back_up(desk, target, heard)

        self._place.ask(self, work, self._on_backed_up, self._on_failed, behind=True)

    def _running(self, under_way: bool) -> None:
        self._progress.setRange(0, 0)
        self._progress.setVisible(under_way)
        for one in (self._now, self._choose, self._none):
            one.setEnabled(not under_way)

    def _on_heard(self, done: int, total: int) -> None:
        self._progress.setRange(0, max(total, 0))
        self._progress.setValue(done)

    def _on_backed_up(self, _: object) -> None:
        self._running(False)
        self._notice.say(SUCCESS, self.tr("备份完成，并已核对。"))
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._running(False)
        self._notice.show_error(error)
        self.refresh()

    def _on_cap(self) -> None:
        text = self._cap.text().strip()
        cap = cap_from(text)
        wrong = bool(text) and cap is None
        self._cap_field.set_problem(self.tr("请填写 1 至 365 的整数，或留空。") if wrong else "")
        if wrong:
            self._cap.setFocus()
            return
        self._place.ask(self, lambda desk: set_enterprise_cap(desk, cap), self._on_cap_kept, self._notice.show_error)

    def _on_cap_kept(self, _: object) -> None:
        self._cap.setModified(False)
        self._notice.say(SUCCESS, self.tr("上限已保存。"))
        self.refresh()
