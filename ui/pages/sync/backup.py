"""备份: when and where the last one went, making and checking one now, and how to bring it back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.services.safekeeping.backups import back_up, choose_second_folder
from app.services.safekeeping.restoring import check_backup
from app.services.session.opening import OpenDesk
from ui.models.settings import Settings, near_words, settings
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.file_dialogs import STICK, ask_folder
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card
from ui.workplace import Workplace


class BackupTab(QWidget):
    """Works off the UI thread with progress."""

    _heard = Signal(int, int)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._folder = ""
        self._notice, self._facts, self._progress = Notice(), FactGrid("syncBackupFacts"), QProgressBar()
        self._near = label(near_words(), "caution", wrap=True, name="syncBackupNear")
        self._near.hide()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("备份进度"))
        self._progress.hide()
        self._choose = button(self.tr("选择备份文件夹…"), "syncBackupChoose")
        self._now = button(self.tr("立即备份"), "syncBackupNow", "primary")
        tip = self.tr("逐页、逐个附件读一遍备份，与本机核对")
        self._check = button(self.tr("核对备份"), "syncBackupCheck", tip=tip)
        self._build()
        self._choose.clicked.connect(self._on_choose)
        self._now.clicked.connect(self._on_now)
        self._check.clicked.connect(self._on_check)
        self._heard.connect(self._on_heard)

    def refresh(self) -> None:
        """Look how the last backup ended."""
        self._place.ask(self, settings, self._on_settings, self._notice.show_error)

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("备份"), "section"))
        about = self.tr("选好备份文件夹后，检查的每一步完成时自动备份到那里，内容是加密的，写好后当场核对。")
        inside.addWidget(label(about, "quiet", wrap=True))
        for one in (self._notice, self._facts, self._near, self._progress):
            inside.addWidget(one)
        row = QHBoxLayout()
        row.setSpacing(10)
        for act in (self._now, self._check, self._choose):
            row.addWidget(act)
        row.addStretch(1)
        inside.addLayout(row)
        guide, lines = card()
        lines.addWidget(label(self.tr("怎样恢复"), "section"))
        for text in (
            self.tr("1．在新电脑上打开本程序，首次使用的页面选“从备份恢复”。"),
            self.tr("2．插上备份 U 盘，选备份所在的文件夹，核对备份时间。"),
            self.tr("3．输入本人口令；口令忘记的，用恢复密钥并设置新口令。"),
            self.tr("4．恢复前领用的文号暂停使用：有中心库的同步一次后恢复；独立使用的由管理员核对后恢复。"),
            self.tr("5．恢复不会覆盖已有数据：目标文件夹必须是空的，备份本身也不会改动。"),
        ):
            lines.addWidget(label(text, "plain", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(frame)
        layout.addWidget(guide)

    def _on_settings(self, found: Settings) -> None:
        self._folder = found.folder
        self._near.setVisible(found.near)
        self._facts.show_facts(
            (
                (self.tr("备份到"), found.folder or self.tr("还没有选择")),
                (self.tr("上次备份"), found.last_backup or self.tr("还没有备份过")),
            )
        )
        for one in (self._now, self._check):
            one.setVisible(bool(found.folder))

    def _on_choose(self) -> None:
        chosen = ask_folder(self, self.tr("选择备份文件夹"), self._folder, sort=STICK)
        if chosen:
            folder = Path(chosen)
            self._place.ask(
                self, lambda desk: choose_second_folder(desk, folder), lambda _: self.refresh(), self._notice.show_error
            )

    def _on_now(self) -> None:
        heard, target = self._heard.emit, Path(self._folder)
        self._running(True)

        def work(desk: OpenDesk) -> tuple[int, int]:
            done = back_up(desk, target, heard)
            return done.operations, done.blobs

        words = self.tr("备份完成并已核对：{n} 处改动、{m} 个附件。")
        self._place.ask(self, work, lambda got: self._on_done(words, got), self._on_failed, behind=True)

    def _on_check(self) -> None:
        heard = self._heard.emit
        self._running(True)
        words = self.tr("备份完好：{n} 处改动、{m} 个附件都读过一遍。")
        self._place.ask(
            self,
            lambda desk: check_backup(desk, heard),
            lambda got: self._on_done(self._with_mended(words, got.mended), (got.operations, got.blobs)),
            self._on_failed,
            behind=True,
        )

    def _with_mended(self, words: str, mended: int) -> str:
        """Return the words, with how many attachments of this computer were damaged and are whole again."""
        if not mended:
            return words
        return words + self.tr("本机有 {k} 个附件缺失或已损坏，已从备份补回。").replace("{k}", str(mended))

    def _running(self, under_way: bool) -> None:
        if under_way:
            self._notice.clear()
        self._progress.setRange(0, 0)
        self._progress.setVisible(under_way)
        for one in (self._now, self._check, self._choose):
            one.setEnabled(not under_way)

    def _on_heard(self, done: int, total: int) -> None:
        self._progress.setRange(0, max(total, 0))
        self._progress.setValue(done)

    def _on_done(self, words: str, got: tuple[int, int]) -> None:
        self._running(False)
        self._notice.say(SUCCESS, words.format(n=got[0], m=got[1]))
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._running(False)
        self._notice.show_error(error)
        self.refresh()
