"""Encrypted files in frames: AES-256-GCM over 256 KiB leaves, so that any leaf can be read and no cut goes unseen.

A file is ``AIV1``, 16 random bytes of file id, then one frame per leaf (ciphertext and 16-byte tag). The file key comes
from the vault's key and the file id; the nonce is the leaf number with the last-leaf flag.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import IntegrityBroken, StorageFailed

LEAF_BYTES = 256 * 1024
_MAGIC = b"AIV1"
ID_BYTES = 16
_HEADER = len(_MAGIC) + ID_BYTES
_TAG = 16


def damaged() -> IntegrityBroken:
    """Return the error for an attachment file that does not decrypt."""
    return IntegrityBroken("blob-damaged", "附件文件已损坏。", "请从中心库重新下载，或用备份恢复该附件。")


def missing() -> StorageFailed:
    """Return the error for an attachment file that is not here."""
    return StorageFailed("blob-missing", "附件文件不在本机。", "请同步以下载该附件，或用备份恢复。")


def _cipher(key: bytes, file_id: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"archives-inspection/frame/" + file_id).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class FrameWriter:
    """Writes leaves into an open file; ``close_with`` takes the last one."""

    def __init__(self, stream: BinaryIO, key: bytes, file_id: bytes = b"") -> None:
        """Begin a file; its id is ``file_id`` (16 bytes, never used with this key before) or random."""
        self._stream = stream
        self._id = file_id or os.urandom(ID_BYTES)
        self._cipher = _cipher(key, self._id)
        self._number = 0
        stream.write(_MAGIC + self._id)

    def add(self, leaf: bytes, *, last: bool) -> None:
        """Write one leaf: 256 KiB, the last one shorter (also empty)."""
        frame = self._cipher.encrypt(_nonce(self._number, last), leaf, self._id)
        self._stream.write(frame)
        self._number += 1


def unreadable() -> StorageFailed:
    """Return the error for a file that the disk does not give back."""
    return StorageFailed("blob-unreadable", "附件文件读不出来。", "请检查磁盘后重试。")


def _open(source: Path | BinaryIO) -> BinaryIO:
    if not isinstance(source, Path):
        return source
    try:
        return source.open("rb")
    except FileNotFoundError as error:
        raise missing() from error
    except OSError as error:
        raise unreadable() from error


class FrameReader(io.RawIOBase):
    """A seekable stream over the plain content of an encrypted file; one leaf is held in memory."""

    def __init__(self, source: Path | BinaryIO, key: bytes, start: int = 0) -> None:
        """Open the file, whose frames begin at byte ``start``; one that is given open stays open.

        Raises:
            StorageFailed: it is not there or unreadable.
            IntegrityBroken: it is no file of ours.
        """
        super().__init__()
        self._owned, self._file = isinstance(source, Path), _open(source)
        self._start = start + _HEADER
        try:
            body = self._file.seek(0, io.SEEK_END) - self._start
            self._file.seek(start)
            header = self._file.read(_HEADER)
        except OSError as error:
            self.close()
            raise unreadable() from error
        if len(header) < _HEADER or not header.startswith(_MAGIC) or body < _TAG:
            self.close()
            raise damaged()
        self.id = self._id = header[len(_MAGIC) :]
        self._cipher = _cipher(key, self._id)
        self.leaves = max(1, -(-body // (LEAF_BYTES + _TAG)))
        self.size = body - self.leaves * _TAG
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def leaf(self, number: int) -> bytes:
        """Return one leaf, checked.

        Raises:
            IntegrityBroken: it was altered, moved or cut.
        """
        if self._held[0] != number:
            frame = self._frame(number)
            try:
                plain = self._cipher.decrypt(_nonce(number, number == self.leaves - 1), frame, self._id)
            except InvalidTag as error:
                raise damaged() from error
            self._held = (number, plain)
        return self._held[1]

    def _frame(self, number: int) -> bytes:
        try:
            self._file.seek(self._start + number * (LEAF_BYTES + _TAG))
            return self._file.read(LEAF_BYTES + _TAG)
        except OSError as error:
            raise unreadable() from error

    def each_leaf(self) -> Iterator[bytes]:
        """Give all leaves in order."""
        for number in range(self.leaves):
            yield self.leaf(number)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move and return the position in the plain content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Return the position in the plain content."""
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with what follows and return how much that was; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer, as io defines it
        if self._at >= self.size or not len(view):
            return 0
        number, offset = divmod(self._at, LEAF_BYTES)
        piece = self.leaf(number)[offset : offset + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the file, where it was opened here."""
        if not self.closed and self._owned:
            self._file.close()
        super().close()
