"""Which attached files a parcel takes along: those that fit on its stick, and that this computer's disk gives back.

A case may be larger than a stick, or than a file on it may be: what finds no room goes with the next parcel.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.procedure.records import Inspection
from app.errors import IntegrityBroken, StorageFailed
from app.services.cited import cited_files
from app.services.desk import Desk
from app.services.exchange.parcel_content import PIECE, ParcelFile

# FAT32, which most sticks have, takes no file of 4 GiB.
LARGEST = 4 * 1024**3 - 64 * 1024**2
# What an operation takes up with what its parcel says around it (730 on average at an inspection), and the rest of it.
_OPERATION, _REST = 1_000, 512 * 1024


class Spoiled(Exception):
    """The disk of this computer does not give a file back whole."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


@dataclass(frozen=True, slots=True)
class Selected:
    """The files of a parcel; ``left`` found no room, ``spoiled`` should be here and cannot be read (digests)."""

    files: tuple[ParcelFile, ...]
    holds: tuple[str, ...]
    left: tuple[str, ...]
    spoiled: tuple[str, ...]


def selected(
    desk: Desk, inspections: Collection[str] | None, without: Collection[str], spoiled: Collection[str], room: int
) -> Selected:
    """Return the files of these inspections (None: of all) ``without`` some, the small ones first, up to ``room``."""
    roots = {one.entity_id for one in desk.store.read_all(Inspection.ENTITY)} if inspections is None else inspections
    wanted = {one.sha256: one for one in cited_files(desk.store, set(roots)).values()}
    noted = {one.sha256 for one in desk.store.attachments.all() if one.here}
    bad = {one for one in noted & set(wanted) if one in spoiled or not desk.vault.has(one)}
    held = (noted & set(wanted)) - bad
    going: list[ParcelFile] = []
    left: list[ParcelFile] = []
    for one in sorted((wanted[digest] for digest in held - set(without)), key=lambda one: (one.size, one.sha256)):
        room -= one.size
        (going if room >= 0 else left).append(ParcelFile(one.sha256, one.sm3, one.size))
    told = tuple(one.sha256 for one in left)
    return Selected(tuple(going), tuple(sorted(held)), told, tuple(sorted(bad - set(without))))


def room_at(path: Path, operations: int) -> int:
    """Return how many bytes of files a parcel with so many operations can take along there."""
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        free = LARGEST  # writing tells why
    return min(free, LARGEST) - operations * _OPERATION - _REST


def content_of(desk: Desk, file: ParcelFile) -> Iterator[bytes]:
    """Give the bytes of a file.

    Raises:
        Spoiled: they cannot be read, or are not what was noted.
    """
    read = 0
    try:
        with desk.vault.open(file.sha256) as content:
            while piece := content.read(PIECE):
                read += len(piece)
                yield piece
    except (StorageFailed, IntegrityBroken) as error:
        raise Spoiled(file.sha256) from error
    if read != file.size:
        raise Spoiled(file.sha256)
