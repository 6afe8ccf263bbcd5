"""The file dialogs of the system: opened where one was last time, at first where people keep such files."""

from __future__ import annotations

import re
from pathlib import PurePath

from PySide6.QtCore import QDir, QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

LONGEST_NAME = 80  # 255 bytes are the limit, three for each character
PHOTOS, DOCUMENTS = "photos", "documents"
"""What is looked for: each has its own last folder."""
_USUAL = {
    PHOTOS: QStandardPaths.StandardLocation.PicturesLocation,
    DOCUMENTS: QStandardPaths.StandardLocation.DocumentsLocation,
}


def file_name(words: str, ending: str) -> str:
    """Return words as a file name that Windows and Linux both take."""
    return re.sub(r'[\\/:*?"<>|\s]+', "", words)[:LONGEST_NAME] + f".{ending}"


def ask_file(parent: QWidget, title: str, kinds: str = "", *, sort: str = DOCUMENTS, start: str = "") -> str:
    """Return the file that the person chose, "" where none was. ``start`` is a place known to be better."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, start or last_folder(sort), kinds)
    remember_folder(chosen, sort)
    return chosen


def ask_files(parent: QWidget, title: str, kinds: str = "", *, sort: str = DOCUMENTS) -> list[str]:
    """Return the files that the person chose."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, last_folder(sort), kinds)
    remember_folder(next(iter(chosen), ""), sort)
    return list(chosen)


def ask_new_file(parent: QWidget, title: str, name: str, kinds: str = "") -> str:
    """Return where the person wants a file written, "" for nowhere. ``name`` is offered, or a whole path."""
    offered = name if PurePath(name).is_absolute() else str(PurePath(last_folder(DOCUMENTS), name))
    chosen, _ = QFileDialog.getSaveFileName(parent, title, offered, kinds)
    remember_folder(chosen, DOCUMENTS)
    return chosen


def ask_folder(parent: QWidget, title: str, start: str = "") -> str:
    """Return the folder that the person chose, "" where none was."""
    chosen = QFileDialog.getExistingDirectory(parent, title, start or last_folder(DOCUMENTS))
    return str(chosen)


def last_folder(sort: str) -> str:
    """Return the folder used last for this sort of file, or the person's own where it is gone or was never chosen."""
    kept = str(_settings().value(f"folder/{sort}", ""))
    if kept and QDir(kept).exists():
        return kept
    return QStandardPaths.writableLocation(_USUAL[sort]) or QDir.homePath()


def remember_folder(chosen: str, sort: str) -> None:
    """Begin in the folder of this file next time."""
    if chosen:
        _settings().setValue(f"folder/{sort}", str(PurePath(chosen).parent))


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "archives-inspection", "window")
