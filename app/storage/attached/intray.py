"""Pictures that wait to be taken in: encrypted on the disk the moment they are there, before anything is made of them.

What they are is said in the store (app.services.evidence.waiting); a file here of which it says nothing is of no use.
"""

from __future__ import annotations

import io
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from app.storage.attached.frames import FrameReader, FrameWriter
from app.storage.attached.incoming import TEMPORARY
from app.storage.attached.sources import leaves_of
from app.storage.files import file_errors, flush_folder, replace


class Intray:
    """A folder of encrypted pictures by name; it is made with the first one."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key

    def put(self, name: str, content: bytes) -> None:
        """Keep a picture, whole and durable or not at all.

        Raises:
            StorageFailed: the disk is full or fails.
        """
        with file_errors("图片"):
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True)
                flush_folder(self._folder.parent)
            temporary = self._folder / (name + TEMPORARY)
            try:
                with temporary.open("wb") as target:
                    writer = FrameWriter(target, self._key)
                    for leaf, last in leaves_of(io.BytesIO(content)):
                        writer.add(leaf, last=last)
                    target.flush()
                    os.fsync(target.fileno())
                replace(temporary, self._folder / name)
            finally:
                temporary.unlink(missing_ok=True)  # on a full disk the half would take the room that is missing

    def has(self, name: str) -> bool:
        """Return whether a picture is here."""
        return (self._folder / name).is_file()

    def read(self, name: str) -> bytes:
        """Return a picture.

        Raises:
            StorageFailed: it is not here.
            IntegrityBroken: it is damaged.
        """
        with FrameReader(self._folder / name, self._key) as reader:
            return b"".join(reader.each_leaf())

    def keep_only(self, names: Collection[str]) -> None:
        """Drop all but these, written or about to be; what another program holds goes the next time."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name.removesuffix(TEMPORARY) not in names:
                with suppress(OSError):
                    path.unlink()

    def drop(self, name: str) -> None:
        """Drop one picture: it is taken in, or given up. What another program holds goes the next time."""
        for file in (name, name + TEMPORARY):
            with suppress(OSError):
                (self._folder / file).unlink(missing_ok=True)
