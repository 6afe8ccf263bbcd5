"""A file that stays open, so that parts of it need not lie in memory until they are needed."""

from __future__ import annotations

import os
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path


class KeptFile:
    """One open file, read by any thread. It is the same file however its name is used meanwhile.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        weakref.finalize(self, os.close, self._file)
        self._lock = threading.Lock()
        self._seen = self._look()

    def content(self) -> bytes:
        """Return all of it.

        Raises:
            OSError: it cannot be read, or was changed since it was opened.
        """
        return self.read(0, self._seen[0])

    def part(self, place: slice) -> FilePart:
        """Return a part that is sliced as bytes are."""
        return FilePart(self, place.start, place.stop)

    def read(self, first: int, length: int) -> bytes:
        """Return bytes from a place on.

        Raises:
            OSError: they cannot be read, or the file was changed since it was opened.
        """
        with self._lock:
            os.lseek(self._file, first, os.SEEK_SET)
            found = os.read(self._file, length)
            if len(found) < length or self._look() != self._seen:
                raise OSError("the file was changed")
        return found

    def _look(self) -> tuple[int, int]:
        status = os.fstat(self._file)
        return status.st_size, status.st_mtime_ns


@dataclass(frozen=True)
class FilePart:
    """Bytes of a file from one place to another; a slice of it is read from the file."""

    file: KeptFile
    first: int
    end: int

    def __getitem__(self, wanted: slice) -> bytes:
        start = min(self.first + wanted.start, self.end)
        stop = min(self.first + wanted.stop, self.end)
        return self.file.read(start, max(0, stop - start))
