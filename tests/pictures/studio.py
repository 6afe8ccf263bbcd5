"""Open the window on a store, go to each page and take its picture."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.errors import StorageFailed
from app.services.session.paths import built_in_forms
from ui import style
from ui.entry import Premises
from ui.main_window import MainWindow
from ui.memory import Memory
from ui.tasks import Tasks
from ui.widgets.notice import Notice

WIDTH, HEIGHT = 1366, 700
SHOWN_FOLDER = r"C:\Users\演练\档案执法检查"
PATIENCE = 60.0
FONT = "Noto Sans CJK SC"
FAILURE = StorageFailed(
    "disk-full",
    "磁盘空间不足，未能保存。",
    "请清理空间后再试一次；已填内容仍在本页，没有丢失。如果磁盘是整个单位共用的，请联系管理员腾出至少 500 MB，"
    "不要关闭本程序，也不要拔出正在使用的 U 盘。",
)


def has_font() -> bool:
    """Return whether the letters of the pictures are on this machine."""
    return FONT in QFontDatabase.families()


@contextmanager
def opened(
    folder: Path, moment: datetime, choices: Path, *, large: bool, across: int = 0
) -> Iterator[MainWindow]:
    """Open the window on a data folder, its clock standing still; what it remembers stays in ``choices``.

    ``across``: as on a screen of so many logical pixels that the system magnifies.
    """
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(choices))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Memory().large = large
    style.dress(application, large, across)
    window = MainWindow(Premises(folder, built_in_forms(), lambda: moment), Memory())
    window.show()
    window.start()
    window.showNormal()  # the screen that is not there is smaller than the picture
    window.resize(WIDTH, HEIGHT)
    settle(window.tasks)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else the next dress is for its widgets too


def settle(tasks: Tasks) -> None:
    """Let everything under way end and be painted."""
    until = time.monotonic() + PATIENCE
    while True:
        QApplication.processEvents()
        if not tasks.busy:
            break
        if time.monotonic() > until:
            raise TimeoutError("the window does not come to rest")
        time.sleep(0.005)
    for _ in range(3):
        QApplication.processEvents()


def press(window: MainWindow, name: str) -> None:
    """Press the button that is seen under this object name."""
    found = [one for one in window.findChildren(QAbstractButton, name) if one.isVisible()]
    if not found:
        raise LookupError(f"no button {name} is seen")
    found[0].click()
    settle(window.tasks)


def show_failure(window: MainWindow) -> bool:
    """Show a failure on the page in front, where failures are told; return whether it has such a place."""
    notices = [one for one in window.findChildren(Notice, "notice") if _on_page_in_front(one)]
    if not notices:
        return False
    notices[0].show_error(FAILURE)
    settle(window.tasks)
    return True


def _on_page_in_front(notice: Notice) -> bool:
    parent: QWidget | None = notice.parentWidget()
    return parent is not None and parent.isVisible()


def picture(window: MainWindow) -> Image.Image:
    """Return what the window shows, 1366 x 700, in colour."""
    settle(window.tasks)
    focused = window.focusWidget()
    if focused is not None:
        focused.clearFocus()  # a cursor blinks; before the window gives the focus back
    shown = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = (shown.width(), shown.height())
    return Image.frombytes("RGB", size, bytes(shown.constBits()), "raw", "RGB", shown.bytesPerLine())


def name_folder(window: MainWindow, folder: Path) -> None:
    """Show an ordinary folder where the page names the data folder: this one is another in each run."""
    for one in window.findChildren(QLabel):
        if str(folder) in one.text():
            one.setText(one.text().replace(str(folder), SHOWN_FOLDER))


def reduced(shown: Image.Image) -> Image.Image:
    """Return the picture as references keep it: half the size, in greys."""
    return shown.resize((shown.width // 2, shown.height // 2), Image.Resampling.BOX).convert("L")


def share_of_difference(one: Image.Image, other: Image.Image, least: int = 24) -> float:
    """Return the share of pixels, 0 to 1, whose grey differs by more than ``least``; 1.0 where sizes differ."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(counts[least + 1 :]) / (one.width * one.height)
