"""Files that a person saves where they choose: on the disk before it is said so, whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from errno import EDQUOT, EINVAL, EIO, EISDIR, ENAMETOOLONG, ENODEV, ENOSPC, ENXIO, EROFS
from pathlib import Path
from typing import BinaryIO

from app.errors import StorageFailed
from app.storage.files import replace, write_durably

_PIECE = 256 * 1024

_FAULTS = {
    ENOSPC: ("disk-full", "磁盘或U盘空间不足", "请清理空间，或另选一个磁盘后重试。"),
    EDQUOT: ("disk-full", "磁盘空间不足", "请清理空间，或另选一个磁盘后重试。"),
    EROFS: ("read-only", "磁盘或U盘有写保护", "请解除写保护，或另选一个磁盘后重试。"),
    ENAMETOOLONG: ("name-too-long", "文件名或路径太长", "请缩短文件名，或另选一个文件夹后重试。"),
    EINVAL: ("name-unusable", "文件名中有该磁盘不能使用的字符", "请改用不含 : * ? \" < > | 的文件名后重试。"),
    EISDIR: ("name-taken", "有同名的文件夹", "请换一个文件名后重试。"),
    EIO: ("disk-io", "磁盘或U盘读写出错", "请插好或更换U盘后重试。"),
    ENODEV: ("disk-io", "磁盘或U盘读写出错", "请插好或更换U盘后重试。"),
    ENXIO: ("disk-io", "磁盘或U盘读写出错", "请插好或更换U盘后重试。"),
}  # fmt: skip


def save_file(path: Path, content: bytes, what: str = "文件") -> int:
    """Write a file durably and return its size: a stick is pulled as soon as it is said to be saved.

    ``what`` is the Chinese noun for it.

    Raises:
        StorageFailed: it cannot be written there; a file that stood under the name stands as it was.
    """
    try:
        write_durably(path, content)
    except OSError as error:
        raise not_saved(error, path, what) from error
    return len(content)


def save_stream(path: Path, source: BinaryIO, what: str = "文件") -> int:
    """Write what a stream gives durably, however long it is, and return its size; else like ``save_file``.

    Raises:
        StorageFailed: it cannot be written there; a file that stood under the name stands as it was.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as out:
            size = sum(out.write(piece) for piece in iter(lambda: source.read(_PIECE), b""))
            out.flush()
            os.fsync(out.fileno())
        replace(beside, path)
    except OSError as error:
        raise not_saved(error, path, what) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return size


def not_saved(error: OSError, path: Path, what: str) -> StorageFailed:
    """Return the Chinese error for a file that could not be written where a person chose."""
    if isinstance(error, PermissionError):
        advice = "请关闭正在打开它的程序，或换一个文件名、换一个文件夹后重试。"
        return StorageFailed("file-in-use", f"{what}没有保存：“{path.name}”正在被使用，或没有写入权限。", advice)
    folder = path.parent
    if not folder.is_dir():
        advice = "文件夹可能已被删除、改名，或者U盘已拔出。请插好U盘，或者另选一个文件夹。"
        return StorageFailed("folder-gone", f"{what}没有保存：没有文件夹“{folder}”。", f"{advice}原来的内容仍在本机。")
    usual = ("file-not-saved", "读写出错", "请检查磁盘或U盘，或另选一个文件夹后重试。")
    code, fault, advice = _FAULTS.get(error.errno or 0, usual)
    return StorageFailed(code, f"{what}没有保存：{fault}。", f"{advice}原来的内容仍在本机。")
