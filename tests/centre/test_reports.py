"""What a bureau reads of itself with any SQL tool, and what it does not."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from app.centre.office import readers
from app.centre.office.status import status
from app.domain.fold import fold
from app.domain.operations import ADD, REMOVE, SEAL, VOID
from app.errors import CentreRefused, InspectorError
from app.sealing.canonical import parse
from tests.centre.conftest import _numbers, copied
from tests.centre.field import FIRST, Centre, Writer

VIEWS = ("inspections", "findings", "measures", "deadlines", "devices")


@pytest.fixture(scope="module")
def centre(server: Any, template: str) -> Iterator[Centre]:
    yield from copied(server, template)


@pytest.fixture(scope="module")
def told(centre: Centre) -> Writer:
    """A county's device that delivered an inspection with a finding, a measure and a task."""
    writer = Writer(centre.device(centre.county))
    put = writer.put
    put("unit", "unit-1", "name", "演练单位\u0000甲")
    put("unit", "unit-1", "district", "130602")
    put("inspection", "i-1", "unit", "unit-1")
    put("inspection", "i-1", "form", "comprehensive")
    put("inspection", "i-1", "planned_from", "2026-03-09")
    put("inspection", "i-1", "officers", FIRST, kind=ADD)
    gone = put("inspection", "i-1", "officers", "officer-unknown-here", kind=ADD)
    put("inspection", "i-1", "officers", "officer-unknown-here", gone, kind=REMOVE)
    put("visit", "i-1/v-1", "arrived_at", "2026-03-10T09:00:00+08:00")
    old = put("finding", "i-1/f-1", "text", "旧的写法")
    put("finding", "i-1/f-1", "text", "库房没有温湿度设备", old)
    put("finding", "i-1/f-1", "basis", ["archives-law-2020:19", "archives-law-2020:45"])
    put("finding", "i-1/f-2", "text", "作废的")
    put("finding", "i-1/f-2", "void", {"reason": "误录"}, kind=VOID)
    put("measure", "i-1/m-1", "kind", "M3")
    put("measure", "i-1/m-1", "text", "限期改正")
    put("measure", "i-1/m-1", "due", "2026-04-08")
    put("measure", "i-1/m-1", "findings", ["i-1/f-1"])
    put("measure", "i-1/m-2", "due", "2026-02-30")
    put("task", "i-1/t-1", "title", "补签")
    put("task", "i-1/t-1", "due", "2026-03-12T17:00:00+08:00")
    put("course", "i-1", "closed_at", "2026-04-20T10:00:00+08:00")
    writer.deliver()
    return writer


@pytest.fixture(scope="module")
def login(centre: Centre) -> Iterator[Callable[[str], psycopg.Connection[Any]]]:
    opened: list[psycopg.Connection[Any]] = []

    def login(bureau: str) -> psycopg.Connection[Any]:
        name = f"reader_{next(_numbers)}"
        secret = readers.add_reader(centre.connection, bureau, name)
        opened.append(
            psycopg.connect(
                host=centre.server.host, port=centre.server.port, dbname=centre.database, user=name, password=secret,
                autocommit=True,
            )
        )  # fmt: skip
        return opened[-1]

    yield login
    for one in opened:
        one.close()


def test_that_a_bureau_reads_what_stands(centre: Centre, told: Writer, login: Any) -> None:
    reader = login(centre.county)
    row = reader.execute(
        "select unit_name, district, planned_from::text, officers, arrived_on::text, closed_on::text, called_off,"
        " voided from report.inspections where inspection = 'i-1'"
    ).fetchone()
    assert row == ("演练单位\x01甲", "130602", "2026-03-09", ["演练甲"], "2026-03-10", "2026-04-20", False, False)
    found = reader.execute("select finding, text, basis, voided from findings order by finding").fetchall()
    assert found == [
        ("i-1/f-1", "库房没有温湿度设备", ["archives-law-2020:19", "archives-law-2020:45"], False),
        ("i-1/f-2", "作废的", None, True),
    ]
    measures = reader.execute("select measure, due::text, findings from measures order by measure").fetchall()
    assert measures == [("i-1/m-1", "2026-04-08", ["i-1/f-1"]), ("i-1/m-2", None, None)]
    due = reader.execute("select source, title, due::text from deadlines order by due").fetchall()
    assert due == [("task", "补签", "2026-03-12"), ("measure", "限期改正", "2026-04-08")]
    devices = reader.execute("select device, operations, silent_days, revoked from devices").fetchall()
    assert devices == [(told.device.device, len(told.device.log), 0, False)]


def test_that_a_bureau_reads_those_below_it_and_no_other(centre: Centre, told: Writer, login: Any) -> None:
    city, other = login(centre.city), login(centre.other)
    for view in VIEWS:
        assert city.execute(f"select count(*) from report.{view}").fetchone() != (0,), view
        assert other.execute(f"select count(*) from report.{view}").fetchone() == (0,), view
        assert centre.ask(f"select count(*) from report.{view}") != [(0,)], view


def test_that_a_reader_reads_the_views_and_nothing_else(centre: Centre, told: Writer, login: Any) -> None:
    reader = login(centre.other)
    reader.execute("set default_transaction_read_only = off")
    tables = [name for (name,) in centre.ask("select relname from pg_class where relnamespace = 'centre'::regnamespace and relkind = 'r'")]  # noqa: E501
    statements = [f"select * from centre.{name}" for name in tables]
    functions = centre.ask(
        "select p.oid::regprocedure::text, array(select format_type(t, null) from unnest(p.proargtypes) t),"
        " n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('centre', 'api1', 'report') and p.prorettype <> 'trigger'::regtype"
        " and p.proname !~ '_rows$'"
    )
    statements += [f"select {name}({', '.join(f'null::{kind}' for kind in types)})" for _, types, name in functions]
    statements += [
        "create table report.t()", "create table public.t()", "create temp table t()", "set role inspection_report",
        "set role inspection_owner", "update report.findings set text = ''", "drop view report.findings",
    ]  # fmt: skip
    for statement in statements:
        with pytest.raises(psycopg.Error) as refusal:
            reader.execute(statement)
        assert refusal.value.sqlstate in ("42501", "55000"), statement


def test_that_the_reports_stand_where_the_fold_stands(centre: Centre, told: Writer) -> None:
    """Conflicts, removes, refusals of the centre and late operations on sealed entities, against the reference."""
    put = told.put
    one = put("finding", "i-2/f-1", "text", "甲的写法")
    put("finding", "i-2/f-1", "severity", "一般")
    seal = {"covers": [["finding", "i-2/f-1"]], "heads": [one], "purpose": "record"}
    put("seal", "i-2/s-1", "seal", seal, kind=SEAL)
    put("finding", "i-2/f-1", "text", "封存之后的写法", one)
    put("finding", "i-2/f-2", "text", "左")
    put("finding", "i-2/f-2", "text", "右")
    put("finding", "i-2/f-3", "text", "同样")
    put("finding", "i-2/f-3", "text", "同样")
    good = put("finding", "i-2/f-4", "text", "算数")
    put("finding", "i-2/f-4", "text", "不算数", good, officer="nobody-here")
    sealed = put("finding", "i-2/f-5", "text", "作废的封存")
    put("seal", "i-2/s-2", "seal", {"covers": [["finding", "i-2/f-5"]], "heads": [sealed]}, kind=SEAL)
    put("seal", "i-2/s-2", "void", {"reason": "重新封存"}, kind=VOID)
    put("finding", "i-2/f-5", "text", "作废之后又改", sealed)
    told.deliver()
    rows = centre.ask("select raw, chain from centre.operation where bureau = %s", centre.county)
    states = fold(parse(raw, chain) for raw, chain in rows)
    for entity in sorted({key.entity for key in states}):
        wanted = {
            (key.entity_id, key.field, live.op_id, live.kind)
            for key, state in states.items() if key.entity == entity for live in state.live
        }  # fmt: skip
        found = set(centre.ask("select entity_id, field, op_id, kind from report.live(%s) where bureau = %s", entity, centre.county))  # noqa: E501
        assert found == wanted, entity
    conflicts = {(key.entity, key.entity_id, key.field) for key, state in states.items() if state.conflicting}
    assert conflicts
    listed = centre.ask("select entity, entity_id, field from report.conflicts() where bureau = %s", centre.county)
    assert set(listed) == conflicts
    assert status(centre.connection)["conflicts"] == [{"bureau": centre.county, "open": len(conflicts)}]


def test_that_a_reader_is_made_once_and_taken_away(centre: Centre) -> None:
    name = f"reader_{next(_numbers)}"
    readers.add_reader(centre.connection, centre.county, name)
    assert name in {one["role"] for one in status(centre.connection)["readers"]}
    with pytest.raises(CentreRefused, match="reader-exists"):
        readers.add_reader(centre.connection, centre.county, name)
    with pytest.raises(CentreRefused, match="bureau-unknown"):
        readers.add_reader(centre.connection, "nowhere", f"{name}_more")
    for wrong in ("X", "1abc", 'a"b', "表", "a b"):
        with pytest.raises(InspectorError, match="reader-name"):
            readers.add_reader(centre.connection, centre.county, wrong)
    readers.remove_reader(centre.connection, name)
    assert centre.ask("select count(*) from pg_roles where rolname = %s", name) == [(0,)]
    with pytest.raises(CentreRefused, match="reader-unknown"):
        readers.remove_reader(centre.connection, name)
