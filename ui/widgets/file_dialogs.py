"""The file dialogs of the system: opened where one was last time, at first where people keep such files.

Never in the folder of the program, where the system's own dialog begins when the place it is given is not there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePath

from PySide6.QtCore import QCoreApplication, QDir, QFileInfo, QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from ui.messages import Messages
from ui.widgets.sticks import stick_folders

MAKE_READY_MS = 1_500  # after a page that asks for files was opened: it is read by then
LONGEST_NAME = 80  # 255 bytes are the limit, three for each character
PHOTOS, DOCUMENTS, STICK = "photos", "documents", "stick"
"""What is looked for: each has its own last folder. What belongs on a stick begins on the one plugged in."""
_USUAL = {
    PHOTOS: QStandardPaths.StandardLocation.PicturesLocation,
    DOCUMENTS: QStandardPaths.StandardLocation.DocumentsLocation,
}


def make_ready(page: QWidget, after: int = MAKE_READY_MS) -> None:
    """Have what all dialogs of Qt's own share ready while a page is read: three quarters of what the first one takes.

    Windows and macOS show dialogs of their own.
    """
    if sys.platform.startswith("linux"):
        QTimer.singleShot(after, page, _make_ready)


@cache
def _make_ready() -> None:
    QFileDialog().deleteLater()


def file_name(words: str, ending: str) -> str:
    """Return words as a file name that Windows and Linux both take."""
    return re.sub(r'[\\/:*?"<>|\s]+', "", words)[:LONGEST_NAME] + f".{ending}"


def ask_file(parent: QWidget, title: str, kinds: str = "", *, sort: str = DOCUMENTS, start: str = "") -> str:
    """Return the file that the person chose, "" where none was. ``start`` is a place known to be better."""
    with _coming_back():
        chosen, _ = QFileDialog.getOpenFileName(parent, title, _standing(start) or last_folder(sort), kinds)
    remember_folder(chosen, sort)
    return chosen


def ask_files(parent: QWidget, title: str, kinds: str = "", *, sort: str = DOCUMENTS) -> list[str]:
    """Return the files that the person chose."""
    with _coming_back():
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, last_folder(sort), kinds)
    remember_folder(next(iter(chosen), ""), sort)
    return list(chosen)


def ask_new_file(parent: QWidget, title: str, name: str, kinds: str = "", *, sort: str = DOCUMENTS) -> str:
    """Return where the person wants a file written, "" for nowhere. ``name`` is offered, or a whole path.

    An ending that was left out is completed.
    """
    offered = _standing(name) or str(PurePath(last_folder(sort), PurePath(name).name))
    with _coming_back():
        chosen, kind = QFileDialog.getSaveFileName(parent, title, offered, kinds)
    chosen = _with_ending(parent, chosen, kind or kinds)
    remember_folder(chosen, sort)
    return chosen


def ask_folder(parent: QWidget, title: str, start: str = "", *, sort: str = DOCUMENTS) -> str:
    """Return the folder that the person chose, "" where none was."""
    with _coming_back():
        chosen = QFileDialog.getExistingDirectory(parent, title, _standing(start) or last_folder(sort))
    return str(chosen)


@contextmanager
def _coming_back() -> Iterator[None]:
    """Give the focus back to the control that opened the dialog: some systems leave it at the top of the window."""
    opener = QApplication.focusWidget()
    yield
    if opener is not None and isValid(opener) and opener.isVisible() and opener.isEnabled():
        opener.setFocus()


def last_folder(sort: str) -> str:
    """Return the folder used last for this sort of file, or the person's own where it is gone or was never chosen."""
    kept = str(_settings().value(f"folder/{sort}", ""))
    sticks = stick_folders() if sort == STICK else []
    if sticks and not any(PurePath(kept).is_relative_to(one) for one in sticks):
        return sticks[0]
    if kept and QDir(kept).exists():
        return kept
    usual = QStandardPaths.writableLocation(_USUAL[sort]) if sort in _USUAL else ""
    return usual if usual and QDir(usual).exists() else QDir.homePath()


def is_folder(place: Path) -> bool:
    """Return whether a folder is there; no for a name that no disk can have, where ``Path`` raises."""
    return QFileInfo(str(place)).isDir()


def is_there(place: Path) -> bool:
    """Return whether a file or folder is there; no for a name that no disk can have."""
    return QFileInfo(str(place)).exists()


def _standing(place: str) -> str:
    """Return a whole path whose folder is there, "" for any other: its stick may have been pulled."""
    path = Path(place)
    return place if place and path.is_absolute() and (is_folder(path) or is_folder(path.parent)) else ""


def _with_ending(parent: QWidget, chosen: str, kinds: str) -> str:
    """Return the file chosen with the ending of its kind; "" where that would replace a file unasked for."""
    endings = re.findall(r"\*(\.\w+)", kinds)
    if not chosen or not endings or PurePath(chosen).suffix.lower() in endings:
        return chosen
    whole = f"{chosen}{endings[0]}"
    if not is_there(Path(whole)):
        return whole
    title = QCoreApplication.translate("FileDialogs", "已有同名文件：{name}").format(name=PurePath(whole).name)
    advice = QCoreApplication.translate("FileDialogs", "继续会替换它原来的内容。")
    act = QCoreApplication.translate("FileDialogs", "替换")
    return whole if Messages(parent).confirmed(title, advice, act, parent) else ""


def remember_folder(chosen: str, sort: str) -> None:
    """Begin in the folder of this file next time."""
    if chosen:
        _settings().setValue(f"folder/{sort}", str(PurePath(chosen).parent))


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "archives-inspection", "window")
