"""The data folder: one per machine, on a local disk, used by one program at a time."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath
from typing import IO

from app.errors import Blocker, Refused, StorageFailed

STORE_FILE = "store.db"
LOCK_FILE = "lock"
BLOBS = "blobs"

_CLOUD_NAMES = (
    "onedrive", "dropbox", "icloud", "google drive", "googledrive", "nutstore", "坚果云", "baidunetdisk",
    "baidusyncdisk", "百度网盘", "百度云", "wps云盘", "wpsdrive", "wps cloud", "微云", "weiyun",
    "阿里云盘", "aliyundrive", "天翼云盘",
    "syncthing", "seafile", "nextcloud", "owncloud",
)  # fmt: skip
_NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "ceph", "glusterfs"})
_NETWORK_FUSE = ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd", "fuse.s3fs")
_WINDOWS_REMOTE = 4


def folder_problems(folder: Path, mounts: str | None = None) -> list[Blocker]:
    """Return why a folder cannot hold the store: on the network, or carried along by a cloud drive.

    ``mounts`` is the text of /proc/mounts, read from the system where it is None.
    """
    text = str(folder)
    problems: list[Blocker] = []
    if text.startswith(("\\\\", "//")):
        problems.append(Blocker("network-folder", "数据文件夹在网络共享上。", (), text))
    parts = [part.lower() for part in (*folder.parts, *PureWindowsPath(text).parts)]
    cloud = next((part for part in parts if any(part.startswith(name) for name in _CLOUD_NAMES)), None)
    if cloud is not None:
        problems.append(Blocker("cloud-folder", f"数据文件夹在云盘同步目录（{cloud}）中。", (), text))
    if not problems and _on_network(folder, mounts):
        problems.append(Blocker("network-folder", "数据文件夹在网络文件系统上。", (), text))
    return problems


def _on_network(folder: Path, mounts: str | None) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = folder.absolute().anchor
        return bool(ctypes.windll.kernel32.GetDriveTypeW(drive) == _WINDOWS_REMOTE)
    table = Path("/proc/mounts")
    if mounts is None:
        if not table.is_file():
            return False
        mounts = table.read_text(encoding="utf-8", errors="replace")
    return _type_of_mount(folder.absolute(), mounts)


def _type_of_mount(folder: Path, mounts: str) -> bool:
    best, network = -1, False
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if (folder.is_relative_to(point)) and len(point) >= best:
            best, network = len(point), fields[2] in _NETWORK_TYPES or fields[2].startswith(_NETWORK_FUSE)
    return network


def insist_local(folder: Path) -> None:
    """Do nothing for a folder on a local disk.

    Raises:
        Refused: it is on the network or in a cloud drive.
    """
    problems = folder_problems(folder)
    if problems:
        advice = "请改用本机磁盘上的普通文件夹（不在云盘或网络共享中）。"
        raise Refused("不能在此文件夹保存数据。", problems, advice, "folder")


class FolderLock:
    """Holds the data folder for this process; the system frees it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take the folder.

        Raises:
            StorageFailed: another program has it open.
        """
        try:
            self._handle: IO[bytes] | None = (folder / LOCK_FILE).open("ab")
        except OSError as error:
            advice = "请检查文件夹是否存在、权限是否正确。"
            raise StorageFailed("folder-unusable", "数据文件夹不能写入。", advice) from error
        try:
            _hold(self._handle)
        except OSError as error:
            self._handle.close()
            raise StorageFailed(
                "already-open", "数据文件夹已被另一个程序窗口打开。", "请切换到已打开的窗口，或关闭它之后再试。"
            ) from error

    def release(self) -> None:
        """Free the folder; a second call does nothing."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None


if sys.platform == "win32":

    def _hold(handle: IO[bytes]) -> None:
        import msvcrt

        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _hold(handle: IO[bytes]) -> None:
        import fcntl

        os.set_inheritable(handle.fileno(), False)
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
