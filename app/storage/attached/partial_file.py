"""A file that comes in pieces over a line that may be cut, and takes its name only when it is whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import IntegrityBroken
from app.storage.files import file_errors, replace

_PART = ".part"


def file_digest(path: Path, what: str) -> str:
    """Return the SHA-256 of a file; ``what`` names it in Chinese where it cannot be read."""
    found = hashlib.sha256()
    with file_errors(what), path.open("rb") as stream:
        while piece := stream.read(1024 * 1024):
            found.update(piece)
    return found.hexdigest()


def stamp_of(path: Path) -> list[int] | None:
    """Return size and moment of change of a file, None where there is none that can be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


@dataclass(frozen=True)
class PartialFile:
    """A plain file of ``size`` bytes on its way to ``target``; ``what`` is its Chinese noun in errors.

    Pieces of ``leaf`` bytes are put in order; what is on the disk is gone on with after a cut or a restart.
    """

    target: Path
    sha256: str
    size: int
    what: str
    leaf: int

    @property
    def part(self) -> Path:
        """Return where the beginning lies meanwhile; another content begins anew."""
        return self.target.with_name(f"{self.sha256[:32]}{_PART}")

    def reached(self) -> int:
        """Return how many bytes of it lie here meanwhile."""
        found = stamp_of(self.part)
        return 0 if found is None else found[0]

    def missing(self) -> Sequence[int]:
        """Return the numbers of the pieces that are not here yet."""
        with file_errors(self.what):
            self.target.parent.mkdir(parents=True, exist_ok=True)
        return range(self.reached() // self.leaf, -(-self.size // self.leaf))

    def put(self, number: int, content: bytes) -> None:
        """Keep one piece."""
        with file_errors(self.what), self.part.open("r+b" if self.part.exists() else "wb") as stream:
            stream.seek(number * self.leaf)
            stream.truncate()
            stream.write(content)

    def finish(self) -> None:
        """Give the whole its name.

        Raises:
            IntegrityBroken: it is not what its digest says; nothing of it was kept.
        """
        with file_errors(self.what):
            if self.part.stat().st_size != self.size or file_digest(self.part, self.what) != self.sha256:
                self.part.unlink()
                title = f"{self.what}传来的内容与摘要不符，已丢弃。"
                raise IntegrityBroken("file-differs", title, "下次同步会重新传送；反复出现时请联系管理员。")
            with self.part.open("r+b") as stream:
                os.fsync(stream.fileno())
            replace(self.part, self.target)


def keep_only(folder: Path, kept: Sequence[Path], what: str) -> None:
    """Remove every file of a folder but these."""
    with file_errors(what):
        for one in folder.iterdir() if folder.is_dir() else ():
            if one.is_file() and one not in kept:
                one.unlink()
