"""Programs and centres of different versions: a clear state, the queue intact, nothing stranded."""


import psycopg
import pytest

from app import VERSION
from app.centre.device.postgres import PostgresTransport
from app.centre.office.status import status
from app.cli.centre_status import status_lines
from app.cli.console import minute_words
from app.cli.sync import sync_lines
from app.storage.database.schema import SCHEMA_VERSION
from tests.centre.field import Centre
from tests.services.exchange.device import BUREAU, Laptop

# what a program of the first release takes as an answer to hello, and not one key more
FIRST_GREETING = {
    "centre_id", "feed_epoch", "training", "api_min", "api_max", "server_time", "revoked", "device", "bureau",
    "next_lseq", "chain_at", "last_seq", "readable", "certificate",
}  # fmt: skip


def operations(centre: Centre, device: str) -> int:
    return int(centre.ask("select count(*) from centre.operation where device = %s", device)[0][0])


def test_that_an_old_program_delivers_to_a_newer_centre_and_is_told_to_update(bureau: Centre, one: Laptop) -> None:
    bureau.connection.execute("update centre.about set api_min = 2, api_max = 2")
    one.answer("q1_1", "符合")
    cursor = one.desk.store.replication.sync_state().cursor
    report = one.sync()
    assert (report.state, report.problem and report.problem.code) == ("refused", "centre-newer")
    assert (report.pushed, report.acknowledged, report.pending, report.pulled) == (1, 1, 0, 0)
    assert operations(bureau, one.desk.store.device) == one.desk.store.replication.position()[0]
    assert one.desk.store.replication.sync_state().cursor == cursor
    told = "".join(sync_lines(report))
    assert "本程序版本太旧" in told and "更新本程序" in told and "已送到中心库" in told
    bureau.connection.execute("update centre.about set api_min = 1")
    assert one.sync().state == "synced"


def test_that_a_new_program_waits_for_an_older_centre(
    bureau: Centre, one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.answer("q1_1", "符合")
    before = operations(bureau, one.desk.store.device)
    with monkeypatch.context() as newer:
        newer.setattr("app.centre.device.sync.API", 2)
        report = one.sync()
    assert (report.state, report.problem and report.problem.code) == ("refused", "centre-too-old")
    assert (report.pushed, report.pending) == (0, 1)
    assert operations(bureau, one.desk.store.device) == before
    told = "".join(sync_lines(report))
    assert "中心库的版本太旧" in told and "centre upgrade" in told and "可以继续工作" in told
    assert one.sync(lease=False).acknowledged == 1


def test_that_a_program_of_the_first_release_is_told_nothing_that_it_does_not_know(bureau: Centre) -> None:
    device = bureau.device(BUREAU)
    with psycopg.connect(
        host=bureau.server.host, port=bureau.server.port, dbname=bureau.database, user=device.enrolment.role,
        password=device.secret, autocommit=True,
    ) as line:  # fmt: skip
        for request in ('{"program": ""}', "{}", '{"program": "0.0.9", "api": "nonsense"}'):
            row = line.execute("select api1.hello(%s::jsonb)", (request,)).fetchone()
            assert row is not None
            assert set(row[0]) == FIRST_GREETING
        row = line.execute("""select api1.hello('{"api": 1}')""").fetchone()
        assert row is not None
        assert set(row[0]) == FIRST_GREETING | {"schema", "offers"}


def test_that_what_a_later_centre_says_besides_is_left_out(bureau: Centre, one: Laptop) -> None:
    bureau.connection.execute("alter function api1.hello(jsonb) rename to hello_before")
    bureau.connection.execute(
        "create function api1.hello(request jsonb) returns jsonb language sql security definer set search_path = centre"
        """ as $$ select api1.hello_before(request) || '{"future": {"a": 1}, "offers": ["receipt", "more"]}' $$;"""
        " alter function api1.hello(jsonb) owner to inspection_api;"
        " grant execute on function api1.hello(jsonb) to inspection_device"
    )
    one.answer("q1_1", "符合")
    assert one.sync().state == "synced"


def test_that_the_administrator_sees_each_program_and_its_last_sync(
    bureau: Centre, one: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = bureau.device(BUREAU, "演练二号机")
    found = {row["name"]: row for row in status(bureau.connection)["devices"] if row["bureau"] == BUREAU}
    mine = found["演练一号机"]
    assert (mine["program"], mine["api"], mine["store_schema"]) == (VERSION, 1, SCHEMA_VERSION)
    assert mine["synced_at"] and mine["silent_days"] == 0
    assert (found["演练二号机"]["program"], found["演练二号机"]["synced_at"]) == (None, None)
    lines = "\n".join(status_lines(status(bureau.connection)))
    assert f"程序 {VERSION}，最近同步完成 {minute_words(mine['synced_at'])}" in lines
    assert "程序 未知，最近同步完成 没有记录" in lines
    # a hello is no synchronisation
    new.line().hello()
    line = PostgresTransport.verify
    monkeypatch.setattr(PostgresTransport, "verify", lambda *_: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        one.sync()
    monkeypatch.setattr(PostgresTransport, "verify", line)
    found = {row["name"]: row for row in status(bureau.connection)["devices"] if row["bureau"] == BUREAU}
    assert found["演练二号机"]["last_seen"] and not found["演练二号机"]["synced_at"]
    assert found["演练一号机"]["synced_at"] == mine["synced_at"]
