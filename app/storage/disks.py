"""Which disk a folder lies on: the mount folder that a pulled stick leaves behind is no stick."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from app.domain.stick_places import FOR_STICKS

MountOf = Callable[[Path], Path]


def mount_of(folder: Path) -> Path:
    """Return where the disk is mounted on which a folder lies: the root of a drive, or a mount point."""
    place = folder.resolve()
    while place != place.parent and not os.path.ismount(place):
        place = place.parent
    return place


def is_apart(target: Path, store: Path, mounted: MountOf = mount_of) -> bool:
    """Return whether a folder lies on another disk than the store, and not on that of the system."""
    place, own = mounted(target), mounted(store)
    return place.anchor != own.anchor or place not in (own, place.parent)


def is_left_behind(target: Path, store: Path, *, was_apart: bool, mounted: MountOf = mount_of) -> bool:
    """Return whether a folder is only what is left of a disk that was pulled.

    ``was_apart``: it lay on a disk of its own when it was chosen.
    """
    # what lies there on the system's own disk is the empty folder of a stick that is gone
    for_sticks = any(target.is_relative_to(one) for one in FOR_STICKS)
    return (was_apart or for_sticks) and not is_apart(target, store, mounted)
