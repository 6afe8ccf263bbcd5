"""Backup to a second disk and restore: a copy counts only after it was opened and found equal.

A backup is a folder of its own below the target: ``store.db`` (encrypted as the original), ``keys.json``, the names of
those who open it (``people.json``), ``blobs/`` (in it ``waiting/``, pictures not taken in yet) and ``backup.json``.
The last good copy stands until the new one is verified.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.domain.clock import iso
from app.errors import IntegrityBroken, StorageFailed
from app.storage.attached.vault import WAITING, blob_name
from app.storage.database.engine import open_engine, writing
from app.storage.database.identity import IDENTITY
from app.storage.database.settings import read_setting, write_setting
from app.storage.exchange.renumbering import RESTORED_AT
from app.storage.files import file_errors, flush_folder, write_durably
from app.storage.folder import BLOBS, LOCK_FILE, STORE_FILE, FolderLock, insist_local
from app.storage.keys.datakeys import DataKeys
from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY, damaged_copies
from app.storage.keys.people import PEOPLE_FILE, read_people, write_people
from app.storage.log.commit import last_of
from app.storage.safekeeping.backup_copy import copied, verified
from app.storage.safekeeping.backup_files import copy_blobs, copy_checked, mend_from
from app.storage.safekeeping.backup_waiting import copy_waiting, drop_waiting
from app.storage.store import Store

MANIFEST = "backup.json"
FROZEN_NUMBERS = "numbers_frozen"
_FOLDERS = "archives-inspection-*"
_MAY_LIE_THERE = frozenset({"lock", "logs"})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A verified backup. ``folder`` is where it lies; ``blobs`` counts attachment files in it.

    ``fold_digest`` is empty where state and log were not compared.
    """

    folder: str
    store_id: str
    device: str
    taken_at: str
    operations: int
    fold_digest: str
    blobs: int


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """A backup that was read to the last byte; ``mended`` attachments of the data folder were brought back from it."""

    operations: int
    blobs: int
    mended: int


def insist_outside(data: Path, target: Path) -> None:
    """Do nothing where a backup may go to ``target``.

    Raises:
        StorageFailed: it lies in the data folder and would be lost with it.
    """
    if target.absolute().is_relative_to(data.absolute()):
        raise StorageFailed("backup-inside", "备份不能放在数据文件夹里面。", "请选择U盘或另一块磁盘上的文件夹。")


def backup(
    store: Store,
    keys: DataKeys,
    target: Path,
    now: datetime,
    progress: Progress = lambda done, total: None,
    *,
    thorough: bool = True,
) -> BackupReport:
    """Copy the store, its keys and files into ``target`` (a folder on a second disk) and return the verified copy.

    ``progress(done, total)`` counts attachment files. ``thorough`` compares the copy's state with its log, beyond
    testing that every page is whole.

    Raises:
        StorageFailed: the target is the data folder itself, full, gone or not writable; the last good copy stands.
        IntegrityBroken: the new copy is not equal; the last good copy stands.
    """
    folder = _folder_in(store, target)
    insist_outside(store.folder, folder)
    with file_errors("备份"):
        folder.mkdir(parents=True, exist_ok=True)
        copy_blobs(store.folder / BLOBS, folder / BLOBS, progress, keys.blob_key)
        waits = copy_waiting(store.folder / BLOBS / WAITING, folder / BLOBS / WAITING)
        operations, digest = copied(store.folder / STORE_FILE, folder, keys, thorough)
        # what came while the store was copied, which may cite it
        blobs = copy_blobs(store.folder / BLOBS, folder / BLOBS, _unseen, keys.blob_key)
        waits |= copy_waiting(store.folder / BLOBS / WAITING, folder / BLOBS / WAITING)
        drop_waiting(folder / BLOBS / WAITING, waits)
        spoiled = damaged_copies(store.folder)
        for name in {KEYS_FILE, SECOND_COPY}.difference(spoiled):
            write_durably(folder / name, (store.folder / name).read_bytes())
        write_people(folder, read_people(store.folder))
        identity = store.identity
        report = BackupReport(str(folder), identity.store_id, identity.device, iso(now), operations, digest, blobs)
        write_durably(folder / MANIFEST, json.dumps({"schema": 1, **asdict(report)}, ensure_ascii=False).encode())
    if len(spoiled) == 2 and any((place / KEYS_FILE).is_file() for place in (folder, store.folder)):
        advice = "数据已备份，备份盘上原有的密钥没有被覆盖。请勿关闭程序，先输入一次 PIN 或口令（重写密钥文件）再备份。"
        raise StorageFailed("keys-damaged", "本机的密钥文件已损坏。", advice)
    return report


def check(
    store: Store, keys: DataKeys, target: Path, progress: Progress = lambda done, total: None
) -> CheckedBackup:
    """Return what this store's backup in ``target`` holds, every page and every byte of it read.

    Attachments that are damaged or missing here, and whole there, are brought back into the data folder.

    Raises:
        StorageFailed: there is none, or the disk cannot be read.
        IntegrityBroken: it is not sound.
    """
    folder = _folder_in(store, target)
    if not (folder / STORE_FILE).is_file():
        raise StorageFailed("no-backup", "备份盘上没有本机的备份。", "请插好备份用的 U 盘，或立即备份一次。")
    with file_errors("备份"):
        operations, _ = verified(folder / STORE_FILE, keys)
        wanted = {blob_name(keys.name_key, one.sha256) for one in store.attachments.all()}
        files, mended = mend_from(folder / BLOBS, store.folder / BLOBS, wanted, keys.blob_key, progress)
        waiting = folder / BLOBS / WAITING, store.folder / BLOBS / WAITING
        _, too = mend_from(*waiting, (), keys.blob_key, _unseen)
    return CheckedBackup(operations, files, mended + too)


def _folder_in(store: Store, target: Path) -> Path:
    return target / f"archives-inspection-{store.identity.store_id[-12:]}"


def find_backups(target: Path) -> tuple[Path, ...]:
    """Return the folders of backups in ``target``, or ``target`` itself where it is one.

    A backup whose description was lost (a stick pulled at the wrong moment) is one all the same: nothing in it is
    needed to bring the data back.
    """
    if (target / MANIFEST).is_file() or (target.absolute().match(_FOLDERS) and _is_backup(target)):
        return (target,)
    return tuple(sorted(path for path in target.glob(_FOLDERS) if _is_backup(path)))


def _is_backup(folder: Path) -> bool:
    keys = any((folder / name).is_file() for name in (KEYS_FILE, SECOND_COPY))
    unsaid = keys and (folder / STORE_FILE).is_file() and not (folder / LOCK_FILE).exists()
    return unsaid or (folder / MANIFEST).is_file()


def copy_back(source: Path, folder: Path, progress: Progress = lambda done, total: None) -> None:
    """Copy a backup into a new or empty data folder; its keys then unlock it and ``finish_restore`` completes it.

    ``progress(done, total)`` counts attachment files. Logs of the program may lie in the folder already.

    Raises:
        StorageFailed: it is no backup, or the folder holds something.
        Refused: the folder is on the network or in a cloud drive.
    """
    insist_local(folder)
    if source not in find_backups(source) or not (source / STORE_FILE).is_file():
        raise StorageFailed("no-backup", "该文件夹中没有完整的备份。", "请选择备份所在的文件夹（含 backup.json）。")
    if folder.exists() and any(path.name not in _MAY_LIE_THERE for path in folder.iterdir()):
        raise StorageFailed("folder-not-empty", "目标文件夹不是空的。", "请选择一个空文件夹；不会覆盖已有数据。")
    new = not folder.exists()
    try:
        with file_errors("恢复的数据"):
            folder.mkdir(parents=True, exist_ok=True)
            copy_blobs(source / BLOBS, folder / BLOBS, progress)
            copy_waiting(source / BLOBS / WAITING, folder / BLOBS / WAITING)
            for name in (KEYS_FILE, SECOND_COPY, STORE_FILE):
                if (source / name).is_file():
                    copy_checked(source / name, folder / name)
            write_people(folder, read_people(source))
            flush_folder(folder)
    except BaseException:
        _emptied(folder)  # half of a backup would be in the way of the next try
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise


def finish_restore(folder: Path, keys: DataKeys, now: datetime) -> str:
    """Verify a restored folder with its unlocked keys, freeze its leased numbers, and return its fold digest.

    Numbers stay frozen (setting ``numbers_frozen``) until the centre said hello: some may have been used after the
    backup was taken.

    Raises:
        IntegrityBroken: it is not sound.
    """
    lock = FolderLock(folder)
    try:
        with _told_of_a_backup():
            _, digest = verified(folder / STORE_FILE, keys)
        engine = open_engine(folder / STORE_FILE, keys.database_key)
        try:
            with writing(engine) as connection:
                write_setting(connection, FROZEN_NUMBERS, iso(now))
                identity = read_setting(connection, IDENTITY)
                assert isinstance(identity, dict)
                write_setting(connection, RESTORED_AT, last_of(connection, str(identity["device"]))[0])
        finally:
            engine.dispose()
    finally:
        lock.release()
    return digest


@contextmanager
def _told_of_a_backup() -> Iterator[None]:
    """Tell that a backup is damaged in words for who restores: advice to restore would lead in a circle."""
    try:
        yield
    except (IntegrityBroken, StorageFailed) as error:
        if error.code not in ("backup-unsound", "damaged"):
            raise
        advice = "请换另一份备份；没有别的备份时，请原样保留这份备份和原电脑上的数据文件夹，联系管理员。"
        raise IntegrityBroken("backup-damaged", "这份备份已损坏，没有恢复任何数据。", advice) from error


def restore(
    source: Path,
    folder: Path,
    unlock: Callable[[Path], DataKeys],
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> str:
    """Copy a backup into an empty folder, unlock it with ``unlock(folder)``, verify it, and return its fold digest.

    Where unlocking or verifying fails, the folder is emptied again.
    """
    copy_back(source, folder, progress)
    try:
        return finish_restore(folder, unlock(folder), now)
    except BaseException:
        _emptied(folder)
        raise


def _unseen(done: int, total: int) -> None:
    """Take progress without showing it."""


def _emptied(folder: Path) -> None:
    for name in (KEYS_FILE, SECOND_COPY, PEOPLE_FILE, STORE_FILE, STORE_FILE + "-wal", STORE_FILE + "-shm"):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / BLOBS, ignore_errors=True)
