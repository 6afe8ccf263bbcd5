"""Looking at a backup before and after: whose it is and whether it is whole; bringing it back with the recovery key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import Blocker, Refused, StorageFailed
from app.sealing.signing import KeyPair
from app.services.safekeeping.backups import (
    Progress,
    Restored,
    disk_is_gone,
    newest_backup,
    restored_from,
    second_folder,
)
from app.services.session.doorway import is_training, names_of, officers_of
from app.services.session.opening import Clock, OpenDesk, close, note_public_key, open_desk
from app.services.session.setting_up import Secrets
from app.storage.keys.datakeys import DataKeys
from app.storage.keys.keyring import ADMINISTRATOR, KeyRing
from app.storage.safekeeping.backup import CheckedBackup, check, restore


@dataclass(frozen=True, slots=True)
class FoundBackup:
    """The newest backup in a folder, as it can be told while it is still locked; ``names`` by officer id."""

    folder: Path
    taken_at: str
    operations: int
    training: bool
    officers: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def look_at(source: Path) -> FoundBackup:
    """Return the newest backup in a folder; nothing of it is opened.

    Raises:
        StorageFailed: there is none, or it is damaged.
    """
    found = newest_backup(source)
    said = restored_from(found, "")
    return FoundBackup(found, said.taken_at, said.operations, is_training(found), officers_of(found), names_of(found))


def bring_back_by_key(
    source: Path,
    folder: Path,
    recovery_file: Path,
    secrets: Secrets,
    *,
    forms: Path,
    clock: Clock,
    officer: str = "",
    progress: Progress = lambda done, total: None,
) -> Restored:
    """Return what was restored into an empty data folder with the recovery key; ``officer`` has new secrets.

    ``officer`` is the administrator unless said otherwise. Leased numbers stay frozen for now.

    Raises:
        StorageFailed: no backup, the folder holds something, or the file is not this backup's recovery key.
        IntegrityBroken: the backup is not sound.
        Refused: weak passphrase or PIN, or a training backup; the folder is empty again.
    """
    found = newest_backup(source)
    if is_training(found):
        text = "演练数据的备份用公开的口令打开，不需要恢复密钥。"
        raise Refused("不能恢复。", (Blocker("training", text),), "请改用口令恢复。", "training")
    who, made = officer or ADMINISTRATOR, []

    def unlocked(place: Path) -> DataKeys:
        ring = KeyRing.open(place)
        made.append(ring.recover(recovery_file, who, secrets.passphrase, secrets.pin, now=clock()))
        return ring.keys

    digest = restore(found, folder, unlocked, clock(), progress)
    _say_new_key(open_desk(folder, forms=forms, clock=clock, officer=who, passphrase=secrets.passphrase), made[0])
    return restored_from(found, digest)


def check_backup(desk: OpenDesk, progress: Progress = lambda done, total: None) -> CheckedBackup:
    """Return what the backup on the second disk holds, after reading all of it; what is damaged here is mended from it.

    Raises:
        StorageFailed: no folder was chosen, the disk is not there, or it holds no backup of this device.
        IntegrityBroken: the backup is not sound.
    """
    target = second_folder(desk)
    if target is None or not target.is_dir() or disk_is_gone(desk, target):
        raise StorageFailed("backup-absent", "没有找到备份盘。", "请插好备份用的 U 盘，或在“设置”中选择备份文件夹。")
    return check(desk.store, desk.ring.keys, target, progress)


def _say_new_key(desk: OpenDesk, key: KeyPair) -> None:
    try:
        note_public_key(desk, key)
    finally:
        close(desk)
