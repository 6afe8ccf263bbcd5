"""A store made by the program of schema version 1 (tests/storage/samples/store-v1.db) opens in this one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import StorageFailed
from app.storage.database import upgrade
from app.storage.database.engine import connect
from app.storage.database.schema import SCHEMA_VERSION, metadata
from app.storage.folder import STORE_FILE
from app.storage.store import Store
from tests.storage.builders import KEYS, answer, commit

SAMPLE = Path(__file__).parent / "samples" / "store-v1.db"
DIGEST = "7cc28d23c88ba12424bc7a6bbeffb8805c9dcc77c8b8a39bc44b1bac0a730400"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SAMPLE, tmp_path / STORE_FILE)
    return tmp_path


def version_of(folder: Path) -> int:
    raw = connect(folder / STORE_FILE, KEYS.database_key)
    version = raw.execute("PRAGMA user_version").fetchone()[0]
    raw.close()
    return version


def test_that_an_older_store_keeps_its_state_and_takes_new_work(folder: Path):
    assert version_of(folder) == 1
    store = Store.open(folder, KEYS)
    try:
        assert store.upkeep.check({"d1": store.device_key.public}).problems == ()
        assert store.upkeep.fold_digest() == DIGEST
        assert store.read("unit", "u").value("name") == "演练单位"
        commit(store, answer("q2", "符合"), at=60)
    finally:
        store.close()
    assert version_of(folder) == SCHEMA_VERSION


def test_that_the_inspections_of_an_older_store_are_listed(folder: Path):
    store = Store.open(folder, KEYS)
    try:
        assert store.listing.count() == 0
        store.listing.scan("2026-03-02", "m")
        assert store.listing.stale(10) == ("i",)
    finally:
        store.close()


@pytest.mark.parametrize("version", [1, 2])
def test_that_an_older_store_gets_every_index(folder: Path, version: int):
    if version > 1:  # as the program of version 2 left a store that it had upgraded: without the look-up by unit
        Store.open(folder, KEYS).close()
        raw = connect(folder / STORE_FILE, KEYS.database_key)
        raw.execute("DROP INDEX inspection_by_unit")
        raw.execute(f"PRAGMA user_version = {version}")
        raw.close()
    Store.open(folder, KEYS).close()
    raw = connect(folder / STORE_FILE, KEYS.database_key)
    there = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    raw.close()
    assert {str(index.name) for table in metadata.tables.values() for index in table.indexes} <= there


def test_that_an_upgrade_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    whole = upgrade.STEPS[1]

    def interrupted(connection: object) -> None:
        whole(connection)
        raise StorageFailed("disk-full", "磁盘空间不足，未能保存。", "请清理磁盘空间后重试。")

    monkeypatch.setattr(upgrade, "STEPS", {**upgrade.STEPS, 1: interrupted})
    with pytest.raises(StorageFailed, match="disk-full"):
        Store.open(folder, KEYS)
    assert version_of(folder) == 1
    monkeypatch.undo()
    Store.open(folder, KEYS).close()  # the failed try freed the folder
    assert version_of(folder) == SCHEMA_VERSION


def test_that_there_is_a_step_from_every_version():
    steps: dict[int, Callable[..., None]] = dict(upgrade.STEPS)
    assert sorted(steps) == list(range(1, SCHEMA_VERSION))
