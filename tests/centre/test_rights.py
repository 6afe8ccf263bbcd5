"""What a device may not do: tried against everything that the catalogue knows of."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from app.errors import CentreRefused
from tests.centre.conftest import copied
from tests.centre.field import Centre, FieldDevice, delivered, everything

EXECUTABLE = {
    "hello", "push", "pull", "pull_rows", "verify", "lease", "blob_begin", "blob_put", "blob_finish", "blob_get",
    "blob_unknown", "doubt", "blob_store", "blob_wanted", "release_get", "rotate_secret", "note_secret", "receipt",
}  # fmt: skip
# these take more than one JSON object
OF_BYTES = {"blob_put", "blob_store", "blob_get"}


@pytest.fixture(scope="module")
def centre(server: Any, template: str) -> Iterator[Centre]:
    yield from copied(server, template)


@pytest.fixture(scope="module")
def victim(centre: Centre) -> FieldDevice:
    """A device of a county with operations, numbers and an attachment."""
    device = centre.device(centre.county)
    device.write("符合", "不符合")
    line = device.line()
    line.push(device.log)
    line.lease("执通", 2026, 3, "a")
    line.blob_begin("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, [])
    line.blob_finish("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    return device


@pytest.fixture(scope="module")
def attacker(centre: Centre, victim: FieldDevice) -> Iterator[psycopg.Connection[Any]]:
    """A device of another bureau with a plain connection of its own."""
    device = centre.device(centre.other)
    with psycopg.connect(
        host=centre.server.host, port=centre.server.port, dbname=centre.database, user=device.enrolment.role,
        password=device.secret, autocommit=True,
    ) as connection:  # fmt: skip
        yield connection


def refused(connection: psycopg.Connection[Any], statement: str) -> str:
    """Return the SQLSTATE that a statement is refused with."""
    with pytest.raises(psycopg.Error) as refusal:
        connection.execute(statement)
    return refusal.value.sqlstate or ""


def victim_root(victim: FieldDevice) -> str:
    """Return the inspection that the victim wrote."""
    return str(json.loads(victim.log[0].raw)["entity_id"]).split("/", 1)[0]


def test_that_no_relation_of_ours_can_be_touched(centre: Centre, attacker: psycopg.Connection[Any]) -> None:
    relations = centre.ask(
        "select c.oid::regclass::text, relkind, attname from pg_class c"
        " join pg_attribute on attrelid = c.oid and attnum = 1"
        " where relnamespace in ('centre'::regnamespace, 'api1'::regnamespace) and relkind in ('r', 'S', 'v')"
    )
    assert len(relations) >= 13
    for name, kind, column in relations:
        if kind == "S":
            assert refused(attacker, f"select nextval('{name}')") == "42501"
            continue
        for statement in (
            f"select * from {name}", f"insert into {name} default values", f"update {name} set {column} = {column}",
            f"delete from {name}", f"truncate {name}", f"do $$ begin lock table {name}; end $$",
            f"copy {name} to stdout",
            f"alter table {name} disable trigger all", f"drop table {name}",
            f"create trigger t before insert on {name} execute function suppress_redundant_updates_trigger()",
        ):  # fmt: skip
            assert refused(attacker, statement) == "42501", statement


def test_that_every_table_has_policies_and_the_bureau_leads_its_key(centre: Centre) -> None:
    without = centre.ask(
        "select relname from pg_class c where relnamespace = 'centre'::regnamespace and relkind = 'r' and"
        " (not relrowsecurity or not exists (select from pg_policy where polrelid = c.oid)) and relname <> 'version'"
    )
    assert without == []
    keys = centre.ask(
        "select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]"
        " where c.relnamespace = 'centre'::regnamespace and i.indisprimary"
    )
    assert {name for name, column in keys if column != "bureau"} == {"about", "version"}


def test_that_only_the_calls_of_the_interface_can_be_executed(
    centre: Centre, attacker: psycopg.Connection[Any]
) -> None:
    functions = centre.ask(
        "select p.oid::regprocedure::text, p.proname, n.nspname, p.pronargs,"
        " array(select format_type(t, null) from unnest(p.proargtypes) t)"
        " from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('centre', 'api1')"
    )
    assert {name for _, name, schema, *_ in functions if schema == "api1"} > EXECUTABLE
    granted = centre.ask(
        "select proname from pg_proc where pronamespace in ('centre'::regnamespace, 'api1'::regnamespace)"
        " and has_function_privilege('inspection_device', oid, 'execute')"
    )
    assert {name for (name,) in granted} == EXECUTABLE
    for _, name, schema, _, types in functions:
        if schema == "api1" and name in EXECUTABLE:
            continue
        arguments = ", ".join(f"null::{kind}" for kind in types)
        assert refused(attacker, f"select {schema}.{name}({arguments})") == "42501", name


def test_that_the_policies_hold_inside_the_functions_too(
    centre: Centre, victim: FieldDevice, attacker: psycopg.Connection[Any]
) -> None:
    # a careless function, owned as ours are, that asks for everything
    centre.connection.execute(
        "create function api1.careless(name text) returns bigint language plpgsql security definer"
        " set search_path = centre, pg_temp as $$ declare n bigint; begin"
        " execute format('select count(*) from %I where bureau = %L', name, '" + centre.county + "') into n;"
        " return n; end $$; alter function api1.careless owner to inspection_api;"
        " grant execute on function api1.careless to inspection_device"
    )
    try:
        held = ["operation", "device", "enrolment", "number", "number_lease", "number_start", "blob", "officer"]
        for name in held:
            assert centre.ask(f"select count(*) from centre.{name} where bureau = %s", centre.county)[0][0] > 0, name
            assert attacker.execute("select api1.careless(%s)", (name,)).fetchone() == (0,), name
    finally:
        centre.connection.execute("drop function api1.careless")


def test_that_the_functions_belong_to_a_role_bound_by_the_policies(centre: Centre) -> None:
    owners = centre.ask(
        "select distinct r.rolname, r.rolsuper, r.rolbypassrls, r.rolcanlogin from pg_proc p"
        " join pg_roles r on r.oid = p.proowner where p.pronamespace = 'api1'::regnamespace"
    )
    assert owners == [("inspection_api", False, False, False)]
    owned = centre.ask("select count(*) from pg_class where relowner = 'inspection_api'::regrole")
    assert owned == [(0,)]
    open_paths = centre.ask(
        "select proname from pg_proc where pronamespace in ('api1'::regnamespace, 'centre'::regnamespace)"
        " and prosecdef and not exists (select from unnest(proconfig) c where c like 'search_path=%%pg_temp')"
    )
    assert open_paths == []


@pytest.mark.parametrize(
    "statement",
    [
        "set role inspection_owner", "set role inspection_api", "set session authorization inspection_owner",
        "grant inspection_owner to current_user", "create table public.t()", "create temp table t()",
        "create schema mine", "create function public.f() returns int language sql as 'select 1'",
        "create role another", "alter role inspection_device superuser", "select * from pg_authid",
        "create table api1.t()", "create table centre.t()", "select pg_read_file('/etc/hosts')",
        "copy (select 1) to program 'true'", "create extension dblink schema api1", "select centre.my_bureau()",
        "select centre.append_words('x', array['y'], array['{}'])",
        "alter function api1.push(jsonb) owner to current_user",
        "create or replace function api1.push(r jsonb) returns jsonb language sql as 'select r'",
        "alter role current_user connection limit 100", "alter role current_user valid until 'infinity'",
        "alter table centre.operation disable row level security", "set session_replication_role = replica",
        "set row_security = off; select * from centre.operation",
    ],
)  # fmt: skip
def test_that_a_device_stays_a_device(attacker: psycopg.Connection[Any], statement: str) -> None:
    assert refused(attacker, statement) == "42501", statement


def test_that_another_bureaus_data_cannot_be_reached_through_the_calls(centre: Centre, victim: FieldDevice) -> None:
    stranger = centre.device(centre.other)
    line = stranger.line()
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("bureau-not-yours", lambda: line.pull(0, bureau=centre.county)),
        ("foreign-device", lambda: line.push(victim.log)),
        ("attachment-unknown", lambda: line.blob_put(empty, 0, b"x")),
    ]
    for code, attempt in attempts:
        with pytest.raises(CentreRefused, match=code):
            attempt()
    assert line.blob_get(empty, 0, 1) is None
    assert delivered(everything(line), victim.device) == []
    assert victim_root(victim) not in {one.root for one in line.verify(10**9).tallies}
    assert line.lease("执通", 2026, 1, "a").low == 1


def test_that_the_city_reads_its_county_and_the_county_not_the_city(centre: Centre, victim: FieldDevice) -> None:
    city, county = centre.device(centre.city).line(), victim.line()
    assert delivered(everything(city, bureau=centre.county), victim.device) == victim.log
    assert set(city.hello().readable) == {centre.city, centre.county}
    assert set(county.hello().readable) == {centre.county}
    with pytest.raises(CentreRefused, match="bureau-not-yours"):
        county.pull(0, bureau=centre.city)
    with pytest.raises(CentreRefused, match="bureau-not-yours"):
        city.pull(0, bureau=centre.other)


def test_that_the_one_time_login_may_only_enrol(centre: Centre) -> None:
    enrolment = centre.invite(centre.other)
    with psycopg.connect(
        host=centre.server.host, port=centre.server.port, dbname=centre.database, user=enrolment.enrolment_role,
        password=enrolment.secret, autocommit=True,
    ) as connection:  # fmt: skip
        for name in sorted(EXECUTABLE - {"note_secret", *OF_BYTES}):
            assert refused(connection, f"select api1.{name}('{{}}')") == "42501"
        assert refused(connection, "select * from centre.device") == "42501"


def test_that_a_device_of_one_centre_cannot_connect_to_another_on_the_server(
    centre: Centre, server: Any, template: str
) -> None:
    device = centre.device()
    for other in copied(server, template):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(
                host=server.host, port=server.port, dbname=other.database, user=device.enrolment.role,
                password=device.secret,
            )  # fmt: skip


APPEND_ONLY = ("operation", "enrolment_attempt", "number_lease", "version")
NEVER_DELETED = (*APPEND_ONLY, "about", "bureau", "officer", "device", "enrolment", "number")


@pytest.mark.parametrize("role", ["inspection_owner", None])
def test_that_what_was_accepted_is_rewritten_by_nobody(centre: Centre, victim: FieldDevice, role: str | None) -> None:
    connection = centre.connection
    if role is not None:
        connection.execute(f"set role {role}")
    try:
        for name in APPEND_ONLY:
            column = centre.ask(
                f"select attname from pg_attribute where attrelid = 'centre.{name}'::regclass and attnum = 1"
            )[0][0]
            assert refused(connection, f"update centre.{name} set {column} = {column}") == "IC099", name
        for name in NEVER_DELETED:
            assert refused(connection, f"delete from centre.{name}") == "IC099", name
            assert refused(connection, f"truncate centre.{name} cascade") == "IC099", name
        for statement in (
            "update centre.blob set finished_at = null", "delete from centre.blob",
            "update centre.device set next_lseq = 1 where next_lseq > 1",
            "update centre.device set public_key = 'x' where public_key is not null",
            "update centre.bureau set feed_seq = 0 where feed_seq > 0",
        ):  # fmt: skip
            assert refused(connection, statement) == "IC099", statement
    finally:
        connection.execute("reset role")
