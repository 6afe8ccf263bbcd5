"""What can be told of a locked data folder. Loads next to nothing: the prompt for the passphrase waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.storage.keys.keyfile import read_keys
from app.storage.keys.people import read_people

TRAINING = "training"


def is_training(folder: Path) -> bool:
    """Return whether a data folder is for training; the store itself says the same once it is open.

    Raises:
        StorageFailed: there are no keys in the folder, or they are damaged.
    """
    return read_keys(folder).kind == TRAINING


def officers_of(folder: Path) -> tuple[str, ...]:
    """Return the ids of the officers who can open a data folder, in order of their slots.

    Raises:
        StorageFailed: there are no keys in the folder, or they are damaged.
    """
    return tuple(one.officer for one in read_keys(folder).slots)


def names_of(folder: Path) -> Mapping[str, str]:
    """Return how those who can open a data folder are called, as far as it was noted while it was open."""
    return read_people(folder)
