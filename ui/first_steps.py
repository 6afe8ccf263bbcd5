"""What the first run page and 忘记口令 ask for, done off the UI thread, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from ui import entering, entry
from ui.entering import Joining, Recovering, Restoring
from ui.entry import FirstRun, Premises
from ui.models.moments import kept_moment_words
from ui.pages.entrance.first_run import FirstRunPage
from ui.pages.entrance.recover_form import RecoverForm
from ui.pages.entrance.way_in_page import WayInPage
from ui.tasks import Tasks

if TYPE_CHECKING:
    from app.services.safekeeping.backups import Restored
    from app.services.safekeeping.restoring import FoundBackup
    from app.services.session.opening import OpenDesk

T = TypeVar("T")


class FirstSteps(QObject):
    """``opened(desk, words)`` once a desk is open, with what is to be told there (the recovery key was tried out);
    ``restored(words)`` once a backup lies in the data folder, still locked."""

    opened = Signal(object, str)
    restored = Signal(str)
    _heard = Signal(str, int, int)

    def __init__(self, premises: Premises, tasks: Tasks, page: WayInPage) -> None:
        super().__init__(page)
        self._premises, self._tasks, self._page = premises, tasks, page
        self._stop = Event()
        self._heard.connect(self._on_heard)
        page.stop_wanted.connect(self._stop.set)
        if isinstance(page, FirstRunPage):
            self._connect(page)

    def offer_recovery(self, form: RecoverForm) -> None:
        """Recover with what this form hands over."""
        form.completed.connect(self._on_recover)

    def _connect(self, page: FirstRunPage) -> None:
        page.training_wanted.connect(self._on_training)
        page.standalone.completed.connect(self._on_standalone)
        page.enrolment.read_wanted.connect(self._on_read)
        page.enrolment.completed.connect(self._on_join)
        page.backup.read_wanted.connect(self._on_look)
        page.backup.completed.connect(self._on_restore)

    def _on_training(self) -> None:
        self._run(lambda: entry.make_training(self._premises), self._on_made)

    def _on_standalone(self, entered: FirstRun) -> None:
        self._begin(self.tr("正在建立数据并试用恢复密钥…"))
        told = self._tried_words(entered.recovery_file)
        self._run(lambda: entry.make_standalone(self._premises, entered), lambda desk: self._on_made(desk, told))

    def _on_read(self, file: Path, code: str) -> None:
        page = self._page
        assert isinstance(page, FirstRunPage)
        self._begin(self.tr("正在读取登记文件…"))

        def done(found: entering.Invitation) -> None:
            page.set_under_way(False)
            page.enrolment.show_invitation(found)

        def failed(error: Exception) -> None:
            page.show_error(error)
            page.enrolment.refuse(error)

        self._tasks.run(page, lambda: entering.read_invitation(self._premises, file, code), done, failed)

    def _on_join(self, how: Joining) -> None:
        self._begin(self.tr("正在登记到中心库…"), may_stop=True)
        heard, stopped = self._heard.emit, self._stop.is_set
        told = self._tried_words(how.recovery_file) if how.recovery_file is not None else ""
        work = lambda: entering.join(self._premises, how, heard, stopped)  # noqa: E731  # reads better than a def
        self._run(work, lambda desk: self._on_made(desk, told))

    def _on_look(self, source: Path) -> None:
        page = self._page
        assert isinstance(page, FirstRunPage)
        self._begin(self.tr("正在查找备份…"))

        def done(found: FoundBackup) -> None:
            page.set_under_way(False)
            page.backup.show_backup(found)

        self._run(lambda: entering.look_at_backup(source), done)

    def _on_restore(self, how: Restoring) -> None:
        self._begin(self.tr("正在复制并核对备份…"))
        heard = self._heard.emit
        self._run(lambda: entering.restore(self._premises, how, heard), self._on_restored)

    def _on_restored(self, got: Restored) -> None:
        words = self.tr(
            "已恢复 {at} 的备份并核对完好：{n} 处改动。恢复前领用的文号暂停使用，"
            "有中心库的同步一次后恢复，独立使用的由管理员在“登记簿 → 文号”中恢复。"
        )
        self.restored.emit(words.format(at=kept_moment_words(got.taken_at), n=got.operations))

    def _on_recover(self, how: Recovering) -> None:
        self._begin(self.tr("正在用恢复密钥打开数据…"))
        self._run(lambda: entering.recover(self._premises, how), self._on_made)

    def _on_made(self, desk: OpenDesk, told: str = "") -> None:
        self.opened.emit(desk, told)

    def _tried_words(self, key: Path) -> str:
        """Return what is told once a recovery key is written: it opened the data before anything else was done."""
        return self.tr(
            "恢复密钥已写入 {path}，并已当场试用通过：它能打开本机的数据。请现在取下 U 盘，与电脑分开保管。"
        ).format(path=key)

    def _begin(self, words: str, *, may_stop: bool = False) -> None:
        self._stop.clear()
        self._page.set_under_way(True, words, may_stop=may_stop)

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.run(self._page, work, done, self._page.show_error)

    def _on_heard(self, what: str, count: int, total: int) -> None:
        words = {
            "enrol": self.tr("正在登记到中心库…"),
            "pushed": self.tr("首次同步：已送出到第 {count} 条"),
            "pulled": self.tr("首次同步：已取回到第 {count} 条"),
            "sent": self.tr("首次同步：已送出附件"),
            "fetched": self.tr("首次同步：已取回附件"),
            "restore": self.tr("已复制附件 {count} / {total}"),
        }
        self._page.show_progress(words.get(what, what).format(count=count, total=total), count if total else 0, total)
