"""Evidence that waits to be taken in: pictures encrypted on the disk at once, of files where they lie.

First the store is told what waits, then the picture is written, and the transaction that takes it in ends the waiting:
whenever a kill comes, what the store names is what is not taken in yet, and a picture it does not name is of no use.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import StorageFailed
from app.services.desk import Desk

_ROOT = "waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits at a question: a file where it lies, or a picture that is in the vault's in-tray.

    ``loose``: the picture was written as fast as it could be and is made smaller when it is taken in. ``lost``: the
    file is not there (any more), or the program ended before the picture was written. ``at`` is when a picture was made
    that tells no time itself.
    """

    id: str
    question: str
    name: str
    file: Path | None = None
    loose: bool = False
    lost: bool = False
    at: datetime | None = None


def waiting_key(desk: Desk, inspection: str, waiting_id: str) -> str:
    """Return the place at which the store keeps what waits for this officer."""
    return f"{_ROOT}/{desk.officer}/{inspection}/{waiting_id}"


def let_wait(desk: Desk, inspection: str, several: Sequence[Waiting], pictures: Mapping[str, bytes]) -> None:
    """Keep all this until it is taken in: pictures by id, encrypted; of files which they are.

    Raises:
        StorageFailed: the disk is full or fails; what was kept of it stays.
    """
    texts = {waiting_key(desk, inspection, one.id): _text(one) for one in several}
    desk.store.drafts.save_drafts(texts, desk.now())
    for one in several:
        if one.file is None:
            desk.vault.intray.put(one.id, pictures[one.id])


def what_waits(desk: Desk, inspection: str) -> tuple[Waiting, ...]:
    """Return what this officer left waiting in an inspection, by age; sweep what no record tells of."""
    kept = desk.store.drafts.drafts(_ROOT)
    desk.vault.intray.keep_only({one.place_key.rpartition("/")[2] for one in kept})
    mine = waiting_key(desk, inspection, "")
    found = (one for one in kept if one.place_key.startswith(mine))
    return tuple(_waiting(desk, one.place_key.removeprefix(mine), json.loads(one.text)) for one in found)


@dataclass(frozen=True, slots=True)
class LeftWaiting:
    """How many pieces an officer left waiting at the questions of an inspection, in the order of their paths."""

    officer: str
    inspection: str
    questions: tuple[str, ...]
    count: int


def left_waiting(desk: Desk) -> tuple[LeftWaiting, ...]:
    """Return what waits on this device, of every officer in every inspection: no record will tell of it."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in desk.store.drafts.drafts(_ROOT):
        _, officer, inspection, _ = one.place_key.split("/")
        found.setdefault((officer, inspection), []).append(str(json.loads(one.text)["question"]))
    return tuple(LeftWaiting(*who, tuple(sorted(set(paths))), len(paths)) for who, paths in found.items())


def picture_of(desk: Desk, waiting_id: str) -> bytes:
    """Return a picture that waits.

    Raises:
        StorageFailed: the program ended before it was written.
    """
    if not desk.vault.intray.has(waiting_id):
        raise StorageFailed("waiting-lost", "程序关闭前图片没有来得及写完。", "请重新粘贴或拍摄。")
    content: bytes = desk.vault.intray.read(waiting_id)
    return content


def wait_no_more(desk: Desk, inspection: str, ids: Collection[str]) -> None:
    """Forget what waits: nobody wants it."""
    desk.store.drafts.drop_draft(*(waiting_key(desk, inspection, one) for one in ids))
    for one in ids:
        desk.vault.intray.drop(one)


def _text(one: Waiting) -> str:
    file = "" if one.file is None else str(one.file)
    # names that the system gives in no coding have halves of pairs: told as they are, in ASCII
    at = "" if one.at is None else one.at.isoformat()
    return json.dumps({"question": one.question, "name": one.name, "file": file, "loose": one.loose, "at": at})


def _waiting(desk: Desk, waiting_id: str, said: Mapping[str, Any]) -> Waiting:
    file = Path(said["file"]) if said["file"] else None
    lost = not (desk.vault.intray.has(waiting_id) if file is None else file.is_file())
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    return Waiting(waiting_id, said["question"], said["name"], file, bool(said["loose"]), lost, at)
