"""The file of a parcel: encrypted under a code that is told, never written down beside it.

``AIX1``, 16 bytes of salt, then the frames of app.storage.attached.frames. The key comes from the code by Argon2id. The
frames' id is 8 random bytes and 8 that only the key gives: so a wrong code is told from a file that was cut or changed.
Earlier programs wrote 16 random ones: of theirs both are told as one.
"""

from __future__ import annotations

import hmac
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO

from app.errors import CentreRefused, IntegrityBroken, StorageFailed
from app.storage.attached.frames import ID_BYTES, LEAF_BYTES, FrameReader, FrameWriter
from app.storage.attached.partial_file import stamp_of
from app.storage.exchange.parcel_place import beside, name_taken, parcel_fault, take_name, unreadable
from app.storage.keys.passphrases import Cost, new_salt, stretch

MAGIC = b"AIX1"
SALT_BYTES = 16
HEADER = len(MAGIC) + SALT_BYTES
_LATER = re.compile(rb"AIX[0-9]")


class ParcelWriter:
    """Takes plain bytes and writes them encrypted, in constant memory; ``size`` is that of the file in the end."""

    def __init__(self, frames: FrameWriter) -> None:
        self._frames = frames
        self._held = bytearray()
        self.size = 0

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
        StorageFailed: the place cannot be written, the disk is full, or another laptop took the name meanwhile.
    """
    unfinished, salt = beside(path), new_salt()
    try:
        stood = stamp_of(path)
        with unfinished.open("wb") as target:
            target.write(MAGIC + salt)
            key = stretch(code, salt, cost or Cost())
            writer = ParcelWriter(FrameWriter(target, key, _id_under(key, os.urandom(ID_BYTES // 2))))
            yield writer
            writer.end()
            target.flush()
            os.fsync(target.fileno())
            writer.size = target.tell()
        _claim(path, stood)
        take_name(unfinished, path)
    except OSError as error:
        _drop(unfinished)  # before it is told what else could be removed
        raise parcel_fault(error, path) from error
    finally:
        _drop(unfinished)


def _claim(path: Path, stood: list[int] | None) -> None:
    """Insist that nobody took the name meanwhile; one that was free is taken in one step, by an empty file."""
    if stamp_of(path) != stood:
        raise name_taken(path)
    if stood is None:
        try:
            path.open("xb").close()
        except FileExistsError as error:
            raise name_taken(path) from error


def _drop(unfinished: Path) -> None:
    with suppress(OSError):  # a disk with write protection says so even of a file that was never there
        unfinished.unlink(missing_ok=True)


@contextmanager
def opened(source: Path | BinaryIO, code: str, cost: Cost | None = None) -> Iterator[io.BufferedReader]:
    """Give the plain content as a stream; each piece is checked as it is read. What is given open stays open.

    Raises:
        StorageFailed: the file cannot be read.
        IntegrityBroken: it is no such file, of a newer program, or was cut or changed.
        CentreRefused: the code is another one, or the file was changed in its first bytes.
    """
    start = _start_of(source)
    if _LATER.match(start) and not start.startswith(MAGIC):
        raise of_newer_program()
    if len(start) < HEADER or not start.startswith(MAGIC):
        raise IntegrityBroken("not-a-parcel", "这不是交换文件，或文件不完整。", "请选择由本程序“导出”的 .aix 文件。")
    key = stretch(code, start[len(MAGIC) :], cost or Cost())
    with _ParcelFrames(source, key, start=HEADER) as frames:
        try:
            frames.leaf(0)
        except IntegrityBroken as error:
            if compare_digest(frames.id, _id_under(key, frames.id[: ID_BYTES // 2])):
                raise  # the code is right
            advice = "请核对选的是不是这个口令的那份文件，并向导出的人核对 12 位口令；多次不对的，请对方重新导出。"
            raise CentreRefused("parcel-code-wrong", "口令不对，或交换文件已损坏。", advice) from error
        yield io.BufferedReader(frames, LEAF_BYTES)


def _id_under(key: bytes, random: bytes) -> bytes:
    """Return the id of frames that whoever has the key knows again."""
    return random + hmac.digest(key, b"archives-inspection/parcel-id/" + random, "sha256")[: ID_BYTES // 2]


def _start_of(source: Path | BinaryIO) -> bytes:
    try:
        if not isinstance(source, Path):
            source.seek(0)
            return source.read(HEADER)
        with source.open("rb") as head:
            return head.read(HEADER)
    except (OSError, ValueError) as error:
        raise unreadable() from error


class _ParcelFrames(FrameReader):
    """The frames of a parcel: what fails is told of the parcel, not of an attachment."""

    def __init__(self, source: Path | BinaryIO, key: bytes, start: int = 0) -> None:
        with _told_of_parcels():
            super().__init__(source, key, start)

    def leaf(self, number: int) -> bytes:
        with _told_of_parcels():
            return super().leaf(number)


@contextmanager
def _told_of_parcels() -> Iterator[None]:
    try:
        yield
    except IntegrityBroken as error:
        raise damaged() from error
    except StorageFailed as error:
        raise unreadable() from error


def of_newer_program() -> IntegrityBroken:
    """Return the error for a parcel that a later program wrote."""
    advice = "没有收下其中任何内容。请先更新本机的程序再导入；或请对方先用与本机相同版本的程序导出。"
    return IntegrityBroken("parcel-newer", "这份交换文件由更新版本的程序导出，本机程序还读不懂。", advice)


def damaged() -> IntegrityBroken:
    """Return the error for a parcel that was cut or changed."""
    advice = "没有收下其中任何内容。请让对方重新导出，复制完成后再拔出 U 盘。"
    return IntegrityBroken("parcel-damaged", "交换文件不完整或被改动过。", advice)
