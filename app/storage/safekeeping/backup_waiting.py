"""Pictures that wait to be taken in (app.storage.attached.intray), in a backup: the store that it holds names them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from app.storage.files import flush_folder
from app.storage.safekeeping.backup_files import copy_checked, files_in


def copy_waiting(source: Path, target: Path) -> frozenset[str]:
    """Copy the pictures that are not there yet, and return which wait.

    One that was taken in or given up meanwhile is left out: its own act made it durable, or nobody wants it.
    """
    found = set()
    for path in files_in(source):
        there = target / path.name
        if not there.is_file() or there.stat().st_size != path.stat().st_size:
            if not target.is_dir():
                target.mkdir(parents=True)
                flush_folder(target.parent)
            try:
                copy_checked(path, there)
            except FileNotFoundError:
                if not path.exists() and target.is_dir():
                    continue
                raise
        found.add(path.name)
    return frozenset(found)


def drop_waiting(target: Path, stay: Collection[str]) -> None:
    """Drop from a backup what waits no more: the store in it does not name it any longer."""
    for path in files_in(target):
        if path.name not in stay:
            with suppress(OSError):
                path.unlink()
