"""Attachment files of a data folder and of its backup: copied once, never over a better one, mended from each other."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from app.errors import InspectorError, IntegrityBroken
from app.storage.attached.frames import FrameReader
from app.storage.files import replace

NEW = ".new"
_PIECE = 1024 * 1024

Progress = Callable[[int, int], None]


def copy_blobs(source: Path, target: Path, progress: Progress, key: bytes | None = None) -> int:
    """Copy the attachment files that are not there yet, and return how many there are.

    A file there of another size was torn by a stick pulled too early, or the one here is damaged: with the ``key`` the
    one here replaces it only where it is whole.
    """
    target.mkdir(parents=True, exist_ok=True)
    files = files_in(source)
    for done, path in enumerate(files, start=1):
        there = target / path.name
        known = there.is_file()
        if not known or (there.stat().st_size != path.stat().st_size and (key is None or whole(path, key))):
            copy_checked(path, there)
        progress(done, len(files))
    return len(files)


def copy_checked(source: Path, target: Path) -> None:
    """Copy a file so that the target's name stands for a durable, equal copy or for what stood there before.

    Raises:
        IntegrityBroken: what was written is not what was read.
    """
    fresh = target.with_name(target.name + NEW)
    try:
        shutil.copyfile(source, fresh)
        if _digest(source) != _digest(fresh):
            advice = "请换一个U盘或磁盘重新备份；原备份仍可用。"
            raise IntegrityBroken("backup-unsound", "附件复制后核对不一致。", advice)
        with fresh.open("rb+") as stream:
            os.fsync(stream.fileno())
        replace(fresh, target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)  # on a full stick the half would take the room that is missing
        raise


def mend_from(
    backup: Path, folder: Path, wanted: Collection[str], key: bytes, progress: Progress
) -> tuple[int, int]:
    """Return how many files of a backup were read and how many of them were brought back into the data folder.

    Read are those that lie in the folder too or are ``wanted`` (names) there; brought back those that are damaged or
    missing there. Two whole files of one name hold the same content, even where their bytes differ.

    Raises:
        IntegrityBroken: a file of the backup is damaged.
    """
    files = [path for path in files_in(backup) if path.name in wanted or (folder / path.name).is_file()]
    mended = 0
    for done, path in enumerate(files, start=1):
        here = folder / path.name
        if not here.is_file() or _digest(path) != _digest(here):
            if not whole(path, key):
                advice = "请立即重新备份一次；仍不一致的，换一个U盘或磁盘。本机数据不受影响。"
                raise IntegrityBroken("backup-unsound", "备份中有附件已损坏。", advice)
            if not whole(here, key):
                copy_checked(path, here)
                mended += 1
        progress(done, len(files))
    return len(files), mended


def whole(path: Path, key: bytes) -> bool:
    """Return whether a file is there and reads to its last byte as it was written."""
    try:
        with FrameReader(path, key) as reader:
            for _ in reader.each_leaf():
                pass
    except InspectorError:
        return False
    return True


def files_in(folder: Path) -> list[Path]:
    """Return the finished attachment files of a folder."""
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.suffix) if folder.is_dir() else []


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in _pieces(stream.read):
            digest.update(piece)
    return digest.digest()


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_PIECE):
        yield piece
