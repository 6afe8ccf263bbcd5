"""What one device's login may take of a centre that all share: it holds nobody up, and fills no disk."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.office.administration import revoke_device, set_day_limit
from app.centre.office.readers import add_reader
from app.centre.office.status import _LINGERING, status
from app.cli.centre_status import status_lines
from app.errors import CentreRefused
from app.storage.log.commit import LARGEST_RAW
from tests.centre.conftest import copied
from tests.centre.field import Centre, FieldDevice, leaves
from tests.centre.test_rights import refused


@pytest.fixture(scope="module")
def centre(server: Any, template: str) -> Iterator[Centre]:
    for made in copied(server, template):
        schema.upgrade(made.connection)
        yield made


def plain(centre: Centre, device: FieldDevice, role: str = "", secret: str = "") -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=centre.server.host, port=centre.server.port, dbname=centre.database, user=role or device.enrolment.role,
        password=secret or device.secret, autocommit=True,
    )  # fmt: skip


def _aged(centre: Centre, seconds: int) -> None:
    """Let whatever lasts longer than so many seconds count as stale."""
    body = centre.ask("select prosrc from pg_proc where proname = 'end_stale'")[0][0]
    changed = body.replace("150 seconds", f"{seconds} seconds")
    centre.connection.execute("grant create on schema centre to inspection_watch")
    centre.connection.execute("set role inspection_watch")
    centre.connection.execute(
        "create or replace function centre.end_stale() returns void language plpgsql security definer"
        f" set search_path = pg_catalog, pg_temp as $${changed}$$"
    )
    centre.connection.execute("reset role")


def test_that_a_device_which_keeps_a_bureau_waiting_is_shut_out_by_the_next_that_comes(own_centre: Centre) -> None:
    holder, other = own_centre.device(), own_centre.device(name="演练二号机")
    other.write("符合")
    connection = plain(own_centre, holder)
    connection.execute("begin")
    (mine,) = holder.write("符合")
    sent = {"raw": mine.raw, "chain": mine.chain, "signature": (mine.signature or b"").hex()}
    connection.execute("select api1.push(%s::jsonb)", (json.dumps({"operations": [sent]}),))
    assert other.line().hello().next_lseq == 1
    assert connection.execute("select 1").fetchone() == (1,)  # a moment is no fault
    _aged(own_centre, 0)
    other.line().hello()
    assert other.line(patience=60).push(other.log).accepted == 1
    with pytest.raises(psycopg.OperationalError):
        connection.execute("select 1")


def test_that_a_device_which_holds_its_own_row_is_revoked_all_the_same(centre: Centre) -> None:
    holder = centre.device()
    connection = plain(centre, holder)
    connection.execute("begin")
    connection.execute("select api1.hello('{}')")
    begun = time.monotonic()
    revoke_device(centre.connection, holder.device, "演练：占用")
    assert time.monotonic() - begun < 20
    connection.close()
    with pytest.raises(CentreRefused, match="device-revoked"):
        holder.line().hello()


def test_that_an_administrator_sees_who_holds_the_centre_up(
    own_centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.centre.office.status._LINGERING", _LINGERING.replace("150 seconds", "0 seconds"))
    holder = own_centre.device(name="演练占用机")
    with plain(own_centre, holder) as connection:
        connection.execute("begin")
        connection.execute("select api1.hello('{}')")
        (one,) = status(own_centre.connection)["lingering"]
        assert one["device"] == holder.device
        assert any("演练占用机" in words and "占用" in words for words in status_lines(status(own_centre.connection)))


@pytest.mark.parametrize(
    "statement",
    [
        "select pg_advisory_lock(1)", "select pg_try_advisory_xact_lock(1, 2)", "select pg_advisory_unlock_all()",
        "do $$ begin raise log 'x'; end $$", "set temp_file_limit = -1",
        "alter role current_user set temp_file_limit = -1",
        "alter role current_user connection limit -1", "select centre.spend(-1)", "select centre.end_stale()",
        "set log_statement = 'none'",
        "select pg_create_logical_replication_slot('a', 'b')",
        "select lo_create(0)", "prepare transaction 'x'",
    ],
)  # fmt: skip
def test_that_what_all_share_is_out_of_a_devices_reach(centre: Centre, statement: str) -> None:
    with plain(centre, centre.device()) as connection:
        connection.execute("begin")
        assert refused(connection, statement) in ("42501", "55000", "42704")


def test_that_sorting_fills_no_disk(centre: Centre) -> None:
    add_reader(centre.connection, centre.county, "yanlian_reader")
    with plain(centre, centre.device()) as connection:
        assert connection.execute("show temp_file_limit").fetchone() == ("256MB",)
        connection.execute("set work_mem = '64kB'")
        wide = "select count(*) from (select repeat('x', 1000), i from generate_series(1, 400000) i order by 1, 2) t"
        assert refused(connection, wide) == "53400"
    limits = centre.ask(
        "select c from pg_db_role_setting s, unnest(setconfig) c where setrole = 'yanlian_reader'::regrole"
    )
    assert ("temp_file_limit=8GB",) in limits
    centre.connection.execute("drop owned by yanlian_reader; delete from centre.reader; drop role yanlian_reader")


def test_that_an_operation_larger_than_any_is_not_taken_in(centre: Centre) -> None:
    device = centre.device()
    device.write("字" * (LARGEST_RAW // 3))
    with pytest.raises(CentreRefused, match="operation-too-large"):
        device.line().push(device.log)


def test_that_a_day_holds_only_so_much_of_a_device_and_the_administrator_can_let_more_in(centre: Centre) -> None:
    device = centre.device()
    set_day_limit(centre.connection, device.device, 1)
    line = device.line()
    line.hello()
    digest = [hashlib.sha256(bytes([one])).hexdigest() for one in range(4)]
    for one in digest[:1]:
        line.blob_begin(one, 900 << 20, [one] * 3600)
    with pytest.raises(CentreRefused, match="day-limit"):
        line.blob_begin(digest[1], 200 << 20, [digest[1]] * 800)
    line.blob_begin(digest[0], 900 << 20, [digest[0]] * 3600)  # going on with what was begun is nothing new
    with pytest.raises(CentreRefused, match="day-limit"):
        line.blob_begin(digest[0], 900 << 20, [digest[1]] * 3600)
    set_day_limit(centre.connection, device.device, 2)
    line.blob_begin(digest[1], 200 << 20, [digest[1]] * 800)
    content = b"x" * 1000
    assert line.blob_store(hashlib.sha256(content).hexdigest(), leaves(content), content)
    device.write("符合")
    assert line.push(device.log).accepted == 1
    (spent,) = centre.ask("select bytes from centre.day_use where device = %s", device.device)
    assert spent[0] == (1100 << 20) + 65536 + len(device.log[0].raw.encode())
    with pytest.raises(CentreRefused, match="device-unknown"):
        set_day_limit(centre.connection, "nobody", 1)


def test_that_a_device_gets_no_more_numbers_than_it_can_use(centre: Centre) -> None:
    line = centre.device(centre.other).line()
    for block in range(6):
        line.lease("执通", 2026, 200, f"r{block}")
    with pytest.raises(CentreRefused, match="numbers-unused"):
        line.lease("执通", 2026, 1, "another")
    assert line.lease("执通", 2026, 200, "r0").low == 1
    assert line.lease("执检", 2026, 10, "other-kind").low == 1


def test_that_receipts_without_end_are_not_given(centre: Centre) -> None:
    device = centre.device()
    with plain(centre, device) as connection:
        connection.execute("set statement_timeout = 0")
        count = "select count(distinct api1.receipt(jsonb_build_object('cursor', i))) from generate_series(1, %s) i"
        assert connection.execute(count, (2000,)).fetchone() == (2000,)
        with pytest.raises(psycopg.Error, match="day-limit"):
            connection.execute(count, (2001,))


@pytest.mark.parametrize("key", ["x", "A" * 64, "0" * 63, "0" * 100_000])
def test_that_what_is_no_key_is_not_enrolled(centre: Centre, key: str) -> None:
    made = FieldDevice(centre.invite())
    with plain(centre, made, made.enrolment.enrolment_role, made.enrolment.secret) as connection:
        answer = connection.execute("select api1.enrol(%s::jsonb)", (json.dumps({"public_key": key}),)).fetchone()
        assert answer and answer[0]["reason"] == "public-key-missing"
    longest = "select max(length(public_key)) from centre.enrolment_attempt where device = %s"
    ((kept,),) = centre.ask(longest, made.device)
    assert kept <= 64


def test_that_anothers_certificate_is_not_entered_and_tries_without_end_are_not_kept(centre: Centre) -> None:
    made, key = FieldDevice(centre.invite()), "ab" * 32
    with plain(centre, made, made.enrolment.enrolment_role, made.enrolment.secret) as connection:
        told = {"public_key": key, "certificate": {"device": "another", "public_key": key}}
        connection.execute("select api1.enrol(%s::jsonb)", (json.dumps(told),))
        for number in range(205):
            connection.execute("select api1.enrol(%s::jsonb)", (json.dumps({"public_key": f"{number:064x}"}),))
    assert centre.ask("select certificate from centre.device where device = %s", made.device) == [(None,)]
    assert centre.ask("select count(*) from centre.enrolment_attempt where device = %s", made.device) == [(200,)]


def test_that_three_lines_are_all_that_a_device_gets(centre: Centre) -> None:
    device = centre.device()
    held = [plain(centre, device) for _ in range(3)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        plain(centre, device)
    for one in held:
        one.close()


def test_that_a_watch_that_waits_on_nobody_lets_many_come_at_once(centre: Centre) -> None:
    devices = [centre.device(name=f"演练{number}") for number in range(6)]
    done: list[int] = []

    def greet(device: FieldDevice) -> None:
        done.append(device.line().hello().next_lseq)

    threads = [threading.Thread(target=greet, args=(one,)) for one in devices]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert done == [1] * 6
