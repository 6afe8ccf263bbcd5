"""Backup to a second disk and restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InspectorError, IntegrityBroken, StorageFailed
from app.storage.backup import FROZEN_NUMBERS, backup, copy_back, find_backups, finish_restore, restore
from app.storage.keyfile import KEYS_FILE
from app.storage.keys import KeyRing
from app.storage.store import Store
from app.storage.vault import Vault
from tests.storage.builders import CHEAP, KEYS, MORNING, answer, commit, fresh_store


def flip(path: Path, at: int) -> None:
    """Flip one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def test_that_a_restored_store_equals_the_backed_up_one_and_its_numbers_are_frozen(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        photo = Vault(tmp_path / "data", KEYS).put(b"photo")
        commit(store, answer("q1", 1))
        report = backup(store, KEYS, tmp_path / "stick", MORNING)
        commit(store, answer("q1", "later"))
    (found,) = find_backups(tmp_path / "stick")
    assert restore(found, tmp_path / "new", lambda folder: KEYS, MORNING) == report.fold_digest
    assert (report.operations, report.blobs) == (1, 1)
    restored = Store.open(tmp_path / "new", KEYS)
    assert restored.read("answer", "i/q1").value("verdict") == 1
    assert restored.settings.get(FROZEN_NUMBERS)
    restored.close()
    assert Vault(tmp_path / "new", KEYS).read(photo.sha256) == b"photo"


def test_that_a_later_backup_replaces_the_earlier_and_copies_new_files_only(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        vault = Vault(tmp_path / "data", KEYS)
        first = vault.put(b"one")
        backup(store, KEYS, tmp_path / "stick", MORNING)
        (folder,) = find_backups(tmp_path / "stick")
        stamp = (folder / "blobs" / vault.path_of(first.sha256).name).stat().st_mtime_ns
        vault.put(b"two")
        commit(store, answer("q1", 1))
        report = backup(store, KEYS, tmp_path / "stick", MORNING)
        assert (report.blobs, report.operations) == (2, 1)
        assert (folder / "blobs" / vault.path_of(first.sha256).name).stat().st_mtime_ns == stamp
        assert not list(folder.rglob("*.new"))


def test_that_the_last_good_backup_stands_when_a_new_one_fails(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        report = backup(store, KEYS, tmp_path / "stick", MORNING)
        commit(store, answer("q1", 2))
        with store._engine.connect() as connection:
            connection.exec_driver_sql("UPDATE live SET value = '3'")  # state and log disagree: not worth keeping
            connection.exec_driver_sql("COMMIT")
        with pytest.raises(IntegrityBroken, match="backup-unsound"):
            backup(store, KEYS, tmp_path / "stick", MORNING)
    (found,) = find_backups(tmp_path / "stick")
    assert restore(found, tmp_path / "new", lambda folder: KEYS, MORNING) == report.fold_digest


def test_that_a_damaged_backup_is_refused_and_leaves_nothing(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", "x" * 9000))
        backup(store, KEYS, tmp_path / "stick", MORNING)
    (found,) = find_backups(tmp_path / "stick")
    flip(found / "store.db", 20_000)
    with pytest.raises(InspectorError):
        restore(found, tmp_path / "new", lambda folder: KEYS, MORNING)
    assert not (tmp_path / "new" / "store.db").exists()


def test_that_a_backup_goes_neither_into_the_data_nor_over_it(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        with pytest.raises(StorageFailed, match="backup-inside"):
            backup(store, KEYS, tmp_path / "data", MORNING)
        backup(store, KEYS, tmp_path / "stick", MORNING)
    (found,) = find_backups(tmp_path / "stick")
    with pytest.raises(StorageFailed, match="folder-not-empty"):
        copy_back(found, tmp_path / "data")
    with pytest.raises(StorageFailed, match="no-backup"):
        copy_back(tmp_path, tmp_path / "new")


def test_that_a_backup_carries_the_keys_that_unlock_it(tmp_path: Path):
    ring = KeyRing.create(tmp_path / "data", kind="training", cost=CHEAP)
    ring.add_officer("演练甲", "training-only", "000000", now=MORNING)
    store = Store.create(tmp_path / "data", ring.keys, kind="training", device_id="d1", bureau="130600", now=MORNING)
    backup(store, ring.keys, tmp_path / "stick", MORNING)
    store.close()
    (found,) = find_backups(tmp_path / "stick")
    copy_back(found, tmp_path / "new")
    assert (tmp_path / "new" / KEYS_FILE).is_file()
    copied = KeyRing.open(tmp_path / "new", cost=CHEAP)
    copied.unlock("演练甲", "training-only", now=MORNING)
    assert finish_restore(tmp_path / "new", copied.keys, MORNING)
