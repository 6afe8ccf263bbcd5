"""Commit, read and reopen; what a store refuses to open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlcipher3 import dbapi2

from app.domain.fold import fold
from app.domain.operations import Change, FieldKey
from app.errors import Refused, StorageFailed
from app.sealing.canonical import fold_digest
from app.sealing.signing import verify_transaction
from app.storage.database.engine import connect, writing
from app.storage.keys.datakeys import DataKeys
from app.storage.store import Store
from tests.storage.builders import KEYS, MORNING, OFFICER, answer, commit, fresh_store, link, seal_over, unlink, void


def test_that_a_committed_answer_stands_after_reopening(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1_1", "符合"))
    reopened = Store.open(tmp_path, KEYS)
    assert reopened.read("answer", "i/q1_1").value("verdict") == "符合"
    assert (reopened.device, reopened.training, reopened.identity.bureau) == ("d1", True, "130600")
    reopened.close()


def test_that_a_commit_numbers_chains_and_signs_its_operations(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1), answer("q2", 2))
        done = commit(store, answer("q1", 3))
        assert [one.lseq for one in store.operations()] == [1, 2, 3]
        assert store.upkeep.check({"d1": store.device_key.public}).problems == ()
        sent = store.replication.outgoing(2)
        assert [one.txn for one in sent] == [done.txn]
        last = done.operations[-1]
        assert verify_transaction(store.device_key.public, "d1", done.txn, last.chain, sent[0].signature)


def test_that_a_change_is_based_on_what_stood(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        first = commit(store, answer("q1", 1)).operations[0]
        both = commit(store, answer("q1", 2), answer("q1", 3)).operations
        assert (both[0].base, both[1].base) == ((first.op_id,), (both[0].op_id,))
        assert store.heads(FieldKey("answer", "i/q1", "verdict")) == (both[1].op_id,)


def test_that_sets_add_and_remove_single_elements(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, link("a"), link("b"), link("a"))
        assert store.read("evidence", "i/e").elements("links") == ("b", "a")
        commit(store, unlink("a"))
        assert store.read("evidence", "i/e").elements("links") == ("b",)


def test_that_a_root_holds_itself_and_its_parts_only(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, Change("inspection", "i", "unit", "u"), answer("q1", 1), answer("q1", 2, inspection="i2"))
        commit(store, Change("inspection", "i-1", "unit", "u"), Change("unit", "u", "name", "演练单位"))
        assert [one.entity_id for one in store.read_root("i")] == ["i", "i/q1"]
        assert [one.entity_id for one in store.read_all("inspection")] == ["i", "i-1"]
        assert store.read("unit", "nowhere") is None
        assert len(store.operations("i")) == 2


def test_that_operations_can_be_read_from_a_point_on(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        first = commit(store, answer("q1", 1)).operations[0]
        second = commit(store, answer("q2", 1)).operations[0]
        assert store.operations(after=first.op_id) == (second,)


def test_that_ten_thousand_characters_and_odd_ones_come_back(tmp_path: Path):
    text = "档" * 10_000 + "\U0002a6d6\u0000\n'\"\\"
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", {"reason": text, "big": 2**53 - 1}))
        assert store.read("answer", "i/q1").value("verdict") == {"reason": text, "big": 2**53 - 1}


@pytest.mark.parametrize("value", [1.5, 2**53, {"a": [object()]}, "half \ud800"])
def test_that_what_json_cannot_carry_is_refused_and_nothing_is_kept(tmp_path: Path, value: object):
    with fresh_store(tmp_path) as store:
        with pytest.raises(Refused):
            commit(store, answer("q1", 1), answer("q2", value))  # type: ignore[arg-type]  # wrong on purpose
        assert store.operations() == ()


def test_that_the_state_is_the_fold_of_the_log(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1), link("a"), link("b"))
        commit(store, unlink("a"), void("answer", "i/q1"))
        commit(store, seal_over(store, ("evidence", "i/e"), ("answer", "i/q1")))
        expected = fold_digest(fold(store.operations()).values())
        assert store.upkeep.fold_digest() == store.upkeep.check().fold_digest == expected
        assert store.refused() == ()
        assert store.upkeep.rebuild() == len(store.operations())
        assert store.upkeep.fold_digest() == expected


def test_that_a_second_program_cannot_open_the_folder(tmp_path: Path):
    with fresh_store(tmp_path), pytest.raises(StorageFailed, match="already-open"):
        Store.open(tmp_path, KEYS)


def test_that_a_store_is_not_made_over_another(tmp_path: Path):
    with fresh_store(tmp_path):
        pass
    with pytest.raises(StorageFailed, match="store-exists"), fresh_store(tmp_path):
        pass


def test_that_a_missing_store_and_a_wrong_key_are_told(tmp_path: Path):
    with pytest.raises(StorageFailed, match="no-store"):
        Store.open(tmp_path, KEYS)
    with fresh_store(tmp_path):
        pass
    with pytest.raises(StorageFailed, match="damaged"):
        Store.open(tmp_path, DataKeys(b"x" * 32))
    Store.open(tmp_path, KEYS).close()  # the failed try freed the folder


def test_that_a_damaged_file_is_told(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", "a" * 5000))
    path = tmp_path / "store.db"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(StorageFailed, match="damaged"):
        Store.open(tmp_path, KEYS)


def test_that_a_newer_store_is_left_alone(tmp_path: Path):
    with fresh_store(tmp_path):
        pass
    raw = connect(tmp_path / "store.db", KEYS.database_key)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StorageFailed, match="newer-store"):
        Store.open(tmp_path, KEYS)


def test_that_nothing_readable_lies_in_the_file(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", "secret-needle-0815"))
    assert all(b"needle" not in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "store.db").execute("select * from live")


def test_that_a_full_disk_loses_nothing_and_says_what_to_do(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", "kept"))
    store = Store.open(tmp_path, KEYS)
    with store._engine.connect() as connection:  # every pooled connection would need it: this test uses one thread
        connection.exec_driver_sql("PRAGMA max_page_count = 40")
    with pytest.raises(StorageFailed, match="disk-full") as failure:
        for number in range(60):
            commit(store, answer(f"q{number + 2}", "x" * 4000))
    assert "清理" in failure.value.advice
    kept = len(store.operations())
    store.close()
    store = Store.open(tmp_path, KEYS)
    assert store.read("answer", "i/q1").value("verdict") == "kept"
    assert len(store.operations()) == kept and store.upkeep.check().problems == ()
    commit(store, answer("q1", "goes on"))
    store.close()


def test_that_the_log_and_sealed_rows_cannot_be_changed_by_sql(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1))
        commit(store, seal_over(store, ("answer", "i/q1")))
    raw = connect(tmp_path / "store.db", KEYS.database_key)
    for statement in (
        "UPDATE operation_log SET chain = ''",
        "DELETE FROM operation_log",
        "DELETE FROM transaction_signature",
        "UPDATE live SET value = '2' WHERE entity = 'answer'",
        "DELETE FROM live WHERE entity = 'answer'",
        "INSERT INTO live SELECT entity_id, entity, field, 'x', kind, value, hlc, device, officer FROM live",
    ):
        with pytest.raises(dbapi2.Error, match=r"append-only|sealed"):
            raw.execute(statement)
    raw.close()


def test_that_check_finds_a_projection_that_lies(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1))
        raw = connect(tmp_path / "store.db", KEYS.database_key)
        raw.execute("UPDATE live SET value = '2'")
        raw.close()
        assert store.upkeep.check().problems
        store.upkeep.rebuild()
        assert store.upkeep.check().problems == ()


def test_that_a_cancelled_rebuild_changes_nothing(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        commit(store, answer("q1", 1))
        with pytest.raises(StorageFailed, match="cancelled"):
            store.upkeep.rebuild(cancelled=lambda: True)
        assert store.upkeep.check().problems == ()


def test_that_drafts_and_the_last_place_survive_and_a_commit_drops_its_drafts(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        store.drafts.save_draft("i/q1/note", "写到一", MORNING)
        store.drafts.save_draft("i/q1/note", "写到一半", MORNING)
        store.drafts.save_draft("i/q2/note", "另一处", MORNING)
        store.drafts.remember_place("i", "checklist", "q1")
    store = Store.open(tmp_path, KEYS)
    assert [one.text for one in store.drafts.drafts("i")] == ["写到一半", "另一处"]
    assert store.drafts.last_place().question == "q1"
    store.commit([answer("q1", "写完")], officer=OFFICER, now=MORNING, drafts_done=["i/q1/note"])
    assert [one.place_key for one in store.drafts.drafts("i")] == ["i/q2/note"]
    store.close()


def test_that_a_setting_read_before_is_known_until_it_is_written(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        asked: list[str] = []
        event.listen(store._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert store.settings.get("names") is None and store.settings.get("names", 1) == 1
        store.settings.set("names", ["jia"])
        read = store.settings.get("names")
        assert isinstance(read, list)
        read.append("yi")
        asked.clear()
        assert store.settings.get("names") == ["jia"] and asked == []
        store.settings.set("names", None)
        assert store.settings.get("names") is None


def test_that_settings_written_together_are_all_written_or_none(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        store.settings.set_all({"names": ["jia"], "places": 1})
        with pytest.raises(TypeError):
            store.settings.set_all({"names": ["yi"], "places": object()})
        assert (store.settings.get("names"), store.settings.get("places")) == (["jia"], 1)


def test_that_a_setting_is_read_anew_after_its_write_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    @contextmanager
    def torn(engine: Engine) -> Iterator[Connection]:
        with writing(engine) as connection:
            yield connection
        raise OSError("the disk answered no more")

    with fresh_store(tmp_path) as store:
        store.settings.set("names", ["jia"])
        assert store.settings.get("names") == ["jia"]
        monkeypatch.setattr("app.storage.database.settings.writing", torn)
        with pytest.raises(OSError, match="disk"):
            store.settings.set("names", ["yi"])
        assert store.settings.get("names") == ["yi"]


def test_that_settings_and_attachments_are_kept(tmp_path: Path):
    with fresh_store(tmp_path) as store:
        store.settings.set("centre", {"host": "127.0.0.1"})
        store.attachments.note("aa", "bb", 7)
        store.attachments.note("cc", "dd", 3, here=False)
        store.attachments.note("aa", "bb", 7, sent=True)
        assert store.settings.get("centre") == {"host": "127.0.0.1"} and store.settings.get("none", 1) == 1
        assert [one.sha256 for one in store.attachments.to_fetch()] == ["cc"]
        assert store.attachments.to_send() == () and len(store.attachments.all()) == 2
