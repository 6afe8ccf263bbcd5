"""A centre is made on an empty PostgreSQL, made again without change, and brought up to date."""

import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.centre import schema
from app.centre.trial.embedded import EmbeddedServer
from app.errors import CentreRefused, CentreUnreachable, InspectorError
from tests.centre.field import Centre, establish, everything
from tests.centre.servers import hasty_server


def test_that_making_a_centre_twice_changes_nothing(own_centre: Centre) -> None:
    first = schema.identity(own_centre.connection)
    again = schema.install(own_centre.connection, training=True)
    assert again == first
    assert not again.created


def test_that_a_training_centre_stays_one(own_centre: Centre) -> None:
    with pytest.raises(CentreRefused, match="training-mismatch"):
        schema.install(own_centre.connection, training=False)


def test_that_a_newer_centre_is_left_alone(own_centre: Centre) -> None:
    own_centre.connection.execute("insert into centre.version (version, digest) values (999, '')")
    with pytest.raises(CentreRefused, match="centre-newer"):
        schema.upgrade(own_centre.connection)


def test_that_a_changed_schema_is_noticed(own_centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / "sql"
    shutil.copytree(schema._FOLDER, changed)
    with (changed / "v001" / "10_roles.sql").open("a", encoding="utf-8") as file:
        file.write("select 1;")
    monkeypatch.setattr(schema, "_FOLDER", changed)
    with pytest.raises(CentreRefused, match="schema-differs"):
        schema.upgrade(own_centre.connection)


def test_that_a_later_version_is_applied_once(
    own_centre: Centre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in schema.versions():
        folder = tmp_path / f"v{version.number:03}"
        folder.mkdir()
        for file in version.files:
            (folder / file.name).write_bytes(file.read_bytes())
    later = tmp_path / f"v{version.number + 1:03}"
    later.mkdir()
    (later / "10.sql").write_text("create table centre.later (bureau text primary key);", encoding="utf-8")
    monkeypatch.setattr(schema, "_FOLDER", tmp_path)
    assert schema.upgrade(own_centre.connection).version == version.number + 1
    assert schema.upgrade(own_centre.connection).version == version.number + 1


def test_that_an_empty_database_is_no_centre(server: EmbeddedServer) -> None:
    with server.connect() as connection, pytest.raises(CentreRefused, match="not-a-centre"):
        schema.upgrade(connection)


@pytest.mark.parametrize("dsn", ["host=h password=secret-word", "postgresql://u:secret-word@h/db"])
def test_that_a_password_in_the_dsn_is_wrong_usage_and_not_repeated(dsn: str) -> None:
    with pytest.raises(InspectorError, match="dsn-with-password") as refusal:
        schema.open_administration(dsn, None)
    assert "secret-word" not in f"{refusal.value!r}{refusal.value.__cause__!r}"


def test_that_a_malformed_dsn_is_not_repeated() -> None:
    with pytest.raises(InspectorError, match="dsn-malformed") as refusal:
        schema.open_administration("host=h password=secret-word nonsense", None)
    assert refusal.value.__cause__ is None
    assert "secret-word" not in str(refusal.value)


def test_that_an_administrator_hears_why_there_is_no_connection(server: EmbeddedServer) -> None:
    with pytest.raises(CentreUnreachable):
        schema.open_administration("host=127.0.0.1 port=9 user=x dbname=x", "x")
    with pytest.raises(CentreRefused, match="login-refused"):
        schema.open_administration(server.dsn(), "a wrong password")


def test_that_an_owner_without_superuser_rights_makes_a_centre_and_the_server_leaves_nothing() -> None:
    with hasty_server() as server:
        folder = server.folder
        assert "password" not in server.dsn()
        with server.connect() as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
            assert _first_rule(connection) == ("host", "scram-sha-256")
            connection.execute("create role steward login createrole password 'steward'")
            connection.execute("create database centre owner steward template template0 encoding 'UTF8'")
        dsn = f"host={server.host} port={server.port} user=steward dbname=centre"
        with schema.open_administration(dsn, "steward") as connection:
            assert schema.install(connection, training=False).created
            assert not schema.install(connection, training=False).created
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


def test_that_the_oldest_supported_server_carries_the_whole_protocol(oldest_server: EmbeddedServer) -> None:
    oldest_server.create_database("centre_oldest")
    centre = establish(oldest_server, "centre_oldest")
    device = centre.device()
    device.write("符合", "不符合", officer="nobody-here")
    line = device.line()
    try:
        assert line.push(device.log).accepted == 2
        assert len(everything(line)) > 4
        assert line.lease("执通", 2026, 3, "a").high == 3
        assert line.verify(10**6).tallies
    finally:
        line.close()
        centre.connection.close()


def _first_rule(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    row = connection.execute("select type, auth_method from pg_hba_file_rules where type = 'host' limit 1").fetchone()
    assert row is not None
    return row


def test_that_a_database_of_something_else_is_left_alone(server: EmbeddedServer) -> None:
    dsn = server.create_database("of_others")
    with schema.open_administration(dsn, server.password) as connection:
        connection.execute("create schema centre")
        with pytest.raises(CentreRefused, match="database-not-empty"):
            schema.install(connection, training=True)
        assert schema.identity(connection) is None


@pytest.mark.parametrize(
    ("dbname", "port", "password", "code", "word"),
    [
        ("nowhere", None, "", "not-a-centre", "centre init"),
        (None, "9", "", "centre-unreachable", "端口"),
        (None, None, "wrong", "login-refused", "口令"),
    ],
)
def test_that_an_administrator_is_told_what_to_check(
    server: EmbeddedServer, dbname: str | None, port: str | None, password: str, code: str, word: str
) -> None:
    dsn = " ".join(
        f"{name}={value}"
        for name, value in {
            "host": server.host, "port": port or server.port, "user": server.user, "dbname": dbname or "postgres"
        }.items()
    )  # fmt: skip
    with pytest.raises(InspectorError) as told:
        schema.open_administration(dsn, password or server.password)
    assert told.value.code == code
    assert word in told.value.advice and "本机" not in told.value.advice
