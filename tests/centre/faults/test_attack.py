"""Everything that the catalogue knows of, tried with the login of a device of another bureau: only api1 is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.centre.conftest import copied
from tests.centre.field import Centre, FieldDevice
from tests.centre.test_rights import EXECUTABLE, OF_BYTES

OURS = "nspname !~ '^pg_' and nspname <> 'information_schema'"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
RELATIONS = f"""
    select format('%%I.%%I', nspname, relname), relkind::text,
        array(select quote_ident(attname) from pg_attribute
            where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum)
    from pg_class c join pg_namespace n on n.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and {OURS} order by 1"""
FUNCTIONS = f"""
    select format('%%I.%%I', nspname, proname), proname::text, nspname::text, p.oid::regprocedure::text,
        prorettype::regtype::text, array(select format_type(t, null) from unnest(proargtypes) t)
    from pg_proc p join pg_namespace n on n.oid = pronamespace where {OURS} and prokind <> 'a' order by 4"""
# Functions of the system itself that write, read files or reach other sessions.
OF_THE_SYSTEM = """
    select p.oid::regprocedure::text, proname::text, array(select format_type(t, null) from unnest(proargtypes) t)
    from pg_proc p where pronamespace = 'pg_catalog'::regnamespace and proname ~
        '^(lo_|lowrite|loread|pg_read_|pg_ls_|pg_stat_file|pg_file_|pg_reload|pg_rotate|pg_switch|pg_promote|pg_create_|pg_drop_|pg_backup|pg_stat_reset|pg_replication_origin|pg_import|pg_log_)'
    order by 1"""
HIDDEN = ("pg_authid", "pg_shadow", "pg_statistic", "pg_largeobject", "pg_user_mapping", "pg_hba_file_rules",
          "pg_file_settings", "pg_ident_file_mappings", "pg_replication_origin_status", "pg_config",
          "pg_subscription")  # fmt: skip


@pytest.fixture(scope="module")
def centre(server: Any, template: str) -> Iterator[Centre]:
    yield from copied(server, template)


@pytest.fixture(scope="module")
def victim(centre: Centre) -> FieldDevice:
    device = centre.device(centre.county, "演练受害机")
    device.write("符合", "不符合")
    line = device.line()
    line.push(device.log)
    line.lease("执通", 2026, 3, "a")
    line.blob_begin(EMPTY, 0, [])
    line.blob_finish(EMPTY)
    return device


@pytest.fixture
def attacker(centre: Centre, victim: FieldDevice) -> Iterator[psycopg.Connection[Any]]:
    device = centre.device(centre.other)
    with psycopg.connect(
        host=centre.server.host, port=centre.server.port, dbname=centre.database, user=device.enrolment.role,
        password=device.secret, autocommit=True,
    ) as connection:  # fmt: skip
        yield connection


def on_relation(name: str, kind: str, columns: list[str]) -> list[str]:
    column = columns[0] if columns else "ctid"
    if kind == "S":
        return [f"select nextval('{name}')", f"select setval('{name}', 1)", f"select * from {name}",
                f"alter sequence {name} restart", f"drop sequence {name}"]  # fmt: skip
    sort = {"v": "view", "m": "materialized view", "f": "foreign table"}.get(kind, "table")
    tried = [f"drop {sort} {name}", f"alter {sort} {name} rename to stolen", f"comment on {sort} {name} is 'x'",
             *(f"select {one} from {name} limit 1" for one in columns)]  # fmt: skip
    if kind in "rp":
        tried += [
            f"insert into {name} default values", f"delete from {name}",
            f"truncate {name}", f"do $$ begin lock table {name}; end $$",
            f"alter table {name} disable row level security", f"alter table {name} disable trigger all",
            f"create index on {name} ({column})", f"create policy p on {name} using (true)",
            f"create trigger t before insert on {name} execute function suppress_redundant_updates_trigger()",
            f"create rule r as on insert to {name} do instead nothing", f"grant select on {name} to public",
            f"create table public.heir () inherits ({name})", f"select {column} from {name} for update",
            *(f"update {name} set {one} = null" for one in columns),
        ]  # fmt: skip
    return tried


def on_function(name: str, signature: str, result: str, types: list[str], callable_: bool) -> list[str]:
    tried = [f"alter function {signature} owner to current_user", f"drop function {signature}",
             f"grant execute on function {signature} to public",
             f"alter function {signature} security invoker"]  # fmt: skip
    if not callable_ and result not in ("trigger", "event_trigger"):
        tried.append(f"select {name}({', '.join(f'null::{kind}' for kind in types)})")
    return tried


def on_role(role: str) -> list[str]:
    return [
        f"set role {role}", f"set session authorization {role}", f"grant {role} to current_user",
        f"alter role {role} superuser", f"alter role {role} login password 'x'", f"drop role {role}",
        f"alter role {role} set search_path = public", f"reassign owned by {role} to current_user",
        f"drop owned by {role}", f"alter role {role} connection limit 9", f"comment on role {role} is 'x'",
    ]  # fmt: skip


def on_schema(schema: str) -> list[str]:
    return [
        f"create table {schema}.t ()", f"create view {schema}.v as select 1", f"create sequence {schema}.s",
        f"create type {schema}.e as enum ('x')", f"create domain {schema}.d as int",
        f"create function {schema}.f() returns int language sql as 'select 1'", f"drop schema {schema} cascade",
        f"alter schema {schema} owner to current_user", f"grant all on schema {schema} to public",
        f"alter default privileges in schema {schema} grant select on tables to public",
    ]  # fmt: skip


def on_server(database: str) -> list[str]:
    return [
        "create schema mine", "create database another", f"alter database {database} set row_security = off",
        f"drop database {database}", "create role another", "create extension plpgsql", "create temp table t ()",
        "create event trigger t on ddl_command_start execute function centre.refuse_rewriting()",
        "create publication p for all tables", "create foreign data wrapper w", "create language c", "checkpoint",
        "alter system set fsync = off", "set session_replication_role = replica", "create tablespace t location '/tmp'",
        "create server s foreign data wrapper w", "load '$libdir/plpgsql'", "copy (select 1) to program 'true'",
        "copy pg_class to '/tmp/stolen'",
    ]  # fmt: skip


def attempts(centre: Centre) -> Iterator[str]:
    """Give every statement to be tried, made from what is there."""
    for name, kind, columns in centre.ask(RELATIONS):
        yield from on_relation(name, kind, columns)
    for name, bare, schema, signature, result, types in centre.ask(FUNCTIONS):
        yield from on_function(name, signature, result, types, schema == "api1" and bare in EXECUTABLE)
    for (role,) in centre.ask("select quote_ident(rolname) from pg_roles order by 1"):
        yield from on_role(role)
    for (schema,) in centre.ask(f"select quote_ident(nspname) from pg_namespace where {OURS} order by 1"):
        yield from on_schema(schema)
    for (name,) in centre.ask("select relname from pg_class where relname = any(%s)", list(HIDDEN)):
        yield f"select * from pg_catalog.{name}"
    yield from on_server(centre.database)


# Answered without an error, and without any effect (the catalogue afterwards is the one before).
WITHOUT_EFFECT = (
    # of what is granted to the device, nothing may be passed on: a warning
    r"grant (execute on function api1\.\w+\(|all on schema api1 )",
    # for objects that the device would make: it can make none
    r"alter default privileges",
    # whoever it is already; the group cannot log in, so its settings hold for nobody
    r"(set role|set session authorization|alter role|reassign owned by|drop owned by) (MYSELF|inspection_device)\b",
)
# Refused by what they are, before any right is asked for.
IMPOSSIBLE = {
    "42939": r"alter role pg_", "0A000": r"grant pg_database_owner|create language", "42710": r"create extension",
    "42704": r"create server",
}  # fmt: skip


def open_doors(connection: psycopg.Connection[Any], statements: Iterator[str]) -> list[tuple[str, str]]:
    """Return the statements that were not refused for want of a right, each with its SQLSTATE, "" where it went."""
    myself, found = connection.info.user, []
    for statement in statements:
        state, told = "", statement.replace(myself, "MYSELF")
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            state = error.sqlstate or "?"
        connection.execute("reset session authorization")
        connection.execute("reset role")
        harmless = state == "" and any(re.match(one, told) for one in WITHOUT_EFFECT)
        if state != "42501" and not harmless and not re.match(IMPOSSIBLE.get(state, "$."), told):
            found.append((told, state))
    return found


CATALOGUE = [
    "select oid::regclass::text, relowner::regrole::text, relacl::text, relrowsecurity, relhastriggers from pg_class"
    " where relkind in ('r', 'v', 'S', 'p') and relnamespace <> 'pg_toast'::regnamespace order by 1",
    "select oid::regprocedure::text, proowner::regrole::text, proacl::text, prosecdef, md5(prosrc) from pg_proc"
    " order by 1",
    "select nspname::text, nspowner::regrole::text, nspacl::text from pg_namespace where nspname !~ '^pg_' order by 1",
    "select rolname::text, rolsuper, rolcanlogin, rolconnlimit, rolcreaterole, rolbypassrls from pg_roles order by 1",
    "select roleid::regrole::text, member::regrole::text from pg_auth_members order by 1, 2",
    "select polrelid::regclass::text, polname::text, pg_get_expr(polqual, polrelid) from pg_policy order by 1, 2",
    "select tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger order by 1, 2",
    "select datname::text, datacl::text from pg_database order by 1",
    "select count(*) from pg_largeobject_metadata",
    "select srv_seq, op_id, chain from centre.operation order by bureau, srv_seq",
    "select bureau, device, next_lseq, chain, revoked_at from centre.device order by 1, 2",
    "select * from centre.number order by 1, 2, 3, 4",
    "select bureau, sha256, finished_at from centre.blob order by 1, 2",
]


def catalogue(centre: Centre) -> list[list[tuple[Any, ...]]]:
    return [centre.ask(query) for query in CATALOGUE]


def test_that_nothing_but_the_calls_is_open_to_a_device(centre: Centre, attacker: psycopg.Connection[Any]) -> None:
    tried, before = list(attempts(centre)), catalogue(centre)
    assert len(tried) > 1_000
    assert open_doors(attacker, iter(tried)) == []
    assert catalogue(centre) == before


def test_that_no_function_of_the_system_that_writes_is_left_to_devices(centre: Centre, attacker: Any) -> None:
    left = attacker.execute(
        f"select signature from ({OF_THE_SYSTEM}) f(signature, name, types)"
        " where has_function_privilege(current_user, signature, 'execute') order by 1"
    ).fetchall()
    assert {one.partition("(")[0] for (one,) in left} == ASKED_INSIDE
    for statement in WRITING:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement)


# these may be called by anybody, and refuse by themselves
ASKED_INSIDE = {"pg_create_logical_replication_slot", "pg_create_physical_replication_slot",
                "pg_drop_replication_slot", "pg_import_system_collations"}  # fmt: skip
WRITING = [
    "select lo_from_bytea(0, 'x')", "select pg_logical_emit_message(false, 'x', 'y')", "select lo_create(0)",
    "select pg_create_logical_replication_slot('x', 'pgoutput')", "select pg_create_physical_replication_slot('x')",
    "select pg_drop_replication_slot('x')", "select pg_import_system_collations('pg_catalog')",
]  # fmt: skip


@pytest.mark.parametrize(
    ("careless", "found"),
    [
        ("create table public.careless (id int); grant select on public.careless to inspection_device;"
         " grant usage on schema public to inspection_device", "select id from public.careless limit 1"),
        ("create sequence centre.careless; grant all on sequence centre.careless to public;"
         " grant usage on schema centre to public", "select nextval('centre.careless')"),
        ("create function api1.careless() returns int language sql as 'select 1';"
         " grant execute on function api1.careless() to public", "select api1.careless()"),
        ("grant update (name) on centre.bureau to inspection_device; grant usage on schema centre to public",
         "update centre.bureau set name = null"),
    ],
)  # fmt: skip
def test_that_the_attack_finds_a_careless_grant(server: Any, template: str, careless: str, found: str) -> None:
    for centre in copied(server, template):
        centre.connection.execute(careless)
        device = centre.device(centre.other)
        with psycopg.connect(
            host=server.host, port=server.port, dbname=centre.database, user=device.enrolment.role,
            password=device.secret, autocommit=True,
        ) as connection:  # fmt: skip
            doors = [one for one, _ in open_doors(connection, attempts(centre))]
        assert found in doors


def test_that_a_call_never_tells_of_another_bureau(
    centre: Centre, victim: FieldDevice, attacker: psycopg.Connection[Any]
) -> None:
    written = json.loads(victim.log[0].raw)
    secrets = {victim.device, centre.county, written["op_id"], written["txn"], victim.log[0].chain, "演练受害机",
               victim.key.public.hex()}  # fmt: skip
    asked = [
        {}, {"bureau": centre.county}, {"cursor": 0, "bureau": centre.county}, {"cursor": 10**9, "count": 500},
        {"device": victim.device}, {"sha256": EMPTY}, {"kind": "执通", "year": 2026, "count": 3, "request": "a"},
        {"role": victim.enrolment.role}, {"sha256": [EMPTY]}, {"operations": [victim.log[0]._asdict()]},
    ]  # fmt: skip
    before = catalogue(centre)[-4:]
    for name in sorted(EXECUTABLE - {"note_secret", *OF_BYTES}):
        for request in asked:
            told = answer(attacker, f"select api1.{name}(%s)::text", json.dumps(request, ensure_ascii=False))
            assert not [one for one in secrets if one in told], (name, request)
    assert answer(attacker, "select api1.blob_get(%s, 0, 1)::text", EMPTY) in ("", "None")
    assert [one for one in catalogue(centre)[-4:][0] if one not in before[0]] == []


def answer(connection: psycopg.Connection[Any], statement: str, value: str) -> str:
    try:
        row = connection.execute(statement, (value,)).fetchone()
    except psycopg.Error as error:
        return "" if (error.sqlstate or "").startswith(("IC", "22", "23")) else str(error)
    return str(row and row[0])
