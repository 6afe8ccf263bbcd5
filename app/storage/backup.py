"""Backup to a second disk and restore: a copy counts only after it was opened and found equal.

A backup is a folder of its own below the target: ``store.db`` (encrypted as the original), ``keys.json``, ``blobs/``
and ``backup.json``. The last good copy stands until the new one is verified.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.domain.clock import iso
from app.errors import IntegrityBroken, StorageFailed
from app.storage.commit import last_of
from app.storage.datakeys import DataKeys
from app.storage.engine import connect, open_engine, reading, translated, writing
from app.storage.files import file_errors, flush_folder, replace, write_durably
from app.storage.folder import BLOBS, STORE_FILE, FolderLock, insist_local
from app.storage.keyfile import KEYS_FILE, SECOND_COPY
from app.storage.renumbering import RESTORED_AT
from app.storage.settings import read_setting, write_setting
from app.storage.store import IDENTITY, Store
from app.storage.upkeep import operation_count, sound_digest

MANIFEST = "backup.json"
FROZEN_NUMBERS = "numbers_frozen"
_NEW = ".new"
_PIECE = 1024 * 1024
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
    if folder.absolute().is_relative_to(store.folder.absolute()):
        raise StorageFailed("backup-inside", "备份不能放在数据文件夹里面。", "请选择U盘或另一块磁盘上的文件夹。")
    with file_errors("备份"):
        folder.mkdir(parents=True, exist_ok=True)
        blobs = _copy_blobs(store.folder / BLOBS, folder / BLOBS, progress)
        fresh = folder / (STORE_FILE + _NEW)
        fresh.unlink(missing_ok=True)
        _copy_database(store.folder / STORE_FILE, fresh, keys)
        operations, digest = _verified(fresh, keys, thorough)
        replace(fresh, folder / STORE_FILE)
        for name in (KEYS_FILE, SECOND_COPY):
            if (store.folder / name).is_file():
                write_durably(folder / name, (store.folder / name).read_bytes())
        identity = store.identity
        report = BackupReport(str(folder), identity.store_id, identity.device, iso(now), operations, digest, blobs)
        write_durably(folder / MANIFEST, json.dumps({"schema": 1, **asdict(report)}, ensure_ascii=False).encode())
    return report


def check(
    store: Store, keys: DataKeys, target: Path, progress: Progress = lambda done, total: None
) -> tuple[int, int]:
    """Return operations and attachment files of this store's backup in ``target``, every page and every byte read.

    Raises:
        StorageFailed: there is none, or the disk cannot be read.
        IntegrityBroken: it is not sound.
    """
    folder = _folder_in(store, target)
    if not (folder / MANIFEST).is_file() or not (folder / STORE_FILE).is_file():
        raise StorageFailed("no-backup", "备份盘上没有本机的备份。", "请插好备份用的 U 盘，或立即备份一次。")
    with file_errors("备份"):
        operations, _ = _verified(folder / STORE_FILE, keys)
        files = [path for path in _files_in(folder / BLOBS) if (store.folder / BLOBS / path.name).is_file()]
        for done, path in enumerate(files, start=1):
            if _digest(path) != _digest(store.folder / BLOBS / path.name):
                raise _unsound()
            progress(done, len(files))
    return operations, len(files)


def _folder_in(store: Store, target: Path) -> Path:
    return target / f"archives-inspection-{store.identity.store_id[-12:]}"


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.suffix) if folder.is_dir() else []


def _copy_database(source: Path, target: Path, keys: DataKeys) -> None:
    """Copy one consistent snapshot, encrypted with the same key, also while others read and write."""
    with translated():
        original = connect(source, keys.database_key)
        copy = connect(target, keys.database_key, create=True)
        try:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file: a stick is pulled without notice
        finally:
            copy.close()
            original.close()


def _verified(path: Path, keys: DataKeys, thorough: bool = True) -> tuple[int, str]:
    """Return operations and fold digest of a copy after testing every page and comparing state with log.

    Not ``thorough``, the state is not looked at, and the digest is empty.

    Raises:
        IntegrityBroken: it is not sound.
    """
    with translated():
        raw = connect(path, keys.database_key)
        try:
            torn = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        finally:
            raw.close()
    engine = open_engine(path, keys.database_key, journal="DELETE")
    try:
        with reading(engine) as connection:
            operations, digest = operation_count(connection), sound_digest(connection) if thorough else ""
    finally:
        engine.dispose()
    if torn or digest is None:
        raise _unsound()
    return operations, digest


def _copy_blobs(source: Path, target: Path, progress: Progress) -> int:
    """Copy the attachment files that are not there yet, and return how many there are."""
    target.mkdir(parents=True, exist_ok=True)
    files = _files_in(source)
    for done, path in enumerate(files, start=1):
        there = target / path.name
        if not there.is_file() or there.stat().st_size != path.stat().st_size:
            _copy_checked(path, there)
        progress(done, len(files))
    return len(files)


def _copy_checked(source: Path, target: Path) -> None:
    fresh = target.with_name(target.name + _NEW)
    shutil.copyfile(source, fresh)
    if _digest(source) != _digest(fresh):
        fresh.unlink(missing_ok=True)
        raise IntegrityBroken("backup-unsound", "附件复制后核对不一致。", "请换一个U盘或磁盘重新备份；原备份仍可用。")
    with fresh.open("rb+") as stream:
        os.fsync(stream.fileno())
    replace(fresh, target)


def _unsound() -> IntegrityBroken:
    advice = "请换一个U盘或磁盘重新备份；本机数据不受影响。"
    return IntegrityBroken("backup-unsound", "备份与本机核对不一致，不能采用。", advice)


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for piece in _pieces(stream.read):
            digest.update(piece)
    return digest.digest()


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_PIECE):
        yield piece


def find_backups(target: Path) -> tuple[Path, ...]:
    """Return the folders of backups in ``target``, or ``target`` itself where it is one."""
    if (target / MANIFEST).is_file():
        return (target,)
    return tuple(sorted(path.parent for path in target.glob(f"archives-inspection-*/{MANIFEST}")))


def copy_back(source: Path, folder: Path, progress: Progress = lambda done, total: None) -> None:
    """Copy a backup into a new or empty data folder; its keys then unlock it and ``finish_restore`` completes it.

    ``progress(done, total)`` counts attachment files. Logs of the program may lie in the folder already.

    Raises:
        StorageFailed: it is no backup, or the folder holds something.
        Refused: the folder is on the network or in a cloud drive.
    """
    insist_local(folder)
    if not (source / MANIFEST).is_file() or not (source / STORE_FILE).is_file():
        raise StorageFailed("no-backup", "该文件夹中没有完整的备份。", "请选择备份所在的文件夹（含 backup.json）。")
    if folder.exists() and any(path.name not in _MAY_LIE_THERE for path in folder.iterdir()):
        raise StorageFailed("folder-not-empty", "目标文件夹不是空的。", "请选择一个空文件夹；不会覆盖已有数据。")
    with file_errors("恢复的数据"):
        folder.mkdir(parents=True, exist_ok=True)
        _copy_blobs(source / BLOBS, folder / BLOBS, progress)
        for name in (KEYS_FILE, SECOND_COPY, STORE_FILE):
            if (source / name).is_file():
                _copy_checked(source / name, folder / name)
        flush_folder(folder)


def finish_restore(folder: Path, keys: DataKeys, now: datetime) -> str:
    """Verify a restored folder with its unlocked keys, freeze its leased numbers, and return its fold digest.

    Numbers stay frozen (setting ``numbers_frozen``) until the centre said hello: some may have been used after the
    backup was taken.

    Raises:
        IntegrityBroken: it is not sound.
    """
    lock = FolderLock(folder)
    try:
        _, digest = _verified(folder / STORE_FILE, keys)
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
        for name in (KEYS_FILE, SECOND_COPY, STORE_FILE, STORE_FILE + "-wal", STORE_FILE + "-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / BLOBS, ignore_errors=True)
        raise
