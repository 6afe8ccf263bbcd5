"""Keys that are lost or damaged while the data stands: those of a backup open it; nothing recorded since is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.errors import StorageFailed
from app.storage.database.engine import connect, translated
from app.storage.files import file_errors, replace, write_durably
from app.storage.folder import STORE_FILE, FolderLock
from app.storage.keys.datakeys import DataKeys
from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY, damaged_copies


def lacks_keys(folder: Path) -> bool:
    """Return whether a folder holds data whose keys are lost or damaged."""
    return (folder / STORE_FILE).is_file() and len(damaged_copies(folder)) == 2


def copy_keys_back(source: Path, folder: Path, unlock: Callable[[Path], DataKeys]) -> None:
    """Put the keys of a backup back beside data that lost its own; ``unlock`` opens them where they lie.

    Everything recorded after the backup stays. Damaged keys are kept beside, under other names.

    Raises:
        StorageFailed: they do not open this data; the folder is as before.
    """
    lock = FolderLock(folder)
    try:
        with tempfile.TemporaryDirectory() as aside, file_errors("密钥文件"):
            for name in {KEYS_FILE, SECOND_COPY}.difference(damaged_copies(source)):
                shutil.copyfile(source / name, Path(aside) / name)
            with translated():
                connection = connect(folder / STORE_FILE, unlock(Path(aside)).database_key)
                try:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
                finally:
                    connection.close()
            for name in (KEYS_FILE, SECOND_COPY):
                if (folder / name).is_file():
                    replace(folder / name, folder / f"{name}.damaged")
                if (Path(aside) / name).is_file():
                    write_durably(folder / name, (Path(aside) / name).read_bytes())
    except StorageFailed as error:
        if error.code != "damaged":
            raise
        advice = "请换本机自己的备份；数据文件没有被改动。"
        raise StorageFailed("keys-of-another", "这份备份的密钥打不开本机的数据。", advice) from error
    finally:
        lock.release()
