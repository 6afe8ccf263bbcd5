"""Files that survive a power cut: write beside, flush to the disk, then take the name."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EINVAL, ENOSPC, ENOSYS, ENOTSUP, EROFS
from pathlib import Path

from app.errors import StorageFailed

# Virus scanners hold new files for moments on Windows.
_REPLACE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)


# Some file systems of USB sticks cannot flush a folder.
_NO_FOLDER_FLUSH = (EINVAL, ENOSYS, ENOTSUP)


def file_fault(error: OSError, what: str) -> StorageFailed:
    """Return the Chinese error for an operating-system failure while writing ``what`` (a Chinese noun)."""
    if error.errno in (ENOSPC, EDQUOT):
        return StorageFailed(
            "disk-full", f"磁盘空间不足，{what}未能保存。", "请清理磁盘空间后重试；已确认保存的内容不受影响。"
        )
    if error.errno == EROFS:
        advice = "请解除写保护，或把整个文件夹复制到可写的磁盘后重试；内容没有被改动。"
        return StorageFailed("read-only", f"磁盘有写保护，不能写入{what}。", advice)
    if isinstance(error, NotADirectoryError | FileExistsError):
        return StorageFailed("no-folder", f"所选位置不是文件夹，不能写入{what}。", "请另选一个文件夹后重试。")
    if isinstance(error, PermissionError):
        return StorageFailed("no-permission", f"没有权限写入{what}。", "请检查文件夹权限或写保护后重试。")
    return StorageFailed("disk-io", f"{what}读写出错。", "请检查磁盘或移动盘连接后重试；已确认保存的内容不受影响。")


@contextmanager
def file_errors(what: str) -> Iterator[None]:
    """Turn OSError into StorageFailed that names ``what``."""
    try:
        yield
    except OSError as error:
        raise file_fault(error, what) from error


def replace(source: Path, target: Path) -> None:
    """Move ``source`` over ``target`` in one step, retrying while another program holds the target."""
    rename_over(source, target)
    flush_folder(target.parent)


def rename_over(source: Path, target: Path) -> None:
    """Move ``source`` over ``target`` in one step that a power cut may still undo."""
    for wait in _REPLACE_WAITS:
        try:
            return os.replace(source, target)
        except PermissionError:
            time.sleep(wait)
    return os.replace(source, target)


def flush_folder(folder: Path) -> None:
    """Make names in a folder durable (a no-op on Windows, where renames are journalled)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a whole file so that after a crash either the old or the new content stands under its name.

    ``private``: other accounts of the computer cannot read it, where the disk knows such rights.
    """
    beside = path.with_name(path.name + ".tmp")
    try:
        with open(beside, "wb", opener=_own if private else None) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)  # on a full disk the half would take the room that is missing
        raise


def _own(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def flush_file(path: Path) -> None:
    """Make the content of a file durable that a library wrote."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
