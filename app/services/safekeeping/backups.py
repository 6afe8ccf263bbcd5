"""Backups to a second disk or stick, by hand and after each step of a visit; restoring one of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from app.domain.clock import CHINA, iso
from app.domain.kept_records import record_of
from app.domain.operations import Json
from app.errors import IntegrityBroken, StorageFailed
from app.services.desk import Desk
from app.services.session.opening import OpenDesk, note_names, opened_ring
from app.storage.disks import is_apart, is_left_behind
from app.storage.folder import STORE_FILE
from app.storage.keys.keyfile import KEY_COPIES, damaged_copies
from app.storage.safekeeping.backup import MANIFEST, BackupReport, backup, find_backups, insist_outside, restore
from app.storage.safekeeping.key_rescue import copy_keys_back
from app.storage.safekeeping.key_rescue import lacks_keys as keys_are_lost

SECOND_FOLDER, LAST_BACKUP = "backup_folder", "last_backup"
ON_A_DISK_OF_ITS_OWN = "backup_apart"
DONE, ABSENT, FAILED = "done", "absent", "failed"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LastBackup:
    """How the last backup ended: done, absent (the disk is not plugged in) or failed; ``text`` is Chinese.

    ``good_at`` is when the last good one was made, "" where there was none.
    """

    state: str
    at: str
    text: str
    good_at: str = ""


def back_up(
    desk: OpenDesk, target: Path, progress: Progress = lambda done, total: None, *, thorough: bool = True
) -> BackupReport:
    """Return the backup just written below ``target`` and verified; the result is remembered.

    ``thorough`` off tests the copy's pages and leaves out comparing its state with its log.

    Raises:
        StorageFailed, IntegrityBroken: the disk is full, gone or bad; the last good copy stands.
    """
    note_names(desk)
    if disk_is_gone(desk, target):
        told = _remember(desk, ABSENT, "备份盘没有插好，没有备份。")
        raise StorageFailed("backup-absent", told.text, "请插好备份用的 U 盘再备份，或在“设置”中另选备份文件夹。")
    try:
        report = backup(desk.store, desk.ring.keys, target, desk.now(), progress, thorough=thorough)
    except (StorageFailed, IntegrityBroken) as error:
        _remember(desk, FAILED, f"{error.title}{error.advice}")
        raise
    _remember(desk, DONE, f"已备份 {report.operations} 处改动、{report.blobs} 个附件。")
    return report


def choose_second_folder(desk: Desk, target: Path | None) -> None:
    """Keep where a backup goes after each step of a visit; None for nowhere.

    Raises:
        StorageFailed: the folder lies in the data folder, or is only what is left of a stick that was pulled.
    """
    if target is not None:
        insist_outside(desk.store.folder, target)
    if target is not None and is_left_behind(target, desk.store.folder, was_apart=False):
        advice = "请先插好 U 盘，等系统打开它以后再选；也可以选另一块磁盘上的文件夹。"
        raise StorageFailed("backup-absent", "这里没有插好的 U 盘，只有它留下的空文件夹。", advice)
    apart = target is not None and is_apart(target, desk.store.folder)
    desk.store.settings.set(ON_A_DISK_OF_ITS_OWN, apart)
    desk.store.settings.set(SECOND_FOLDER, None if target is None else str(target.absolute()))


def second_folder(desk: Desk) -> Path | None:
    """Return where a backup goes after each step of a visit."""
    kept = desk.store.settings.get(SECOND_FOLDER)
    return Path(kept) if isinstance(kept, str) else None


def is_on_own_disk(desk: Desk) -> bool:
    """Return whether the folder chosen lay on the disk of the data: a thief or a fault takes both."""
    return second_folder(desk) is not None and desk.store.settings.get(ON_A_DISK_OF_ITS_OWN) is False


def step_done(desk: Desk) -> LastBackup | None:
    """Return how the backup after a step of a visit ended; None where no second folder was chosen.

    Call it where a step of the journey ends, after its transaction and off the window's own thread: a visit begun,
    left or called off, the measures decided, the record sealed, a paper served, a synchronisation through. It never
    stops the work: a missing disk or a failure is remembered and shown, nothing is raised. Files that the copy has
    are not copied again; pages are tested, while state and log are compared by a backup made by hand only.
    """
    target = second_folder(desk)
    if target is None or not isinstance(desk, OpenDesk):
        return None
    if not target.is_dir() or disk_is_gone(desk, target):
        return _remember(desk, ABSENT, "备份盘没有插好，这一步没有备份。插好后会在下一步自动备份。")
    with suppress(StorageFailed, IntegrityBroken):  # remembered by back_up
        back_up(desk, target, thorough=False)
    return last_backup(desk)


def last_backup(desk: Desk) -> LastBackup | None:
    """Return how the last backup ended, None where there was none."""
    kept = desk.store.settings.get(LAST_BACKUP)
    if not isinstance(kept, dict):
        return None
    found = record_of(LastBackup, kept)
    return replace(found, good_at=found.at) if found.state == DONE else found


def disk_is_gone(desk: Desk, target: Path) -> bool:
    """Return whether the disk that was chosen is not there: its folder may still be, on the disk of the system."""
    apart = target.absolute() == second_folder(desk) and desk.store.settings.get(ON_A_DISK_OF_ITS_OWN) is True
    return is_left_behind(target, desk.store.folder, was_apart=apart)


def _remember(desk: Desk, state: str, text: str) -> LastBackup:
    at, before = iso(desk.now()), last_backup(desk)
    good = at if state == DONE else "" if before is None else before.good_at
    result = LastBackup(state, at, text, good)
    desk.store.settings.set(LAST_BACKUP, cast(Json, asdict(result)))
    return result


def lacks_keys(folder: Path) -> bool:
    """Return whether a data folder holds data whose keys are lost or damaged."""
    return keys_are_lost(folder)


def bring_keys_back(
    source: Path, folder: Path, *, now: datetime, officer: str = "", passphrase: str = ""
) -> None:
    """Put the keys of the newest backup back into a data folder that lost its own; the data stays as it is.

    Raises:
        StorageFailed: no backup, or it is of another device.
        Refused: wrong passphrase; nothing was changed.
    """
    copy_keys_back(
        newest_backup(source),
        folder,
        lambda place: opened_ring(place, officer=officer, passphrase=passphrase, now=now).keys,
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored data folder: when its backup was taken and what it holds."""

    taken_at: str
    operations: int
    fold_digest: str


def newest_backup(source: Path) -> Path:
    """Return the folder of the newest backup in ``source`` that its keys can open.

    Raises:
        StorageFailed: there is none.
    """
    found = find_backups(source) if source.is_dir() else ()
    if not found:
        advice = "请指明备份所在的文件夹或 U 盘（其中有 backup.json）。"
        raise StorageFailed("no-backup", "没有找到备份。", advice)
    usable = [one for one in found if len(damaged_copies(one)) < KEY_COPIES]
    if not usable:
        advice = "请换另一份备份；原电脑还能打开数据的，请在原电脑上重新备份一次。备份中的数据文件请原样保留。"
        raise StorageFailed("backup-without-keys", "备份中的密钥文件缺失或已损坏，打不开这份备份。", advice)
    return max(usable, key=lambda one: str(manifest_of(one).get("taken_at", "")))


def bring_back(
    source: Path,
    folder: Path,
    *,
    now: datetime,
    officer: str = "",
    passphrase: str = "",
    progress: Progress = lambda done, total: None,
) -> Restored:
    """Return what was restored from a backup into an empty data folder; its numbers stay frozen for now.

    Raises:
        StorageFailed: no backup, or the folder holds something.
        IntegrityBroken: the backup is not sound.
        Refused: wrong passphrase; the folder is empty again.
    """
    found = newest_backup(source)
    digest = restore(
        found,
        folder,
        lambda place: opened_ring(place, officer=officer, passphrase=passphrase, now=now).keys,
        now,
        progress,
    )
    return restored_from(found, digest)


def restored_from(found: Path, digest: str) -> Restored:
    """Return what a backup says of itself, with the digest of what was restored from it."""
    manifest = manifest_of(found)
    operations = manifest.get("operations", 0)
    assert isinstance(operations, int)
    return Restored(str(manifest.get("taken_at", "")), operations, digest)


def manifest_of(folder: Path) -> dict[str, object]:
    """Return what stands in the description of a backup; where it is lost or damaged, when its data was written."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = isinstance(content, dict) and isinstance(content.get("operations"), int)
    except (OSError, ValueError):
        whole = False
    if whole:
        return cast("dict[str, object]", content)
    try:
        written = (folder / STORE_FILE).stat().st_mtime
    except OSError:
        return {}
    return {"taken_at": iso(datetime.fromtimestamp(written, CHINA)), "operations": 0}
