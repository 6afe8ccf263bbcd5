"""A log in which a newer program wrote what this one does not know: not broken, only beyond judging."""

import json
from pathlib import Path

import pytest

from app.domain.operations import OPERATION_VERSION
from app.sealing.canonical import finish, next_chain
from app.storage.database.engine import connect
from app.storage.exchange.later_entries import ENTRIES, KNOWN
from app.storage.store import Store
from tests.storage.builders import KEYS, answer, as_incoming, commit, fresh_store, receive

OUTSIDE = "UPDATE operation_log SET lseq = lseq + 1000000 WHERE lseq > 1"
BENT = "UPDATE operation_log SET chain = 'x' WHERE lseq = 2"


def _rewritten(folder: Path, *statements: str, noted: list[str] | None = None) -> None:
    """Do to the closed store what a later program might."""
    raw = connect(folder / "store.db", KEYS.database_key)
    guards = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in guards:
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    if noted is not None:
        raw.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (ENTRIES, json.dumps(noted)))
    raw.close()


@pytest.mark.parametrize("change", [OUTSIDE, BENT, "DELETE FROM operation_log WHERE lseq = 2", "DELETE FROM live"])
def test_that_what_only_a_newer_program_knows_is_not_called_broken(tmp_path: Path, change: str):
    with fresh_store(tmp_path) as store:
        for number in range(4):
            commit(store, answer("q1", number))
    _rewritten(tmp_path, change, noted=[*KNOWN, "third-past"])
    store = Store.open(tmp_path, KEYS)
    found = store.upkeep.check({"d1": store.device_key.public})
    store.close()
    assert found.problems == ()
    assert "third-past" in found.unjudged[0] and "更新版本的程序" in found.unjudged[0]
    assert all("本程序看来" in one for one in found.unjudged[1:]) and len(found.unjudged) > 1


@pytest.mark.parametrize("noted", [None, [], [*KNOWN]])
def test_that_the_same_is_broken_where_no_newer_program_was_there(tmp_path: Path, noted: list[str] | None):
    with fresh_store(tmp_path) as store:
        for number in range(4):
            commit(store, answer("q1", number))
    _rewritten(tmp_path, BENT, noted=noted)
    store = Store.open(tmp_path, KEYS)
    found = store.upkeep.check()
    store.close()
    assert found.problems and found.unjudged == ()


def test_that_operations_of_a_later_version_leave_the_state_beyond_judging_and_the_chain_not(tmp_path: Path):
    with fresh_store(tmp_path / "a", "a") as first, fresh_store(tmp_path / "b", "b") as second:
        odd = commit(first, answer("q1", 1)).operations[0]
        later = finish(
            odd._replace(device="z", lseq=1, kind="merge", op_id="z1", txn="z", v=OPERATION_VERSION + 1, base=()), ""
        )
        receive(second, as_incoming([later]))
        assert second.upkeep.check().problems == second.upkeep.check().unjudged == ()
        assert next_chain("", later.raw) == later.chain
    # as a newer program worked it out
    _rewritten(tmp_path / "b", "DELETE FROM live")
    store = Store.open(tmp_path / "b", KEYS)
    found = store.upkeep.check()
    store.close()
    assert found.problems == () and "1 条" in found.unjudged[0]
    _rewritten(tmp_path / "b", "UPDATE operation_log SET chain = 'x'")
    store = Store.open(tmp_path / "b", KEYS)
    found = store.upkeep.check()
    store.close()
    assert any("链值" in one for one in found.problems)
