"""The sticks and cards that are plugged in: where a recovery key, a backup or an exchange goes first."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from app.domain.stick_places import FOR_STICKS

_WINDOWS_REMOVABLE = 2


def stick_folders() -> list[str]:
    """Return the top folders of the sticks and cards that can be written to."""
    disks = [one for one in QStorageInfo.mountedVolumes() if one.isReady() and not one.isReadOnly()]
    return [one.rootPath() for one in disks if _is_removable(one.rootPath())]


def _is_removable(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\")) == _WINDOWS_REMOVABLE)
    return any(Path(root).is_relative_to(one) for one in FOR_STICKS)
