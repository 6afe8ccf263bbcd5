"""Reading a file that is taken in: in leaves of 256 KiB, noticing when it vanishes or changes meanwhile."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes

from app.domain.characters import with_boxes
from app.errors import StorageFailed
from app.storage.attached.frames import LEAF_BYTES

MAX_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in the vault: digests of the original bytes in hex, size in bytes."""

    sha256: str
    sm3: str
    size: int


class Tally:
    """Digests and size of what passes through."""

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._sm3 = hashes.Hash(hashes.SM3())

    def add(self, leaf: bytes) -> None:
        """Take in what follows; StorageFailed beyond 2 GB."""
        self.size += len(leaf)
        if self.size > MAX_BYTES:
            raise StorageFailed("too-large", "文件超过 2 GB。", "请只登记该文件的编号和摘要，或拆分后再添加。")
        self._sha256.update(leaf)
        self._sm3.update(leaf)

    def blob(self) -> Blob:
        """Return the digests of all that passed."""
        return Blob(self._sha256.hexdigest(), self._sm3.finalize().hex(), self.size)


def changed() -> StorageFailed:
    """Return the error for a source that changed under the copy."""
    return StorageFailed("source-changed", "文件在复制过程中有变动。", "请等文件写完、关闭相关程序后重新添加。")


def vanished() -> StorageFailed:
    """Return the error for a source that cannot be read any more."""
    return StorageFailed(
        "source-vanished", "文件读不到了，可能已被移走或设备已拔出。", "请插好设备、确认文件还在后重新添加。"
    )


def insist_file(path: Path) -> os.stat_result:
    """Return the state of a file that can be read to its end.

    Raises:
        StorageFailed: it is gone, a folder, or something that never ends (a pipe, a device).
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise vanished() from error
    if stat.S_ISDIR(found.st_mode):
        raise StorageFailed("source-folder", "这是文件夹，不是文件。", "请打开文件夹，选择其中的文件后添加。")
    if not stat.S_ISREG(found.st_mode):
        raise StorageFailed("source-special", "这不是普通文件，不能读取。", "请先复制成普通文件，再添加。")
    return found


def insist_content(path: Path) -> None:
    """Do nothing for a file with something in it.

    Raises:
        StorageFailed: it is empty, which is what a copy leaves that was broken off.
    """
    if not insist_file(path).st_size:
        advice = "多半是没有复制完：请从原处重新复制后添加；空文件本身要作证据的，请压缩（如 .zip）后添加。"
        raise StorageFailed("source-empty", "文件是空的（0 字节）。", advice)


def name_of(path: Path) -> str:
    """Return a file's name as it can be kept and printed.

    A name written in another coding than the system's is read as GB18030; what nobody sees (line ends, marks that
    turn the direction of reading, halves of pairs) is left out, lest ``gpj.exe`` be read as ``exe.jpg``; □ stands for
    what no paper can show.
    """
    raw = os.fsencode(path.name) if os.name == "posix" else b""
    name = path.name
    if not name.isprintable() and raw:
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    seen = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return with_boxes(seen).strip()


@contextmanager
def steady(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a source, give it with its size, and make sure that it is the same file, unchanged, at the end."""
    before = insist_file(path)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise vanished() from error
    with stream:
        yield stream, before.st_size
    try:
        after = path.stat()
    except OSError as error:
        raise vanished() from error
    if (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino):
        raise changed()


def leaves_of(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Give (leaf, is last); an empty source is one empty last leaf."""
    leaf = _exactly(stream)
    while len(leaf) == LEAF_BYTES:
        following = _exactly(stream)
        yield leaf, not following
        if not following:
            return
        leaf = following
    yield leaf, True


def _exactly(stream: BinaryIO) -> bytes:
    """Return the next 256 KiB, less only at the end of the source."""
    pieces: list[bytes] = []
    wanted = LEAF_BYTES
    while wanted:
        try:
            piece = stream.read(wanted)
        except OSError as error:
            raise vanished() from error
        if not piece:
            break
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
