"""Pictures that wait to be taken in are in a backup and come back by it, and so does what came while it was made."""

from pathlib import Path

import pytest

from app.storage.attached.vault import Vault
from app.storage.safekeeping.backup import backup, check, find_backups, restore
from app.storage.store import Store
from tests.storage.builders import KEYS, MORNING, answer, commit, fresh_store

PICTURE = b"picture" * 999


@pytest.fixture
def made(tmp_path: Path):
    with fresh_store(tmp_path / "data") as store:
        commit(store, answer("q1", 1))
        yield store, Vault(tmp_path / "data", KEYS), tmp_path / "stick"


def restored(stick: Path, folder: Path) -> Vault:
    (found,) = find_backups(stick)
    restore(found, folder, lambda folder: KEYS, MORNING)
    return Vault(folder, KEYS)


def test_that_a_picture_that_waits_comes_back_from_a_backup(made, tmp_path: Path) -> None:
    store, vault, stick = made
    store.drafts.save_draft("waiting/jia/i/one", "{}", MORNING)
    vault.intray.put("one", PICTURE)
    report = backup(store, KEYS, stick, MORNING)
    assert report.blobs == 0  # it is no attachment yet
    assert restored(stick, tmp_path / "new").intray.read("one") == PICTURE
    again = Store.open(tmp_path / "new", KEYS)
    assert [one.place_key for one in again.drafts.drafts("waiting")] == ["waiting/jia/i/one"]
    again.close()


def test_that_what_waits_no_more_leaves_the_next_backup(made, tmp_path: Path) -> None:
    store, vault, stick = made
    vault.intray.put("one", PICTURE)
    vault.intray.put("two", PICTURE)
    backup(store, KEYS, stick, MORNING)
    vault.intray.drop("one")
    backup(store, KEYS, stick, MORNING)
    again = restored(stick, tmp_path / "new")
    assert again.intray.has("two") and not again.intray.has("one")


def test_that_a_picture_taken_in_while_it_is_copied_stops_no_backup(made, monkeypatch) -> None:
    store, vault, stick = made
    for name in ("one", "two"):
        vault.intray.put(name, PICTURE)
    from app.storage.safekeeping import backup_files, backup_waiting

    def gone_at_one(source: Path, target: Path) -> None:
        if source.name == "one":
            source.unlink(missing_ok=True)
        backup_files.copy_checked(source, target)

    monkeypatch.setattr(backup_waiting, "copy_checked", gone_at_one)
    backup(store, KEYS, stick, MORNING)
    (found,) = find_backups(stick)
    assert [one.name for one in (found / "blobs" / "waiting").iterdir()] == ["two"]


def test_that_what_came_while_the_store_was_copied_is_in_the_backup(made, tmp_path: Path) -> None:
    store, vault, stick = made
    vault.put(b"first")
    came = []

    def progress(done: int, total: int) -> None:
        if not came:
            came.append(vault.put(b"later").sha256)
            vault.intray.put("one", PICTURE)

    report = backup(store, KEYS, stick, MORNING, progress)
    again = restored(stick, tmp_path / "new")
    assert report.blobs == 2 and again.read(came[0]) == b"later" and again.intray.read("one") == PICTURE


def test_that_a_picture_damaged_here_is_mended_from_the_backup(made) -> None:
    store, vault, stick = made
    vault.intray.put("one", PICTURE)
    backup(store, KEYS, stick, MORNING)
    here = store.folder / "blobs" / "waiting" / "one"
    content = bytearray(here.read_bytes())
    content[200] ^= 1
    here.write_bytes(bytes(content))
    assert check(store, KEYS, stick).mended == 1
    assert vault.intray.read("one") == PICTURE
