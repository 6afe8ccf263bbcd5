"""The vault of attached files: encrypted, named by content, never re-encoded, durable before they are cited."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import InspectorError, IntegrityBroken, StorageFailed
from app.storage.attached.frames import LEAF_BYTES, FrameReader, FrameWriter, damaged, missing
from app.storage.attached.incoming import TEMPORARY, IncomingBlob
from app.storage.attached.intray import Intray
from app.storage.attached.sources import Blob, Tally, changed, leaves_of, steady
from app.storage.files import file_errors, replace
from app.storage.folder import BLOBS
from app.storage.keys.datakeys import DataKeys

WAITING = "waiting"
Progress = Callable[[int, int | None], None]
Cancelled = Callable[[], bool]


class Vault:
    """The files of one data folder. Needs no database; note what it took in with ``store.attachments``.

    ``intray`` holds the pictures that wait to be taken in.
    """

    def __init__(self, folder: Path, keys: DataKeys) -> None:
        """Open the vault of a data folder (made where missing) and sweep what a crash left half-written."""
        self._blobs = folder / BLOBS
        self._key = keys.blob_key
        self._name_key = keys.name_key
        self.intray = Intray(self._blobs / WAITING, keys.blob_key)
        with file_errors("附件文件夹"):
            self._blobs.mkdir(parents=True, exist_ok=True)
            for left in self._blobs.glob(f"*{TEMPORARY}"):
                left.unlink(missing_ok=True)

    def path_of(self, sha256: str) -> Path:
        """Return where a file lies or would lie; the name tells nothing without the key."""
        return self._blobs / blob_name(self._name_key, sha256)

    def has(self, sha256: str) -> bool:
        """Return whether a file is here (whether it is whole, ``problem`` tells)."""
        return self.path_of(sha256).is_file()

    def take_in(
        self,
        source: Path | BinaryIO,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        expected: str = "",
    ) -> Blob:
        """Copy a file of up to 2 GB into the vault and return its digests; memory stays constant.

        ``progress(done, total)`` counts bytes, total None for a stream of unknown length. ``expected`` is the SHA-256
        of a stream whose content is known.

        Raises:
            StorageFailed: cancelled, too large, vanished or changed while copied, disk full.
            IntegrityBroken: a stream has another digest than ``expected``.
        """
        if isinstance(source, Path):
            with steady(source) as (stream, size):
                return self._take_stream(stream, size, progress or _unseen, cancelled or _unstopped)
        return self._take_stream(source, None, progress or _unseen, cancelled or _unstopped, expected)

    def put(self, content: bytes) -> Blob:
        """Take in bytes already in memory."""
        return self.take_in(io.BytesIO(content))

    def _take_stream(
        self, stream: BinaryIO, total: int | None, progress: Progress, cancelled: Cancelled, expected: str = ""
    ) -> Blob:
        tally = Tally()

        def leaves() -> Iterator[tuple[bytes, bool]]:
            for leaf, last in leaves_of(stream):
                if cancelled():
                    raise StorageFailed("cancelled", "已取消。", "文件没有保存，需要时请重新添加。")
                tally.add(leaf)
                yield leaf, last
                progress(tally.size, total)
            if total is not None and total != tally.size:
                raise changed()

        with self._written(leaves()) as temporary:
            blob = tally.blob()
            if expected and blob.sha256 != expected:
                raise IntegrityBroken("blob-mismatch", "下载的附件与其摘要不符。", "请重试同步；若仍失败请联系管理员。")
            if not self.has(blob.sha256) or self.problem(blob.sha256) is not None:
                replace(temporary, self.path_of(blob.sha256))
        return blob

    @contextmanager
    def _written(self, leaves: Iterable[tuple[bytes, bool]]) -> Iterator[Path]:
        """Give a durable temporary file of these leaves; it is gone afterwards unless it was renamed."""
        temporary = self._blobs / (os.urandom(16).hex() + TEMPORARY)
        try:
            with file_errors("附件"):
                with temporary.open("wb") as target:
                    writer = FrameWriter(target, self._key)
                    for leaf, last in leaves:
                        writer.add(leaf, last=last)
                    target.flush()
                    os.fsync(target.fileno())
                yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    def open(self, sha256: str) -> io.BufferedReader:
        """Return a seekable binary stream over a file; the caller closes it.

        Raises:
            StorageFailed: it is not here.
        """
        return io.BufferedReader(self._frames(sha256), LEAF_BYTES)

    def _frames(self, sha256: str) -> FrameReader:
        return FrameReader(self.path_of(sha256), self._key)

    def read(self, sha256: str) -> bytes:
        """Return a whole file; meant for small ones (forms, papers, photos).

        Raises:
            StorageFailed: it is not here.
            IntegrityBroken: it is damaged.
        """
        with self._frames(sha256) as reader:
            content = b"".join(reader.each_leaf())
        if hashlib.sha256(content).hexdigest() != sha256:
            raise damaged()
        return content

    def leaves(self, sha256: str) -> tuple[str, ...]:
        """Return the SHA-256 of every 256 KiB leaf, in order."""
        with self._frames(sha256) as reader:
            return tuple(hashlib.sha256(leaf).hexdigest() for leaf in reader.each_leaf())

    def leaf(self, sha256: str, number: int) -> bytes:
        """Return one leaf, for upload."""
        with self._frames(sha256) as reader:
            if not 0 <= number < reader.leaves:
                raise missing()
            return reader.leaf(number)

    def problem(self, sha256: str) -> str | None:
        """Return what is wrong with a file, in Chinese, after reading all of it; None where it is whole."""
        digest = hashlib.sha256()
        try:
            with self._frames(sha256) as reader:
                for leaf in reader.each_leaf():
                    digest.update(leaf)
        except InspectorError as error:
            return error.title
        return None if digest.hexdigest() == sha256 else damaged().title

    def unreadable(self, known: Collection[str]) -> Iterator[str]:
        """Give the names of damaged files that hold none of the ``known`` contents: small copies of photos."""
        expected = {self.path_of(sha256) for sha256 in known}
        with file_errors("附件文件夹"):
            others = sorted(path for path in self._blobs.iterdir() if path.is_file() and path not in expected)
        for path in others:
            try:
                with FrameReader(path, self._key) as reader:
                    for _ in reader.each_leaf():
                        pass
            except InspectorError:
                yield path.name

    def derivative(self, sha256: str) -> bytes:
        """Return the photo as a JPEG of at most 1,600 pixels, upright, for screen and paper; made once, then kept.

        Raises:
            StorageFailed: it is not here, or is no picture.
        """
        kept = self.path_of("1600:" + sha256)
        if kept.is_file():
            try:
                with FrameReader(kept, self._key) as reader:
                    return b"".join(reader.each_leaf())
            except IntegrityBroken:
                kept.unlink(missing_ok=True)  # made again from the original below
        from app.storage.attached.photos import small_jpeg  # 6 MB of decoders, which come with the first photo

        with self.open(sha256) as original:
            small = small_jpeg(original)
        with self._written(leaves_of(io.BytesIO(small))) as temporary:
            replace(temporary, kept)
        return small

    def incoming(self, sha256: str, size: int) -> IncomingBlob:
        """Return the download of a file, going on where an earlier one stopped."""
        folder = self._blobs / "incoming" / self.path_of(sha256).name
        return IncomingBlob(folder, self._key, sha256, size, self._take_expected)

    def _take_expected(self, stream: BinaryIO, expected: str) -> Blob:
        return self._take_stream(stream, None, _unseen, _unstopped, expected)


def blob_name(name_key: bytes, sha256: str) -> str:
    """Return the name of the file that holds a content; it tells nothing without the key."""
    return hmac.new(name_key, sha256.encode(), hashlib.sha256).hexdigest()


def _unseen(done: int, total: int | None) -> None:
    """Take progress without showing it."""


def _unstopped() -> bool:
    return False
