"""Backup to a second disk and restore."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import InspectorError, IntegrityBroken, StorageFailed
from app.storage.attached.vault import Vault
from app.storage.database.engine import writing
from app.storage.keys.keyfile import KEYS_FILE, SECOND_COPY
from app.storage.keys.keyring import KeyRing
from app.storage.keys.people import PEOPLE_FILE, read_people, write_people
from app.storage.safekeeping.backup import (
    FROZEN_NUMBERS,
    MANIFEST,
    backup,
    check,
    copy_back,
    find_backups,
    finish_restore,
    restore,
)
from app.storage.store import Store
from tests.storage.builders import CHEAP, KEYS, MORNING, answer, commit, fresh_store, incoming, seal_over


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


def test_that_names_come_back_for_this_account_alone(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        write_people(tmp_path / "data", {"jia": "演练甲"})
        backup(store, KEYS, tmp_path / "stick", MORNING)
    (found,) = find_backups(tmp_path / "stick")
    (found / PEOPLE_FILE).chmod(0o644)  # a stick that knows no rights
    copy_back(found, tmp_path / "new")
    assert read_people(tmp_path / "new") == {"jia": "演练甲"}
    assert os.name == "nt" or (tmp_path / "new" / PEOPLE_FILE).stat().st_mode & 0o077 == 0


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


def test_that_what_a_restored_device_recorded_goes_on_behind_what_only_the_centre_has(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        backup(store, KEYS, tmp_path / "stick", MORNING)
        commit(store, answer("q1", 2), answer("q2", 1))  # pushed, then the laptop was lost
        centre = incoming(store)
    (found,) = find_backups(tmp_path / "stick")
    restore(found, tmp_path / "new", lambda folder: KEYS, MORNING)
    restored = Store.open(tmp_path / "new", KEYS)
    recorded = commit(restored, answer("q1", 3), answer("q3", 1))
    commit(restored, seal_over(restored, ("answer", "i/q3")))
    before = restored.upkeep.fold_digest()
    assert restored.replication.go_on_behind(4, centre[-1].chain, restored.device_key) == 3
    assert restored.upkeep.fold_digest() == before
    restored.replication.receive(centre, cursor=3, now=MORNING)
    assert restored.replication.go_on_behind(4, centre[-1].chain, restored.device_key) == 0
    assert restored.upkeep.check({"d1": restored.device_key.public}).problems == ()
    assert [one.operations[0].lseq for one in restored.replication.outgoing(3)] == [4, 6]
    assert restored.replication.outgoing(3)[0].txn == recorded.txn
    sent: list[int] = []
    while following := restored.replication.outgoing(max(sent, default=0), 1):
        sent += [one.lseq for txn in following for one in txn.operations]
    assert sent == [1, 2, 3, 4, 5, 6]  # whatever the order of arrival
    (conflict,) = restored.conflicts()
    assert sorted(one.value for one in conflict.live) == [2, 3]
    assert restored.replication.go_on_behind(9, "", restored.device_key) == 0
    with pytest.raises(StorageFailed, match="guarded"), writing(restored._engine) as connection:
        connection.exec_driver_sql("DELETE FROM operation_log")
    restored.close()


def test_that_nothing_moves_where_the_centre_has_nothing_later(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        chain = incoming(store)[-1].chain
        backup(store, KEYS, tmp_path / "stick", MORNING)
    restore(find_backups(tmp_path / "stick")[0], tmp_path / "new", lambda folder: KEYS, MORNING)
    restored = Store.open(tmp_path / "new", KEYS)
    kept = commit(restored, answer("q1", 3)).operations[0]
    assert restored.replication.go_on_behind(2, chain, restored.device_key) == 0
    assert restored.operations()[-1] == kept
    restored.close()


def photographed(store: Store, folder: Path) -> Path:
    """Return where a photo of a store lies, after a backup of both."""
    vault = Vault(folder / "data", KEYS)
    photo = vault.put(b"photo" * 1000)
    store.attachments.note(photo.sha256, photo.sm3, photo.size)
    backup(store, KEYS, folder / "stick", MORNING)
    return vault.path_of(photo.sha256)


@pytest.mark.parametrize("how", ["cut", "emptied"])
def test_that_a_torn_file_does_not_replace_the_good_one_in_the_backup(tmp_path: Path, how: str):
    with fresh_store(tmp_path / "data") as store:
        photo = photographed(store, tmp_path)
        good = photo.read_bytes()
        photo.write_bytes(good[:200] if how == "cut" else b"")
        backup(store, KEYS, tmp_path / "stick", MORNING)
    (found,) = find_backups(tmp_path / "stick")
    assert (found / "blobs" / photo.name).read_bytes() == good


def test_that_a_file_torn_in_the_backup_is_written_anew(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        photo = photographed(store, tmp_path)
        (found,) = find_backups(tmp_path / "stick")
        (found / "blobs" / photo.name).write_bytes(b"")
        backup(store, KEYS, tmp_path / "stick", MORNING)
        assert (found / "blobs" / photo.name).read_bytes() == photo.read_bytes()


@pytest.mark.parametrize("how", ["flipped", "cut", "missing"])
def test_that_checking_a_backup_brings_back_what_is_damaged_here(tmp_path: Path, how: str):
    with fresh_store(tmp_path / "data") as store:
        photo = photographed(store, tmp_path)
        good = photo.read_bytes()
        if how == "flipped":
            flip(photo, 100)
        elif how == "cut":
            photo.write_bytes(good[:200])
        else:
            photo.unlink()
        found = check(store, KEYS, tmp_path / "stick")
        assert (found.blobs, found.mended, photo.read_bytes()) == (1, 1, good)
        assert check(store, KEYS, tmp_path / "stick").mended == 0


def test_that_a_file_damaged_in_the_backup_is_never_brought_back(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        photo = photographed(store, tmp_path)
        good = photo.read_bytes()
        (found,) = find_backups(tmp_path / "stick")
        flip(found / "blobs" / photo.name, 100)
        with pytest.raises(IntegrityBroken, match="backup-unsound"):
            check(store, KEYS, tmp_path / "stick")
        assert photo.read_bytes() == good


def test_that_a_photo_kept_anew_in_other_bytes_does_not_make_the_backup_unsound(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        photo = photographed(store, tmp_path)
        flip(photo, 100)
        Vault(tmp_path / "data", KEYS).put(b"photo" * 1000)
        assert check(store, KEYS, tmp_path / "stick").mended == 0


def test_that_damaged_keys_do_not_replace_those_of_the_backup(tmp_path: Path):
    ring = KeyRing.create(tmp_path / "data", kind="training", cost=CHEAP)
    ring.add_officer("演练甲", "training-only", "000000", now=MORNING)
    made = Store.create(tmp_path / "data", ring.keys, kind="training", device_id="d1", bureau="130600", now=MORNING)
    with closing(made) as store:
        backup(store, ring.keys, tmp_path / "stick", MORNING)
        for name in (KEYS_FILE, SECOND_COPY):
            (tmp_path / "data" / name).write_text("{", encoding="utf-8")
        with pytest.raises(StorageFailed, match="keys-damaged") as failed:
            backup(store, ring.keys, tmp_path / "stick", MORNING)
    assert "没有被覆盖" in failed.value.advice
    (found,) = find_backups(tmp_path / "stick")
    again = KeyRing.open(found, cost=CHEAP)
    again.unlock("演练甲", "training-only", now=MORNING)
    assert again.keys.data_key == ring.keys.data_key


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_that_a_backup_without_its_description_is_brought_back_all_the_same(tmp_path: Path, content: str | None):
    KeyRing.create(tmp_path / "data", kind="standalone", cost=CHEAP)
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        report = backup(store, KEYS, tmp_path / "stick", MORNING)
    manifest = Path(report.folder) / MANIFEST
    if content is None:
        manifest.unlink()
    else:
        manifest.write_text(content, encoding="utf-8")
    (found,) = find_backups(tmp_path / "stick")
    assert restore(found, tmp_path / "new", lambda folder: KEYS, MORNING) == report.fold_digest


def test_that_a_folder_in_use_is_no_backup(tmp_path: Path):
    folder = tmp_path / "archives-inspection-1"
    KeyRing.create(folder, kind="standalone", cost=CHEAP)
    with fresh_store(folder):
        pass
    assert find_backups(tmp_path) == find_backups(folder) == ()


def test_that_a_damaged_backup_does_not_advise_to_restore_from_a_backup(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        report = backup(store, KEYS, tmp_path / "stick", MORNING)
    flip(Path(report.folder) / "store.db", 9000)
    with pytest.raises(IntegrityBroken, match="backup-damaged") as failed:
        restore(Path(report.folder), tmp_path / "new", lambda folder: KEYS, MORNING)
    assert "换另一份备份" in failed.value.advice


def test_that_a_place_that_is_no_folder_is_told_as_one(tmp_path: Path):
    (tmp_path / "stick").touch()
    with fresh_store(tmp_path / "data") as store, pytest.raises(StorageFailed) as failed:
        backup(store, KEYS, tmp_path / "stick", MORNING)
    assert failed.value.code == "no-folder" and "另选一个文件夹" in failed.value.advice
