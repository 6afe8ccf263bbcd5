"""Reading a file that is taken in: in leaves of 256 KiB, noticing when it vanishes or changes meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes

from app.errors import StorageFailed
from app.storage.frames import LEAF_BYTES

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


@contextmanager
def steady(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a source, give it with its size, and make sure that it is the same file, unchanged, at the end."""
    try:
        before = path.stat()
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
