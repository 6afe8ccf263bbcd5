"""A copy of the whole store, verified before it takes the place of the last good one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.errors import IntegrityBroken
from app.storage.database.engine import connect, open_engine, reading, translated
from app.storage.files import replace
from app.storage.folder import STORE_FILE
from app.storage.keys.datakeys import DataKeys
from app.storage.safekeeping.backup_files import NEW
from app.storage.upkeep import operation_count, sound_digest


def copied(source: Path, folder: Path, keys: DataKeys, thorough: bool) -> tuple[int, str]:
    """Put a verified copy of the store in a folder; return its operations and digest. Of a failed one nothing stays."""
    fresh = folder / (STORE_FILE + NEW)
    fresh.unlink(missing_ok=True)
    try:
        _copy_database(source, fresh, keys)
        found = verified(fresh, keys, thorough)
        replace(fresh, folder / STORE_FILE)
    except BaseException:
        for left in folder.glob(f"{fresh.name}*"):  # what SQLite keeps beside it too
            with suppress(OSError):
                left.unlink()
        raise
    return found


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


def verified(path: Path, keys: DataKeys, thorough: bool = True) -> tuple[int, str]:
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


def _unsound() -> IntegrityBroken:
    advice = "请换一个U盘或磁盘重新备份；本机数据不受影响。"
    return IntegrityBroken("backup-unsound", "备份与本机核对不一致，不能采用。", advice)
