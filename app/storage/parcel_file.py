"""The file of a parcel: encrypted under a code that is told, never written down beside it.

``AIX1``, 16 bytes of salt, then the frames of app.storage.frames. The key comes from the code by Argon2id.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import CentreRefused, IntegrityBroken, StorageFailed
from app.storage.files import file_errors, replace
from app.storage.frames import LEAF_BYTES, FrameReader, FrameWriter
from app.storage.passphrases import Cost, new_salt, stretch

MAGIC = b"AIX1"
SALT_BYTES = 16
HEADER = len(MAGIC) + SALT_BYTES
_NAME = "交换文件"


class ParcelWriter:
    """Takes plain bytes and writes them encrypted, in constant memory."""

    def __init__(self, frames: FrameWriter) -> None:
        self._frames = frames
        self._held = bytearray()

    def write(self, content: bytes) -> None:
        """Take in what follows."""
        self._held += content
        while len(self._held) > LEAF_BYTES:
            self._frames.add(bytes(self._held[:LEAF_BYTES]), last=False)
            del self._held[:LEAF_BYTES]

    def end(self) -> None:
        """Write the last frame."""
        self._frames.add(bytes(self._held), last=True)
        self._held.clear()


@contextmanager
def written(path: Path, code: str, cost: Cost | None = None) -> Iterator[ParcelWriter]:
    """Give a writer; the file takes its name once everything is on the disk, and not at all after a failure.

    Raises:
        StorageFailed: the place cannot be written, or the disk is full.
    """
    beside = path.with_name(path.name + ".part")
    salt = new_salt()
    try:
        with file_errors(_NAME):
            with beside.open("wb") as target:
                target.write(MAGIC + salt)
                writer = ParcelWriter(FrameWriter(target, stretch(code, salt, cost or Cost())))
                yield writer
                writer.end()
                target.flush()
                os.fsync(target.fileno())
            replace(beside, path)
    finally:
        with suppress(OSError):  # a disk with write protection says so even of a file that was never there
            beside.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, code: str, cost: Cost | None = None) -> Iterator[io.BufferedReader]:
    """Give the plain content as a stream; each piece is checked as it is read.

    Raises:
        StorageFailed: the file cannot be read.
        IntegrityBroken: it is no such file, or was cut.
        CentreRefused: the code is another one, or the file was changed at its beginning.
    """
    try:
        with path.open("rb") as head:
            start = head.read(HEADER)
    except OSError as error:
        raise StorageFailed("parcel-unreadable", "交换文件读不到。", "请核对位置，或重新插好 U 盘后再试。") from error
    if len(start) < HEADER or not start.startswith(MAGIC):
        raise IntegrityBroken("not-a-parcel", "这不是交换文件，或文件不完整。", "请选择由本程序“导出”的 .aix 文件。")
    with FrameReader(path, stretch(code, start[len(MAGIC) :], cost or Cost()), start=HEADER) as frames:
        try:
            frames.leaf(0)
        except IntegrityBroken as error:
            advice = "请向导出的人核对 12 位口令；多次不对的，请对方重新导出。"
            raise CentreRefused("parcel-code-wrong", "口令不对，或交换文件已损坏。", advice) from error
        try:
            yield io.BufferedReader(frames, LEAF_BYTES)
        except IntegrityBroken as error:
            if error.code == "blob-damaged":
                raise damaged() from error
            raise


def damaged() -> IntegrityBroken:
    """Return the error for a parcel that was cut or changed."""
    advice = "没有收下其中任何内容。请让对方重新导出，复制完成后再拔出 U 盘。"
    return IntegrityBroken("parcel-damaged", "交换文件不完整或被改动过。", advice)
