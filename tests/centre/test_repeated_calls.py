"""What a device's login does over and over: no call leaves much behind, none keeps a bureau waiting for long."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.office.administration import set_day_limit
from app.centre.office.status import status
from app.cli.centre_status import status_lines
from app.errors import CentreRefused
from tests.centre.conftest import close_lines, copied
from tests.centre.field import Centre, FieldDevice, everything
from tests.centre.test_limits import plain


@pytest.fixture(scope="module")
def centre(server: Any, template: str) -> Iterator[Centre]:
    for made in copied(server, template):
        schema.upgrade(made.connection)
        yield made


def _bytes(centre: Centre, *tables: str) -> int:
    return sum(centre.ask("select pg_total_relation_size(%s::regclass)", one)[0][0] for one in tables)


def _seconds(centre: Centre, device: FieldDevice, count: int) -> float:
    """Return what the server computes while a device pushes so many operations that do not count."""
    ops = device.write(*["x"] * count, officer="nobody")
    line = device.line()
    line.hello()
    pid = centre.ask("select max(pid) from pg_stat_activity where usename = %s", device.enrolment.role)[0][0]
    begun = _computed(pid)
    assert len(line.push(ops).refused) == count
    spent = _computed(pid) - begun
    close_lines()
    return spent


def _computed(pid: int) -> float:
    """Return the seconds that a process computed: on a busy machine it stands longer than it runs."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return time.monotonic()
    told = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def test_that_what_does_not_count_is_told_in_time_that_grows_no_faster_than_it(own_centre: Centre) -> None:
    device = own_centre.device()
    small = _seconds(own_centre, device, 500)
    # with the bureau's row written for each it took twelve times as long, and two minutes for 8,000
    assert _seconds(own_centre, device, 4000) < 8 * small * 2.5
    assert _bytes(own_centre, "centre.bureau") < 200_000
    device.write("y")
    device.line().push(device.log)
    rows = everything(own_centre.device().line())
    told = [json.loads(row.operation.raw) for row in rows if row.device == "centre"]
    unknown = {"reason": "officer-unknown"}
    refused = {one["entity_id"] for one in told if one["kind"] == "refuse" and one["value"] == unknown}
    assert refused == {json.loads(one.raw)["op_id"] for one in device.log[:-1]}


@pytest.mark.parametrize(
    "call", ["api1.hello(jsonb_build_object('program', i::text))", "api1.receipt('{\"cursor\": 1}')"]
)
def test_that_a_call_again_and_again_leaves_nothing_behind(centre: Centre, call: str) -> None:
    with plain(centre, centre.device()) as connection:
        connection.execute(f"select count({call}) from generate_series(1, 20) i")
        before = _bytes(centre, "centre.device", "centre.receipt")
        connection.execute(f"select count({call}) from generate_series(1, 2000) i")
        assert _bytes(centre, "centre.device", "centre.receipt") - before < 100_000  # it was 560,000 and 790,000


@pytest.mark.parametrize(
    "call", ["api1.note_secret()", "api1.rotate_secret(jsonb_build_object('verifier', %(v)s::text))"]
)
def test_that_secrets_without_end_are_not_kept(centre: Centre, call: str) -> None:
    verifier = f"SCRAM-SHA-256$4096:{'A' * 24}${'B' * 43}=:{'C' * 43}="
    device = centre.device()
    centre.connection.execute("update centre.day_use set secrets = 1999 where device = %s", (device.device,))
    with plain(centre, device) as connection:
        connection.execute(f"select {call}", {"v": verifier})
        with pytest.raises(psycopg.Error, match="day-limit"):
            connection.execute(f"select {call}", {"v": verifier})


def test_that_a_day_holds_only_so_many_operations_and_the_next_goes_on(centre: Centre) -> None:
    device = centre.device()
    set_day_limit(centre.connection, device.device, 1)
    line = device.line()
    line.hello()
    assert line.push(device.write("x")).accepted == 1
    used = "update centre.day_use set operations = 19999 where device = %s and operations = 1 returning day"
    assert centre.ask(used, device.device)
    assert line.push(device.write("x")).accepted == 1
    one_more = device.write("x")
    with pytest.raises(CentreRefused, match="day-limit"):
        line.push(one_more)
    centre.connection.execute("update centre.day_use set day = day - 1 where device = %s", (device.device,))
    assert line.push(one_more).accepted == 1


def test_that_a_call_of_too_many_operations_is_turned_away_before_they_are_read(centre: Centre) -> None:
    with plain(centre, centre.device()) as connection, pytest.raises(psycopg.Error, match="push-too-large"):
        connection.execute(
            "select api1.push(jsonb_build_object('operations', (select jsonb_agg('{}'::jsonb)"
            " from generate_series(1, 100001))))"
        )


def test_that_operations_without_end_under_one_name_are_not_summed_up(centre: Centre) -> None:
    device = centre.device(centre.city)
    device.write("甲", inspection="i-1")
    line = device.line()
    line.push(device.log)
    centre.connection.execute("alter table centre.operation disable trigger readable")
    ((reached,),) = centre.ask("select feed_seq from centre.bureau where bureau = %s", centre.city)
    centre.connection.execute(
        "insert into centre.operation (bureau, srv_seq, device, lseq, op_id, root, raw, chain)"
        " select %s, %s + i, 'x', i, 'x' || i, 'i-2', '', '' from generate_series(1, 50001) i", (centre.city, reached)
    )  # fmt: skip
    summed = "update centre.bureau set feed_seq = feed_seq + %s where bureau = %s"
    centre.connection.execute(summed, (50_000, centre.city))
    centre.connection.execute("alter table centre.operation enable trigger readable")
    assert {"i-1"} < {one.root for one in line.verify(reached + 50_000, 500).tallies}
    assert "i-2" not in {one.root for one in line.verify(reached + 50_001, 500).tallies}


def _watching(centre: Centre, **changed: str) -> None:
    body = centre.ask("select prosrc from pg_proc where proname = 'end_stale'")[0][0]
    for old, new in changed.items():
        body = body.replace(old.replace("_", " "), new)
    centre.connection.execute("grant create on schema centre to inspection_watch")
    centre.connection.execute("set role inspection_watch")
    centre.connection.execute(
        "create or replace function centre.end_stale() returns void language plpgsql security definer"
        f" set search_path = pg_catalog, pg_temp as $${body}$$"
    )
    centre.connection.execute("reset role")


def test_that_who_computes_all_day_is_counted_told_and_cut_short(own_centre: Centre) -> None:
    device, other = own_centre.device(name="演练占机"), own_centre.device()
    _watching(own_centre, **{"10_seconds": "0 seconds", "30_seconds": "0 seconds"})
    # each depends on the one before, so that no rows are kept: a limit of files would end it before the watch does
    burning = (
        "select count(*) from generate_series(1, 1000) a, generate_series(a, 2000) b, generate_series(b, 4000) c,"
        " generate_series(c, 8000) d"
    )
    connection = plain(own_centre, device)
    waiting = connection.pgconn  # nobody waits for the answer
    waiting.send_query(burning.encode())
    computes = "select from pg_stat_activity where usename = %s and state = 'active' and query = %s"
    while not own_centre.ask(computes, device.enrolment.role, burning):
        time.sleep(0.01)
    line = other.line()
    for _ in range(3):
        line.hello()
    counted = "select count(*), bool_or(ended) from centre.watched where role = %s"
    assert own_centre.ask(counted, device.enrolment.role) == [(1, False)]
    assert any("演练占机" in words and "1 分钟" in words for words in status_lines(status(own_centre.connection)))
    for minute in range(1, 20):
        own_centre.connection.execute(
            "insert into centre.watched values (%s, clock_timestamp() - %s * interval '1 minute', false)",
            (device.enrolment.role, minute + 1),
        )
    line.hello()
    while waiting.is_busy():
        waiting.consume_input()
    answer = waiting.get_result()
    assert answer is not None and b"terminating connection" in answer.error_message
    connection.close()
    # whoever came in between was never taken for one that computes
    assert own_centre.ask(counted, other.enrolment.role) == [(0, None)]
