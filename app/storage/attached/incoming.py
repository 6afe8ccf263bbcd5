"""Files on their way in from the centre: leaf by leaf, over restarts."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import IntegrityBroken
from app.storage.attached.frames import LEAF_BYTES, FrameReader, FrameWriter
from app.storage.attached.sources import Blob
from app.storage.files import file_errors, flush_folder, replace

TEMPORARY = ".part"


class IncomingBlob:
    """A file being fetched leaf by leaf; leaves that came stay over restarts."""

    def __init__(
        self, folder: Path, key: bytes, sha256: str, size: int, take_in: Callable[[BinaryIO, str], Blob]
    ) -> None:
        """Go on with the leaves in ``folder``; ``take_in(stream, expected)`` keeps the whole."""
        self._folder = folder
        self._take_in = take_in
        self._key = key
        self._sha256 = sha256
        self._leaves = max(1, -(-size // LEAF_BYTES))

    def missing(self) -> tuple[int, ...]:
        """Return the numbers of the leaves still to fetch."""
        return tuple(number for number in range(self._leaves) if not self._path(number).is_file())

    def put(self, number: int, leaf: bytes, leaf_sha256: str) -> None:
        """Keep one leaf.

        Raises:
            IntegrityBroken: it is not the leaf that was announced.
        """
        if hashlib.sha256(leaf).hexdigest() != leaf_sha256 or not 0 <= number < self._leaves:
            raise IntegrityBroken("leaf-mismatch", "下载的附件片段与校验值不符。", "请重试同步；若仍失败请联系管理员。")
        with file_errors("附件"):
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = self._path(number).with_suffix(TEMPORARY)
            with temporary.open("wb") as target:
                FrameWriter(target, self._key).add(leaf, last=True)
                target.flush()
                os.fsync(target.fileno())
            replace(temporary, self._path(number))

    def finish(self) -> Blob:
        """Put the leaves together, check the whole and return it.

        Raises:
            IntegrityBroken: the whole has another digest; its leaves are dropped, so that all are fetched again.
        """
        paths = (self._path(number) for number in range(self._leaves))
        try:
            blob = self._take_in(io.BufferedReader(_LeafStream(paths, self._key)), self._sha256)
        except IntegrityBroken:
            self.discard()
            raise
        self.discard()
        return blob

    def discard(self) -> None:
        """Drop the leaves fetched so far."""
        if self._folder.is_dir():
            for left in self._folder.iterdir():
                left.unlink(missing_ok=True)
            self._folder.rmdir()
            flush_folder(self._folder.parent)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}"


class _LeafStream(io.RawIOBase):
    """The plain content of fetched leaves, one after the other."""

    def __init__(self, paths: Iterator[Path], key: bytes) -> None:
        self._paths = paths
        self._key = key
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer, as io defines it
        while not self._rest:
            path = next(self._paths, None)
            if path is None:
                return 0
            with FrameReader(path, self._key) as reader:
                self._rest = reader.leaf(0)
        piece, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(piece)] = piece
        return len(piece)
