"""设置 · 备份: where backups go, how the last one ended, and one made now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.services.safekeeping.backups import back_up, choose_second_folder
from app.services.session.opening import OpenDesk
from ui.models.settings import Settings, near_words, settings
from ui.widgets.buttons import button
from ui.widgets.fact_grid import FactGrid
from ui.widgets.file_dialogs import STICK, ask_folder
from ui.widgets.labels import label
from ui.widgets.notice import SUCCESS, Notice
from ui.widgets.page import card
from ui.workplace import Workplace


class BackupCard(QWidget):
    """The folder, the last backup, and the buttons; what happens is told in the page's notice."""

    _heard = Signal(int, int)

    def __init__(self, place: Workplace, notice: Notice) -> None:
        super().__init__()
        self._place, self._notice = place, notice
        self._folder = ""
        self._moved: QWidget | None = None
        self._facts = FactGrid("backupFacts")
        self._near = label(near_words(), "caution", wrap=True, name="backupNear")
        self._near.hide()
        self._choose = button(self.tr("选择备份文件夹…"), "backupChoose")
        self._none = button(self.tr("不再自动备份"), "backupNone")
        self._now = button(self.tr("立即备份"), "backupNow", "primary")
        self._progress = QProgressBar()
        self._progress.setObjectName("backupProgress")
        self._progress.setAccessibleName(self.tr("备份进度"))
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read again where backups go and how the last one ended."""
        self._place.ask(self, settings, self._on_settings, self._notice.show_error)

    def _build(self) -> None:
        frame, inside = card()
        inside.addWidget(label(self.tr("备份"), "section"))
        about = self.tr("选另一块磁盘或 U 盘上的文件夹：检查的每一步完成后自动备份到那里，内容是加密的。")
        inside.addWidget(label(about, "quiet", wrap=True))
        inside.addWidget(self._facts)
        inside.addWidget(self._near)
        inside.addWidget(self._progress)
        row = QHBoxLayout()
        row.setSpacing(10)
        for one in (self._now, self._choose, self._none):
            row.addWidget(one)
        row.addStretch(1)
        inside.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _connect(self) -> None:
        self._choose.clicked.connect(self._on_choose)
        self._none.clicked.connect(lambda: self._keep_folder(None))
        self._now.clicked.connect(self._on_now)
        self._heard.connect(self._on_heard)

    def _on_settings(self, found: Settings) -> None:
        self._folder = found.folder
        self._near.setVisible(found.near)
        self._facts.show_facts(
            (
                (self.tr("备份到"), found.folder or self.tr("还没有选择")),
                (self.tr("上次备份"), found.last_backup or self.tr("还没有备份过")),
            )
        )
        self._now.setVisible(bool(found.folder))
        self._none.setVisible(bool(found.folder))

    def _on_choose(self) -> None:
        chosen = ask_folder(self, self.tr("选择备份文件夹"), self._folder, sort=STICK)
        if chosen:
            self._keep_folder(Path(chosen))

    def _keep_folder(self, folder: Path | None) -> None:
        self._notice.clear()
        self._place.ask(
            self, lambda desk: choose_second_folder(desk, folder), lambda _: self.refresh(), self._notice.show_error
        )

    def _on_now(self) -> None:
        self._notice.clear()
        held = self._now.hasFocus()
        self._running(True)
        self._moved = self.window().focusWidget() if held else None
        heard, target = self._heard.emit, Path(self._folder)

        def work(desk: OpenDesk) -> object:
            return back_up(desk, target, heard)

        self._place.ask(self, work, self._on_backed_up, self._on_failed, behind=True)

    def _running(self, under_way: bool) -> None:
        self._progress.setRange(0, 0)
        self._progress.setVisible(under_way)
        for one in (self._now, self._choose, self._none):
            one.setEnabled(not under_way)
        # Disabling took the focus to some other control; it comes back unless the person went on by then.
        if not under_way and self._moved is not None and self._moved is self.window().focusWidget():
            self._now.setFocus()
            self._moved = None

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
