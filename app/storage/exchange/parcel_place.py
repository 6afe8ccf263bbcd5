"""The place that a parcel is written to or read from: a USB stick, full, write-protected, pulled, or of an old format.

Whatever the system says of it is told in the words of somebody who holds the stick.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import EDQUOT, EEXIST, EFBIG, EINVAL, ENAMETOOLONG, ENOSPC, EROFS
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from app.errors import StorageFailed
from app.storage.files import file_errors, file_fault, flush_folder, rename_over

UNFINISHED = ".aix.part"
_COPIED = 1024 * 1024
# What a copy of a parcel leaves free on this computer's disk: somebody may be recording meanwhile.
_LEFT_FREE = 256 * 1024**2
_NOT_WRITTEN = "交换文件没有写成："
_UNHARMED = "本机的内容不受影响。"


def beside(path: Path) -> Path:
    """Return where a parcel is written until it is whole: no two laptops write into the same file."""
    return path.with_name(secrets.token_hex(4) + UNFINISHED)


def take_name(source: Path, target: Path) -> None:
    """Give a parcel its name; it stands under none after a failure."""
    try:
        rename_over(source, target)
    except OSError:
        if not target.is_file():
            raise
        target.unlink()  # some file systems of sticks rename over nothing; replacing it was agreed to
        source.rename(target)
    try:
        flush_folder(target.parent)
    except OSError:  # it may be gone with the stick, and its code will not be told
        with suppress(OSError):
            target.unlink()
        raise


def parcel_fault(error: OSError, path: Path) -> StorageFailed:
    """Return what to tell and to do where a parcel could not be written."""
    if error.errno in (ENOSPC, EDQUOT):
        return StorageFailed("disk-full", f"{_NOT_WRITTEN}U 盘空间不足。", _room_advice(path))
    if error.errno == EFBIG:
        title = f"{_NOT_WRITTEN}这个盘的格式（FAT32）不能存 4 GB 以上的文件。"
        advice = f"请换用 exFAT 或 NTFS 格式的盘，再导出一次。{_UNHARMED}"
        return StorageFailed("parcel-too-large", title, advice)
    if error.errno == EROFS:
        advice = f"请拨开 U 盘上的写保护开关，或换一个 U 盘，再导出一次。{_UNHARMED}"
        return StorageFailed("read-only", f"{_NOT_WRITTEN}U 盘有写保护。", advice)
    if error.errno in (EINVAL, ENAMETOOLONG):
        title = f"{_NOT_WRITTEN}U 盘不接受这个文件名。"
        advice = '请换一个短一些的文件名，不用 \\ / : * ? " < > | 这些符号，再导出一次。'
        return StorageFailed("bad-name", title, advice)
    if error.errno == EEXIST or (isinstance(error, PermissionError) and _is_file(path)):
        title = f"{_NOT_WRITTEN}U 盘上的同名文件不能替换。"
        return StorageFailed("name-taken", title, f"请换一个文件名，再导出一次。{_UNHARMED}")
    if isinstance(error, PermissionError):
        return file_fault(error, "交换文件")
    title = f"{_NOT_WRITTEN}U 盘读写出错，或已经拔出。"
    advice = f"请重新插好 U 盘，再导出一次；盘上没有写完的文件（{UNFINISHED}）不能用，可以删除。{_UNHARMED}"
    return StorageFailed("disk-io", title, advice)


def name_taken(path: Path) -> StorageFailed:
    """Return the error for a name that somebody else gave to a file meanwhile."""
    title = f"{_NOT_WRITTEN}另一台电脑同时写了同名文件“{path.name}”，没有替换它。"
    return StorageFailed("name-taken", title, f"请换一个文件名，再导出一次。{_UNHARMED}")


def unreadable() -> StorageFailed:
    """Return the error for a parcel that its disk does not give back."""
    advice = "请核对位置，或重新插好 U 盘，再导入一次。"
    return StorageFailed("parcel-unreadable", "交换文件读不到，U 盘可能已经拔出。", advice)


def stick_gone() -> StorageFailed:
    """Return the error for a stick that was pulled and left its empty folder behind."""
    title = f"{_NOT_WRITTEN}U 盘已经拔出。"
    return StorageFailed("disk-io", title, f"请重新插好 U 盘，再导出一次。{_UNHARMED}")


def _room_advice(path: Path) -> str:
    left = []
    with suppress(OSError):
        left = [one.stat().st_size for one in path.parent.glob(f"*{UNFINISHED}")]
    told = f"盘上没有写完的文件（{UNFINISHED}，{len(left)} 个，共 {_megabytes(sum(left))}）可以删除。" if left else ""
    return f"请清理 U 盘，或换一个大些的，再导出一次。{told}{_UNHARMED}"


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / 1024**2)):,} MB"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


@contextmanager
def brought_near(path: Path, folder: Path, seen: Callable[[int], None]) -> Iterator[BinaryIO]:
    """Give a parcel's bytes from a copy on this computer: its stick is read once, and may be pulled from then on.

    The copy is as unreadable as the parcel itself, and gone afterwards, also after a kill. Where there is no room for
    it beside what the parcel holds, the parcel itself is given. ``seen(n)`` hears of the bytes that were copied.

    Raises:
        StorageFailed: the parcel cannot be read.
    """
    try:
        original, size = path.open("rb"), path.stat().st_size
    except (OSError, ValueError) as error:
        raise unreadable() from error
    with original:
        if not _has_room(folder, 2 * size + _LEFT_FREE):
            yield original
            return
        with _copied(original, folder, seen) as near:
            yield near


def _copied(original: BinaryIO, folder: Path, seen: Callable[[int], None]) -> BinaryIO:
    """Return the copy, open; only what befalls the copying itself is told as a fault of it."""
    with file_errors("交换文件的副本"), ExitStack() as given_up:
        near = given_up.enter_context(TemporaryFile(dir=folder))
        for piece in _pieces(original):
            near.write(piece)
            seen(len(piece))
        near.flush()
        given_up.pop_all()
        return cast("BinaryIO", near)


def _has_room(folder: Path, size: int) -> bool:
    try:
        return shutil.disk_usage(folder).free > size
    except OSError:
        return False


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    try:
        while piece := stream.read(_COPIED):
            yield piece
    except OSError as error:
        raise unreadable() from error
